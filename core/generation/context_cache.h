// Texts that a client's jobs have read, so that the next job reads only what is new in its own.
#pragma once

#include "core/generation/open_model.h"
#include "core/token_id.h"

#include <cstdint>
#include <list>
#include <memory>
#include <span>
#include <vector>

namespace logitscope
{

// A text as far as a model has read it.
struct ReadText
{
    std::shared_ptr<const OpenModel> model; // outlives the context
    std::vector<TokenId> tokens = {};
    std::unique_ptr<Context> context = {};
    bool hasLogits = false; // the context's are those after the last token
};

class ContextCache
{
public:
    // Keys and values of at most so many tokens in all, and of some dozens of texts; but one text
    // is kept whole, however long, unless it is 0.
    explicit ContextCache(int mostTokens) : mostTokens_(mostTokens) {}

    // The longest beginning of `tokens` that has been read; nothing of it where none has. Texts of
    // other models are forgotten.
    ReadText take(const std::shared_ptr<const OpenModel>& model, std::span<const TokenId> tokens);

    // The oldest make room.
    void put(ReadText text);

    void clear() { kept_.clear(); }

    bool keepsTexts() const { return mostTokens_ > 0; }

    // Of the keys and values, at most: texts may share them.
    std::uint64_t bytes() const;

private:
    int mostTokens_;
    // Oldest first. A list: in a vector others would move into a text's place, and its model would
    // go before its context.
    std::list<ReadText> kept_;
};

} // namespace logitscope
