// File ▸ Save session, Save session as and Recent sessions: all that the window shows, in a file.
#pragma once

#include "core/run/session.h"

#include <QObject>
#include <QString>

#include <functional>
#include <utility>

class QMenu;
class QSettings;
class QWidget;

namespace logitscope
{

class MessageBar;

class SessionFiles : public QObject
{
    Q_OBJECT

public:
    // Both outlive this. `present` is asked for what there is, `message` for the place where
    // something is said.
    SessionFiles(QWidget& window, QSettings& settings, std::function<Session()> present,
                 std::function<MessageBar*()> message);

    void addTo(QMenu& menu);

    // In the file that the session is from; asks where there is none.
    void save();
    void askAndSave();
    bool saveAs(const QString& file); // false: it can't, and the page says why

    // The session is from there, or goes there from now on.
    void setFile(const QString& file);

    const QString& file() const { return file_; } // empty: none

    // Another one; gives the one before. What a lesson shows doesn't go into the user's own.
    QString exchangeFile(const QString& file) { return std::exchange(file_, file); }

signals:
    void openRequested(const QString& file);

private:
    void showRecent();

    QWidget& window_;
    QSettings& settings_;
    std::function<Session()> present_;
    std::function<MessageBar*()> message_;
    QString file_;
    QMenu* recent_ = nullptr;
};

} // namespace logitscope
