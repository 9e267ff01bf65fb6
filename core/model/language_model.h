// What generation needs of a model: logits for the next token, step by step.
#pragma once

#include "core/coverage.h"
#include "core/result.h"
#include "core/token_id.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace logitscope
{

struct ModelInfo
{
    std::string name;            // the folder's
    std::int64_t parameters = 0; // a tied head counts once
    int vocabularySize = 0;
    int contextLength = 0;       // tokens of prompt and continuation together
    std::string device;          // "CPU", "CUDA"; of a server HOST:PORT
    std::string engine;          // "native", "libtorch"; "llama.cpp" of a server
    std::string precision;       // of the weights: "F32", "BF16", "INT8"
    std::size_t weightBytes = 0; // of the weights that every step reads, as they are held
    // Of one text's keys and values, where it fills the context: of the processor's memory, so that
    // it is 0 on CUDA. A fork takes as much again, unless it shares.
    std::size_t contextBytes = 0;
    // Forks share the keys and values of their common beginning in blocks of so many positions. 0:
    // they have their own.
    int sharedBlock = 0;
    // Its logits are logarithms of probabilities, as a server tells them: the model's own but for a
    // constant, which is lost. No softmax needs it, but a repetition penalty does.
    bool givesProbabilities = false;

    // Of so many tokens' keys and values.
    std::uint64_t bytesOfTokens(std::uint64_t tokens) const
    {
        return contextLength > 0 ? tokens * contextBytes / static_cast<unsigned>(contextLength) : 0;
    }

    // As figures and files name it, which have to tell apart what gives different numbers:
    // "gpt2", "gpt2 BF16" where the weights are rounded, "gpt2 BF16 libtorch" where libtorch
    // computes, "gpt2 llama.cpp" on a server.
    std::string fullName() const
    {
        std::string full = name;
        if (!precision.empty() && precision != "F32")
            full += " " + precision;
        if (!engine.empty() && engine != "native")
            full += " " + engine;
        return full;
    }
};

// A text as the model has read it so far, with the keys and values of every token in it (the KV
// cache). Logits are those of the token that follows: one float for each token of the vocabulary,
// valid until the next call. A Context must not outlive its model; it may be used on any one thread
// at a time.
class Context
{
public:
    virtual ~Context() = default;

    // Reads tokens in one pass, after those already read. At least one token. Reading beyond the
    // context's length is an Error with the two numbers and changes nothing.
    virtual Result<std::span<const float>> prefill(std::span<const TokenId> tokens) = 0;

    // The same, which also writes the logits after each of the tokens to `each`,
    // [tokens, vocabulary]: what the model expected of a text.
    virtual Result<void> prefillEach(std::span<const TokenId> tokens, std::span<float> each) = 0;

    // Another text that begins with what was read so far, and goes on by itself.
    virtual std::unique_ptr<Context> fork() const = 0;

    // Forgets all but the first `length` tokens. What is read next follows them.
    virtual void rewind(int length) = 0;

    // Tokens read.
    virtual int length() const = 0;

    // Those of the last call that read something.
    virtual std::span<const float> logits() const = 0;

    // How much of the vocabulary these logits tell of. Those of all other tokens are -infinity, and
    // those that are known are natural logarithms of probabilities.
    virtual Coverage coverage() const
    {
        const auto all = static_cast<int>(logits().size());
        return {all, all, 0.0};
    }

    // Makes more of the most likely tokens known: so many, or as many as the model tells of. An
    // Error where those are no more than before; then the logits are what they were.
    virtual Result<void> fetch(int /*candidates*/) { return {}; }
};

struct NextToken
{
    Context* context; // of the model that is asked
    TokenId token;
};

struct NextTokens
{
    Context* context;                // of the model that is asked
    std::span<const TokenId> tokens; // at least one
};

class LanguageModel
{
public:
    virtual ~LanguageModel() = default;
    virtual const ModelInfo& info() const = 0;
    virtual std::unique_ptr<Context> newContext() const = 0;

    // Reads on in each of several contexts, no context twice, in one pass over the weights. Each
    // context's logits are those it would have alone. After an Error no context has changed.
    virtual Result<void> read(std::span<const NextTokens> texts) const = 0;

    // The same, one token in each.
    Result<void> step(std::span<const NextToken> rows) const
    {
        std::vector<NextTokens> texts;
        for (const auto& row : rows)
            texts.push_back({row.context, {&row.token, 1}});
        return read(texts);
    }

    // How many candidates of a step it tells of at most.
    virtual int mostCandidates() const { return info().vocabularySize; }

    // How long a server took for its last answer; nothing for a model on this machine.
    virtual std::optional<std::chrono::microseconds> latency() const { return std::nullopt; }

    // From any thread: what waits for a server ends with an Error, and so does all that would wait
    // for one until resume(). A model on this machine finishes its pass.
    virtual void interrupt() const {}

    virtual void resume() const {}
};

} // namespace logitscope
