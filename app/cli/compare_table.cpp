#include "app/cli/compare_table.h"

#include "core/generation/statistics_texts.h"
#include "core/sampling/sampler_settings.h"
#include "core/text/printable_text.h"
#include "core/text/word_wrap.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <string_view>

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

std::string howItEnded(const Transcript& transcript)
{
    const auto count = transcript.steps.size();
    return fmt::format("{} {}, {}", count, count == 1 ? "token" : "tokens",
                       stopReasonSentence(transcript.stopReason));
}

struct Figure
{
    std::string_view name;
    std::string_view shortName;
    std::string StatisticsTexts::*text;
    std::string_view unit;
};

constexpr std::array figures = {
    Figure{"entropy", "entropy", &StatisticsTexts::meanEntropy, " bits"},
    Figure{"effective vocabulary", "eff. voc.", &StatisticsTexts::meanEffectiveVocabulary, ""},
    Figure{"surprisal", "surprisal", &StatisticsTexts::meanSurprisal, " bits"},
    Figure{"distinct-2", "distinct-2", &StatisticsTexts::distinct2, ""},
};

// A line of figures that stand under those of the other rows.
class FigureLine
{
public:
    FigureLine(const std::vector<ComparisonRow>& rows, int columns)
    {
        for (const auto& row : rows) {
            const auto texts = textsOf(statisticsOf(row.transcript.steps));
            for (std::size_t i = 0; i < figures.size(); ++i)
                widths_[i] = std::max(widths_[i], displayWidth(texts.*figures[i].text));
        }
        short_ = length() > columns;
        if (length() > columns)
            gap_ = 2;
    }

    std::string of(const Transcript& transcript) const
    {
        const auto texts = textsOf(statisticsOf(transcript.steps));
        std::string line;
        for (std::size_t i = 0; i < figures.size(); ++i)
            line += fmt::format("{:{}}{} {:>{}}{}", "", i == 0 ? 0 : gap_, name(i),
                                texts.*figures[i].text, widths_[i], figures[i].unit);
        return line;
    }

private:
    std::string_view name(std::size_t i) const
    {
        return short_ ? figures[i].shortName : figures[i].name;
    }

    int length() const { return displayWidth(of({})); }

    std::array<int, figures.size()> widths_ = {};
    bool short_ = false;
    int gap_ = 3;
};

std::string heading(const Comparison& comparison, int columns)
{
    const auto& first = comparison.rows.front().transcript;
    std::uint64_t lastSeed = first.seed;
    bool sameRandomNumbers = true;
    for (const auto& row : comparison.rows) {
        lastSeed = std::max(lastSeed, row.transcript.seed);
        sameRandomNumbers = sameRandomNumbers && row.transcript.stream == first.stream;
    }
    const auto seeds = lastSeed == first.seed ? fmt::format("seed {}", first.seed)
                                              : fmt::format("seeds {} to {}", first.seed, lastSeed);
    const auto prompt = trimmed(printableText(first.prompt));
    return indented(prompt.empty() ? "(an empty prompt)" : fmt::format("“{}”", prompt), 0,
                    columns) +
           indented(fmt::format("{} · {} · {}", printableText(comparison.model), seeds,
                                sameRandomNumbers ? "the same random numbers for all"
                                                  : "each strategy with its own random numbers"),
                    0, columns);
}

std::string runsText(std::span<const ComparisonRow> runs)
{
    std::set<std::string> texts;
    for (const auto& run : runs)
        texts.insert(run.transcript.text());
    if (texts.size() == 1)
        return fmt::format("{} runs, all the same", runs.size());
    if (texts.size() == runs.size())
        return fmt::format("{} runs, all different", runs.size());
    return fmt::format("{} runs, {} different texts", runs.size(), texts.size());
}

std::string strategyText(std::span<const ComparisonRow> runs, const FigureLine& line, int columns)
{
    const auto name = fmt::format("{}  {}", printableText(runs.front().strategy),
                                  settingsText(runs.front().transcript.settings));
    const bool several = runs.size() > 1;
    auto text =
        apart(name, several ? runsText(runs) : howItEnded(runs.front().transcript), columns, "─");
    for (const auto& run : runs) {
        if (several)
            text += apart(fmt::format("  seed {}", run.transcript.seed), howItEnded(run.transcript),
                          columns, " ");
        if (!run.transcript.steps.empty()) // there are no figures of nothing
            text += indented(line.of(run.transcript), 2, columns);
        const auto continuation = trimmed(printableText(run.transcript.text()));
        if (!continuation.empty())
            text += indented(continuation, 4, columns);
    }
    return text;
}

// How many rows from here on are the same strategy's.
std::size_t runsAtTheFrontOf(std::span<const ComparisonRow> rows)
{
    const auto& first = rows.front();
    const auto other = std::ranges::find_if(rows, [&](const ComparisonRow& row) {
        return row.strategy != first.strategy ||
               row.transcript.settings != first.transcript.settings;
    });
    return static_cast<std::size_t>(other - rows.begin());
}

} // namespace

std::string compareTable(const Comparison& comparison, int columns)
{
    if (comparison.rows.empty())
        return {};
    columns = std::clamp(columns, narrowest, widest);
    const FigureLine line(comparison.rows, columns - 2);
    auto table = heading(comparison, columns);
    for (std::span<const ComparisonRow> rest = comparison.rows; !rest.empty();) {
        const auto count = runsAtTheFrontOf(rest);
        table += fmt::format("\n{}", strategyText(rest.first(count), line, columns));
        rest = rest.subspan(count);
    }
    return table;
}

} // namespace logitscope
