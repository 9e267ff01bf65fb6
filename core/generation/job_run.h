// One job while it runs: reads its texts in their order, and gives their rows to the batch. For the
// service's thread alone.
#pragma once

#include "core/generation/batch.h"
#include "core/generation/context_cache.h"
#include "core/generation/current_pass.h"
#include "core/generation/generation_job.h"
#include "core/generation/prompt_reader.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace logitscope
{

class JobRun
{
public:
    JobRun(GenerationJob job, JobEvents events, std::shared_ptr<JobTicket> ticket);

    const std::shared_ptr<const OpenModel>& model() const { return job_.model; }

    bool isCancelled() const { return ticket_->isCancelled(); }

    // From now on to call it off interrupts the pass, and an Error of a pass that was interrupted
    // is none of the job's.
    void waitFor(CurrentPass& pass);

    // Rows that it has in the batch, or will have.
    int rowsLeft() const;

    // Those it has in the batch.
    const std::map<int, int>& rows() const { return rows_; } // the job's, by the batch's

    bool hasTextLeft() const { return !error_ && text_ < texts_.size(); }

    // Whether rows begin from the next text, and it has no more than so many tokens.
    bool hasShortTextLeft(int most) const;

    // Keys and values that it may still write, at most, in bytes.
    std::uint64_t bytesToCome() const;

    // Lets the next pass read up to `most` more tokens: of the text that it reads last, or of the
    // next one, which has at most `longest`. Returns how many. 0: there is nothing else to read in
    // this pass. A text that was read already has its rows in the batch then.
    int plan(int most, int longest, Batch& batch, ContextCache& cache);

    // Whether the planned text is for read() only: the model tells what it expects of its tokens.
    bool readsAlone() const { return tellsExpected(texts_[text_]); }

    // Reads what is planned, each text in a pass of its own. Returns how many tokens that were; 0
    // after an Error.
    int read(Batch& batch, ContextCache& cache);

    // In place of read(), for a pass over texts of several jobs: what is planned, and that the
    // model has read it.
    void addPieces(std::vector<NextTokens>& pass) const;
    void wasRead(Batch& batch, ContextCache& cache);

    // After an interruption: what is planned still has not been read.
    void planAgain(ContextCache& cache);

    // What became of a row of the batch's.
    void stepped(int row, const Step& step, KnownLogits logits);
    void ended(int row, StopReason reason, Continuation continuation, ContextCache& cache);
    void failed(int row, const Error& error); // the others go on; then the job ends with this

    // The rest of the job is of no use.
    void fail(const Error& error) { error_ = error_.value_or(error); }

    // Nothing follows: everything is drawn, or it failed, or it was cancelled.
    bool isDone() const;

    // Whether its first token comes from the logits after the prompt, which are there already.
    bool isNew(int row) const;

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

    // A text that is read, from text_ on. Only the last one's tokens may be planned in part.
    struct Reading
    {
        PromptReader reader;
        int planned = 0; // tokens of the next pass
    };

    // Of prompts alone, each once.
    bool tellsExpected(const Text& text) const { return events_.expected && !text.goesOn; }

    std::vector<TokenId> tokensOf(const Text& text) const;
    std::size_t lengthOf(const Text& text) const;
    template <class Act>
    int guarded(const Act& act); // its Error, or what it throws, fails the job; then 0
    Result<void> beginText(ContextCache& cache);
    Result<void> readPiece(const Text& text, Reading& reading);
    void finishText(Batch& batch, ContextCache& cache);
    void addRow(int row, Continuation continuation, Batch& batch);

    JobRow& rowAt(int row) { return job_.rows[static_cast<std::size_t>(row)]; }

    GenerationJob job_;
    JobEvents events_;
    std::shared_ptr<JobTicket> ticket_;
    std::vector<Text> texts_;
    std::size_t text_ = 0; // that is read; the rows of those before it are with the batch
    std::deque<Reading> reading_;
    int told_ = 0; // positions of the text that is read which have been told of, if they are to be
    std::map<int, int> rows_;
    std::vector<bool> hasEnded_; // by the job's row
    std::vector<int> steps_;     // of each row of the job's
    std::optional<Error> error_;
    std::optional<Error> errorOfARow_; // the first
    const CurrentPass* pass_ = nullptr;
    std::optional<std::stop_callback<std::function<void()>>> interrupts_;
};

} // namespace logitscope
