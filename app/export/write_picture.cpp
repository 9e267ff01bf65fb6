#include "app/export/write_picture.h"

#include "app/export/figure_file.h"
#include "widgets/figure/comparison_figure.h"
#include "widgets/language.h"

#include <QGuiApplication>

#include <fmt/format.h>

#include <cstdio>
#include <memory>

namespace logitscope
{

namespace
{

// The off-screen platform has no window manager to tell, and says so for every window; and a folder
// for sockets is of no use to a picture.
void sayAllButWhatScreensAreFor(QtMsgType type, const QMessageLogContext& context,
                                const QString& message)
{
    if (!message.contains("propagateSizeHints") && !message.contains("XDG_RUNTIME_DIR not set"))
        fmt::print(stderr, "{}\n", qFormatLogMessage(type, context, message).toStdString());
}

} // namespace

void drawOffScreen()
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qInstallMessageHandler(sayAllButWhatScreensAreFor);
}

Result<void> writePicture(const Run& comparison, const std::string& json, const std::string& file,
                          const FigureChoice& choice)
{
    // Both have to live as long as the application.
    static char name[] = "logitscope";
    static char* arguments[] = {name, nullptr};
    static int count = 1;
    std::unique_ptr<QGuiApplication> application;
    if (QCoreApplication::instance() == nullptr) {
        drawOffScreen();
        application = std::make_unique<QGuiApplication>(count, arguments);
        installLanguage();
    }
    const auto figure = figureOnPage(
        [&](const FigureOptions& options) {
            return std::make_unique<ComparisonFigure>(comparison, options);
        },
        optionsFor(choice, comparison), choice.shape, slideColumnsOf(comparison, {}));
    return writeFigure(*figure, json, QString::fromStdString(file), choice.format);
}

} // namespace logitscope
