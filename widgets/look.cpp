#include "widgets/look.h"

#include "widgets/theme.h"

#include <QBoxLayout>
#include <QEvent>
#include <QPainter>
#include <QWidget>

#include <algorithm>
#include <cmath>
#include <utility>

namespace logitscope
{

namespace
{

class LookFilter : public QObject
{
public:
    LookFilter(QWidget& widget, std::function<void()> fit) : QObject(&widget), fit_(std::move(fit))
    {
        widget.installEventFilter(this);
        fit_();
    }

    bool eventFilter(QObject*, QEvent* event) override
    {
        if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
            fit_();
        return false;
    }

private:
    std::function<void()> fit_;
};

} // namespace

void keepFitting(QWidget& widget, std::function<void()> fit)
{
    new LookFilter(widget, std::move(fit)); // which the widget owns
}

QFont scaled(QFont font, double scale)
{
    if (font.pointSizeF() > 0.0)
        font.setPointSizeF(font.pointSizeF() * scale);
    else
        font.setPixelSize(std::max(1, static_cast<int>(std::lround(font.pixelSize() * scale))));
    return font;
}

QFont inBold(QFont font, QFont::Weight weight)
{
    font.setWeight(weight);
    return font;
}

void stackWhereNarrow(QBoxLayout& row, int width)
{
    row.setDirection(QBoxLayout::LeftToRight);
    if (row.sizeHint().width() > width)
        row.setDirection(QBoxLayout::TopToBottom);
}

void paintFocusRing(QPainter& painter, const QRect& rect, const Theme& theme)
{
    constexpr double line = 1.5;
    constexpr double radius = 4.0;
    const double inset = line / 2.0;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.accent, line));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius);
    painter.restore();
}

} // namespace logitscope
