#include "core/remote/tokenizer_check.h"

#include "core/json_fields.h"
#include "core/remote/step_answer.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace logitscope
{

namespace
{

std::string textOfTokens(std::span<const TokenId> tokens, std::span<const std::string> vocabulary)
{
    std::string text;
    for (const auto token : tokens)
        text += vocabulary[static_cast<std::size_t>(token)];
    return text;
}

// The tokens as the server reads them, in the words of this vocabulary.
Result<std::string> textByTheServer(const ServerLink& link, const AskedModel& asked,
                                    std::span<const TokenId> tokens,
                                    std::span<const std::string> vocabulary,
                                    const std::stop_token& stop)
{
    const auto text = textOfTokens(tokens, vocabulary);
    if (asked.kind != ServerKind::Vllm)
        return link.object(echoCall(asked, tokens), stop).map([&](const nlohmann::json& answer) {
            return completionText(answer).substr(0, text.size());
        });
    return tokenizeCall(asked, text, true)
        .and_then([&](const ServerCall& call) { return link.object(call, stop); })
        .and_then([&](const nlohmann::json& answer) {
            return tokensIn(answer, asked.vocabulary, link.server());
        })
        .map([&](const std::vector<TokenId>& read) { return textOfTokens(read, vocabulary); });
}

} // namespace

std::vector<TokenId> someWords(std::span<const std::string> vocabulary)
{
    constexpr std::size_t count = 16;
    std::vector<TokenId> words;
    for (std::size_t part = 0; part < count; ++part) {
        const auto begin = part * vocabulary.size() / count;
        const auto end = (part + 1) * vocabulary.size() / count;
        const auto some = vocabulary.subspan(begin, end - begin);
        const auto word = std::ranges::find_if(some, [](const std::string& bytes) {
            return !bytes.empty() && std::ranges::all_of(bytes, [](char c) {
                return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            });
        });
        if (word != some.end())
            words.push_back(static_cast<TokenId>(begin + (word - some.begin())));
    }
    return words;
}

Result<void> checkTokenizer(const ServerLink& link, const AskedModel& asked,
                            std::span<const std::string> vocabulary, const std::stop_token& stop)
{
    const auto words = someWords(vocabulary);
    const auto text = textOfTokens(words, vocabulary);
    const auto back = textByTheServer(link, asked, words, vocabulary, stop);
    if (!back)
        return tl::unexpected(back.error());
    if (text.empty() || *back != text)
        return fail(
            "{}: its tokens are others than those of the tokenizer on this machine ({} is {} "
            "there); name the folder of this model's own tokenizer.json",
            link.server(), describe(text), describe(*back));
    return {};
}

} // namespace logitscope
