#include "app/window/session_keeper.h"

#include "app/export/figure_run.h"
#include "core/atomic_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <utility>

namespace logitscope
{

namespace
{

constexpr int everyMilliseconds = 1000;

} // namespace

SessionKeeper::SessionKeeper(const QString& folder, QObject* parent)
    : QObject(parent)
    , file_(QDir(folder).filePath("session.logitscope"))
    , lock_(QDir(folder).filePath("session.lock"))
{
    QDir().mkpath(folder);
    writer_.setMaxThreadCount(1);
    timer_.setInterval(everyMilliseconds);
    connect(&timer_, &QTimer::timeout, this, &SessionKeeper::keep);

    const bool isThere = QFileInfo::exists(lock_.fileName());
    lock_.setStaleLockTime(0); // only when its process is gone
    isOwn_ = lock_.tryLock();
    wasCutShort_ = isOwn_ && isThere;
}

SessionKeeper::~SessionKeeper()
{
    writer_.waitForDone();
}

Result<std::optional<Session>> SessionKeeper::load() const
{
    if (!isOwn_ || !QFileInfo::exists(file_))
        return std::nullopt;
    const auto text = readRunJson(file_);
    auto session = text.and_then([](const std::string& json) { return sessionFromText(json); });
    if (session)
        return *std::move(session);
    const auto aside = QFileInfo(file_).dir().filePath("session.unread.logitscope");
    QFile::remove(aside);
    QFile::rename(file_, aside);
    return fail(tr("The last session can't be shown again: %1. It is kept as %2.")
                    .arg(QString::fromStdString(session.error().message), aside)
                    .toStdString());
}

void SessionKeeper::start(std::function<Session()> present)
{
    present_ = std::move(present);
    if (!isOwn_)
        return;
    kept_.reset();
    timer_.start();
}

// Beside the window. What changes meanwhile is for the next time.
void SessionKeeper::keep()
{
    if (writer_.activeThreadCount() > 0)
        return;
    auto session = present_();
    const Digests digests{session.explore.run.identity.digest(),
                          session.comparison.run.identity.digest()};
    if (kept_ == session && keptDigests_ == digests)
        return;
    kept_ = session;
    keptDigests_ = digests;
    const auto version = QCoreApplication::applicationVersion().toStdString();
    writer_.start([file = file_.toStdString(), session = std::move(session), version] {
        if (const auto written = writeAtomically(file, textOf(session, version)); !written)
            qWarning("%s", written.error().message.c_str());
    });
}

void SessionKeeper::finish()
{
    if (!timer_.isActive())
        return;
    timer_.stop();
    writer_.waitForDone();
    keep();
    writer_.waitForDone();
    lock_.unlock();
}

} // namespace logitscope
