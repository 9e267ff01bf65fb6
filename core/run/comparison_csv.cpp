#include "core/run/comparison_csv.h"

#include "core/sampling/sampler_chain.h"
#include "core/text/utf8_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace logitscope
{

namespace
{

// A stage that is switched off does what its off value does.
double valueOrOff(const SamplerChain& chain, StageKind kind)
{
    return chain.has(kind) ? chain.value(kind) : *describe(kind).off;
}

std::string boundCell(double bound)
{
    return std::isinf(bound) ? "unknown" : fmt::format("{}", bound);
}

// The further columns of a step that may be known in part.
std::string boundsOf(const Step& step)
{
    const auto& most = step.info.most;
    if (step.coverage.whole() || !most)
        return ",,,,,,,,,";
    return fmt::format(
        ",{},{},{},{},{},{},{},{},{}", step.coverage.known, step.coverage.rest, step.mostRank() + 1,
        step.mostModelProbability(), step.mostSamplingProbability(), boundCell(most->modelEntropy),
        boundCell(most->samplingEntropy), boundCell(most->effectiveVocabulary), most->kept);
}

bool isPartial(const Run& comparison)
{
    return std::ranges::any_of(comparison.branches, [](const Branch& row) {
        return std::ranges::any_of(
            pathTo(row.leaf), [](const NodePtr& node) { return !node->step.coverage.whole(); });
    });
}

} // namespace

std::string csvCell(const std::string& bytes)
{
    const auto text = validUtf8(bytes);
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char character : text)
        quoted += character == '"' ? "\"\"" : std::string(1, character);
    return quoted + '"';
}

std::string toCsv(const Run& comparison)
{
    std::string csv =
        "strategy,seed,stream,temperature,top_k,top_p,order,step,token,token_id,rank,"
        "probability_raw,probability_final,entropy_original,entropy_final,effective_vocabulary,"
        "u,kept,model,prompt,chain,pick";
    const bool hasBounds = isPartial(comparison);
    csv += hasBounds ? ",known,rest,rank_at_most,probability_raw_at_most,probability_final_at_most,"
                       "entropy_original_at_most,entropy_final_at_most,"
                       "effective_vocabulary_at_most,kept_at_most\r\n"
                     : "\r\n";
    // {} of a double is the shortest text that reads back as the same number, whatever the locale.
    const auto add = [&csv]<typename... Values>(fmt::format_string<const Values&...> format,
                                                const Values&... values) {
        fmt::format_to(std::back_inserter(csv), format, values...);
    };
    for (const auto& row : comparison.branches) {
        for (const auto& node : pathTo(row.leaf)) {
            const auto& step = node->step;
            const auto& settings = step.settings; // a slider may have moved since the step before
            add("{},{},{},", csvCell(row.name), row.seed, step.stream);
            const auto basic = basicSettingsOf(settings);
            add("{},{},{},{},", valueOrOff(settings, StageKind::Temperature),
                valueOrOff(settings, StageKind::TopK), valueOrOff(settings, StageKind::TopP),
                basic ? filterOrderName(basic->order) : "");
            add("{},{},{},{},", node->index + 1, csvCell(step.bytes), step.token, step.rank + 1);
            add("{},{},{},{},{},{},", step.modelProbability, step.samplingProbability,
                step.info.modelEntropy, step.info.samplingEntropy, step.info.effectiveVocabulary,
                step.u);
            add("{},{},{},{},{}{}\r\n", step.info.kept, csvCell(comparison.model),
                csvCell(comparison.prompt), csvCell(chainText(settings)), pickName(settings.pick),
                hasBounds ? boundsOf(step) : "");
        }
    }
    return csv;
}

} // namespace logitscope
