#include "core/run/transcript_json.h"

#include "core/run/step_json.h"
#include "core/text/utf8_stream.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace logitscope
{

namespace
{

// A step like the run as a whole.
Step plainStep(const Transcript& transcript)
{
    Step step;
    step.settings = transcript.settings;
    step.stream = transcript.stream;
    return step;
}

// Not there in a run without.
std::vector<std::string> readStop(JsonFields& run)
{
    std::vector<std::string> strings;
    const auto* values = run.has("stop") ? run.array("stop") : nullptr;
    if (values == nullptr)
        return strings;
    for (const auto& value : *values) {
        const auto* string = value.get_ptr<const std::string*>();
        if (!string || string->empty()) {
            run.failAt("stop", fmt::format("has {}, expected texts of a character or more",
                                           describe(value)));
            return {};
        }
        strings.push_back(*string);
    }
    return strings;
}

} // namespace

nlohmann::ordered_json toJson(const Transcript& transcript)
{
    nlohmann::ordered_json run;
    putText(run, "prompt", "prompt_bytes", transcript.prompt);
    run["prompt_token_ids"] = transcript.promptTokens;
    run["settings"] = toJson(transcript.settings);
    run["seed"] = transcript.seed;
    for (const auto& string : transcript.stop)
        run["stop"].push_back(validUtf8(string));
    run["text"] = transcript.text();
    run["stop_reason"] = stopReasonName(transcript.stopReason);
    auto& steps = run["steps"] = nlohmann::ordered_json::array();
    for (const auto& step : transcript.steps)
        steps.push_back(toJson(step, plainStep(transcript)));
    return run;
}

Result<Transcript> transcriptFromJson(const nlohmann::json& run, const std::string& place)
{
    auto read = fieldsAt(run, place);
    if (!read)
        return tl::unexpected(read.error());
    auto& fields = *read;
    Transcript transcript;
    transcript.prompt = readText(fields, "prompt", "prompt_bytes");
    transcript.promptTokens = readTokens(fields, "prompt_token_ids");
    transcript.settings = readSettings(fields, placeIn(place, "settings"));
    transcript.seed = fields.unsignedNumber("seed").value_or(0);
    if (fields.has("stream"))
        transcript.stream = fields.unsignedNumber("stream").value_or(0);
    transcript.stop = readStop(fields);
    fields.text("text");
    const auto* steps = fields.array("steps");
    transcript.stopReason = readStopReason(fields, steps && !steps->empty());
    if (fields.error())
        return fail(fields.error()->message);

    transcript.steps.reserve(steps->size());
    for (const auto& value : *steps) {
        const auto number = fmt::format("step {}", transcript.steps.size() + 1);
        auto step = stepFromJson(value, placeIn(place, number), plainStep(transcript));
        if (!step)
            return tl::unexpected(step.error());
        transcript.steps.push_back(*std::move(step));
    }
    return transcript;
}

} // namespace logitscope
