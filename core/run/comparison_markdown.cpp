#include "core/run/comparison_markdown.h"

#include "core/run/repeats.h"
#include "core/run/statistics_texts.h"
#include "core/sampling/sampler_chain.h"
#include "core/text/printable_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace logitscope
{

namespace
{

// On one line of Markdown. Escaped is what CommonMark or GitHub's dialect, with its tables, struck
// text and formulas, would take for more than a character inside a line.
std::string escaped(std::string_view bytes, std::string_view newLine)
{
    std::string markdown;
    for (const char character : printableText(bytes)) {
        if (character == '\n') {
            markdown += newLine;
            continue;
        }
        if (std::string_view("\\`*_[]<>&|~$").find(character) != std::string_view::npos)
            markdown += '\\';
        markdown += character;
    }
    return markdown;
}

std::string cell(std::string_view bytes)
{
    return escaped(bytes, "<br>");
}

bool differInSeed(const std::vector<Branch>& rows)
{
    return std::ranges::any_of(rows,
                               [&](const Branch& row) { return row.seed != rows.front().seed; });
}

std::string heading(const Run& comparison, bool manySeeds)
{
    const auto& first = comparison.branches.front();
    const auto seeds =
        manySeeds ? fmt::format("seeds {} to {}", first.seed, comparison.branches.back().seed)
                  : fmt::format("seed {}", first.seed);
    return fmt::format("### “{}” · {} · {}\n\n", escaped(comparison.prompt, " ⏎ "),
                       escaped(comparison.model, " "), seeds);
}

std::string tableHeader(bool manySeeds)
{
    return fmt::format(
        "| Strategy | Settings |{} Text | Tokens | Entropy (bits) | Effective vocabulary | "
        "Surprisal (bits) | Distinct-2 | Why it stopped |\n"
        "|---|---|{}---|--:|--:|--:|--:|--:|---|\n",
        manySeeds ? " Seed |" : "", manySeeds ? "--:|" : "");
}

std::string tableRow(const Branch& row, bool manySeeds)
{
    const auto figures = textsOf(statisticsOf(row));
    return fmt::format("| {} | {} |{} {} | {} | {} | {} | {} | {} | {} |\n", cell(row.name),
                       settingsText(settingsOf(row)),
                       manySeeds ? fmt::format(" {} |", row.seed) : "", cell(continuationOf(row)),
                       figures.tokens, figures.meanEntropy, figures.meanEffectiveVocabulary,
                       figures.meanSurprisal, figures.distinct2,
                       stopReasonSentence(row.stopReason));
}

bool isRepeated(const Repeats& repeats)
{
    return repeats.size() > 1;
}

std::string repeatsRow(const Repeats& repeats)
{
    const auto& first = *repeats.front();
    const auto texts = textsOf(repeatStatisticsOf(repeats));
    return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", cell(first.name),
                       settingsText(settingsOf(first)), repeats.size(), countDistinct(repeats),
                       texts.tokens, texts.meanEntropy, texts.meanEffectiveVocabulary,
                       texts.meanSurprisal, texts.distinct2);
}

// Nothing where no strategy has several.
std::string repeatsTable(const Run& comparison)
{
    const auto all = repeatsIn(comparison);
    if (std::ranges::none_of(all, isRepeated))
        return {};
    std::string table = "\n| Strategy | Settings | Repeats | Distinct | Tokens | Entropy (bits) | "
                        "Effective vocabulary | Surprisal (bits) | Distinct-2 |\n"
                        "|---|---|--:|--:|--:|--:|--:|--:|--:|\n";
    for (const auto& repeats : all)
        table += repeatsRow(repeats);
    return table;
}

} // namespace

std::string toMarkdown(const Run& comparison)
{
    if (comparison.branches.empty())
        return {};
    const bool manySeeds = differInSeed(comparison.branches);
    auto markdown = heading(comparison, manySeeds) + tableHeader(manySeeds);
    for (const auto& row : comparison.branches)
        markdown += tableRow(row, manySeeds);
    const auto table = repeatsTable(comparison);
    return markdown + table +
           fmt::format(
               "\nEntropy, effective vocabulary and surprisal are means over the tokens.{} "
               "Logitscope {}.\n",
               table.empty() ? "" : " a ± b: mean and standard deviation (n − 1) over the repeats.",
               escaped(comparison.version, " "));
}

} // namespace logitscope
