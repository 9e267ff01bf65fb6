#include "widgets/segments.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QToolButton>

namespace logitscope {

Segments::Segments(QWidget* parent)
    : QWidget(parent)
    , layout_(new QHBoxLayout(this))
    , group_(new QButtonGroup(this))
{
    layout_->setContentsMargins(0, 0, 0, 0);
    layout_->setSpacing(0);
    connect(group_, &QButtonGroup::idClicked, this, &Segments::choiceChanged);
}

void Segments::addChoice(int id, const QString& text, const QString& toolTip)
{
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setToolTip(toolTip);
    button->setCheckable(true);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    button->setProperty("segment", true); // for the style sheet
    group_->addButton(button, id);
    layout_->addWidget(button);
}

int Segments::chosen() const
{
    return group_->checkedId();
}

void Segments::choose(int id)
{
    if (auto* button = group_->button(id))
        button->setChecked(true);
}

} // namespace logitscope
