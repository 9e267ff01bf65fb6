#include "widgets/control/run_bar.h"

#include "widgets/control/elided_label.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QProgressBar>
#include <QStringList>

namespace logitscope
{

namespace
{

QString joined(QStringList facts)
{
    facts.removeAll(QString());
    return facts.join(" · ");
}

} // namespace

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

void RunBar::show(const Line& line)
{
    auto texts = line.texts;
    if (!line.all && !remark_.isEmpty())
        for (auto& text : texts)
            text = tr("%1 · %2").arg(text, remark_);
    label_->setText(texts.value(0), texts.mid(1));
    bar_->setVisible(line.all.has_value());
    bar_->setRange(0, line.all.value_or(0));
    bar_->setValue(line.done);
}

void RunBar::showRun(const Line& line)
{
    run_ = line;
    if (!opening_)
        show(run_);
}

void RunBar::showSentence(const QString& sentence, const QString& shorter)
{
    showRun({shorter.isEmpty() ? QStringList{sentence} : QStringList{sentence, shorter}});
}

void RunBar::startRun(int tokens)
{
    clock_.start();
    showRun({{tr("Reading the prompt …")}, 0, tokens});
}

void RunBar::showProgress(int tokensSoFar)
{
    const int all = run_.all.value_or(tokensSoFar);
    const auto count = tr("%L1 of %Ln token(s)", nullptr, all).arg(tokensSoFar);
    showRun({{joined({count, speed(tokensSoFar), latency_}), joined({count, latency_}), count},
             tokensSoFar,
             all});
}

void RunBar::endRun(int tokens, int inAll, const QString& why)
{
    const auto count = tr("%Ln token(s)", nullptr, inAll);
    if (tokens == 1 && inAll > 1) // one more
        showSentence(count);
    else
        showRun({{joined({count, speed(tokens), why, latency_}), joined({count, why, latency_}),
                  joined({count, why}), joined({count, latency_}), count}});
}

void RunBar::setLatency(const QString& latency)
{
    latency_ = latency;
}

void RunBar::showOpening(const QString& model)
{
    opening_ = Line{{tr("Opening %1 …").arg(model)}, 0, 0};
    show(*opening_);
}

void RunBar::showOpeningProgress(int percent)
{
    if (!opening_)
        return;
    opening_->done = percent;
    opening_->all = 100;
    show(*opening_);
}

void RunBar::endOpening()
{
    opening_.reset();
    show(run_);
}

void RunBar::setRemark(const QString& remark)
{
    remark_ = remark;
    showRun(run_);
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
    return tr("%1 tokens/s").arg(QLocale::c().toString(tokens / seconds, 'f', 0));
}

} // namespace logitscope
