#include "core/generation/saved_prompt.h"

#include "core/generation/prompt_tokens.h"
#include "core/text/utf8_stream.h"

#include <algorithm>
#include <utility>

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

std::string savedPrompt(const OpenModel& model, const Run& run)
{
    if (!areTokensOf(model, run.promptTokens))
        return run.prompt;
    auto exact = model.tokenizer.decode(run.promptTokens);
    return validUtf8(exact) == validUtf8(run.prompt) ? exact : run.prompt;
}

Run readBy(const OpenModel& model, Run run)
{
    if (run.model.empty()) {
        run.model = model.model->info().fullName();
        run.identity = model.identity;
    }
    if (!hasMade(model, run))
        return run;
    run.prompt = savedPrompt(model, run);
    run.special = savedReading(model, run.prompt, run.promptTokens);
    if (auto tokens = savedPromptTokens(model, run.prompt, run.promptTokens, run.special))
        run.promptTokens = *std::move(tokens);
    for (auto& branch : run.branches) {
        auto steps = stepsOf(branch);
        bool wereLost = false;
        for (auto& step : steps) {
            const auto bytes = model.tokenizer.bytes(step.token);
            wereLost = wereLost || step.bytes != bytes;
            step.bytes = bytes;
        }
        if (wereLost) // otherwise branches go on sharing their nodes
            branch.leaf = follow(nullptr, std::move(steps));
    }
    return run;
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
