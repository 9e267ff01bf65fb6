#include "app/cli/step_table.h"

#include "core/run/statistics_texts.h"
#include "core/run/token_score.h"
#include "core/sampling/percent.h"
#include "core/text/token_label.h"

#include <fmt/format.h>

namespace logitscope
{

namespace
{

std::string digitsOf(double number)
{
    return fmt::format("{:.0f}", number);
}

} // namespace

// fmt pads by display width, so wide characters keep the columns straight.

StepTable::StepTable(bool hasBounds)
{
    if (hasBounds) // "31.2%–35.0%", "3.10–4.70", "1,234–2,345"
        widths_ = {.probability = 13, .entropy = 11, .samplingEntropy = 11, .vocabulary = 13};
}

std::string StepTable::header() const
{
    const auto& [probability, entropy, samplingEntropy, vocabulary] = widths_;
    return fmt::format("{:>4}  {:<16}  {:>5}  {:>{}} → {:>{}}  {:>{}} → {:>{}} {:>{}}\n", "step",
                       "token", "rank", "model", probability, "sampling", probability, "model",
                       entropy, "sampling", samplingEntropy, "effective", vocabulary) +
           fmt::format("{:>4}  {:<16}  {:>5}  {:^{}}  {:^{}} {:>{}}\n", "", "", "", "probability",
                       2 * probability + 3, "entropy, bits", entropy + samplingEntropy + 3,
                       "vocabulary", vocabulary);
}

std::string StepTable::row(int number, const Step& step) const
{
    const auto& [probability, entropy, samplingEntropy, vocabulary] = widths_;
    const auto style = BoundedStyle::Short;
    const auto score = scoreOf(step);
    const auto texts = textsOf(step.info, step.coverage.vocabulary, style);
    return fmt::format(
        "{:>4}  {:<16}  {:>5}  {:>{}} → {:>{}}  {:>{}} → {:>{}}  {:>{}}\n", number,
        tokenLabel(step.token, step.bytes),
        boundedText(score.ranks(), digitsOf, style, {1.0, double(step.coverage.vocabulary)}),
        probabilityText(score.probabilities(), style), probability,
        probabilityText(step.samplingProbabilities(), style), probability, texts.modelEntropy,
        entropy, texts.samplingEntropy, samplingEntropy, texts.effectiveVocabulary, vocabulary - 1);
}

} // namespace logitscope
