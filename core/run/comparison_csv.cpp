#include "core/run/comparison_csv.h"

#include "core/sampling/sampler_settings.h"
#include "core/text/utf8_stream.h"

#include <fmt/format.h>

#include <iterator>

namespace logitscope
{

namespace
{

std::string textCell(const std::string& bytes)
{
    const auto text = validUtf8(bytes);
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char character : text)
        quoted += character == '"' ? "\"\"" : std::string(1, character);
    return quoted + '"';
}

} // namespace

std::string toCsv(const Run& comparison)
{
    std::string csv =
        "strategy,seed,stream,temperature,top_k,top_p,order,step,token,token_id,rank,"
        "probability_raw,probability_final,entropy_original,entropy_final,effective_vocabulary,"
        "u,kept,model,prompt\r\n";
    // {} of a double is the shortest text that reads back as the same number, whatever the locale.
    const auto add = [&csv]<typename... Values>(fmt::format_string<const Values&...> format,
                                                const Values&... values) {
        fmt::format_to(std::back_inserter(csv), format, values...);
    };
    for (const auto& row : comparison.branches) {
        for (const auto& node : pathTo(row.leaf)) {
            const auto& step = node->step;
            const auto& settings = step.settings; // a slider may have moved since the step before
            add("{},{},{},", textCell(row.name), row.seed, step.stream);
            add("{},{},{},{},", settings.temperature, settings.topK, settings.topP,
                filterOrderName(settings.order));
            add("{},{},{},{},", node->index + 1, textCell(step.bytes), step.token, step.rank + 1);
            add("{},{},{},{},{},{},", step.modelProbability, step.samplingProbability,
                step.info.modelEntropy, step.info.samplingEntropy, step.info.effectiveVocabulary,
                step.u);
            add("{},{},{}\r\n", step.info.kept, textCell(comparison.model),
                textCell(comparison.prompt));
        }
    }
    return csv;
}

} // namespace logitscope
