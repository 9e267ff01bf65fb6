// Writes one choice: takes its tokens as they are sampled, and gives out what of it is certain.
#pragma once

#include "core/api/completion.h"
#include "core/generation/model_tokenizer.h"
#include "core/generation/text_bounds.h"
#include "core/generation/visible_text.h"
#include "core/known_logits.h"
#include "core/result.h"
#include "core/run/step.h"

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace logitscope
{

// What beside the text is asked for.
struct ChoiceContents
{
    // How many of the most likely tokens beside each. Then the token that ends the text is one of
    // the tokens, without text, as OpenAI and vLLM have it.
    std::optional<int> logprobs = {};
    bool samplingInfo = false;
    std::vector<std::string> stop = {};
};

class ChoiceWriter
{
public:
    // The tokenizer outlives it.
    ChoiceWriter(const ModelTokenizer& tokenizer, TextBounds bounds, ChoiceContents contents);

    // With echo: the prompt's next token, before any step(). `logits` are the model's after what
    // came before it; none for the first one. Read only where logprobs are asked for.
    Result<void> echo(TokenId token, KnownLogits logits);

    // The next token, and the logits that it was sampled from.
    Result<void> step(const Step& step, KnownLogits logits);

    // No further token comes.
    void end(StopReason reason);

    // What is certain and wasn't taken yet, for the choice `index`.
    ChoicePiece take(int index);

private:
    struct Pending
    {
        CompletionToken token;
        std::size_t begin; // of its bytes in the choice's
        std::size_t end;
    };

    Result<CompletionToken> describe(TokenId token, std::string_view bytes,
                                     KnownLogits logits) const;
    void append(CompletionToken token, std::string_view bytes);

    const ModelTokenizer* tokenizer_;
    TextBounds bounds_;
    ChoiceContents contents_;
    VisibleText visible_;
    Utf8Stream characters_; // of all bytes: counts what comes before a token
    int characterCount_ = 0;
    std::size_t byteCount_ = 0;
    std::deque<Pending> pending_; // tokens whose text isn't shown yet
    ChoicePiece next_;
};

} // namespace logitscope
