#include "app/models/model_row.h"

#include "widgets/control/elided_label.h"
#include "widgets/look.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

namespace logitscope
{

namespace
{

constexpr int perMille = 1000;

bool isRunning(const ModelItem& item)
{
    return item.download && item.download->state == ModelDownload::State::Running;
}

QToolButton* buttonOf(const QString& text, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setText(text);
    return button;
}

} // namespace

ModelRow::ModelRow(QWidget* parent)
    : QAbstractButton(parent)
    , layout_(new QHBoxLayout(this))
    , buttons_(new QHBoxLayout)
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
    setAutoExclusive(true); // one of several, as a screen reader says it
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
    buttons_->setSpacing(6);
    for (auto* button : {start_, pause_, cancel_})
        buttons_->addWidget(button);
    buttons_->addStretch(1);
    layout_->setContentsMargins(12, 7, 10, 8);
    layout_->setSpacing(6);
    layout_->addLayout(words, 1);
    layout_->addLayout(buttons_);
    keepFitting(*this, [this] { name_->setFont(inBold(font(), QFont::DemiBold)); });
}

void ModelRow::showItem(const ModelItem& item, bool canDownload, bool isBrief)
{
    key_ = item.key;
    showWords(item, isBrief);
    showButtons(item, canDownload);
    showBar(item);
    arrange();
}

void ModelRow::showWords(const ModelItem& item, bool isBrief)
{
    name_->setText(item.name);
    isOpen_->setVisible(item.isOpen);
    facts_->setText(factsOf(item));
    facts_->setVisible(!facts_->text().isEmpty());
    const auto sentence = stateOf(item);
    state_->setText(sentence);
    const bool isNews = item.download || isWrong(item);
    state_->setVisible(!sentence.isEmpty() && (isNews || !isBrief));
    if (state_->property("error").toBool() != isWrong(item)) {
        state_->setProperty("error", isWrong(item));
        state_->setProperty("muted", !isWrong(item));
        state_->style()->polish(state_);
    }
    QStringList says{item.name, facts_->text()};
    if (item.isOpen)
        says.insert(1, isOpen_->text());
    if (isRunning(
            item)) // how far, its bar says: a name that changes all the time is read all the time
        says << tr("is being downloaded");
    else
        says << sentence;
    says.removeAll(QString());
    setAccessibleName(says.join(", "));
}

void ModelRow::showButtons(const ModelItem& item, bool canDownload)
{
    using State = ModelDownload::State;
    const auto* download = item.download ? &*item.download : nullptr;
    const bool isUnderWay =
        download && (download->state == State::Running || download->state == State::Waiting);
    // Whoever pressed Pause by the keyboard is at Resume then, and not at Cancel.
    const bool hadStart = start_->hasFocus() && isUnderWay;
    const bool hadPause = pause_->hasFocus() && !isUnderWay;
    const bool hadCancel = cancel_->hasFocus() && !download;
    start_->setText(!download                          ? tr("Download")
                    : download->state == State::Failed ? tr("Retry")
                                                       : tr("Resume"));
    start_->setEnabled(canDownload);
    start_->setToolTip(canDownload ? QString() : offlineText());
    cancel_->setText(download && download->state == State::Failed ? tr("Discard") : tr("Cancel"));
    for (auto* button : {start_, pause_, cancel_})
        button->setAccessibleName(tr("%1 %2").arg(button->text(), item.name));

    start_->setVisible(item.model && !isUnderWay);
    pause_->setVisible(isUnderWay);
    cancel_->setVisible(download != nullptr);
    if (hadStart)
        pause_->setFocus();
    else if (hadPause && start_->isEnabled())
        start_->setFocus();
    else if (hadPause || hadCancel)
        setFocus();
}

void ModelRow::showBar(const ModelItem& item)
{
    using State = ModelDownload::State;
    const auto* download = item.download ? &*item.download : nullptr;
    bar_->setVisible(isRunning(item) || (download && download->state == State::Paused &&
                                         download->progress.allBytes > 0));
    if (bar_->isHidden())
        return;
    const auto bytes = static_cast<double>(download->progress.bytes);
    const auto all = static_cast<double>(download->progress.allBytes);
    bar_->setAccessibleName(tr("Download of %1").arg(item.name));
    bar_->setRange(0, all > 0 ? perMille : 0); // without an end where that is unknown
    if (all > 0)
        bar_->setValue(static_cast<int>(bytes * perMille / all));
}

QString ModelRow::state() const
{
    return state_->text();
}

void ModelRow::keyPressEvent(QKeyEvent* event)
{
    constexpr int all = 1'000'000;
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return emit opened();
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

// Large type leaves the words no room beside the buttons.
void ModelRow::arrange()
{
    const bool isNarrow = width() - buttons_->sizeHint().width() < 12 * fontMetrics().height();
    layout_->setDirection(isNarrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void ModelRow::resizeEvent(QResizeEvent* event)
{
    QAbstractButton::resizeEvent(event);
    arrange();
}

void ModelRow::nextCheckState()
{
    isClicked_ = true;
    QAbstractButton::nextCheckState();
    isClicked_ = false;
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
