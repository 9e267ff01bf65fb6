#include "widgets/chart/statistics_tile.h"

#include "widgets/look.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace logitscope
{

StatisticsTile::StatisticsTile(const QString& name, const QString& caption,
                               const QString& definition, QWidget* parent)
    : Card(parent)
    , AccessibleItems(this)
    , caption_(new QLabel(caption, this))
    , value_(new QLabel(this))
    , unit_(new QLabel(this))
{
    setToolTip(definition);
    value_->setObjectName(name);
    unit_->setObjectName(name + QStringLiteral("Unit"));
    setAccessibleDescription(definition);

    for (QLabel* label : {caption_, unit_})
        label->setProperty("muted", true);
    auto* line = new QHBoxLayout;
    line->addWidget(value_, 0, Qt::AlignBaseline);
    line->addWidget(unit_, 1, Qt::AlignBaseline);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(caption_);
    layout->addLayout(line);
    layout->setSpacing(0);
    keepFitting(*this, [=, this] {
        const int em = fontMetrics().height();
        value_->setFont(inBold(scaled(font(), 1.35), QFont::DemiBold));
        for (QLabel* label : {caption_, unit_})
            label->setFont(scaled(font(), 0.85));
        layout->setContentsMargins(em / 2, em / 3, em / 2, em / 3);
        line->setSpacing(em / 4);
    });
    clear();
}

void StatisticsTile::setText(const QString& value, const QString& unit, const QString& spoken)
{
    spoken_ = spoken.isEmpty() ? value : spoken;
    value_->setText(value);
    unit_->setText(unit);
}

QString StatisticsTile::itemsName() const
{
    return QStringLiteral("%1: %2 %3").arg(caption_->text(), spoken_, unit_->text()).trimmed();
}

void StatisticsTile::clear()
{
    setText(QStringLiteral("–"));
}

} // namespace logitscope
