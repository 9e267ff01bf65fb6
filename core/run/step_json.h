// A step as JSON, and the way back. Also what the JSON of runs has in common.
#pragma once

#include "core/json_fields.h"
#include "core/result.h"
#include "core/run/run.h"
#include "core/sampling/bounded.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

// token, token_id, rank, u, probability_raw, probability_final, entropy_original, entropy_final,
// effective_vocabulary, kept, top_token_probability. Entropies are in bits. `token` has U+FFFD for
// bytes that are no whole character; then `bytes` has all of them, as numbers. rank counts from 1,
// the most likely token, as everywhere people read it. A token that a person chose in place of the
// sampled one is "chosen". Under mirostat, mu is its bound for the next token, in bits.
//
// Where a server told only some tokens there is `coverage`: how many tokens are known, of how large
// a vocabulary, and the probability of the rest. Then numbers that are not exact are "at least" so
// much, and at_most has their upper bounds: null where there is none. What at_most doesn't have is
// exact.
nlohmann::ordered_json toJson(const Step& step);

// With settings and stream as well, where they are not those of `before`.
nlohmann::ordered_json toJson(const Step& step, const Step& before);

// What that wrote, or anybody. Older files have no bytes, so that those of a token that is no whole
// character are lost; and no top_token_probability, which then is 0. They also don't say where the
// sliders moved: settings and stream are those of `before`.
//
// `place` stands before the sentence of the Error: "row 3, step 7".
Result<Step> stepFromJson(const nlohmann::json& value, const std::string& place,
                          const Step& before);

// model, its name; and of its identity what is known: precision, engine, weights_sha256 and
// tokenizer_sha256.
void putModel(nlohmann::ordered_json& object, const Run& run);

// The same back. Older files have the name alone.
void readModel(JsonFields& fields, Run& run);

// The upper bounds of what an object has the lower ones of.
class AtMost
{
public:
    void add(const char* name, const Bounded& number);
    void putInto(nlohmann::ordered_json& object) const; // nothing where all are exact

private:
    std::vector<std::pair<const char*, double>> bounds_;
};

// None where there is no such field.
std::vector<TokenId> readTokens(JsonFields& fields, const std::string& name);

StopReason readStopReason(JsonFields& fields, bool anySteps);

// A text of any bytes, which are written a second time where they are not UTF-8.
void putText(nlohmann::ordered_json& object, const std::string& name, const std::string& bytesName,
             std::string_view text);
std::string readText(JsonFields& fields, const std::string& name, const std::string& bytesName);

// The fields of a part of a run, none of which may be missing; or the Error that it is no object.
Result<JsonFields> fieldsAt(const nlohmann::json& value, const std::string& place);

// "row 3" and "step 7" are "row 3, step 7".
std::string placeIn(const std::string& place, const std::string& part);

} // namespace logitscope
