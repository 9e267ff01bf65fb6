// How well the model expected the tokens of a prompt, as far as somebody has asked it.
#pragma once

#include "core/run/token_score.h"
#include "core/token_id.h"

#include <span>
#include <vector>

namespace logitscope
{

// Positions count from 0. The token at 0 has no score: nothing comes before it.
class PromptScores
{
public:
    // What is known of the tokens that the prompt begins with, as the one before did, stays known.
    void setPrompt(std::vector<TokenId> tokens);

    // Nothing is known: another model is asked from now on.
    void forget() { scores_.clear(); }

    // Of the positions from 1 on, end to end.
    std::span<const TokenScore> known() const { return scores_; }

    // The first position that has yet to be scored; the prompt's length where it has them all.
    int missingFrom() const { return static_cast<int>(scores_.size()) + 1; }

    bool isComplete() const { return scores_.size() + 1 >= tokens_.size(); }

    // Of a text from position `begin` on. What is in it of this prompt is taken, unless positions
    // before it are missing. Whether there was something new.
    bool take(std::span<const TokenId> text, int begin, std::span<const TokenScore> scores);

private:
    std::vector<TokenId> tokens_;
    std::vector<TokenScore> scores_;
};

} // namespace logitscope
