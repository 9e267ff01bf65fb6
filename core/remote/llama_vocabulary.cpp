#include "core/remote/llama_vocabulary.h"

#include "core/remote/answer_json.h"
#include "core/remote/step_answer.h"

#include <algorithm>
#include <span>
#include <utility>

namespace logitscope
{

namespace
{

constexpr std::size_t mostSpecialTokens = 2'000; // whose text is asked for one by one

// What isn't found out stays without text, as it would be shown.
void readSpecialTokens(const ServerLink& link, std::vector<std::string>& vocabulary,
                       const std::stop_token& stop)
{
    std::vector<ServerCall> calls;
    std::vector<std::string*> tokens;
    for (TokenId id = 0; auto& bytes : vocabulary) {
        if (bytes.empty() && calls.size() < mostSpecialTokens) {
            calls.push_back(detokenizeCall(id));
            tokens.push_back(&bytes);
        }
        ++id;
    }
    const auto answers = link.send(calls, stop);
    for (std::size_t i = 0; answers && i < calls.size(); ++i) {
        const auto& answer = answers->all[i];
        if (const auto json = readAnswer(answer.body, link.server()); answer.status == 200 && json)
            *tokens[i] = detokenized(*json);
    }
}

// Nothing where several tokens have this text, or none.
std::optional<TokenId> tokenOf(const std::string& text, std::span<const std::string> vocabulary)
{
    if (text.empty() || std::ranges::count(vocabulary, text) != 1)
        return std::nullopt;
    return static_cast<TokenId>(std::ranges::find(vocabulary, text) - vocabulary.begin());
}

} // namespace

Result<LlamaVocabulary> readLlamaVocabulary(const ServerLink& link, const AskedModel& asked,
                                            const LlamaProps& props, const std::stop_token& stop)
{
    const std::vector<TokenId> any{0}; // after any token: the answer has all of them
    const auto answer = link.object(nextTokenCall(asked, any, asked.vocabulary), stop);
    if (!answer)
        return tl::unexpected(answer.error());
    const Wanted wanted{.server = link.server(),
                        .vocabulary = asked.vocabulary,
                        .candidates = asked.vocabulary,
                        .tokens = 1};
    auto step = llamaStep(*answer, wanted);
    if (!step)
        return tl::unexpected(std::move(step).error());
    auto bytes = llamaVocabulary(*answer, wanted);
    if (!bytes)
        return tl::unexpected(std::move(bytes).error());
    readSpecialTokens(link, *bytes, stop);
    const auto begin = tokenOf(props.beginOfText, *bytes);
    const auto end = tokenOf(props.endOfText, *bytes);
    return LlamaVocabulary{*std::move(bytes), std::move(step->model), begin, end};
}

} // namespace logitscope
