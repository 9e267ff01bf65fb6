#include "app/export/write_picture.h"

#include "app/export/figure_file.h"
#include "app/export/off_screen.h"
#include "widgets/figure/comparison_figure.h"
#include "widgets/language.h"

#include <QGuiApplication>

#include <memory>

namespace logitscope
{

Result<void> writePicture(const Comparison& comparison, const std::string& json,
                          const std::string& file)
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
    return writeFigure(ComparisonFigure(comparison, {}), json, QString::fromStdString(file));
}

} // namespace logitscope
