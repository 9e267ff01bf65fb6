#include "widgets/control/card.h"

#include "widgets/look.h"
#include "widgets/theme.h"

#include <QPainter>
#include <QVBoxLayout>

namespace logitscope
{

Card::Card(QWidget* parent) : QWidget(parent) {}

int Card::inset() const
{
    return fontMetrics().height() / 6 + 1;
}

void Card::hold(QWidget* content)
{
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(content);
    keepFitting(*this,
                [=, this] { layout->setContentsMargins(inset(), inset(), inset(), inset()); });
}

void Card::setFocused(bool focused)
{
    focused_ = focused;
    update();
}

void Card::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(palette());
    const double radius = fontMetrics().height() / 3.0;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(focused_ ? QPen(theme.accent, 1.5) : QPen(theme.border, 1.0));
    painter.setBrush(theme.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
}

} // namespace logitscope
