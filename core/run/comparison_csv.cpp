#include "core/run/comparison_csv.h"

#include "core/sampling/sampler_chain.h"
#include "core/text/utf8_stream.h"

#include <fmt/format.h>

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
        "u,kept,model,prompt,chain,pick\r\n";
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
            add("{},{},{},{},{}\r\n", step.info.kept, csvCell(comparison.model),
                csvCell(comparison.prompt), csvCell(chainText(settings)), pickName(settings.pick));
        }
    }
    return csv;
}

} // namespace logitscope
