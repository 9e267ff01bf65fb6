#include "core/run/transcript_json.h"

#include "core/text/utf8_stream.h"

#include <nlohmann/json.hpp>

namespace logitscope
{

nlohmann::ordered_json toJson(const Step& step)
{
    return {
        {"token", validUtf8(step.bytes)},
        {"token_id", step.token},
        {"rank", step.rank + 1}, // people count from 1
        {"u", step.u},
        {"probability_raw", step.modelProbability},
        {"probability_final", step.samplingProbability},
        {"entropy_original", step.info.modelEntropy},
        {"entropy_final", step.info.samplingEntropy},
        {"effective_vocabulary", step.info.effectiveVocabulary},
        {"kept", step.info.kept},
    };
}

nlohmann::ordered_json toJson(const SamplerSettings& settings)
{
    return {
        {"temperature", settings.temperature},
        {"top_k", settings.topK},
        {"top_p", settings.topP},
        {"order", filterOrderName(settings.order)},
    };
}

nlohmann::ordered_json toJson(const Transcript& transcript)
{
    auto steps = nlohmann::ordered_json::array();
    for (const auto& step : transcript.steps) {
        steps.push_back(toJson(step));
        if (step.settings != transcript.settings)
            steps.back()["settings"] = toJson(step.settings);
        if (step.stream != transcript.stream)
            steps.back()["stream"] = step.stream;
        if (step.chosen)
            steps.back()["chosen"] = true;
    }
    nlohmann::ordered_json run = {
        {"prompt", validUtf8(transcript.prompt)},
        {"prompt_token_ids", transcript.promptTokens},
        {"settings", toJson(transcript.settings)},
        {"seed", transcript.seed},
    };
    for (const auto& string : transcript.stop)
        run["stop"].push_back(validUtf8(string));
    run["text"] = transcript.text();
    run["stop_reason"] = stopReasonName(transcript.stopReason);
    run["steps"] = std::move(steps);
    return run;
}

} // namespace logitscope
