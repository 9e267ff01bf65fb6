#include "core/api/completion_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <utility>

namespace logitscope
{

CompletionRun::CompletionRun(std::shared_ptr<const OpenModel> model, CompletionRequest request,
                             std::shared_ptr<CompletionJob> job)
    : model_(std::move(model))
    , request_(std::move(request))
    , job_(std::move(job))
{
    for (const auto& prompt : request_.prompts)
        usage_.promptTokens += static_cast<int>(prompt.size());
}

CompletionRun::~CompletionRun()
{
    job_->end(std::move(error_));
}

int CompletionRun::rowsLeft() const
{
    return (promptCount() - prompt_) * request_.bestOf + static_cast<int>(candidates_.size());
}

int CompletionRun::readPrompt(int most, Batch& batch)
{
    if (!hasPromptLeft())
        return 0;
    try {
        const auto read = tryToRead(most, batch);
        if (!read)
            fail(read.error());
        return read.value_or(0);
    } catch (const std::exception& exception) { // memory, which another request may have
        fail({fmt::format("there is no room for this prompt's choices, ask for fewer: {}",
                          firstLine(exception))});
        return 0;
    }
}

Result<int> CompletionRun::tryToRead(int most, Batch& batch)
{
    if (!reader_) {
        if (const auto begun = beginPrompt(); !begun)
            return tl::unexpected(begun.error());
    }
    const auto before = reader_->position();
    if (const auto read = readPiece(most); !read)
        return tl::unexpected(read.error());
    const auto count = reader_->position() - before;
    if (reader_->done())
        addCandidates(batch);
    return count;
}

Result<void> CompletionRun::beginPrompt()
{
    const auto& tokens = prompt();
    reader_.emplace(model_, tokens);
    beginning_.emplace(model_->tokenizer, model_->bounds,
                       ChoiceContents{request_.logprobs, request_.samplingInfo, request_.stop});
    const bool isText = tokens.size() > 1 || tokens.front() != model_->bounds.begin;
    echoes_ = request_.echo && isText; // a document's beginning is none
    if (echoes_ && !request_.logprobs) {
        for (const auto token : tokens)
            if (const auto echoed = beginning_->echo(token, {}); !echoed)
                return echoed;
    }
    return {};
}

Result<void> CompletionRun::readPiece(int most)
{
    if (!echoes_ || !request_.logprobs)
        return reader_->read(most);
    // A token's logprob is of the logits before it: those of the last piece for the first.
    const auto begin = static_cast<std::size_t>(reader_->position());
    const auto before = begin > 0 ? reader_->logits() : std::span<const float>();
    if (const auto echoed = beginning_->echo(prompt()[begin], before); !echoed)
        return echoed;
    const auto each = reader_->readEach(most);
    if (!each)
        return tl::unexpected(each.error());
    const auto end = static_cast<std::size_t>(reader_->position());
    const auto vocabulary = each->size() / (end - begin);
    for (auto position = begin + 1; position < end; ++position) {
        const auto logits = each->subspan((position - begin - 1) * vocabulary, vocabulary);
        if (const auto echoed = beginning_->echo(prompt()[position], logits); !echoed)
            return echoed;
    }
    return {};
}

void CompletionRun::addCandidates(Batch& batch)
{
    std::vector<Continuation> continuations;
    continuations.push_back(std::move(*reader_).continuation(request_.seed));
    for (int number = 1; number < request_.bestOf; ++number)
        continuations.push_back(
            continuations.front().fork(request_.seed, static_cast<std::uint64_t>(number)));
    for (int number = 0; number < request_.bestOf; ++number) {
        auto& continuation = continuations[static_cast<std::size_t>(number)];
        // First what may need much memory: a row whose candidate failed would have no owner.
        Candidate candidate{prompt_, number, *beginning_};
        const int row = batch.add(
            {std::move(continuation), request_.settings, request_.stop, request_.adjustment},
            request_.maxTokens);
        candidates_.emplace(row, std::move(candidate));
    }
    reader_.reset();
    beginning_.reset();
    ++prompt_;
}

void CompletionRun::stepped(int row, const Step& step, std::span<const float> logits)
{
    auto& candidate = candidates_.at(row);
    ++usage_.completionTokens;
    ++candidate.tokens;
    candidate.logprobSum += std::log(step.modelProbability);
    if (const auto written = candidate.writer.step(step, logits); !written)
        fail(written.error());
    else if (!choosesBest())
        report(candidate);
}

void CompletionRun::ended(int row, StopReason reason)
{
    auto node = candidates_.extract(row);
    auto& candidate = node.mapped();
    candidate.writer.end(reason);
    if (!choosesBest())
        return report(candidate);
    const int itsPrompt = candidate.prompt;
    finished_.push_back(std::move(candidate));
    const auto ofThisPrompt = [itsPrompt](const Candidate& one) { return one.prompt == itsPrompt; };
    if (std::ranges::count_if(finished_, ofThisPrompt) == request_.bestOf)
        chooseBest(itsPrompt);
}

// Those with the highest log probability a token, as best_of is defined; of equals the first.
void CompletionRun::chooseBest(int ofPrompt)
{
    const auto rest = std::ranges::partition(
        finished_, [ofPrompt](const Candidate& one) { return one.prompt != ofPrompt; });
    std::ranges::sort(rest, [](const Candidate& a, const Candidate& b) {
        return a.meanLogprob() != b.meanLogprob() ? a.meanLogprob() > b.meanLogprob()
                                                  : a.number < b.number;
    });
    for (int number = 0; number < request_.n; ++number) {
        auto& candidate = rest[static_cast<std::size_t>(number)];
        candidate.number = number;
        report(candidate);
    }
    finished_.erase(rest.begin(), rest.end());
}

void CompletionRun::report(Candidate& candidate)
{
    auto piece = candidate.writer.take(candidate.prompt * request_.n + candidate.number);
    if (!piece.text.empty() || !piece.tokens.empty() || piece.end)
        pieces_.push_back(std::move(piece));
}

void CompletionRun::deliver()
{
    if (!pieces_.empty())
        job_->add(std::exchange(pieces_, {}), usage_);
}

void CompletionRun::leave(Batch& batch) const
{
    for (const auto& [row, candidate] : candidates_)
        batch.remove(row);
}

} // namespace logitscope
