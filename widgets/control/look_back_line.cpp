#include "widgets/control/look_back_line.h"

#include "widgets/control/elided_label.h"

#include <QProgressBar>
#include <QVBoxLayout>

namespace logitscope
{

namespace
{

constexpr int patience = 15; // frames, a quarter of a second

} // namespace

LookBackLine::LookBackLine(QWidget* parent)
    : QWidget(parent)
    , label_(new ElidedLabel(this))
    , bar_(new QProgressBar(this))
{
    label_->setMuted(true);
    label_->setAccessibleName(tr("Looking back"));
    bar_->setTextVisible(false);
    QSizePolicy policy = bar_->sizePolicy();
    policy.setRetainSizeWhenHidden(true); // the text above keeps its height
    bar_->setSizePolicy(policy);
    bar_->setFixedHeight(3);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(label_);
    layout->addWidget(bar_);
    showCounts();
}

void LookBackLine::setCounts(const Counts& counts, bool areFinal)
{
    counts_ = counts;
    const bool isWhole = areFinal || counts.judged == counts.all;
    framesBehind_ = isWhole ? 0 : framesBehind_ + 1;
    if (!isWhole && counts.all == shown_.all && framesBehind_ < patience)
        return;
    if (counts == shown_)
        return;
    shown_ = counts;
    showCounts();
}

void LookBackLine::showCounts()
{
    const auto& [judged, all, impossible, replaced, unknown] = shown_;
    QString found = tr("%L1 impossible, %L2 replaced").arg(impossible).arg(replaced);
    if (unknown > 0)
        found = tr("%1, %L2 unknown").arg(found).arg(unknown);
    if (all == 0) {
        label_->setText(tr("Nothing to look back at."));
    } else if (judged < all) {
        const QString most =
            tr("%1 · %L2 of %Ln token(s) judged", nullptr, all).arg(found).arg(judged);
        label_->setText(tr("Under the present settings: %1").arg(most), {most, found});
    } else {
        const QString most = tr("%1 of %Ln token(s)", nullptr, all).arg(found);
        label_->setText(tr("Under the present settings: %1").arg(most), {most, found});
    }
    bar_->setVisible(judged < all);
    bar_->setRange(0, all);
    bar_->setValue(judged);
}

QString LookBackLine::text() const
{
    return label_->text();
}

} // namespace logitscope
