#include "core/run/statistics_texts.h"

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

// 0 only where there is none.
std::string spreadText(double deviation)
{
    return deviation > 0.0 && deviation < 0.005 ? fmt::format("{:.1g}", deviation)
                                                : twoDecimals(deviation);
}

std::string vocabularySpreadText(double deviation)
{
    return deviation < 0.95 ? spreadText(deviation) : effectiveVocabularyText(deviation);
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
        .meanEntropy = spreadText(statistics.meanEntropy.deviation),
        .meanEffectiveVocabulary =
            vocabularySpreadText(statistics.meanEffectiveVocabulary.deviation),
        .meanSurprisal = spreadText(statistics.meanSurprisal.deviation),
        .distinct2 = spreadText(statistics.distinct2.deviation),
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
