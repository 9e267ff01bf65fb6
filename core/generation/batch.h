// Several continuations of one model at once: every step reads each weight once for all of them.
// Rows join and leave between steps. What a row draws is what it would draw alone.
#pragma once

#include "core/generation/continuation.h"
#include "core/generation/stop_strings.h"
#include "core/result.h"
#include "core/sampling/sampler_chain.h"
#include "core/token_id.h"

#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace logitscope
{

struct BatchRow
{
    Continuation continuation;
    SamplerChain settings;
    StopStrings stop = {}; // the row ends when its text contains one of these
    std::vector<std::pair<TokenId, float>> bias = {};      // of logits, no token twice
    std::function<SamplerChain(int step)> settingsAt = {}; // in place of settings, asked before
                                                           // every step
};

struct BatchEvents
{
    // `logits` are those from which the step was sampled, valid during the call.
    std::function<void(int row, const Step&, KnownLogits logits)> stepped;
    std::function<void(int row, StopReason, Continuation)> ended;
    std::function<void(int row, const Error&)> failed; // it could draw no token; it has ended

    // Whether an Error may be gone when the step is repeated.
    std::function<bool()> interrupted = {};
};

class Batch
{
public:
    // Returns the row's number: they count from 0, none comes twice.
    int add(BatchRow row, int count);

    // Without ended(). Nothing where there is no row of that number any more.
    std::optional<Continuation> remove(int row);

    int size() const { return static_cast<int>(running_.size()); }

    // Ends the rows that have their `count` tokens, or can have no more.
    void removeEnded(const BatchEvents& events);

    // One token for each of these rows, which are of one model, there without an end, and at least
    // one. The model reads them in this order: rows that share a beginning belong side by side. A
    // row of which a server told too little has none, and asks it for more in the next step, while
    // the others go on. An Error of the model, or an interruption of what a row waits for, after
    // which no row has changed. Events may not call the batch.
    Result<void> step(std::span<const int> rows, const BatchEvents& events);

private:
    struct Runner
    {
        int row;
        BatchRow what;
        int left; // tokens
        bool sawStopString = false;
        Result<std::optional<Step>> step = std::nullopt;

        std::optional<StopReason> end() const;
    };

    static Result<void> readAll(std::span<Runner* const> runners);
    static void drawAll(std::span<Runner* const> runners);

    std::vector<Runner> running_; // in the order of their numbers
    int added_ = 0;
};

} // namespace logitscope
