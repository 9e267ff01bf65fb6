#include "widgets/control/icons.h"

#include <QAbstractButton>
#include <QPainter>
#include <QPixmap>
#include <QResource>
#include <QSvgRenderer>

namespace logitscope
{

namespace
{

constexpr const char* drawnColour = "#57606A"; // in every file of resources/icons

QPixmap render(QByteArray svg, const QColor& colour, int size, double opacity)
{
    svg.replace(drawnColour, colour.name().toLatin1());
    QPixmap pixmap(size, size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setOpacity(opacity);
    QSvgRenderer(svg).render(&painter);
    return pixmap;
}

} // namespace

QIcon icon(const QString& name, const QColor& colour)
{
    const QResource file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.isValid())
        return {};
    const auto svg = file.uncompressedData();

    QIcon icon;
    for (const int size : {16, 24, 32, 48, 64}) {
        icon.addPixmap(render(svg, colour, size, 1.0), QIcon::Normal);
        icon.addPixmap(render(svg, colour, size, 0.35), QIcon::Disabled);
    }
    return icon;
}

void showIcon(QAbstractButton& button, const QString& name, const QColor& colour, int size)
{
    button.setIcon(icon(name, colour));
    button.setIconSize({size, size});
}

} // namespace logitscope
