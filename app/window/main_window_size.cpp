// How large the window is: for a room, for a zoom, and as at the first start.
#include "app/compare/compare_page.h"
#include "app/explore/explore_page.h"
#include "app/models/models_page.h"
#include "app/serve/serve_page.h"
#include "app/window/main_window.h"
#include "app/window/model_offer.h"

#include <QCoreApplication>
#include <QMenuBar>
#include <QPointer>
#include <QScreen>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTimer>

namespace logitscope
{

namespace
{

constexpr QSize usualSize(1360, 860);
constexpr QSize smallestSize(640, 480);
constexpr QSize aroundWindow(8, 40); // its frame and title bar, which are the desktop's

} // namespace

void MainWindow::restoreSize(const QByteArray& geometry)
{
    setMinimumSize(smallestSize.boundedTo(mostSize()));
    resize(usualSize.boundedTo(mostSize()));
    restoreGeometry(geometry);
    if (!isMaximized())
        resize(size().boundedTo(mostSize())); // it may be another screen today
}

void MainWindow::setPresenting(bool presenting)
{
    if (presenting_ == presenting)
        return;
    presenting_ = presenting;
    if (presenting)
        geometryBefore_ = saveGeometry();
    const QPointer<QWidget> focused = focusWidget(); // which moves, and would lose it
    menuBar()->setVisible(!presenting);
    blackOut_->setEnabled(presenting);
    for (auto* page : pages_)
        page->setPresenting(presenting);
    if (offer_)
        offer_->setPresenting(presenting || isInLesson());
    appearance_.present(presenting ? screen()->size().height() : 0);
    if (focused && focused->isVisibleTo(this))
        focused->setFocus();
    if (presenting)
        showFullScreen();
    presentNotes();
    if (presenting)
        return;
    showNormal();
    // Once the large type's needs are forgotten.
    settling_ = true;
    QTimer::singleShot(0, this, [this] {
        settling_ = false;
        if (!presenting_)
            restoreGeometry(geometryBefore_);
    });
}

QSize MainWindow::mostSize() const
{
    return screen()->availableSize() - aroundWindow;
}

// What stands in the window may need more room after a zoom or on another page; what was taken for
// it is given back when it needs less.
void MainWindow::giveRoom()
{
    if (settling_ || presenting_ || isMaximized() || isFullScreen())
        return;
    if (size() != grown_) {
        wanted_ = size();
        neededThen_ = needed_;
    }
    QTimer::singleShot(0, this, [this] {
        if (settling_ || presenting_ || isMaximized() || isFullScreen())
            return;
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest); // what is new counts
        needed_ = neededSize();
        const bool more =
            needed_.width() > neededThen_.width() || needed_.height() > neededThen_.height();
        resize(more ? wanted_.expandedTo(needed_) : wanted_);
        grown_ = size();
    });
}

// To show all of the page, if the screen has room for it.
QSize MainWindow::neededSize() const
{
    const QSize all = size() - scroll_->viewport()->size() + stack_->minimumSizeHint();
    return all.boundedTo(mostSize());
}

void MainWindow::resetLayout()
{
    setPresenting(false);
    showNormal();
    appearance_.setZoom(100); // gives room, in a moment, to what is wanted then
    wanted_ = usualSize.boundedTo(mostSize());
    QTimer::singleShot(0, this, [this] {
        for (auto* page : pages_)
            page->resetLayout();
    });
}

} // namespace logitscope
