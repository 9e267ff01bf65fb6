#include "app/cli/compare_table.h"

#include "core/run/repeats.h"
#include "core/run/statistics_texts.h"
#include "core/sampling/sampler_chain.h"
#include "core/text/printable_text.h"
#include "core/text/word_wrap.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace logitscope
{

namespace
{

constexpr int widest = 100;
constexpr int narrowest = 20;

std::string indented(const std::string& text, int indent, int columns)
{
    std::string lines;
    for (const auto& line : wrapWords(text, columns - indent))
        lines += fmt::format("{:{}}{}\n", "", line.empty() ? 0 : indent, line);
    return lines;
}

// "left ───── right", or one after the other where there is no room.
std::string apart(const std::string& left, const std::string& right, int columns,
                  std::string_view filling)
{
    const int room = columns - displayWidth(left) - displayWidth(right) - 2;
    if (room < 1)
        return indented(fmt::format("{}  {}", left, right), 0, columns);
    std::string between;
    for (int i = 0; i < room; ++i)
        between += filling;
    return fmt::format("{} {} {}\n", left, between, right);
}

std::string trimmed(const std::string& text)
{
    const auto begin = text.find_first_not_of(" \n");
    if (begin == std::string::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \n") - begin + 1);
}

std::string howItEnded(const Branch& row)
{
    const int count = row.length();
    return fmt::format("{} {}, {}", count, count == 1 ? "token" : "tokens",
                       stopReasonSentence(row.stopReason));
}

struct Statistic
{
    std::string_view name;
    std::string StatisticsTexts::*text;
    std::string_view unit;
};

constexpr std::array statisticsShown = {
    Statistic{"entropy", &StatisticsTexts::meanEntropy, " bits"},
    Statistic{"effective vocabulary", &StatisticsTexts::meanEffectiveVocabulary, ""},
    Statistic{"surprisal", &StatisticsTexts::meanSurprisal, " bits"},
    Statistic{"distinct-2", &StatisticsTexts::distinct2, ""},
};

// Statistics that stand under those of the other rows: in one line, or in two where there is little
// room.
class StatisticsLine
{
public:
    StatisticsLine(const std::vector<StatisticsTexts>& lines, int columns)
    {
        for (std::size_t i = 0; i < count; ++i) {
            names_[i] = displayWidth(statisticsShown[i].name);
            for (const auto& texts : lines)
                values_[i] = std::max(values_[i], displayWidth(texts.*statisticsShown[i].text));
        }
        if (displayWidth(of({})) <= columns)
            return;
        perLine_ = count / 2;
        for (auto* widths : {&names_, &values_})
            for (std::size_t i = 0; i < count; ++i)
                (*widths)[i] = std::max((*widths)[i], (*widths)[(i + perLine_) % count]);
    }

    std::string of(const StatisticsTexts& texts) const
    {
        std::string line;
        for (std::size_t i = 0; i < count; ++i) {
            const auto& [name, text, unit] = statisticsShown[i];
            line += fmt::format("{}{:<{}} {:>{}}{:<{}}",
                                i == 0              ? ""
                                : i % perLine_ == 0 ? "\n"
                                                    : "   ",
                                name, names_[i], texts.*text, values_[i],
                                saysNumber(texts.*text) ? unit : "", unit.size());
        }
        return line;
    }

private:
    static constexpr std::size_t count = statisticsShown.size();
    std::array<int, count> names_ = {}; // as wide as these are
    std::array<int, count> values_ = {};
    std::size_t perLine_ = count;
};

std::string heading(const Run& comparison, int columns)
{
    const auto& first = comparison.branches.front();
    std::uint64_t lastSeed = first.seed;
    bool sameRandomNumbers = true;
    for (const auto& row : comparison.branches) {
        lastSeed = std::max(lastSeed, row.seed);
        sameRandomNumbers = sameRandomNumbers && streamOf(row) == streamOf(first);
    }
    const auto seeds = lastSeed == first.seed ? fmt::format("seed {}", first.seed)
                                              : fmt::format("seeds {} to {}", first.seed, lastSeed);
    const auto prompt = trimmed(printableText(comparison.prompt));
    return indented(prompt.empty() ? "(an empty prompt)" : fmt::format("“{}”", prompt), 0,
                    columns) +
           indented(fmt::format("{} · {} · {}", printableText(comparison.model), seeds,
                                sameRandomNumbers ? "the same random numbers for all"
                                                  : "each strategy with its own random numbers"),
                    0, columns);
}

std::string repeatsText(const Repeats& repeats)
{
    const auto distinct = countDistinct(repeats);
    if (distinct == 1)
        return fmt::format("{} repeats, all identical", repeats.size());
    return fmt::format("{} repeats, {} distinct", repeats.size(), distinct);
}

std::string statisticsText(const Repeats& repeats, const StatisticsLine& line, int columns)
{
    const auto statistics = repeatStatisticsOf(repeats);
    if (statistics.runs < 2)
        return {};
    return indented("mean", 2, columns) +
           indented(line.of(meansOf(statistics, BoundedStyle::Short)), 2, columns) +
           indented("± standard deviation", 2, columns) +
           indented(line.of(deviationsOf(statistics)), 2, columns);
}

std::string strategyText(const Repeats& repeats, const StatisticsLine& line, int columns)
{
    const auto& first = *repeats.front();
    const auto name =
        fmt::format("{}  {}", printableText(first.name), settingsText(settingsOf(first)));
    const bool several = repeats.size() > 1;
    auto text = apart(name, several ? repeatsText(repeats) : howItEnded(first), columns, "─") +
                statisticsText(repeats, line, columns);
    for (const auto* row : repeats) {
        if (several)
            text += apart(fmt::format("  seed {}", row->seed), howItEnded(*row), columns, " ");
        if (row->leaf) // there are no statistics of nothing
            text += indented(line.of(textsOf(statisticsOf(*row), BoundedStyle::Short)), 2, columns);
        const auto continuation = trimmed(printableText(continuationOf(*row)));
        if (!continuation.empty())
            text += indented(continuation, 4, columns);
    }
    return text;
}

// All that stand in the table.
std::vector<StatisticsTexts> statisticsIn(const std::vector<Repeats>& all)
{
    std::vector<StatisticsTexts> texts;
    for (const auto& repeats : all) {
        for (const auto* row : repeats)
            texts.push_back(textsOf(statisticsOf(*row), BoundedStyle::Short));
        const auto statistics = repeatStatisticsOf(repeats);
        texts.push_back(meansOf(statistics, BoundedStyle::Short));
        texts.push_back(deviationsOf(statistics));
    }
    return texts;
}

} // namespace

std::string compareTable(const Run& comparison, int columns)
{
    if (comparison.branches.empty())
        return {};
    columns = std::clamp(columns, narrowest, widest);
    const auto all = repeatsIn(comparison);
    const StatisticsLine line(statisticsIn(all), columns - 2);
    auto table = heading(comparison, columns);
    for (const auto& repeats : all)
        table += fmt::format("\n{}", strategyText(repeats, line, columns));
    return table;
}

} // namespace logitscope
