#include "widgets/figure/comparison_cells.h"

#include "core/run/run_statistics.h"
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

std::vector<ComparisonCell> cellsOf(const Comparison& comparison)
{
    std::vector<ComparisonCell> cells;
    for (const Repeats& repeats : repeatsIn(comparison)) {
        const std::string& strategy = repeats.front()->strategy;
        const SamplerSettings& settings = repeats.front()->transcript.settings;
        cells.push_back({QString::fromStdString(readableName(strategy)),
                         QString::fromStdString(explainedSettings(strategy, settings)), repeats});
    }
    return cells;
}

const ComparisonCell& cellOfRow(const std::vector<ComparisonCell>& cells,
                                const Comparison& comparison, std::size_t row)
{
    const auto found = std::ranges::find_if(cells, [&](const ComparisonCell& cell) {
        return std::ranges::any_of(cell.outputs, [&](const ComparisonRow* output) {
            return output - comparison.rows.data() == static_cast<std::ptrdiff_t>(row);
        });
    });
    return found == cells.end() ? cells.front() : *found;
}

ChosenCells chosenCells(const Comparison& comparison, const std::vector<std::size_t>& chosen,
                        std::size_t reference)
{
    if (chosen.empty())
        return {comparison, reference};
    ChosenCells result{{.model = comparison.model, .version = comparison.version, .rows = {}}, 0};
    const auto cells = cellsOf(comparison);
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
        if (std::ranges::find(chosen, cell) == chosen.end())
            continue;
        for (const ComparisonRow* row : cells[cell].outputs) {
            if (row - comparison.rows.data() == static_cast<std::ptrdiff_t>(reference))
                result.reference = result.comparison.rows.size();
            result.comparison.rows.push_back(*row);
        }
    }
    return result;
}

QString samenessText(const ComparisonCell& cell)
{
    const auto count = cell.outputs.size();
    if (count < 2)
        return {};
    const auto distinct = countDistinct(cell.outputs);
    if (distinct == 1)
        return Figure::tr("all identical");
    return Figure::tr("%1 of %2 distinct").arg(distinct).arg(count);
}

std::optional<int> departingToken(const ComparisonRow& output, const ComparisonCell& reference)
{
    const auto same = std::ranges::find_if(reference.outputs, [&](const ComparisonRow* other) {
        return other->transcript.seed == output.transcript.seed;
    });
    const ComparisonRow* other =
        same == reference.outputs.end() ? reference.outputs.front() : *same;
    const auto& mine = output.transcript.steps;
    const auto& others = other->transcript.steps;
    const int step = departure(mine, others);
    if (other == &output || step >= std::ssize(mine) || step >= std::ssize(others))
        return std::nullopt;
    return step;
}

QString randomNumbersText(const Comparison& comparison)
{
    std::set<std::uint64_t> seeds;
    std::set<std::uint64_t> streams;
    for (const ComparisonRow& row : comparison.rows) {
        seeds.insert(row.transcript.seed);
        streams.insert(row.transcript.stream);
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
