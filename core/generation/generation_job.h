// What the generation service is asked for, and what it tells of it.
#pragma once

#include "core/generation/open_model.h"
#include "core/known_logits.h"
#include "core/result.h"
#include "core/run/step.h"
#include "core/run/stop_reason.h"
#include "core/sampling/sampler_chain.h"
#include "core/token_id.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace logitscope
{

// One continuation of a prompt.
struct JobRow
{
    int prompt = 0;                         // which of the job's
    std::vector<TokenId> continuation = {}; // so far: the row goes on as if it had drawn them
    std::uint64_t seed = 1;
    std::uint64_t stream = 0; // of the seed's random numbers
    SamplerChain settings = {};
    std::function<SamplerChain(int step)> settingsAt = {}; // in place of these, asked before
                                                           // every step; they count from 0
    std::vector<std::string> stop = {}; // the row ends when its text contains one of these
    std::vector<std::pair<TokenId, float>> bias = {}; // of logits, no token twice
    std::optional<double> mu = {}; // mirostat's bound for the first step; none: as at a beginning
};

// Positions of a text, from 0: [begin, end).
struct TextRange
{
    int begin = 0;
    int end = std::numeric_limits<int>::max();

    bool contains(int position) const { return begin <= position && position < end; }
};

// What a row draws is what the same row draws alone.
struct GenerationJob
{
    std::shared_ptr<const OpenModel> model;
    std::vector<std::vector<TokenId>> prompts; // at least one, each of at least one token
    std::vector<JobRow> rows = {};             // none: the prompts are read, and that is all
    int tokens = 0;                            // that each row adds, at most
    // That are to be known after each prompt, as far as a server tells them; 0: as many as it tells
    // at first.
    int candidates = 0;
    TextRange expected = {}; // of which positions of a prompt JobEvents::expected tells: what lies
                             // before them need not be read where it has been
};

// Called on the service's thread, which they shouldn't hold up, and may not destroy the client.
struct JobEvents
{
    // Before a token of a prompt counts as read: the logits after those before it, none before the
    // first. Costs time; leave it empty where nobody looks.
    std::function<void(int prompt, int position, KnownLogits before)> expected = {};

    // A prompt is read; what follows it would be drawn from these.
    std::function<void(int prompt, KnownLogits logits)> read = {};

    // `logits` are those from which the step was drawn.
    std::function<void(int row, const Step&, KnownLogits logits)> stepped = {};

    // Every row ends once, unless the job fails.
    std::function<void(int row, StopReason)> ended = {};

    // Nothing follows. The Error says why the job, or a row, ended too early; none where it was
    // cancelled.
    std::function<void(const std::optional<Error>&)> finished = {};
};

// By which a job is called off, from any thread and at any time: its rows leave before the next
// step, for which a server need not answer, and end as Stopped.
class JobTicket
{
public:
    void cancel() { stop_.request_stop(); }

    bool isCancelled() const { return stop_.stop_requested(); }

    std::stop_token token() const { return stop_.get_token(); }

private:
    std::stop_source stop_;
};

} // namespace logitscope
