// A text on a server: its token ids, and what the server told of the token that follows.
#pragma once

#include "core/remote/remote_model.h"

#include <memory>
#include <span>
#include <vector>

namespace logitscope
{

class RemoteContext final : public Context
{
public:
    explicit RemoteContext(const RemoteModel& model) : model_(model) {}

    Result<std::span<const float>> prefill(std::span<const TokenId> tokens) override;
    Result<void> prefillEach(std::span<const TokenId> tokens, std::span<float> each) override;
    std::unique_ptr<Context> fork() const override;
    void rewind(int length) override;

    int length() const override { return static_cast<int>(tokens_.size()); }

    std::span<const float> logits() const override { return logits_; }

    Coverage coverage() const override { return coverage_; }

    Result<void> fetch(int candidates) override;

    // The text with these after it. Errors: it is longer than the context, or has a token that the
    // model doesn't know.
    Result<std::vector<TokenId>> with(std::span<const TokenId> tokens) const;

    // The server has read `text`.
    void take(std::vector<TokenId> text, std::span<const Candidate> candidates);

private:
    const RemoteModel& model_;
    std::vector<TokenId> tokens_;
    std::vector<TokenId> read_; // those that the logits follow, which rewind() leaves
    std::vector<float> logits_;
    Coverage coverage_;
};

} // namespace logitscope
