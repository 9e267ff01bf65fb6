// Keeps the session while the window is open, so that the next start finds it: also after a crash,
// or without power, when at most the last second is missing.
#pragma once

#include "core/result.h"
#include "core/run/session.h"

#include <QLockFile>
#include <QObject>
#include <QString>
#include <QThreadPool>
#include <QTimer>

#include <array>
#include <functional>
#include <optional>

namespace logitscope
{

class SessionKeeper : public QObject
{
    Q_OBJECT

public:
    // In a folder that needs not exist yet. A second window finds it taken, and keeps nothing.
    explicit SessionKeeper(const QString& folder, QObject* parent = nullptr);
    ~SessionKeeper() override;

    // What the last window left; nothing at the first start, or in a second window. What can't be
    // read, as of a newer version, is moved aside.
    Result<std::optional<Session>> load() const;

    // Whether that window never closed.
    bool wasCutShort() const { return wasCutShort_; }

    // From now on asks every second what there is, and writes it where it has changed.
    void start(std::function<Session()> present);

    // The last time.
    void finish();

private:
    using Digests = std::array<std::optional<ModelDigest>, 2>; // of the pages' runs

    void keep();

    QString file_;
    QLockFile lock_;
    bool isOwn_ = false;
    bool wasCutShort_ = false;
    std::function<Session()> present_;
    std::optional<Session> kept_;
    Digests keptDigests_; // a session's copy learns of a digest when the session does
    QTimer timer_;
    QThreadPool writer_; // of one thread: a large session takes some tenths of a second
};

} // namespace logitscope
