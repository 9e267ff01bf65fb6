// Finds the models on this computer, and removes them, on a thread of its own that ends with this
// object. Orders return at once; facts arrive as signals.
#pragma once

#include "app/models/model_services.h"
#include "core/library/model_list.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <QThread>

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace logitscope
{

struct FoundModels
{
    std::vector<ModelEntry> models; // in the order of listModels()
    bool offline = false;           // so that none can be downloaded
    QString cache;                  // where downloads land; empty: that isn't known
    QString sentence;               // what is wrong with the hub's settings; empty: nothing
};

class ModelFinder : public QObject
{
    Q_OBJECT

public:
    explicit ModelFinder(ModelServices services, QObject* parent = nullptr);
    ~ModelFinder() override;

    // Those in these folders, beside the bundled one and those in the Hugging Face cache.
    void find(const QStringList& folders);

    // One that this program has downloaded.
    void remove(const ModelEntry& model);

    std::int64_t freeBytes() const { return services_.freeBytes(); } // of memory

signals:
    void found(const logitscope::FoundModels& found);             // of the latest order
    void removed(const QString& folder, const QString& sentence); // empty: it went well

private:
    FoundModels foundIn(const QStringList& folders) const;
    QString sentenceOfRemoving(const ModelEntry& model) const;

    const ModelServices services_;
    std::atomic<std::uint64_t> order_ = 0; // to find, the latest
    QThread thread_;
    std::unique_ptr<QObject> worker_; // lives on thread_
};

} // namespace logitscope
