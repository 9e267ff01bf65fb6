// Opens models beside the window, on a thread of its own that ends with this object, in the middle
// of an opening too. Orders return at once; facts arrive as signals, and only those of the latest
// order.
#pragma once

#include "core/generation/model_folder.h"

#include <QObject>
#include <QString>
#include <QThread>

#include <atomic>
#include <cstdint>
#include <memory>

namespace logitscope
{

class ModelLoader : public QObject
{
    Q_OBJECT

public:
    explicit ModelLoader(QObject* parent = nullptr);
    ~ModelLoader() override;

    // Ends what is being opened.
    void open(const QString& folder, const LoadOptions& options);

    // Until opened() or failed().
    bool isOpening() const { return opening_; }

signals:
    void began();
    void progressed(int percent); // once its weights are read; at most once a percent
    void opened(std::shared_ptr<const logitscope::OpenModel> model);
    void failed(const QString& sentence);

private:
    void load(std::uint64_t order, const QString& folder, LoadOptions options);

    std::atomic<std::uint64_t> order_ = 0; // the latest
    bool opening_ = false;
    QThread thread_;
    std::unique_ptr<QObject> worker_; // lives on thread_, where it does what it is told
};

} // namespace logitscope
