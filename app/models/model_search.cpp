#include "app/models/model_search.h"

#include "app/models/model_item.h"
#include "widgets/control/segmented_switch.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>

#include <vector>

namespace logitscope
{

namespace
{

std::vector<SegmentedSwitch::Choice> filterChoices()
{
    return {{ModelSearch::All, ModelSearch::tr("All"), ModelSearch::tr("Show all models.")},
            {ModelSearch::Here, ModelSearch::tr("On this computer"),
             ModelSearch::tr("Show the models on this computer.")},
            {ModelSearch::ToDownload, ModelSearch::tr("To download"),
             ModelSearch::tr("Show the models that can be downloaded.")}};
}

} // namespace

ModelSearch::ModelSearch(QWidget* parent)
    : QWidget(parent)
    , layout_(new QHBoxLayout(this))
    , field_(new QLineEdit(this))
    , filter_(new SegmentedSwitch(filterChoices(), this))
{
    field_->setPlaceholderText(tr("Search by name or licence"));
    field_->setAccessibleName(tr("Search models"));
    filter_->setAccessibleName(tr("Which models"));
    field_->setClearButtonEnabled(true);
    field_->setAcceptDrops(false); // a folder that is dropped on it is the window's

    layout_->setContentsMargins(0, 0, 0, 0);
    layout_->setSpacing(10);
    layout_->addWidget(field_, 1);
    layout_->addWidget(filter_);

    connect(field_, &QLineEdit::textChanged, this, &ModelSearch::changed);
    connect(field_, &QLineEdit::returnPressed, this, &ModelSearch::entered);
    connect(filter_, &SegmentedSwitch::picked, this, &ModelSearch::changed);
}

bool ModelSearch::finds(const ModelItem& item) const
{
    const auto where = filter_->value();
    return (where == All || (where == Here ? item.entry.has_value() : item.model.has_value())) &&
           matches(item, field_->text());
}

QString ModelSearch::nothingText() const
{
    return field_->text().isEmpty()
               ? tr("Nothing to download: all models that Logitscope knows are here.")
               : tr("No model matches “%1”.").arg(field_->text());
}

// Large type leaves the field no room beside the filter.
void ModelSearch::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const bool isNarrow = width() - filter_->sizeHint().width() < 8 * fontMetrics().height();
    layout_->setDirection(isNarrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void ModelSearch::reset()
{
    const QSignalBlocker blocker(this);
    filter_->setValue(All);
    field_->clear();
}

} // namespace logitscope
