#include "core/generation/prompt_tokens.h"

#include "core/shortened.h"
#include "core/text/token_label.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace logitscope
{

Result<std::vector<TokenId>> encodePrompt(const OpenModel& model, std::string_view prompt,
                                          SpecialTokens special)
{
    auto tokens = model.tokenizer.encode(prompt, special);
    if (!tokens)
        return tokens;
    if (tokens->empty()) {
        if (!model.bounds.begin)
            return fail("the prompt is empty, and this model has no <|endoftext|> to start from; "
                        "type a prompt");
        tokens->push_back(*model.bounds.begin);
    }

    const auto known = model.model->info().vocabularySize;
    const auto unknown =
        std::ranges::find_if(*tokens, [known](TokenId token) { return token >= known; });
    if (unknown != tokens->end())
        return fail("the prompt has {} (token {}), but this model knows only tokens up to {}; "
                    "leave it out",
                    shortened(tokenLabel(model.tokenizer.bytes(*unknown))), *unknown, known - 1);
    return tokens;
}

Result<std::vector<TokenId>> tokensOf(const OpenModel& model, std::string_view prompt,
                                      SpecialTokens special)
{
    auto tokens = encodePrompt(model, prompt, special);
    if (tokens) {
        if (const auto fits = checkLength(model, *tokens); !fits)
            return tl::unexpected(fits.error());
    }
    return tokens;
}

Result<void> checkLength(const OpenModel& model, std::span<const TokenId> text)
{
    const auto limit = model.model->info().contextLength;
    if (text.size() > static_cast<std::size_t>(limit))
        return fail("the prompt has {} tokens, but this model's context holds {}; shorten it",
                    text.size(), limit);
    return {};
}

} // namespace logitscope
