#include "core/generation/transcript_reader.h"

#include "core/generation/json_fields.h"

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
    return fields.number(name, 0.0, 1.0 + rounding, "a number from 0 to 1");
}

double bits(JsonFields& fields, const char* name)
{
    return fields.number(name, -rounding, largest, "a number of bits, 0 or more");
}

SamplerSettings readSettings(JsonFields& run)
{
    JsonFields fields(run.value("settings"), run.placeOf("settings"));
    SamplerSettings settings;
    settings.temperature = fields.number("temperature", -largest, largest, "a number");
    settings.topK = fields.wholeNumber("top_k", 0);
    settings.topP = fields.number("top_p", -largest, largest, "a number");
    const auto name = fields.text("order");
    const auto order = filterOrderNamed(name);
    if (!order)
        fields.failAt("order", fmt::format("is {}, expected filter-first or temperature-first",
                                           describe(name)));
    settings.order = order.value_or(settings.order);
    if (const auto error = findError(settings))
        fields.fail({fmt::format("{}: {}", run.placeOf("settings"), error->message)});
    if (fields.error())
        run.fail(*fields.error());
    return settings;
}

std::vector<TokenId> readPromptTokens(JsonFields& run)
{
    std::vector<TokenId> tokens;
    for (const auto& value : run.array("prompt_token_ids")) {
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
    if (!run.has("stop"))
        return strings;
    for (const auto& value : run.array("stop")) {
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

Result<Step> readStep(const nlohmann::json& value, const std::string& place)
{
    JsonFields fields(value, place);
    Step step;
    step.bytes = fields.text("token");
    step.token = fields.wholeNumber("token_id", 0);
    step.rank = fields.wholeNumber("rank", 1) - 1; // people count from 1
    step.u = fields.number("u", 0.0, std::nextafter(1.0, 0.0), "a number from 0 to below 1");
    step.rawProbability = probability(fields, "probability_raw");
    step.finalProbability = probability(fields, "probability_final");
    step.info.originalEntropy = bits(fields, "entropy_original");
    step.info.finalEntropy = bits(fields, "entropy_final");
    step.info.effectiveVocabulary =
        fields.number("effective_vocabulary", 0.0, largest, "a number, 0 or more");
    step.info.topTokenProbability = 0.0;
    step.info.kept = fields.wholeNumber("kept", 0);
    if (fields.error())
        return tl::unexpected(*fields.error());
    return step;
}

StopReason readStopReason(JsonFields& run, bool anySteps)
{
    const auto name = run.text("stop_reason");
    const auto reason = stopReasonNamed(name);
    if (!reason)
        run.failAt(
            "stop_reason",
            fmt::format("is {}, expected length, end_of_text, context_full, stopped or stop_string",
                        describe(name)));
    // text() takes the <|endoftext|> off the steps.
    if (reason == StopReason::EndOfText && !anySteps)
        run.failAt("stop_reason", "is end_of_text, but no step drew it");
    return reason.value_or(StopReason::Stopped);
}

} // namespace

Result<Transcript> transcriptFromJson(const nlohmann::json& run, const std::string& place)
{
    JsonFields fields(run, place);
    Transcript transcript;
    transcript.prompt = fields.text("prompt");
    transcript.promptTokens = readPromptTokens(fields);
    transcript.settings = readSettings(fields);
    transcript.seed = fields.unsignedNumber("seed");
    transcript.stop = readStop(fields);
    fields.text("text");
    const auto& steps = fields.array("steps");
    transcript.stopReason = readStopReason(fields, !steps.empty());
    if (fields.error())
        return tl::unexpected(*fields.error());

    transcript.steps.reserve(steps.size());
    for (const auto& value : steps) {
        auto step =
            readStep(value, fields.placeOf(fmt::format("step {}", transcript.steps.size() + 1)));
        if (!step)
            return tl::unexpected(step.error());
        step->settings = transcript.settings;
        transcript.steps.push_back(*std::move(step));
    }
    return transcript;
}

} // namespace logitscope
