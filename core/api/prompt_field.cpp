#include "core/api/prompt_field.h"

#include "core/generation/prompt_tokens.h"
#include "core/json_fields.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace logitscope
{

namespace
{

using nlohmann::json;
using Tokens = std::vector<TokenId>;

constexpr std::string_view expected =
    "a string, an array of strings, an array of token ids or an array of such arrays";

tl::unexpected<ApiError> refusal(std::string message)
{
    return tl::unexpected(ApiError{.message = std::move(message), .param = "prompt"});
}

// `place` is "prompt" or "prompt[2]".
ApiResult<Tokens> tokensOfText(std::string_view text, const std::string& place,
                               const OpenModel& model, SpecialTokens special)
{
    auto tokens = encodePrompt(model, text, special);
    if (!tokens)
        return refusal(fmt::format("{}: {}", place, tokens.error().message));
    return *std::move(tokens);
}

ApiResult<Tokens> tokensOfIds(const json& ids, const std::string& place, const OpenModel& model)
{
    if (ids.empty())
        return refusal(fmt::format("{} is an empty array, expected at least one token id", place));
    return readTokenIds(ids, place, model);
}

ApiResult<Tokens> tokensOf(const json& prompt, const std::string& place, const OpenModel& model,
                           SpecialTokens special)
{
    return prompt.is_string()
               ? tokensOfText(prompt.get_ref<const std::string&>(), place, model, special)
               : tokensOfIds(prompt, place, model);
}

// What an array may be full of.
bool isSameKind(const json& one, const json& other)
{
    return (one.is_string() && other.is_string()) || (one.is_number() && other.is_number()) ||
           (one.is_array() && other.is_array());
}

} // namespace

ApiResult<std::vector<Tokens>> readPrompts(const json* value, const OpenModel& model, int most,
                                           SpecialTokens special)
{
    static const json missing = "";
    const auto& prompt = value != nullptr ? *value : missing;
    if (prompt.is_array()) {
        const auto stranger = std::ranges::find_if(
            prompt, [&](const json& element) { return !isSameKind(element, prompt.front()); });
        if (stranger != prompt.end())
            return refusal(fmt::format("prompt[{}] is {}, expected prompt to be {}",
                                       stranger - prompt.begin(), describe(*stranger), expected));
    }
    const bool isOne =
        prompt.is_string() || (prompt.is_array() && !prompt.empty() && prompt.front().is_number());
    if (isOne) {
        auto tokens = tokensOf(prompt, "prompt", model, special);
        if (!tokens)
            return tl::unexpected(std::move(tokens).error());
        return std::vector<Tokens>{*std::move(tokens)};
    }

    if (!prompt.is_array() || prompt.empty())
        return refusal(fmt::format("prompt is {}, expected {}",
                                   prompt.is_array() ? "an empty array" : describe(prompt),
                                   expected));
    if (prompt.size() > static_cast<std::size_t>(most))
        return refusal(fmt::format("prompt is an array of {} prompts, expected {} at most",
                                   prompt.size(), most));
    std::vector<Tokens> prompts;
    for (const auto& one : prompt) {
        auto tokens = tokensOf(one, fmt::format("prompt[{}]", prompts.size()), model, special);
        if (!tokens)
            return tl::unexpected(std::move(tokens).error());
        prompts.push_back(*std::move(tokens));
    }
    return prompts;
}

ApiResult<Tokens> readTokenIds(const json& ids, const std::string& place, const OpenModel& model)
{
    const auto vocabulary = model.model->info().vocabularySize;
    Tokens tokens;
    tokens.reserve(ids.size());
    for (const auto& id : ids) {
        const auto token = wholeNumberIn(id, 0);
        if (!token || *token >= vocabulary)
            return tl::unexpected(ApiError{
                .message = fmt::format("{}[{}] is {}, expected a token id of this model, 0 to {}",
                                       place, tokens.size(), describe(id), vocabulary - 1),
                .param = place.substr(0, place.find('['))});
        tokens.push_back(*token);
    }
    return tokens;
}

} // namespace logitscope
