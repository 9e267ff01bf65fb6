#include "app/cli/step_table.h"

#include "core/run/statistics_texts.h"
#include "core/sampling/percent.h"
#include "core/text/token_label.h"

#include <fmt/format.h>

namespace logitscope
{

// fmt pads by display width, so wide characters keep the columns straight.

std::string stepTableHeader()
{
    return fmt::format("{:>4}  {:<16}  {:>5}  {:>8} → {:>8}  {:>6} → {:>8} {:>10}\n", "step",
                       "token", "rank", "model", "sampling", "model", "sampling", "effective") +
           fmt::format("{:>4}  {:<16}  {:>5}  {:^19}  {:^17} {:>10}\n", "", "", "", "probability",
                       "entropy, bits", "vocabulary");
}

std::string stepTableRow(int number, const Step& step)
{
    return fmt::format(
        "{:>4}  {:<16}  {:>5}  {:>8} → {:>8}  {:>6.2f} → {:>8.2f}  {:>9}\n", number,
        tokenLabel(step.token, step.bytes), step.rank + 1, formatPercent(step.modelProbability),
        formatPercent(step.samplingProbability), step.info.modelEntropy, step.info.samplingEntropy,
        effectiveVocabularyText(step.info.effectiveVocabulary));
}

} // namespace logitscope
