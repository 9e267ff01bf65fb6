#include "core/run/step_json.h"

#include "core/run/chain_json.h"
#include "core/text/utf8_stream.h"

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

// The whole numbers of an array, or nothing where there is none.
std::vector<int> readNumbers(JsonFields& fields, const std::string& name, int most,
                             const char* expected)
{
    std::vector<int> numbers;
    const auto* values = fields.has(name) ? fields.array(name) : nullptr;
    if (values == nullptr)
        return numbers;
    for (const auto& value : *values) {
        const auto number = wholeNumberIn(value, 0, most);
        if (!number) {
            fields.failAt(name, fmt::format("has {}, expected {}", describe(value), expected));
            return {};
        }
        numbers.push_back(*number);
    }
    return numbers;
}

void putCoverage(nlohmann::ordered_json& object, const Step& step)
{
    object["coverage"] = {{"known", step.coverage.known},
                          {"vocabulary", step.coverage.vocabulary},
                          {"rest", step.coverage.rest}};
    const auto& low = step.info;
    const auto& high = step.info.most;
    if (!high)
        return;
    AtMost atMost;
    atMost.add("rank", {step.rank + 1.0, step.mostRank() + 1.0});
    atMost.add("probability_raw", {step.modelProbability, step.mostModelProbability()});
    atMost.add("probability_final", {step.samplingProbability, step.mostSamplingProbability()});
    atMost.add("entropy_original", {low.modelEntropy, high->modelEntropy});
    atMost.add("entropy_final", {low.samplingEntropy, high->samplingEntropy});
    atMost.add("effective_vocabulary", {low.effectiveVocabulary, high->effectiveVocabulary});
    atMost.add("kept", {double(low.kept), double(high->kept)});
    atMost.add("top_token_probability", {low.topTokenProbability, high->topTokenProbability});
    atMost.putInto(object);
}

void readCoverage(JsonFields& fields, const std::string& place, Step& step)
{
    const auto fieldsOf = [&](const char* name) -> std::optional<JsonFields> {
        const auto* object = fields.object(name);
        if (!object)
            return std::nullopt;
        return JsonFields(*object, placeIn(place, name) + ": ", JsonFields::Missing::IsWrong);
    };
    auto coverage = fieldsOf("coverage");
    if (!coverage)
        return;
    step.coverage.vocabulary = coverage->wholeNumber("vocabulary", 1).value_or(1);
    step.coverage.known = coverage->wholeNumber("known", 1, step.coverage.vocabulary).value_or(1);
    step.coverage.rest = probability(*coverage, "rest");
    if (coverage->error())
        fields.fail(*coverage->error());
    if (step.coverage.whole())
        return;

    auto atMost = fields.has("at_most") ? fieldsOf("at_most") : std::nullopt;
    const auto bound = [&](const char* name, double low, double highest) {
        if (!atMost || !atMost->has(name))
            return low;
        if (atMost->find(name)->is_null())
            return std::numeric_limits<double>::infinity();
        return atMost->number(name, low, highest, "a number, no less than the lower bound")
            .value_or(low);
    };
    auto& most = step.info.most.emplace(SamplingInfo::Most());
    most.modelEntropy = bound("entropy_original", step.info.modelEntropy, largest);
    most.samplingEntropy = bound("entropy_final", step.info.samplingEntropy, largest);
    most.effectiveVocabulary =
        bound("effective_vocabulary", step.info.effectiveVocabulary, largest);
    most.topTokenProbability =
        bound("top_token_probability", step.info.topTokenProbability, 1.0 + rounding);
    most.kept = step.info.kept;
    if (atMost && atMost->has("kept"))
        most.kept = atMost->wholeNumber("kept", step.info.kept, step.coverage.vocabulary)
                        .value_or(step.info.kept);
    if (atMost && atMost->error())
        fields.fail(*atMost->error());
}

} // namespace

std::string placeIn(const std::string& place, const std::string& part)
{
    return place.empty() ? part : place + ", " + part;
}

Result<JsonFields> fieldsAt(const nlohmann::json& value, const std::string& place)
{
    if (!value.is_object())
        return fail("{} is {}, expected an object", place.empty() ? "the run" : place,
                    describe(value));
    return JsonFields(value, place.empty() ? "" : place + ": ", JsonFields::Missing::IsWrong);
}

void putText(nlohmann::ordered_json& object, const std::string& name, const std::string& bytesName,
             std::string_view text)
{
    const auto valid = validUtf8(text);
    object[name] = valid;
    if (valid != text)
        object[bytesName] = std::vector<unsigned char>(text.begin(), text.end());
}

std::string readText(JsonFields& fields, const std::string& name, const std::string& bytesName)
{
    auto text = fields.text(name).value_or("");
    const auto bytes = readNumbers(fields, bytesName, 255, "whole numbers from 0 to 255");
    return bytes.empty() ? text : std::string(bytes.begin(), bytes.end());
}

