// Opens models beside the window, on a thread of its own that ends with this object, in the middle
// of an opening too. Orders return at once; facts arrive as signals, and only those of the latest
// order.
#pragma once

#include "core/generation/open_model.h"

#include <QObject>
#include <QString>
#include <QThread>

#include <atomic>
#include <cstdint>
#include <memory>
#include <stop_token>

namespace logitscope
{

class ModelLoader : public QObject
{
    Q_OBJECT

public:
    explicit ModelLoader(QObject* parent = nullptr);
    ~ModelLoader() override;

    // A folder or a server's address. Ends what is being opened.
    void open(const QString& place, const LoadOptions& options, const RemoteOptions& server = {});

    // What is being opened; there is no signal of it.
    void cancel();

    // Until opened() or failed().
    bool isOpening() const { return opening_; }

signals:
    void began();
    void progressed(int percent); // once its weights are read; at most once a percent
    void opened(std::shared_ptr<const logitscope::OpenModel> model);
    void failed(const QString& sentence);

private:
    void load(std::uint64_t order, const QString& place, LoadOptions options,
              const RemoteOptions& server);

    std::atomic<std::uint64_t> order_ = 0; // the latest
    std::stop_source connecting_;          // of the latest order
    bool opening_ = false;
    QThread thread_;
    std::unique_ptr<QObject> worker_; // lives on thread_, where it does what it is told
};

} // namespace logitscope
