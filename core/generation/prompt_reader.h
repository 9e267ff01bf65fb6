// Reads a prompt piece by piece, so that what else runs on the model needn't wait for all of it.
#pragma once

#include "core/generation/continuation.h"

#include <memory>
#include <span>
#include <vector>

namespace logitscope
{

class PromptReader
{
public:
    // At least one token, and no more than the model's context holds.
    PromptReader(std::shared_ptr<const OpenModel> model, std::vector<TokenId> tokens);

    // Other tokens from now on; what was read of a beginning that they share stays read.
    void setTokens(std::vector<TokenId> tokens);

    // Tokens read so far.
    int position() const { return context_->length(); }

    bool done() const { return position() == static_cast<int>(tokens_.size()); }

    // Reads up to `most` further tokens in one pass. Only before it is done().
    Result<void> read(int most);

    // The same, and gives the logits after each token that it read, [tokens, vocabulary]; valid
    // until the next call.
    Result<std::span<const float>> readEach(int most);

    // The model's, after the last token read; valid until the next call.
    std::span<const float> logits() const { return context_->logits(); }

    // What begin() gives for this prompt. Only once it is done(); the second ends the reader.
    Continuation fork(std::uint64_t seed, std::uint64_t stream = 0) const;
    Continuation continuation(std::uint64_t seed, std::uint64_t stream = 0) &&;

private:
    std::span<const TokenId> next(int most) const;

    std::shared_ptr<const OpenModel> model_; // outlives context_
    std::vector<TokenId> tokens_;
    std::unique_ptr<Context> context_;
    std::vector<float> each_;
};

} // namespace logitscope
