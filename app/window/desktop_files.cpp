#include "app/window/desktop_files.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDesktopServices>
#include <QFileInfo>
#include <QStringList>
#include <QUrl>

namespace logitscope
{

namespace
{

constexpr int managerMilliseconds = 3000; // until a folder that opens is better than none

void openFolderOf(const QString& file, const std::function<void()>& otherwise)
{
    if (!openFile(QFileInfo(file).absolutePath()))
        otherwise();
}

} // namespace

bool openFile(const QString& file)
{
    return QDesktopServices::openUrl(QUrl::fromLocalFile(file));
}

void showInFolder(const QString& file, const std::function<void()>& otherwise,
                  const QDBusConnection& bus)
{
    if (!bus.isConnected()) {
        openFolderOf(file, otherwise);
        return;
    }
    auto ask = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.FileManager1"),
                                              QStringLiteral("/org/freedesktop/FileManager1"),
                                              QStringLiteral("org.freedesktop.FileManager1"),
                                              QStringLiteral("ShowItems"));
    const auto address =
        QUrl::fromLocalFile(QFileInfo(file).absoluteFilePath()).toString(QUrl::FullyEncoded);
    ask << QStringList{address} << QString();
    auto* answer = new QDBusPendingCallWatcher(bus.asyncCall(ask, managerMilliseconds));
    QObject::connect(answer, &QDBusPendingCallWatcher::finished, answer, [=] {
        answer->deleteLater();
        if (QDBusPendingReply<>(*answer).isError())
            openFolderOf(file, otherwise);
    });
}

Result<QString> withEnding(const QString& file, const QStringList& known, const QString& chosen)
{
    if (known.contains(QFileInfo(file).suffix(), Qt::CaseInsensitive))
        return file;
    const auto whole = file + u'.' + chosen;
    if (QFileInfo::exists(whole))
        return fail(QCoreApplication::translate(
                        "logitscope::RunFiles",
                        "%1: is there already; choose it in the dialog to replace it")
                        .arg(whole)
                        .toStdString());
    return whole;
}

} // namespace logitscope
