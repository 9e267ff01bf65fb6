#include "app/explore/run_bar.h"

#include "widgets/elided_label.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QProgressBar>

namespace logitscope
{

RunBar::RunBar(QWidget* parent)
    : QWidget(parent)
    , bar_(new QProgressBar(this))
    , label_(new ElidedLabel(this))
{
    bar_->setTextVisible(false);
    bar_->setMinimumWidth(40);
    bar_->hide();
    label_->setMuted(true);
    label_->setAccessibleName(tr("Progress"));

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(label_, 2);
    layout->addWidget(bar_, 1);
}

void RunBar::showSentence(const QString& sentence)
{
    bar_->hide();
    label_->setText(sentence);
}

void RunBar::showBusy(const QString& sentence)
{
    bar_->setRange(0, 0);
    bar_->show();
    label_->setText(sentence);
}

void RunBar::startRun(int tokens)
{
    expected_ = tokens;
    bar_->setRange(0, tokens);
    bar_->setValue(0);
    bar_->show();
    clock_.start();
    label_->setText(tr("Reading the prompt …"));
}

void RunBar::showProgress(int tokensSoFar)
{
    bar_->setValue(tokensSoFar);
    label_->setText(
        tr("%1 of %2 tokens%3").arg(tokensSoFar).arg(expected_).arg(speed(tokensSoFar)));
}

void RunBar::endRun(int tokens, int inAll, const QString& why)
{
    bar_->hide();
    const auto count = inAll == 1 ? tr("1 token") : tr("%1 tokens").arg(inAll);
    label_->setText(tokens == 1 && inAll > 1 ? count
                                             : tr("%1%2 · %3").arg(count, speed(tokens), why));
}

QString RunBar::text() const
{
    return label_->text();
}

QString RunBar::speed(int tokens) const
{
    const double seconds = static_cast<double>(clock_.nsecsElapsed()) * 1e-9;
    if (tokens < 2 || seconds <= 0.0)
        return {};
    return tr(" · %1 tokens/s").arg(QLocale::c().toString(tokens / seconds, 'f', 0));
}

} // namespace logitscope
