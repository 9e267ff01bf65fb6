#include "app/models/model_row.h"

#include "widgets/control/elided_label.h"
#include "widgets/look.h"
#include "widgets/theme.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QStyle>
#include <QToolButton>

namespace logitscope
{

namespace
{

constexpr int perMille = 1000;

QToolButton* buttonOf(const QString& text, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setText(text);
    return button;
}

} // namespace

ModelRow::ModelRow(QWidget* parent)
    : QAbstractButton(parent)
    , name_(new ElidedLabel(this))
    , isOpen_(new QLabel(tr("open"), this))
    , facts_(new ElidedLabel(this))
    , state_(new QLabel(this))
    , bar_(new QProgressBar(this))
    , start_(buttonOf(tr("Download"), this))
    , pause_(buttonOf(tr("Pause"), this))
    , cancel_(buttonOf(tr("Cancel"), this))
{
    setCheckable(true);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    isOpen_->setProperty("pill", true);
    facts_->setMuted(true);
    state_->setProperty("muted", true);
    state_->setWordWrap(true);
    state_->setTextFormat(Qt::PlainText);
    state_->setMinimumWidth(1);
    bar_->setTextVisible(false);
    pause_->setToolTip(tr("Stop here; what has arrived is kept."));
    cancel_->setToolTip(tr("End the download, and delete what has arrived of it."));

    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(name_, 1);
    head->addWidget(isOpen_);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addLayout(head);
    words->addWidget(facts_);
    words->addWidget(state_);
    words->addWidget(bar_);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 7, 10, 8);
    layout->setSpacing(6);
    layout->addLayout(words, 1);
    for (auto* button : {start_, pause_, cancel_})
        layout->addWidget(button, 0, Qt::AlignVCenter);
    keepFitting(*this, [this] { name_->setFont(inBold(font(), QFont::DemiBold)); });
}

void ModelRow::showItem(const ModelItem& item, bool canDownload)
{
    key_ = item.key;
    name_->setText(item.name);
    isOpen_->setVisible(item.isOpen);
    facts_->setText(factsOf(item));
    facts_->setVisible(!facts_->text().isEmpty());
    const auto sentence = stateOf(item);
    state_->setText(sentence);
    state_->setVisible(!sentence.isEmpty());
    if (state_->property("error").toBool() != isWrong(item)) {
        state_->setProperty("error", isWrong(item));
        state_->setProperty("muted", !isWrong(item));
        state_->style()->polish(state_);
    }
    showButtons(item, canDownload);
    QStringList says{item.name, facts_->text(), sentence};
    if (item.isOpen)
        says.insert(1, isOpen_->text());
    says.removeAll(QString());
    setAccessibleName(says.join(", "));
}

void ModelRow::showButtons(const ModelItem& item, bool canDownload)
{
    using State = ModelDownload::State;
    const auto* download = item.download ? &*item.download : nullptr;
    const bool isUnderWay =
        download && (download->state == State::Running || download->state == State::Waiting);
    start_->setText(!download                          ? tr("Download")
                    : download->state == State::Failed ? tr("Retry")
                                                       : tr("Resume"));
    start_->setVisible(!item.entry && !isUnderWay);
    start_->setEnabled(canDownload);
    start_->setToolTip(canDownload ? QString()
                                   : tr("HF_HUB_OFFLINE is set: nothing is downloaded."));
    pause_->setVisible(isUnderWay);
    cancel_->setText(download && download->state == State::Failed ? tr("Discard") : tr("Cancel"));
    cancel_->setVisible(download != nullptr);
    for (auto* button : {start_, pause_, cancel_})
        button->setAccessibleName(tr("%1 %2").arg(button->text(), item.name));

    const bool hasBar = download && download->state != State::Waiting &&
                        (download->state == State::Running || download->progress.allBytes > 0);
    bar_->setVisible(hasBar);
    if (!hasBar)
        return;
    const auto& [doing, file, bytes, all, speed, left, why] = download->progress;
    bar_->setRange(0, all > 0 ? perMille : 0);
    if (all > 0)
        bar_->setValue(
            static_cast<int>(static_cast<double>(bytes) * perMille / static_cast<double>(all)));
}

QString ModelRow::state() const
{
    return state_->text();
}

void ModelRow::keyPressEvent(QKeyEvent* event)
{
    constexpr int all = 1'000'000;
    switch (event->key()) {
    case Qt::Key_Delete:
        return emit dropped();
    case Qt::Key_Up:
        return emit left(-1);
    case Qt::Key_Down:
        return emit left(1);
    case Qt::Key_Home:
        return emit left(-all);
    case Qt::Key_End:
        return emit left(all);
    default:
        QAbstractButton::keyPressEvent(event);
    }
}

void ModelRow::mouseDoubleClickEvent(QMouseEvent* event)
{
    QAbstractButton::mouseDoubleClickEvent(event);
    if (event->button() == Qt::LeftButton)
        emit opened();
}

void ModelRow::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(palette());
    const double radius = fontMetrics().height() / 4.0;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (isChecked() || underMouse()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(isChecked() ? mix(theme.surface, theme.accent, 0.12) : theme.window);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), radius, radius);
    }
    if (isChecked()) { // not by its ground alone, which high contrast and projectors take away
        painter.setBrush(theme.accent);
        painter.drawRoundedRect(QRectF(1, 1 + radius, 3, height() - 2 - 2 * radius), 1.5, 1.5);
    }
    if (hasFocus())
        paintFocusRing(painter, rect(), theme);
}

} // namespace logitscope
