#include "widgets/chart/statistics_tile.h"

#include "widgets/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace logitscope
{

StatisticsTile::StatisticsTile(const QString& name, const QString& caption,
                               const QString& definition, QWidget* parent)
    : Card(parent)
    , caption_(new QLabel(caption, this))
    , value_(new QLabel(this))
    , unit_(new QLabel(this))
{
    setToolTip(definition);
    value_->setObjectName(name);
    unit_->setObjectName(name + QStringLiteral("Unit"));
    setAccessibleDescription(definition);

    auto* line = new QHBoxLayout;
    line->addWidget(value_, 0, Qt::AlignBaseline);
    line->addWidget(unit_, 1, Qt::AlignBaseline);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(caption_);
    layout->addLayout(line);
    follow();
    clear();
}

void StatisticsTile::setText(const QString& value, const QString& unit)
{
    value_->setText(value);
    unit_->setText(unit);
    setAccessibleName(QStringLiteral("%1: %2 %3").arg(caption_->text(), value, unit).trimmed());
}

void StatisticsTile::clear()
{
    setText(QStringLiteral("–"));
}

void StatisticsTile::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        follow();
    Card::changeEvent(event);
}

void StatisticsTile::follow()
{
    const Theme& theme = themeOf(palette());
    const int em = fontMetrics().height();

    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.35);
    large.setWeight(QFont::DemiBold);
    caption_->setFont(small);
    value_->setFont(large);
    unit_->setFont(small);

    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, theme.mutedText);
    caption_->setPalette(muted);
    unit_->setPalette(muted);

    layout()->setContentsMargins(em / 2, em / 3, em / 2, em / 3);
    layout()->setSpacing(0);
    layout()->itemAt(1)->layout()->setSpacing(em / 4);
}

} // namespace logitscope
