// One request while it runs: makes choices of what the service draws for it.
#pragma once

#include "core/api/choice_writer.h"
#include "core/api/completion_job.h"
#include "core/api/completion_request.h"
#include "core/generation/generation_service.h"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace logitscope
{

// Any thread. nullptr when the client's queue is full.
std::shared_ptr<CompletionJob> submitCompletion(GenerationClient& client,
                                                std::shared_ptr<const OpenModel> model,
                                                CompletionRequest request);

// For the service's thread.
class CompletionRun
{
public:
    CompletionRun(std::shared_ptr<const OpenModel> model, CompletionRequest request,
                  std::shared_ptr<CompletionJob> job);

    GenerationJob job() const;

    // What the service tells of that job.
    bool wantsExpected() const { return request_.echo && request_.logprobs; }

    void expected(int prompt, int position, KnownLogits before);
    void stepped(int row, const Step& step, KnownLogits logits);
    void ended(int row, StopReason reason);
    void finished(const std::optional<Error>& error);

private:
    struct Candidate
    {
        int prompt;
        int number; // of its prompt's, and the stream of its random numbers
        std::optional<ChoiceWriter> writer = {}; // once its prompt is read
        double logprobSum = 0.0;                 // of the model's, natural
        int tokens = 0;
        bool isFinished = false;

        double meanLogprob() const { return tokens > 0 ? logprobSum / tokens : 0.0; }
    };

    bool choosesBest() const { return request_.bestOf > request_.n; }

    Candidate& at(int row);
    bool isText(const std::vector<TokenId>& prompt) const;
    std::span<Candidate> candidatesOf(int prompt);
    void chooseBest(int prompt);
    void report(Candidate& candidate);
    void check(const Result<void>& written);

    std::shared_ptr<const OpenModel> model_;
    CompletionRequest request_;
    std::shared_ptr<CompletionJob> job_;
    std::vector<ChoiceWriter> beginnings_; // of all candidates of a prompt
    std::vector<Candidate> candidates_;    // of the first prompt first
    Usage usage_;
    std::optional<Error> error_;
};

} // namespace logitscope
