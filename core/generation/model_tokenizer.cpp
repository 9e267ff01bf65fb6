#include "core/generation/model_tokenizer.h"

#include "core/remote/remote_model.h"

#include <algorithm>
#include <deque>
#include <mutex>
#include <optional>

namespace logitscope
{

namespace
{

constexpr std::size_t mostRemembered = 64; // texts that a server has split

} // namespace

struct ModelTokenizer::Served
{
    struct Split
    {
        std::string text;
        SpecialTokens special;
        std::vector<TokenId> tokens;
    };

    explicit Served(const RemoteModel& asked) : model(asked) {}

    std::optional<std::vector<TokenId>> remembered(std::string_view text, SpecialTokens special)
    {
        const std::lock_guard lock(mutex);
        const auto found = std::ranges::find_if(splits, [&](const Split& split) {
            return split.special == special && split.text == text;
        });
        return found == splits.end() ? std::nullopt : std::optional(found->tokens);
    }

    void remember(Split split)
    {
        const std::lock_guard lock(mutex);
        splits.push_front(std::move(split));
        if (splits.size() > mostRemembered)
            splits.pop_back();
    }

    const RemoteModel& model;
    std::mutex mutex;
    std::deque<Split> splits; // the latest first
};

ModelTokenizer::ModelTokenizer(Tokenizer tokenizer) : kind_(std::move(tokenizer)) {}

ModelTokenizer::ModelTokenizer(const RemoteModel& model) : kind_(std::make_shared<Served>(model)) {}

Result<std::vector<TokenId>> ModelTokenizer::encode(std::string_view text, SpecialTokens special,
                                                    const std::stop_token& stop) const
{
    if (const auto* files = std::get_if<Tokenizer>(&kind_))
        return files->encode(text, special);
    if (text.empty())
        return std::vector<TokenId>();
    auto& served = *std::get<std::shared_ptr<Served>>(kind_);
    if (auto known = served.remembered(text, special))
        return *std::move(known);
    auto tokens = served.model.encode(text, special == SpecialTokens::Recognised, stop);
    if (tokens)
        served.remember({std::string(text), special, *tokens});
    return tokens;
}

bool ModelTokenizer::hasToAsk(std::string_view text, SpecialTokens special) const
{
    const auto* served = std::get_if<std::shared_ptr<Served>>(&kind_);
    return served && !text.empty() && !(*served)->remembered(text, special);
}

std::string ModelTokenizer::decode(std::span<const TokenId> tokens) const
{
    std::string text;
    for (const auto token : tokens)
        text += bytes(token);
    return text;
}

std::string_view ModelTokenizer::bytes(TokenId token) const
{
    if (const auto* files = std::get_if<Tokenizer>(&kind_))
        return files->bytes(token);
    const auto& vocabulary = std::get<std::shared_ptr<Served>>(kind_)->model.vocabulary();
    return token >= 0 && std::cmp_less(token, vocabulary.size())
               ? std::string_view(vocabulary[static_cast<std::size_t>(token)])
               : std::string_view();
}

std::vector<std::string> ModelTokenizer::specialTokens() const
{
    const auto* files = std::get_if<Tokenizer>(&kind_);
    return files ? files->specialTokens() : std::vector<std::string>();
}

int ModelTokenizer::size() const
{
    if (const auto* files = std::get_if<Tokenizer>(&kind_))
        return files->size();
    const auto& served = *std::get<std::shared_ptr<Served>>(kind_);
    return static_cast<int>(served.model.vocabulary().size());
}

} // namespace logitscope
