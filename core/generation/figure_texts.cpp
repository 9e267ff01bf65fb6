#include "core/generation/figure_texts.h"

#include <fmt/format.h>

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
        .distinct2 = fmt::format("{:.2f}", figures.distinct2),
    };
}

} // namespace logitscope
