// Reads a text piece by piece, so that what else runs on the model needn't wait for all of it.
#pragma once

#include "core/generation/context_cache.h"
#include "core/generation/continuation.h"
#include "core/known_logits.h"

#include <memory>
#include <span>
#include <vector>

namespace logitscope
{

class PromptReader
{
public:
    // At least one token, and no more than the model's context holds. `beginning` is what of them
    // has been read already.
    PromptReader(ReadText beginning, std::vector<TokenId> tokens);

    // The same with nothing read.
    PromptReader(std::shared_ptr<const OpenModel> model, std::vector<TokenId> tokens);

    // So many of the most likely tokens are to be known, as far as the model's server tells them.
    void fetch(int candidates);

    // Tokens read so far.
    int position() const { return read_.context->length(); }

    bool done() const { return read_.tokens.size() == tokens_.size() && read_.hasLogits; }

    // Reads up to `most` further tokens in one pass. Only before it is done().
    Result<void> read(int most);

    // The same, and gives the logits after each token that it read, [tokens, vocabulary]; valid
    // until the next call.
    Result<std::span<const float>> readEach(int most);

    // For a pass over several texts: what read() would read, and that the model has read it.
    NextTokens next(int most) const;
    void wasRead(std::span<const TokenId> tokens);

    int left() const; // tokens to read until it is done()

    // The model's, after the last token read; valid until the next call.
    KnownLogits logits() const { return {read_.context->logits(), read_.context->coverage()}; }

    // A continuation of this text. Only once it is done(); ends the reader.
    Continuation continuation(std::uint64_t seed, std::uint64_t stream = 0) &&;

    // For a text that is a prompt and its continuation so far, but for the last token of that,
    // which is read when it is known that something follows.
    Continuation resumed(std::span<const TokenId> continuation, std::uint64_t seed,
                         std::uint64_t stream = 0) &&;

    // As far as it has come. Ends the reader.
    ReadText release() && { return std::move(read_); }

private:
    std::vector<TokenId> tokens_;
    ReadText read_;
    std::vector<float> each_;
};

} // namespace logitscope
