#include "core/run/transcript_reader.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

namespace logitscope
{

namespace
{

// Probabilities that add up to 1 and entropies that come to 0 may miss it by the last bits.
constexpr double rounding = 1e-9;
constexpr double largest = std::numeric_limits<double>::max();

double probability(JsonFields& fields, const char* name)
{
    return fields.number(name, 0.0, 1.0 + rounding, "a number from 0 to 1").value_or(0.0);
}

double bits(JsonFields& fields, const char* name)
{
    return fields.number(name, -rounding, largest, "a number of bits, 0 or more").value_or(0.0);
}

double anyNumber(JsonFields& fields, const char* name)
{
    return fields.number(name, -largest, largest, "a number").value_or(0.0);
}

// "row 3" and "step 7" are "row 3, step 7".
std::string placeIn(const std::string& place, const std::string& part)
{
    return place.empty() ? part : place + ", " + part;
}

// Of a run or of a step.
SamplerSettings readSettings(JsonFields& holder, const std::string& place)
{
    SamplerSettings settings;
    const auto* object = holder.object("settings");
    if (object == nullptr)
        return settings;
    JsonFields fields(*object, place + ": ", JsonFields::Missing::IsWrong);
    settings.temperature = anyNumber(fields, "temperature");
    settings.topK = fields.wholeNumber("top_k", 0).value_or(0);
    settings.topP = anyNumber(fields, "top_p");
    const auto name = fields.text("order").value_or("");
    const auto order = filterOrderNamed(name);
    if (!order)
        fields.failAt("order", name, "filter-first or temperature-first");
    settings.order = order.value_or(settings.order);
    if (const auto error = findError(settings))
        fields.fail({"settings", fmt::format("{}: {}", place, error->message)});
    if (fields.error())
        holder.fail(*fields.error());
    return settings;
}

// None in a file that doesn't say: whoever has the model finds them in the prompt.
std::vector<TokenId> readPromptTokens(JsonFields& run)
{
    std::vector<TokenId> tokens;
    const auto* values = run.has("prompt_token_ids") ? run.array("prompt_token_ids") : nullptr;
    if (values == nullptr)
        return tokens;
    for (const auto& value : *values) {
        const auto token = wholeNumberIn(value, 0);
        if (!token) {
            run.failAt("prompt_token_ids",
                       fmt::format("has {}, expected whole numbers, 0 or more", describe(value)));
            return {};
        }
        tokens.push_back(*token);
    }
    return tokens;
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

Result<Step> readStep(const nlohmann::json& value, const std::string& place, const Transcript& run)
{
    auto read = fieldsAt(value, place);
    if (!read)
        return tl::unexpected(read.error());
    auto& fields = *read;
    Step step;
    step.bytes = fields.text("token").value_or("");
    step.token = fields.wholeNumber("token_id", 0).value_or(0);
    step.rank = fields.wholeNumber("rank", 1).value_or(1) - 1; // people count from 1
    step.u = fields.number("u", 0.0, std::nextafter(1.0, 0.0), "a number from 0 to below 1")
                 .value_or(0.0);
    step.modelProbability = probability(fields, "probability_raw");
    step.samplingProbability = probability(fields, "probability_final");
    step.info.modelEntropy = bits(fields, "entropy_original");
    step.info.samplingEntropy = bits(fields, "entropy_final");
    step.info.effectiveVocabulary =
        fields.number("effective_vocabulary", 0.0, largest, "a number, 0 or more").value_or(0.0);
    step.info.topTokenProbability = 0.0;
    step.info.kept = fields.wholeNumber("kept", 0).value_or(0);
    step.settings =
        fields.has("settings") ? readSettings(fields, placeIn(place, "settings")) : run.settings;
    step.stream = fields.has("stream") ? fields.unsignedNumber("stream").value_or(0) : run.stream;
    step.chosen = fields.has("chosen") && fields.flag("chosen");
    if (fields.error())
        return fail(fields.error()->message);
    return step;
}

StopReason readStopReason(JsonFields& run, bool anySteps)
{
    const auto name = run.text("stop_reason").value_or("");
    const auto reason = stopReasonNamed(name);
    if (!reason)
        run.failAt("stop_reason", name,
                   "length, end_of_text, context_full, stopped or stop_string");
    // text() takes the token that ended it off the steps.
    if (reason == StopReason::EndOfText && !anySteps)
        run.failAt("stop_reason", "is end_of_text, but no step sampled it");
    return reason.value_or(StopReason::Stopped);
}

} // namespace

Result<JsonFields> fieldsAt(const nlohmann::json& value, const std::string& place)
{
    if (!value.is_object())
        return fail("{} is {}, expected an object", place.empty() ? "the run" : place,
                    describe(value));
    return JsonFields(value, place.empty() ? "" : place + ": ", JsonFields::Missing::IsWrong);
}

Result<Transcript> transcriptFromJson(const nlohmann::json& run, const std::string& place)
{
    auto read = fieldsAt(run, place);
    if (!read)
        return tl::unexpected(read.error());
    auto& fields = *read;
    Transcript transcript;
    transcript.prompt = fields.text("prompt").value_or("");
    transcript.promptTokens = readPromptTokens(fields);
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
        auto step = readStep(value, placeIn(place, number), transcript);
        if (!step)
            return tl::unexpected(step.error());
        transcript.steps.push_back(*std::move(step));
    }
    return transcript;
}

} // namespace logitscope
