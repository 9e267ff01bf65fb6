// One request while it runs: reads its prompts, one after the other, and gives each one's
// candidates to the batch. For the scheduler's thread alone. The job ends with it, however it goes.
#pragma once

#include "core/api/choice_writer.h"
#include "core/api/completion_job.h"
#include "core/api/completion_request.h"
#include "core/generation/batch.h"
#include "core/generation/model_folder.h"
#include "core/generation/prompt_reader.h"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace logitscope
{

class CompletionRun
{
public:
    CompletionRun(std::shared_ptr<const OpenModel> model, CompletionRequest request,
                  std::shared_ptr<CompletionJob> job);
    ~CompletionRun();

    CompletionRun(const CompletionRun&) = delete;
    CompletionRun& operator=(const CompletionRun&) = delete;

    const std::shared_ptr<const OpenModel>& model() const { return model_; }

    bool isCancelled() const { return job_->isCancelled(); }

    // Rows that it has in the batch, or will have.
    int rowsLeft() const;

    bool hasPromptLeft() const { return !error_ && promptsRead() < promptCount(); }

    int promptsRead() const { return prompt_; }

    // Reads up to `most` tokens of a prompt, and adds the candidates of one that is whole. Returns
    // how many it read: 0 when there is no prompt left, as after it failed.
    int readPrompt(int most, Batch& batch);

    // Whether the batch's row is one of its own.
    bool has(int row) const { return candidates_.contains(row); }

    // What became of such a row.
    void stepped(int row, const Step& step, std::span<const float> logits);
    void ended(int row, StopReason reason);

    // The rest of the request is of no use.
    void fail(const Error& error) { error_ = error_.value_or(error); }

    // Gives the job what is new.
    void deliver();

    // Nothing follows: everything is sampled, or it failed, or the client is gone.
    bool isDone() const { return error_ || isCancelled() || rowsLeft() == 0; }

    // Takes its rows out of the batch.
    void leave(Batch& batch) const;

private:
    struct Candidate
    {
        int prompt;
        int number; // of its prompt's, and the stream of its random numbers
        ChoiceWriter writer;
        double logprobSum = 0.0; // of the model's, natural
        int tokens = 0;

        double meanLogprob() const { return tokens > 0 ? logprobSum / tokens : 0.0; }
    };

    const std::vector<TokenId>& prompt() const
    {
        return request_.prompts[static_cast<std::size_t>(prompt_)];
    }

    int promptCount() const { return static_cast<int>(request_.prompts.size()); }

    bool choosesBest() const { return request_.bestOf > request_.n; }

    Result<int> tryToRead(int most, Batch& batch);
    Result<void> beginPrompt();
    Result<void> readPiece(int most);
    void addCandidates(Batch& batch);
    void chooseBest(int ofPrompt);
    void report(Candidate& candidate);

    std::shared_ptr<const OpenModel> model_;
    CompletionRequest request_;
    std::shared_ptr<CompletionJob> job_;

    int prompt_ = 0; // that is read; those before it are with the batch
    std::optional<PromptReader> reader_;
    std::optional<ChoiceWriter> beginning_; // of all candidates of this prompt
    bool echoes_ = false;

    std::map<int, Candidate> candidates_; // by row
    std::vector<Candidate> finished_;     // wait until the best of their prompt's can be chosen
    std::vector<ChoicePiece> pieces_;     // that the job hasn't got yet
    Usage usage_;
    std::optional<Error> error_;
};

} // namespace logitscope
