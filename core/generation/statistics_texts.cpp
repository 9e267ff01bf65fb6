#include "core/generation/statistics_texts.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace logitscope
{

StatisticsTexts textsOf(const RunStatistics& figures)
{
    if (figures.tokens == 0)
        return {"0", "–", "–", "–", "–"};
    return {
        .tokens = fmt::format("{}", figures.tokens),
        .meanEntropy = fmt::format("{:.2f}", figures.meanEntropy),
        .meanEffectiveVocabulary = effectiveVocabularyText(figures.meanEffectiveVocabulary),
        .meanSurprisal = fmt::format("{:.2f}", figures.meanSurprisal),
        // 1.00 only where no pair comes twice.
        .distinct2 = fmt::format("{:.2f}",
                                 figures.distinct2 < 1.0 ? std::min(figures.distinct2, 0.99) : 1.0),
    };
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
