// The session: all that the pages show, in a file and from one start to the next.
#include "app/compare/compare_page.h"
#include "app/explore/explore_page.h"
#include "app/window/main_window.h"
#include "app/window/model_opener.h"
#include "app/window/run_files.h"
#include "app/window/session_keeper.h"
#include "widgets/control/message_bar.h"

#include <QFileInfo>
#include <QSettings>

#include <algorithm>
#include <array>

namespace logitscope
{

namespace
{

constexpr std::array pageNames{"explore", "compare", "serve", "models",
                               "learn"}; // in the order of MainWindow's

} // namespace

int MainWindow::pageNamed(const std::string& name)
{
    const auto* found = std::ranges::find(pageNames, name);
    return found == pageNames.end() ? Explore : static_cast<int>(found - pageNames.begin());
}

Session MainWindow::session() const
{
    return {.page = pageNames[page()],
            .zoom = settings_.value("zoom", 100).toInt(), // a presentation has another one
            .explore = explore_->state(),
            .comparison = compare_->state()};
}

void MainWindow::openSession(const Session& session)
{
    showPage(pageNamed(session.page));
    if (!presenting_)
        appearance_.setZoom(session.zoom);
    explore_->open(session.explore);
    compare_->open(session.comparison);
}

Session MainWindow::sessionToKeep() const
{
    return sessionBefore_ ? *sessionBefore_ : session();
}

void MainWindow::keepSessionIn(const QString& folder)
{
    keeper_ = new SessionKeeper(folder, this);
    connect(models_, &ModelOpener::opened, this, &MainWindow::bringSessionBack,
            Qt::SingleShotConnection);
}

void MainWindow::openOnceModelIsOpen(const QString& file)
{
    const auto path = QFileInfo(file).absoluteFilePath();
    connect(
        models_, &ModelOpener::opened, this, [this, path] { runFiles_->openChosen(path); },
        Qt::SingleShotConnection);
}

void MainWindow::bringSessionBack()
{
    const auto kept = keeper_->load();
    const auto error = shownPage().message()->sentence(); // why another model than the last is open
    if (!kept) {
        showMessage(QString::fromStdString(kept.error().message));
    } else if (const auto& session = *kept) {
        explore_->bringBack(session->explore);
        compare_->bringBack(session->comparison);
        if (keeper_->wasCutShort()) {
            showPage(pageNamed(session->page));
            shownPage().message()->showNotice(
                tr("Logitscope ended unexpectedly. This is what it showed."));
        }
        if (!error.isEmpty()) // in place of that, which can be seen anyway
            showMessage(error);
    }
    keeper_->start([this] { return sessionToKeep(); });
}

} // namespace logitscope
