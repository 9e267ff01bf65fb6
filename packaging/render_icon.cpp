// render_icon SVG FOLDER KIND NAME: the icon as a PNG of each usual size, where desktops look for it:
// FOLDER/48x48/KIND/NAME.png.
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QImage>
#include <QPainter>
#include <QSvgRenderer>

#include <cstdio>

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QGuiApplication application(argc, argv);
    const auto arguments = QGuiApplication::arguments();
    QSvgRenderer svg(arguments.value(1));
    if (arguments.size() != 5 || !svg.isValid()) {
        std::fprintf(stderr, "usage: render_icon SVG FOLDER KIND NAME; is the SVG one?\n");
        return 2;
    }
    for (const int size : {16, 22, 24, 32, 48, 64, 128, 256, 512}) {
        QImage image(size, size, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        svg.render(&painter);
        painter.end();
        const auto file = QStringLiteral("%1/%2x%2/%3/%4.png")
                              .arg(arguments[2], QString::number(size), arguments[3], arguments[4]);
        if (!QDir().mkpath(QFileInfo(file).path()) || !image.save(file)) {
            std::fprintf(stderr, "render_icon: %s can't be written\n", qPrintable(file));
            return 1;
        }
    }
    return 0;
}
