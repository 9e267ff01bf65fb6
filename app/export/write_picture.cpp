#include "app/export/write_picture.h"

#include "app/export/figure_file.h"
#include "app/export/off_screen.h"
#include "widgets/figure/comparison_figure.h"
#include "widgets/language.h"

#include <QGuiApplication>

#include <memory>

namespace logitscope
{

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
    return writeFigure(*figure, json, QString::fromStdString(file), pngSizeOf(choice.format));
}

} // namespace logitscope
