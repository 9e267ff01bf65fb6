// Comparisons beside the window, on a thread of their own that ends with this object, in the
// middle of a run too. Orders return at once; facts arrive as signals, and only those of the latest
// run.
#pragma once

#include "core/generation/compare.h"
#include "core/generation/model_folder.h"

#include <QObject>
#include <QString>
#include <QThread>

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

namespace logitscope
{

class CompareWorker;

// A row drew a token, or ended.
struct RowEvent
{
    int row;
    std::variant<Step, StopReason> what;
};

class Comparer : public QObject
{
    Q_OBJECT

public:
    explicit Comparer(QObject* parent = nullptr);
    ~Comparer() override;

    // Ends what runs.
    void setModel(std::shared_ptr<const OpenModel> model);

    // Ends what runs and begins. The rows are rowsOf(request).
    void start(const CompareRequest& request);

    // Takes effect within one step.
    void stop();

    // Ends what runs and forgets it.
    void forget();

    bool isRunning() const { return running_; }

    // What has happened since the last call, oldest first.
    std::vector<RowEvent> takeEvents();

    // Asks the model for the logits after a text of at least one token, also while a comparison
    // runs: then between two of its steps. Only the latest question is answered.
    void lookUp(std::vector<TokenId> tokens);

signals:
    void eventsArrived(); // there is something to take
    void ended();         // all rows have, or were stopped
    void failed(const QString& sentence);
    void logitsFound(const std::vector<logitscope::TokenId>& tokens,
                     const std::vector<float>& logits);
    void lookUpFailed(const QString& sentence);

private:
    std::uint64_t newOrder();

    std::uint64_t order_ = 0; // the latest
    std::uint64_t modelNumber_ = 0;
    bool running_ = false;
    QThread thread_;
    std::unique_ptr<CompareWorker> worker_; // lives on thread_
};

} // namespace logitscope
