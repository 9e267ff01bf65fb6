#include "widgets/figure/comparison_cells.h"

#include "core/sampling/strategy.h"
#include "widgets/figure/figure.h"

#include <QStringList>

#include <algorithm>
#include <set>

namespace logitscope
{

namespace
{

// "seed 7", "seeds 7–9", "seeds 1, 5, 9"
QString seedsText(const std::set<std::uint64_t>& seeds)
{
    const auto number = [](std::uint64_t seed) { return QString::number(seed); };
    if (seeds.size() == 1)
        return Figure::tr("seed %1").arg(number(*seeds.begin()));
    if (seeds.size() > 2 && *seeds.rbegin() - *seeds.begin() == seeds.size() - 1)
        return Figure::tr("seeds %1–%2").arg(number(*seeds.begin()), number(*seeds.rbegin()));
    QStringList all;
    for (const std::uint64_t seed : seeds)
        all.append(number(seed));
    return Figure::tr("seeds %1").arg(all.join(QStringLiteral(", ")));
}

} // namespace

std::vector<ComparisonCell> cellsOf(const Run& comparison)
{
    std::vector<ComparisonCell> cells;
    for (const Repeats& repeats : repeatsIn(comparison)) {
        const std::string& strategy = repeats.front()->name;
        const SamplerChain settings = settingsOf(*repeats.front());
        cells.push_back({QString::fromStdString(readableName(strategy)),
                         QString::fromStdString(explainedSettings(strategy, settings)), repeats});
    }
    return cells;
}

const ComparisonCell& cellOfRow(const std::vector<ComparisonCell>& cells, const Run& comparison,
                                std::size_t row)
{
    const auto found = std::ranges::find_if(cells, [&](const ComparisonCell& cell) {
        return std::ranges::any_of(cell.outputs, [&](const Branch* output) {
            return output - comparison.branches.data() == static_cast<std::ptrdiff_t>(row);
        });
    });
    return found == cells.end() ? cells.front() : *found;
}

ChosenCells chosenCells(const Run& comparison, const std::vector<std::size_t>& chosen,
                        std::size_t reference)
{
    if (chosen.empty())
        return {comparison, reference};
    ChosenCells result{comparison, 0};
    result.comparison.branches.clear();
    const auto cells = cellsOf(comparison);
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
        if (std::ranges::find(chosen, cell) == chosen.end())
            continue;
        for (const Branch* row : cells[cell].outputs) {
            if (row - comparison.branches.data() == static_cast<std::ptrdiff_t>(reference))
                result.reference = result.comparison.branches.size();
            result.comparison.branches.push_back(*row);
        }
    }
    return result;
}

QString samenessText(const Repeats& rows)
{
    if (rows.size() < 2)
        return {};
    const auto distinct = countDistinct(rows);
    if (distinct == 1)
        return Figure::tr("all identical");
    return Figure::tr("%1 of %2 distinct").arg(distinct).arg(rows.size());
}

QString randomNumbersText(const Run& comparison)
{
    std::set<std::uint64_t> seeds;
    std::set<std::uint64_t> streams;
    for (const Branch& row : comparison.branches) {
        seeds.insert(row.seed);
        streams.insert(streamOf(row));
    }
    if (seeds.empty())
        return {};
    const QString text = seedsText(seeds);
    if (cellsOf(comparison).size() < 2)
        return text;
    return text + QStringLiteral(" · ") +
           (streams.size() == 1 ? Figure::tr("same random numbers for all strategies")
                                : Figure::tr("own random numbers for each strategy"));
}

} // namespace logitscope
