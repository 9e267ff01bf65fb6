#include "core/generation/score.h"

#include <optional>
#include <span>

namespace logitscope
{

Result<std::vector<TokenScore>> score(GenerationClient& client,
                                      const std::shared_ptr<const OpenModel>& model,
                                      const std::vector<TokenId>& text)
{
    if (text.empty())
        return fail("the text is empty, expected at least one token");
    std::vector<TokenScore> scores;
    std::optional<Error> error;
    const auto expected = [&](int, int position, KnownLogits before) {
        if (before.empty() || error)
            return;
        const auto found =
            scoreOf(text[static_cast<std::size_t>(position)], before, before.coverage);
        if (found)
            scores.push_back(*found);
        else
            error = found.error();
    };
    const auto read = client.run({.model = model, .prompts = {text}}, {.expected = expected});
    if (!read)
        return tl::unexpected(read.error());
    if (error)
        return tl::unexpected(*error);
    return scores;
}

} // namespace logitscope
