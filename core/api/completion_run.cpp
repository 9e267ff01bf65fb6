#include "core/api/completion_run.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace logitscope
{

std::shared_ptr<CompletionJob> submitCompletion(GenerationClient& client,
                                                std::shared_ptr<const OpenModel> model,
                                                CompletionRequest request)
{
    auto job = std::make_shared<CompletionJob>();
    const auto run = std::make_shared<CompletionRun>(std::move(model), std::move(request), job);
    JobEvents events{
        .stepped = [run](int row, const Step& step,
                         KnownLogits logits) { run->stepped(row, step, logits); },
        .ended = [run](int row, StopReason reason) { run->ended(row, reason); },
        .finished = [run](const std::optional<Error>& error) { run->finished(error); }};
    if (run->wantsExpected())
        events.expected = [run](int prompt, int position, KnownLogits before) {
            run->expected(prompt, position, before);
        };
    return client.submit(run->job(), std::move(events), job) ? job : nullptr;
}

CompletionRun::CompletionRun(std::shared_ptr<const OpenModel> model, CompletionRequest request,
                             std::shared_ptr<CompletionJob> job)
    : model_(std::move(model))
    , request_(std::move(request))
    , job_(std::move(job))
{
    for (int prompt = 0; std::cmp_less(prompt, request_.prompts.size()); ++prompt) {
        const auto& tokens = request_.prompts[static_cast<std::size_t>(prompt)];
        usage_.promptTokens += static_cast<int>(tokens.size());
        ChoiceWriter writer(model_->tokenizer, model_->bounds,
                            {request_.logprobs, request_.samplingInfo, request_.stop});
        if (request_.echo && !request_.logprobs && isText(tokens))
            for (const auto token : tokens)
                check(writer.echo(token, {}));
        beginnings_.push_back(std::move(writer));
        for (int number = 0; number < request_.bestOf; ++number)
            candidates_.push_back({.prompt = prompt, .number = number});
    }
}

GenerationJob CompletionRun::job() const
{
    GenerationJob job{.model = model_, .prompts = request_.prompts, .tokens = request_.maxTokens};
    for (const auto& candidate : candidates_)
        job.rows.push_back({.prompt = candidate.prompt,
                            .seed = request_.seed,
                            .stream = static_cast<std::uint64_t>(candidate.number),
                            .settings = request_.settings,
                            .stop = request_.stop,
                            .bias = request_.logitBias});
    return job;
}

// A document's beginning is none.
bool CompletionRun::isText(const std::vector<TokenId>& prompt) const
{
    return prompt.size() > 1 || prompt.front() != model_->bounds.begin;
}

CompletionRun::Candidate& CompletionRun::at(int row)
{
    auto& candidate = candidates_[static_cast<std::size_t>(row)];
    if (!candidate.writer)
        candidate.writer = beginnings_[static_cast<std::size_t>(candidate.prompt)];
    return candidate;
}

std::span<CompletionRun::Candidate> CompletionRun::candidatesOf(int prompt)
{
    const auto count = static_cast<std::size_t>(request_.bestOf);
    return std::span(candidates_).subspan(static_cast<std::size_t>(prompt) * count, count);
}

// The request is of no use without it.
void CompletionRun::check(const Result<void>& written)
{
    if (written)
        return;
    error_ = error_.value_or(written.error());
    job_->cancel();
}

void CompletionRun::expected(int prompt, int position, KnownLogits before)
{
    const auto& tokens = request_.prompts[static_cast<std::size_t>(prompt)];
    if (!isText(tokens))
        return;
    const auto token = tokens[static_cast<std::size_t>(position)];
    check(beginnings_[static_cast<std::size_t>(prompt)].echo(token, before));
}

void CompletionRun::stepped(int row, const Step& step, KnownLogits logits)
{
    auto& candidate = at(row);
    ++usage_.completionTokens;
    ++candidate.tokens;
    candidate.logprobSum += std::log(step.modelProbability);
    check(candidate.writer->step(step, logits));
    if (!choosesBest())
        report(candidate);
}

void CompletionRun::ended(int row, StopReason reason)
{
    if (reason == StopReason::Stopped) // nobody waits for it any more
        return;
    auto& candidate = at(row);
    candidate.writer->end(reason);
    candidate.isFinished = true;
    if (!choosesBest())
        report(candidate);
    else if (std::ranges::all_of(candidatesOf(candidate.prompt), &Candidate::isFinished))
        chooseBest(candidate.prompt);
}

// Those with the highest log probability a token, as best_of is defined; of equals the first.
void CompletionRun::chooseBest(int prompt)
{
    const auto all = candidatesOf(prompt);
    std::ranges::stable_sort(all, std::greater(), &Candidate::meanLogprob);
    for (int number = 0; number < request_.n; ++number) {
        auto& candidate = all[static_cast<std::size_t>(number)];
        candidate.number = number;
        report(candidate);
    }
}

void CompletionRun::report(Candidate& candidate)
{
    auto piece = candidate.writer->take(candidate.prompt * request_.n + candidate.number);
    if (!piece.text.empty() || !piece.tokens.empty() || piece.end)
        job_->add(std::move(piece), usage_);
}

void CompletionRun::finished(const std::optional<Error>& error)
{
    job_->end(error_ ? error_ : error);
}

} // namespace logitscope
