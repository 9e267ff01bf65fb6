#include "core/generation/figure_texts.h"

#include <fmt/format.h>

#include <algorithm>

namespace logitscope
{

FigureTexts textsOf(const RunFigures& figures)
{
    if (figures.tokens == 0)
        return {"0", "–", "–", "–", "–"};
    return {
        .tokens = fmt::format("{}", figures.tokens),
        .meanEntropy = fmt::format("{:.2f}", figures.meanEntropy),
        .meanEffectiveVocabulary = fmt::format("{:.1f}", figures.meanEffectiveVocabulary),
        .meanSurprisal = fmt::format("{:.2f}", figures.meanSurprisal),
        // 1.00 only where no pair comes twice.
        .distinct2 = fmt::format("{:.2f}",
                                 figures.distinct2 < 1.0 ? std::min(figures.distinct2, 0.99) : 1.0),
    };
}

} // namespace logitscope
