#include "core/run/statistics_texts.h"

#include "core/sampling/percent.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace logitscope
{

namespace
{

constexpr const char* none = "–";

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

StatisticsTexts textsOf(const RunStatistics& statistics, BoundedStyle style)
{
    return meansOf(repeatStatisticsOf(std::span(&statistics, 1)), style);
}

StatisticsTexts meansOf(const RepeatStatistics& statistics, BoundedStyle style)
{
    if (statistics.runs == 0)
        return {"0", none, none, none, none};
    const auto& most = statistics.most;
    const auto text = [&](const Spread& spread, double RunStatistics::Most::*high, auto format,
                          const Bounded& possible = {}) {
        return boundedText({spread.mean, most ? (*most).*high : spread.mean}, format, style,
                           possible);
    };
    const bool alike = statistics.fewestTokens == statistics.mostTokens;
    return {
        .tokens = alike ? fmt::format("{}", statistics.mostTokens)
                        : fmt::format("{}–{}", statistics.fewestTokens, statistics.mostTokens),
        .meanEntropy = text(statistics.meanEntropy, &RunStatistics::Most::meanEntropy, twoDecimals),
        .meanEffectiveVocabulary =
            text(statistics.meanEffectiveVocabulary, &RunStatistics::Most::meanEffectiveVocabulary,
                 effectiveVocabularyText, {.low = 1.0}),
        .meanSurprisal =
            text(statistics.meanSurprisal, &RunStatistics::Most::meanSurprisal, twoDecimals),
        .distinct2 = shareText(statistics.distinct2.mean),
    };
}

StatisticsTexts deviationsOf(const RepeatStatistics& statistics)
{
    if (statistics.runs < 2)
        return {"", none, none, none, none};
    if (statistics.most) // the deviation of bounds says nothing
        return {"", none, none, none, spreadText(statistics.distinct2.deviation)};
    return {
        .tokens = "",
        .meanEntropy = spreadText(statistics.meanEntropy.deviation),
        .meanEffectiveVocabulary =
            vocabularySpreadText(statistics.meanEffectiveVocabulary.deviation),
        .meanSurprisal = spreadText(statistics.meanSurprisal.deviation),
        .distinct2 = spreadText(statistics.distinct2.deviation),
    };
}

StatisticsTexts textsOf(const RepeatStatistics& statistics, BoundedStyle style)
{
    auto texts = meansOf(statistics, style);
    if (statistics.runs < 2)
        return texts;
    const auto deviations = deviationsOf(statistics);
    for (const auto text :
         {&StatisticsTexts::meanEntropy, &StatisticsTexts::meanEffectiveVocabulary,
          &StatisticsTexts::meanSurprisal, &StatisticsTexts::distinct2})
        if (deviations.*text != none)
            texts.*text += " ± " + deviations.*text;
    return texts;
}

StepTexts textsOf(const SamplingInfo& info, int vocabulary, BoundedStyle style)
{
    using Most = SamplingInfo::Most;
    const auto most =
        info.most.value_or(Most{info.modelEntropy, info.samplingEntropy, info.effectiveVocabulary,
                                info.topTokenProbability, info.kept});
    const double tokens = vocabulary;
    const auto bits = [&](double low, double high) {
        return boundedText({low, high}, twoDecimals, style, {0.0, std::log2(tokens)});
    };
    const auto count = [&](double low, double high, auto format) {
        return boundedText({low, high}, format, style, {1.0, tokens});
    };
    return {
        .modelEntropy = bits(info.modelEntropy, most.modelEntropy),
        .samplingEntropy = bits(info.samplingEntropy, most.samplingEntropy),
        .effectiveVocabulary =
            count(info.effectiveVocabulary, most.effectiveVocabulary, effectiveVocabularyText),
        .kept = count(info.kept, most.kept, wholeText),
        .topTokenProbability =
            probabilityText({info.topTokenProbability, most.topTokenProbability}, style),
    };
}

std::string effectiveVocabularyText(double tokens)
{
    return tokens < 99.95 ? fmt::format("{:.1f}", tokens) : wholeText(tokens);
}

std::string twoDecimals(double value)
{
    return fmt::format("{:.2f}", value);
}

std::string wholeText(double number)
{
    auto text = fmt::format("{:.0f}", number);
    for (auto end = std::ssize(text) - 3; end > 0; end -= 3) // whatever the locale
        text.insert(static_cast<std::size_t>(end), 1, ',');
    return text;
}

} // namespace logitscope
