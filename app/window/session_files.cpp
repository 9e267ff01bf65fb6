#include "app/window/session_files.h"

#include "app/window/desktop_files.h"
#include "core/atomic_file.h"
#include "widgets/control/message_bar.h"

#include <QApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QSettings>

#include <utility>

namespace logitscope
{

namespace
{

constexpr int mostRecent = 8;
constexpr auto ending = "logitscope";

} // namespace

SessionFiles::SessionFiles(QWidget& window, QSettings& settings, std::function<Session()> present,
                           std::function<MessageBar*()> message)
    : QObject(&window)
    , window_(window)
    , settings_(settings)
    , present_(std::move(present))
    , message_(std::move(message))
{
}

void SessionFiles::addTo(QMenu& menu)
{
    recent_ = menu.addMenu(tr("Recent sess&ions"));
    connect(recent_, &QMenu::aboutToShow, this, &SessionFiles::showRecent);
    menu.addAction(tr("&Save session"), QKeySequence("Ctrl+S"), this, &SessionFiles::save);
    menu.addAction(tr("Save session &as…"), QKeySequence("Ctrl+Shift+S"), this,
                   &SessionFiles::askAndSave);
}

void SessionFiles::save()
{
    if (file_.isEmpty())
        askAndSave();
    else
        saveAs(file_);
}

void SessionFiles::askAndSave()
{
    const auto folder = settings_.value("exportFolder").toString();
    auto* files =
        new QFileDialog(&window_, tr("Save session"), folder, tr("Session (*.%1)").arg(ending));
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setAcceptMode(QFileDialog::AcceptSave);
    files->setDefaultSuffix(ending);
    files->selectFile(file_.isEmpty() ? tr("session") : QFileInfo(file_).fileName());
    connect(files, &QFileDialog::fileSelected, this, [this](const QString& chosen) {
        if (const auto named = withEnding(chosen, {ending}, ending))
            saveAs(*named);
        else
            message_()->showSentence(QString::fromStdString(named.error().message));
    });
    files->open();
}

bool SessionFiles::saveAs(const QString& file)
{
    const auto text = textOf(present_(), QApplication::applicationVersion().toStdString());
    const auto saved = writeAtomically(file.toStdString(), text);
    if (!saved) {
        message_()->showSentence(QString::fromStdString(saved.error().message));
        return false;
    }
    setFile(file);
    message_()->showNotice(tr("Saved the session in %1").arg(QFileInfo(file).fileName()));
    return true;
}

void SessionFiles::setFile(const QString& file)
{
    file_ = QFileInfo(file).absoluteFilePath();
    auto files = settings_.value("recentSessions").toStringList();
    files.removeAll(file_);
    files.prepend(file_);
    settings_.setValue("recentSessions", files.mid(0, mostRecent));
    settings_.setValue("exportFolder", QFileInfo(file_).absolutePath());
}

void SessionFiles::showRecent()
{
    recent_->clear();
    for (const auto& file : settings_.value("recentSessions").toStringList())
        recent_->addAction(file, this, [this, file] { emit openRequested(file); });
    if (recent_->isEmpty())
        recent_->addAction(tr("None yet"))->setEnabled(false);
}

} // namespace logitscope
