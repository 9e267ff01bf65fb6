// One job while it runs: reads its texts, one after the other, and gives their rows to the batch.
// For the service's thread alone.
#pragma once

#include "core/generation/batch.h"
#include "core/generation/context_cache.h"
#include "core/generation/generation_job.h"
#include "core/generation/prompt_reader.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace logitscope
{

class JobRun
{
public:
    JobRun(GenerationJob job, JobEvents events, std::shared_ptr<JobTicket> ticket);

    const OpenModel* model() const { return job_.model.get(); }

    bool isCancelled() const { return ticket_->isCancelled(); }

    // Rows that it has in the batch, or will have.
    int rowsLeft() const;

    // Those it has in the batch.
    const std::map<int, int>& rows() const { return rows_; } // the job's, by the batch's

    bool hasTextLeft() const { return !error_ && text_ < texts_.size(); }

    int textsRead() const { return static_cast<int>(text_); }

    // Keys and values that it may still write, at most, in bytes.
    std::uint64_t bytesToCome() const;

    // Tokens that the model has yet to read of the next text. 0: there is no such text, or not any
    // more, since it was read already, and its rows are in the batch; or the job failed.
    int tokensToRead(Batch& batch, ContextCache& cache);

    // Reads up to `most` of them, and adds the rows of a text that is whole. Returns how many it
    // read: 0 when there is nothing left to read, as after it failed.
    int read(int most, Batch& batch, ContextCache& cache);

    // For a pass over several texts, in place of read(): up to `most` of them, and that the model
    // has read them. Not for a text whose tokens' expectations are told.
    bool readsAlone() const { return tellsExpected(texts_[text_]); }

    NextTokens piece(int most) const { return reader_->next(most); }

    void wasRead(std::span<const TokenId> piece, Batch& batch, ContextCache& cache);

    // What became of a row of the batch's.
    void stepped(int row, const Step& step, std::span<const float> logits);
    void ended(int row, StopReason reason, Continuation continuation, ContextCache& cache);

    // The rest of the job is of no use.
    void fail(const Error& error) { error_ = error_.value_or(error); }

    // Nothing follows: everything is drawn, or it failed, or it was cancelled.
    bool isDone() const;

    // Takes its rows out of the batch.
    void leave(Batch& batch, ContextCache& cache);

    // Tells the end. Once, and last.
    void finish();

private:
    // A prompt that rows begin from, or one together with the continuation that a row goes on with.
    struct Text
    {
        int prompt;
        std::vector<int> rows;
        bool goesOn; // its only row has a continuation
    };

    // Of prompts alone, each once.
    bool tellsExpected(const Text& text) const { return events_.expected && !text.goesOn; }

    std::vector<TokenId> tokensOf(const Text& text) const;
    std::size_t lengthOf(const Text& text) const;
    template <class Act>
    int guarded(const Act& act); // its Error, or what it throws, fails the job; then 0
    Result<void> beginText(ContextCache& cache);
    Result<void> readPiece(const Text& text, int most);
    void finishText(Batch& batch, ContextCache& cache);
    void addRow(int row, Continuation continuation, Batch& batch);

    JobRow& rowAt(int row) { return job_.rows[static_cast<std::size_t>(row)]; }

    GenerationJob job_;
    JobEvents events_;
    std::shared_ptr<JobTicket> ticket_;
    std::vector<Text> texts_;
    std::size_t text_ = 0; // that is read; the rows of those before it are with the batch
    std::optional<PromptReader> reader_;
    std::map<int, int> rows_;
    std::vector<bool> hasEnded_; // by the job's row
    std::vector<int> steps_;     // of each row of the job's
    std::optional<Error> error_;
};

} // namespace logitscope
