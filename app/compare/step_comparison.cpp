#include "app/compare/step_comparison.h"

#include "widgets/control/card.h"
#include "widgets/control/elided_label.h"
#include "widgets/look.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace logitscope
{

StepComparison::StepComparison(QWidget* parent)
    : QWidget(parent)
    , title_(new ElidedLabel(this))
    , legend_(new QLabel(this))
{
    auto* close = new QToolButton(this);
    close->setText("✕");
    close->setProperty("quiet", true);
    close->setToolTip(tr("Close the chart (Esc)."));
    close->setAccessibleName(tr("Close the chart"));
    connect(close, &QToolButton::clicked, this, &StepComparison::closeRequested);

    auto* card = new Card(this);
    chart_ = new CutoffChart(card);
    auto* onCard = new QVBoxLayout(card);
    onCard->addWidget(chart_);
    legend_->setText(
        tr("All strategies are applied to the text before this token, whatever they wrote "
           "themselves. Bars: model probability. Blue: kept, shaded by sampling probability. "
           "–: removed. ◆: sampled."));
    legend_->setWordWrap(true);
    legend_->setProperty("muted", true);

    auto* head = new QHBoxLayout;
    head->addWidget(title_, 1);
    head->addWidget(close);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(head);
    layout->addWidget(card, 1);
    layout->addWidget(legend_);
    keepFitting(*this, [this] {
        title_->setFont(inBold(font(), QFont::DemiBold));
        legend_->setFont(scaled(font(), 0.88));
    });
}

void StepComparison::showStep(const StepUnderAll& step)
{
    title_->setText(step.head);
    chart_->setStep(step);
}

void StepComparison::showSentence(const QString& title, const QString& sentence)
{
    title_->setText(title);
    chart_->clear(sentence);
}

void StepComparison::setPresenting(bool presenting)
{
    legend_->setVisible(!presenting);
    title_->setExplanation(presenting ? legend_->text() : QString());
}

QString StepComparison::title() const
{
    return title_->text();
}

} // namespace logitscope
