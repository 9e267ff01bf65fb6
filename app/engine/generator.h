// A page's line to the generation service. Orders return at once; facts arrive as signals on this
// object's thread, and only those of the latest order. What happens is picked up with takeEvents(),
// once a frame.
#pragma once

#include "app/engine/run_queue.h"
#include "app/engine/step_record.h"
#include "core/generation/generation_service.h"
#include "core/run/token_score.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

namespace logitscope
{

// A row drew a token, or ended.
struct RowEvent
{
    int row;
    std::variant<StepRecord, StopReason> what;
};

// What stands, or would stand, at this position of a text was expected with these.
struct PositionLogits
{
    int position;
    std::vector<float> logits;
    Coverage coverage;
};

// The sliders' settings, for a job that runs while they move. From any thread.
class LiveSettings
{
public:
    void set(const SamplerChain& settings)
    {
        const std::lock_guard lock(mutex_);
        settings_ = settings;
    }

    SamplerChain now() const
    {
        const std::lock_guard lock(mutex_);
        return settings_;
    }

private:
    mutable std::mutex mutex_;
    SamplerChain settings_;
};

class Generator : public QObject
{
    Q_OBJECT

public:
    enum class Logits
    {
        Kept,    // of every step, in its record
        Dropped, // the records have none
    };

    // The service outlives it.
    explicit Generator(GenerationService& service, QObject* parent = nullptr);

    // Ends what runs and begins. Scores those positions of its prompt in the pass that reads it. A
    // text that is only being read is scored another time.
    void start(GenerationJob job, Logits logits, std::optional<TextRange> scored = {});

    // Takes effect within one step; then it has ended().
    void stop();

    // Ends what runs and forgets it.
    void forget();

    bool isRunning() const { return running_; }

    // What has happened since the last call, oldest first.
    std::vector<RowEvent> takeEvents() { return queue_.take(order_); }

    // Asks for the logits after a text of at least one token, also while a job runs. Only the
    // latest question is answered. Scores those positions of the text in the same pass.
    void read(std::shared_ptr<const OpenModel> model, std::vector<TokenId> tokens,
              std::optional<TextRange> scored = {});

    // Asks for the logits before every token of a text from position `first` on, at least 1, and
    // behind its last; also while a job runs. Only the latest such question is answered, piece by
    // piece.
    void readEach(std::shared_ptr<const OpenModel> model, std::vector<TokenId> tokens, int first);

    std::vector<PositionLogits> takeEach() { return each_.take(surveys_); }

    void forgetEach();

    bool isReadingEach() const { return isReadingEach_; }

    // Lets go of the model of the texts that were read.
    void forgetTexts();

signals:
    void eventsArrived(); // there is something to take
    void ended();         // all rows have, or were stopped
    void failed(const QString& sentence);
    void eachArrived(); // there is something to take of readEach()
    void eachEnded();   // nothing more comes
    void textRead(const std::vector<logitscope::TokenId>& tokens, const std::vector<float>& logits,
                  const logitscope::Coverage& coverage);
    void readingFailed(const QString& sentence);

    // How well the model expected the tokens of a text from position `begin` on; the text may go on
    // behind those. Comes before textRead(). Where the question was called off, it has only what
    // was read by then.
    void scored(const std::vector<logitscope::TokenId>& text, int begin,
                const std::vector<logitscope::TokenScore>& scores);

private:
    void newOrder();
    void score(JobEvents& events, const std::vector<TokenId>& text);

    std::uint64_t order_ = 0;     // the latest
    std::uint64_t questions_ = 0; // asked so far
    std::uint64_t models_ = 0;    // whose texts were forgotten
    bool running_ = false;
    bool questionScores_ = false;
    std::shared_ptr<JobTicket> run_;
    std::shared_ptr<JobTicket> question_;
    std::shared_ptr<JobTicket> survey_;
    std::uint64_t surveys_ = 0; // of whole texts, asked so far
    bool isReadingEach_ = false;
    RunQueue<RowEvent> queue_;
    RunQueue<PositionLogits> each_;
    GenerationClient client_; // last, so that it goes first: its events use the others
};

} // namespace logitscope
