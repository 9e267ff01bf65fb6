#include "app/screenshot.h"

#include "app/cli/terminal.h"
#include "app/explore/explore_page.h"
#include "app/window/main_window.h"
#include "widgets/control/message_bar.h"

#include <QCoreApplication>
#include <QPixmap>
#include <QTimer>

#include <fmt/format.h>

namespace logitscope
{

namespace
{

void quitWith(const QString& sentence)
{
    QCoreApplication::exit(complain({sentence.toStdString()}, ExitCode::failed));
}

} // namespace

void takeScreenshot(MainWindow& window, const QString& file, QSize size)
{
    auto* page = window.explorePage();
    auto& loader = window.modelLoader();

    QObject::connect(&loader, &ModelLoader::failed, &window, quitWith);
    QObject::connect(&loader, &ModelLoader::opened, page, [page] {
        page->generate();
        if (!page->isRunning()) // a prompt that the model's context doesn't hold
            quitWith(page->message()->sentence());
    });
    QObject::connect(page, &ExplorePage::runFinished, &window, [&window, page, file] {
        // Once the event loop is back: what the last step changed is laid out and drawn by then.
        if (page->shownRun().branches.empty()) // it failed
            return quitWith(page->message()->sentence());
        QTimer::singleShot(0, &window, [&window, page, file] {
            QCoreApplication::processEvents();
            if (!window.grab().save(file))
                return quitWith(
                    QCoreApplication::translate("logitscope::Screenshot", "%1: can't be written")
                        .arg(file));
            fmt::print("{}\n", continuationOf(page->shownRun().branches.front()));
            QCoreApplication::exit(ExitCode::ok);
        });
    });

    window.show();
    // After the room that it gives itself, which is no more than a screen has.
    QTimer::singleShot(0, &window, [&window, size] { window.resize(size); });
}

} // namespace logitscope
