// The comparer's side on the worker's thread.
#pragma once

#include "app/compare/comparer.h"
#include "app/engine/run_queue.h"

#include <QObject>

#include <atomic>
#include <mutex>
#include <optional>

namespace logitscope
{

class CompareWorker : public QObject
{
    Q_OBJECT

public:
    // From any thread:

    // Ends what runs and whatever waits under a number below `order`.
    void cancelBefore(std::uint64_t order) { firstWanted_ = order; }

    std::vector<RowEvent> takeEvents(std::uint64_t order) { return queue_.take(order); }

    // Of the model that was set as the `number`-th: a run of the one before may not be over yet.
    void ask(std::uint64_t number, std::vector<TokenId> tokens);

    // On the worker's thread:

    void setModel(std::uint64_t number, std::shared_ptr<const OpenModel> model);
    void run(std::uint64_t order, const CompareRequest& request);
    void answer(); // what was asked last, if it has not been answered

signals:
    void eventsArrived();
    void ended(quint64 order);
    void failed(quint64 order, const QString& sentence);
    void logitsFound(const std::vector<logitscope::TokenId>& tokens,
                     const std::vector<float>& logits);
    void lookUpFailed(const QString& sentence);

private:
    struct Question
    {
        std::uint64_t model;
        std::vector<TokenId> tokens;
    };

    void compareRows(std::uint64_t order, const CompareRequest& request);
    void lookUp(const std::vector<TokenId>& tokens);
    void push(std::uint64_t order, RowEvent event);

    std::atomic<std::uint64_t> firstWanted_ = 0;
    RunQueue<RowEvent> queue_;
    std::mutex questionMutex_;
    std::optional<Question> question_;

    std::shared_ptr<const OpenModel> model_;
    std::uint64_t modelNumber_ = 0;
    std::unique_ptr<Context> lookedUp_; // the text looked up last: the next one often begins alike
    std::vector<TokenId> lookedUpTokens_;
};

} // namespace logitscope
