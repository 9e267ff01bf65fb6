#include "widgets/control/icons.h"

#include <QAbstractButton>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QResource>
#include <QSvgRenderer>

#include <memory>
#include <utility>

namespace logitscope
{

namespace
{

constexpr const char* drawnColour = "#57606A"; // in every file of resources/icons
constexpr double disabledOpacity = 0.35;

// Drawn when it is shown, at the size that it is shown in, and kept: buttons ask for their icon
// again whenever the colours or the font change.
class ColouredIcon : public QIconEngine
{
public:
    ColouredIcon(QString name, const QColor& colour) : name_(std::move(name)), colour_(colour) {}

    void paint(QPainter* painter, const QRect& rectangle, QIcon::Mode mode, QIcon::State) override
    {
        auto svg = QResource(name_).uncompressedData();
        svg.replace(drawnColour, colour_.name().toLatin1());
        painter->setOpacity(mode == QIcon::Disabled ? disabledOpacity : 1.0);
        QSvgRenderer(svg).render(painter, rectangle);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        if (size.isEmpty()) // of a button that has no room yet
            return {};
        const auto key = QString("%1 %2 %3x%4 %5")
                             .arg(name_, colour_.name())
                             .arg(size.width())
                             .arg(size.height())
                             .arg(mode == QIcon::Disabled);
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap))
            return pixmap;
        pixmap = QPixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        painter.end();
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    QIconEngine* clone() const override { return new ColouredIcon(*this); } // as Qt wants it

private:
    QString name_; // of the resource
    QColor colour_;
};

} // namespace

QIcon icon(const QString& name, const QColor& colour)
{
    const auto file = QStringLiteral(":/icons/%1.svg").arg(name);
    if (!QResource(file).isValid())
        return {};
    return QIcon(std::make_unique<ColouredIcon>(file, colour).release()); // the icon owns it
}

void showIcon(QAbstractButton& button, const QString& name, const QColor& colour, int size)
{
    button.setIcon(icon(name, colour));
    button.setIconSize({size, size});
}

} // namespace logitscope
