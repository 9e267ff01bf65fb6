#include "core/generation/saved_prompt.h"

#include "core/generation/prompt_tokens.h"
#include "core/text/utf8_stream.h"

#include <algorithm>

namespace logitscope
{

namespace
{

bool areTokensOf(const OpenModel& model, const std::vector<TokenId>& tokens)
{
    return std::ranges::all_of(tokens, [size = model.model->info().vocabularySize](TokenId token) {
        return token >= 0 && token < size;
    });
}

} // namespace

std::string savedPrompt(const OpenModel& model, const Transcript& transcript)
{
    if (!areTokensOf(model, transcript.promptTokens))
        return transcript.prompt;
    auto exact = model.tokenizer.decode(transcript.promptTokens);
    return validUtf8(exact) == validUtf8(transcript.prompt) ? exact : transcript.prompt;
}

Result<std::vector<TokenId>> savedPromptTokens(const OpenModel& model, std::string_view prompt,
                                               const std::vector<TokenId>& saved,
                                               SpecialTokens special)
{
    // An empty prompt is read as a token that is not spelled in it.
    const bool spell =
        !saved.empty() && !prompt.empty() && areTokensOf(model, saved) &&
        saved.size() <= static_cast<std::size_t>(model.model->info().contextLength) &&
        model.tokenizer.decode(saved) == prompt;
    return spell ? saved : tokensOf(model, prompt, special);
}

SpecialTokens savedReading(const OpenModel& model, std::string_view prompt,
                           const std::vector<TokenId>& saved)
{
    const auto areRead = [&](SpecialTokens how) {
        return saved == model.tokenizer.encode(prompt, how);
    };
    return areRead(SpecialTokens::AsText) && !areRead(SpecialTokens::Recognised)
               ? SpecialTokens::AsText
               : SpecialTokens::Recognised;
}

} // namespace logitscope
