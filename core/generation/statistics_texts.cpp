#include "core/generation/statistics_texts.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace logitscope
{

namespace
{

constexpr const char* none = "–";

std::string twoDecimals(double value)
{
    return fmt::format("{:.2f}", value);
}

// 1.00 only where no pair comes twice.
std::string shareText(double share)
{
    return twoDecimals(share < 1.0 ? std::min(share, 0.99) : 1.0);
}

} // namespace

StatisticsTexts textsOf(const RunStatistics& statistics)
{
    return meansOf(repeatStatisticsOf(std::span(&statistics, 1)));
}

StatisticsTexts meansOf(const RepeatStatistics& statistics)
{
    if (statistics.runs == 0)
        return {"0", none, none, none, none};
    const bool alike = statistics.fewestTokens == statistics.mostTokens;
    return {
        .tokens = alike ? fmt::format("{}", statistics.mostTokens)
                        : fmt::format("{}–{}", statistics.fewestTokens, statistics.mostTokens),
        .meanEntropy = twoDecimals(statistics.meanEntropy.mean),
        .meanEffectiveVocabulary = effectiveVocabularyText(statistics.meanEffectiveVocabulary.mean),
        .meanSurprisal = twoDecimals(statistics.meanSurprisal.mean),
        .distinct2 = shareText(statistics.distinct2.mean),
    };
}

StatisticsTexts deviationsOf(const RepeatStatistics& statistics)
{
    if (statistics.runs < 2)
        return {"", none, none, none, none};
    return {
        .tokens = "",
        .meanEntropy = twoDecimals(statistics.meanEntropy.deviation),
        .meanEffectiveVocabulary =
            effectiveVocabularyText(statistics.meanEffectiveVocabulary.deviation),
        .meanSurprisal = twoDecimals(statistics.meanSurprisal.deviation),
        .distinct2 = twoDecimals(statistics.distinct2.deviation),
    };
}

StatisticsTexts textsOf(const RepeatStatistics& statistics)
{
    auto texts = meansOf(statistics);
    if (statistics.runs < 2)
        return texts;
    const auto deviations = deviationsOf(statistics);
    for (const auto text :
         {&StatisticsTexts::meanEntropy, &StatisticsTexts::meanEffectiveVocabulary,
          &StatisticsTexts::meanSurprisal, &StatisticsTexts::distinct2})
        texts.*text += " ± " + deviations.*text;
    return texts;
}

std::string effectiveVocabularyText(double tokens)
{
    if (tokens < 99.95)
        return fmt::format("{:.1f}", tokens);
    auto text = fmt::format("{:.0f}", tokens);
    for (auto end = std::ssize(text) - 3; end > 0; end -= 3) // whatever the locale
        text.insert(static_cast<std::size_t>(end), 1, ',');
    return text;
}

} // namespace logitscope