std::vector<TokenId> readTokens(JsonFields& fields, const std::string& name)
{
    return readNumbers(fields, name, anyInt, "whole numbers, 0 or more");
}

void putModel(nlohmann::ordered_json& object, const Run& run)
{
    object["model"] = validUtf8(run.model);
    if (!run.identity.precision().empty()) {
        object["precision"] = run.identity.precision();
        object["engine"] = run.identity.engine();
    }
    if (const auto digest = run.identity.digest()) {
        object["weights_sha256"] = digest->weights;
        object["tokenizer_sha256"] = digest->tokenizer;
    }
}

void readModel(JsonFields& fields, Run& run)
{
    run.model = fields.text("model").value_or("");
    std::optional<ModelDigest> digest;
    if (fields.has("weights_sha256"))
        digest = {.weights = fields.text("weights_sha256").value_or(""),
                  .tokenizer = fields.text("tokenizer_sha256").value_or("")};
    if (fields.has("precision"))
        run.identity = {fields.text("precision").value_or(""), fields.text("engine").value_or(""),
                        std::move(digest)};
}

StopReason readStopReason(JsonFields& fields, bool anySteps)
{
    const auto name = fields.text("stop_reason").value_or("");
    const auto reason = stopReasonNamed(name);
    if (!reason)
        fields.failAt("stop_reason", name,
                      "length, end_of_text, context_full, stopped or stop_string");
    // text() takes the token that ended it off the steps.
    if (reason == StopReason::EndOfText && !anySteps)
        fields.failAt("stop_reason", "is end_of_text, but no step sampled it");
    return reason.value_or(StopReason::Stopped);
}

void AtMost::add(const char* name, const Bounded& number)
{
    if (!number.exact())
        bounds_.emplace_back(name, number.high);
}

void AtMost::putInto(nlohmann::ordered_json& object) const
{
    for (const auto& [name, bound] : bounds_)
        object["at_most"][name] =
            std::isinf(bound) ? nlohmann::ordered_json() : nlohmann::ordered_json(bound);
}

nlohmann::ordered_json toJson(const Step& step)
{
    nlohmann::ordered_json object;
    putText(object, "token", "bytes", step.bytes);
    object["token_id"] = step.token;
    object["rank"] = step.rank + 1;
    object["u"] = step.u;
    object["probability_raw"] = step.modelProbability;
    object["probability_final"] = step.samplingProbability;
    object["entropy_original"] = step.info.modelEntropy;
    object["entropy_final"] = step.info.samplingEntropy;
    object["effective_vocabulary"] = step.info.effectiveVocabulary;
    object["kept"] = step.info.kept;
    object["top_token_probability"] = step.info.topTokenProbability;
    if (!step.coverage.whole())
        putCoverage(object, step);
    if (step.mu)
        object["mu"] = *step.mu;
    if (step.chosen)
        object["chosen"] = true;
    return object;
}

nlohmann::ordered_json toJson(const Step& step, const Step& before)
{
    auto object = toJson(step);
    if (step.settings != before.settings)
        object["settings"] = toJson(step.settings);
    if (step.stream != before.stream)
        object["stream"] = step.stream;
    return object;
}

Result<Step> stepFromJson(const nlohmann::json& value, const std::string& place, const Step& before)
{
    auto read = fieldsAt(value, place);
    if (!read)
        return tl::unexpected(read.error());
    auto& fields = *read;
    Step step;
    step.bytes = readText(fields, "token", "bytes");
    step.token = fields.wholeNumber("token_id", 0).value_or(0);
    step.rank = fields.wholeNumber("rank", 1).value_or(1) - 1;
    step.u = fields.number("u", 0.0, std::nextafter(1.0, 0.0), "a number from 0 to below 1")
                 .value_or(0.0);
    step.modelProbability = probability(fields, "probability_raw");
    step.samplingProbability = probability(fields, "probability_final");
    step.info.modelEntropy = bits(fields, "entropy_original");
    step.info.samplingEntropy = bits(fields, "entropy_final");
    step.info.effectiveVocabulary =
        fields.number("effective_vocabulary", 0.0, largest, "a number, 0 or more").value_or(0.0);
    step.info.kept = fields.wholeNumber("kept", 0).value_or(0);
    step.info.topTokenProbability =
        fields.has("top_token_probability") ? probability(fields, "top_token_probability") : 0.0;
    step.settings =
        fields.has("settings") ? readSettings(fields, placeIn(place, "settings")) : before.settings;
    step.stream =
        fields.has("stream") ? fields.unsignedNumber("stream").value_or(0) : before.stream;
    if (fields.has("coverage"))
        readCoverage(fields, place, step);
    if (fields.has("mu"))
        step.mu = fields.number("mu", -largest, largest, "a number of bits");
    step.chosen = fields.has("chosen") && fields.flag("chosen");
    if (fields.error())
        return fail(fields.error()->message);
    return step;
}

} // namespace logitscope
