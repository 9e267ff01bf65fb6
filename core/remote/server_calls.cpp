#include "core/remote/server_calls.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace logitscope
{

namespace
{

using Body = nlohmann::json;

// Of an answer: a token is some 100 bytes in it, and several times as many where it is a long one.
std::size_t mostBytesFor(std::size_t candidates)
{
    constexpr std::size_t mostCandidates = 2'000'000; // whatever was asked for
    return 1'000'000 + 600 * std::min(candidates, mostCandidates);
}

Body completionBody(const AskedModel& model, std::span<const TokenId> text)
{
    Body body{{"model", model.name}, {"prompt", text}, {"max_tokens", 1},
              {"temperature", 1.0},  {"top_p", 1.0},   {"stream", false}};
    if (model.kind == ServerKind::Vllm) {
        body["top_k"] = -1; // none of the filters that a model's generation_config.json may have
        body["min_p"] = 0.0;
        body["repetition_penalty"] = 1.0;
        body["return_tokens_as_token_ids"] = true;
    }
    return body;
}

// vLLM's number for the whole vocabulary, which it may allow where it doesn't allow another as
// large.
int countFor(const AskedModel& model, int candidates)
{
    return model.kind == ServerKind::Vllm && candidates >= model.vocabulary ? -1 : candidates;
}

} // namespace

ServerCall nextTokenCall(const AskedModel& model, std::span<const TokenId> text, int candidates)
{
    const auto mostBytes = mostBytesFor(static_cast<std::size_t>(candidates));
    if (model.kind == ServerKind::LlamaCpp) {
        Body body{{"model", model.name},
                  {"prompt", text},
                  {"n_predict", 1},
                  {"n_probs", candidates},
                  {"post_sampling_probs", false},
                  {"cache_prompt", true},
                  {"stream", false},
                  {"temperature", 1.0},
                  {"top_k", 0},
                  {"top_p", 1.0},
                  {"min_p", 0.0},
                  {"typical_p", 1.0},
                  {"xtc_probability", 0.0},
                  {"repeat_penalty", 1.0},
                  {"presence_penalty", 0.0},
                  {"frequency_penalty", 0.0},
                  {"dry_multiplier", 0.0},
                  {"mirostat", 0}};
        // A whole character, so. The probabilities are those before any bias, as
        // post_sampling_probs has it.
        if (model.failsAtPartsOfCharacters)
            body["logit_bias"] = Body::array({Body::array({"a", 1000.0})});
        return {"/completion", body.dump(), mostBytes};
    }
    auto body = completionBody(model, text);
    body["logprobs"] = countFor(model, candidates);
    return {"/v1/completions", body.dump(), mostBytes};
}

ServerCall eachTokenCall(const AskedModel& model, std::span<const TokenId> text, int candidates)
{
    auto body = completionBody(model, text);
    body["logprobs"] = countFor(model, candidates);
    body["prompt_logprobs"] = countFor(model, candidates);
    return {"/v1/completions", body.dump(),
            mostBytesFor(static_cast<std::size_t>(candidates) * (text.size() + 1))};
}

Result<ServerCall> tokenizeCall(const AskedModel& model, std::string_view text, bool takesSpecial)
{
    const Body body =
        model.kind == ServerKind::LlamaCpp
            ? Body{{"content", text}, {"add_special", false}, {"parse_special", takesSpecial}}
            : Body{{"model", model.name}, {"prompt", text}, {"add_special_tokens", false}};
    try {
        return ServerCall{"/tokenize", body.dump(), mostBytesFor(text.size())};
    } catch (const Body::type_error&) {
        return fail("the text isn't valid UTF-8, and a server takes nothing else; correct it");
    }
}

ServerCall detokenizeCall(TokenId token)
{
    return {"/detokenize", Body{{"tokens", {token}}}.dump()};
}

ServerCall echoCall(const AskedModel& model, std::span<const TokenId> text)
{
    auto body = completionBody(model, text);
    body["echo"] = true;
    return {"/v1/completions", body.dump()};
}

} // namespace logitscope
