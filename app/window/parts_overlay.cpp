#include "app/window/parts_overlay.h"

#include "widgets/look.h"
#include "widgets/theme.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPolygonF>
#include <QScrollArea>
#include <QScrollBar>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

constexpr int aroundPart = 4;

// With a head of this length.
void paintArrow(QPainter& painter, const QLineF& line, double head)
{
    QLineF shaft(line.p2(), line.p1());
    shaft.setLength(std::min(head, line.length()));
    QLineF side = shaft.normalVector();
    side.setLength(head / 2.5);
    const QPointF aside = side.p2() - side.p1();
    painter.drawLine(line.p1(), shaft.p2());
    painter.drawPolygon(QPolygonF{line.p2(), shaft.p2() + aside, shaft.p2() - aside});
}

} // namespace

PartsOverlay::PartsOverlay(const std::vector<PagePart>& parts, QWidget& page)
    : QWidget(&page)
    , page_(page)
    , before_(page.window()->focusWidget())
    , list_(new QScrollArea(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("What am I looking at?"));
    setGeometry(page.rect());
    for (const auto& part : parts) {
        const bool isThere = std::ranges::any_of(part.widgets, [&page](const QWidget* widget) {
            return widget && widget->isVisibleTo(&page);
        });
        if (!isThere)
            continue;
        parts_.push_back(part);
        shown_.push_back({part.name, placeOf(part)});
    }
    std::vector<QRect> places;
    for (const auto& part : shown_)
        places.push_back(part.place);
    layout_ = PartsLayout(std::move(places), size(), fontMetrics().height());
    explain();
    if (!placeList() && !parts_.empty()) {
        current_ = 0;
        explain();
        placeList();
    }
    connect(list_->verticalScrollBar(), &QScrollBar::valueChanged, this,
            qOverload<>(&QWidget::update)); // the arrows go with their lines
    page.installEventFilter(this);
    show();
    raise();
    setFocus();
}

// What of the part can be seen: it may be scrolled away.
QRect PartsOverlay::placeOf(const PagePart& part) const
{
    QRect place;
    auto widgets = part.widgets;
    for (const auto* label : page_.findChildren<QLabel*>()) // a label belongs to its control
        if (label->buddy() && std::ranges::find(part.widgets, label->buddy()) != part.widgets.end())
            widgets.push_back(label);
    for (const QWidget* widget : widgets) {
        if (!widget || !widget->isVisibleTo(&page_))
            continue;
        QRect seen(widget->mapTo(&page_, QPoint()), widget->size());
        for (const auto* above = widget->parentWidget(); above && above != &page_;
             above = above->parentWidget())
            seen &= QRect(above->mapTo(&page_, QPoint()), above->size());
        place |= seen & page_.rect();
    }
    return place.isEmpty() ? QRect()
                           : place.adjusted(-aroundPart, -aroundPart, aroundPart, aroundPart) &
                                 page_.rect().adjusted(1, 1, -1, -1);
}

void PartsOverlay::explain()
{
    auto* inside = new QWidget(list_);
    auto* grid = new QGridLayout(inside);
    grid->setContentsMargins(14, 12, 14, 12);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    auto* title = new QLabel(tr("<b>What am I looking at?</b>"), inside);
    grid->addWidget(title, 0, 0, 1, 2);
    int row = 1;
    numbers_.clear();
    const auto first = current_.value_or(0);
    const auto end = current_ ? *current_ + 1 : parts_.size();
    for (auto i = first; i < end; ++i) {
        const auto& part = parts_[i];
        auto* number = new QLabel(QStringLiteral("<b>%1</b>").arg(i + 1), inside);
        numbers_.push_back(number);
        auto* text =
            new QLabel(QStringLiteral("<b>%1.</b> %2")
                           .arg(part.name.toHtmlEscaped(), part.explanation.toHtmlEscaped()),
                       inside);
        text->setWordWrap(true);
        grid->addWidget(number, row, 0, Qt::AlignRight | Qt::AlignTop);
        grid->addWidget(text, row, 1);
        ++row;
    }
    auto* foot = new QLabel(current_ ? tr("%1 of %2. The arrow keys or a click go on; Esc closes "
                                          "this.")
                                           .arg(*current_ + 1)
                                           .arg(parts_.size())
                                     : tr("F1 lists the keys. Esc or a click closes this."),
                            inside);
    foot->setProperty("muted", true);
    foot->setWordWrap(true);
    grid->addWidget(foot, row, 0, 1, 2);
    inside->setAutoFillBackground(true);
    inside->setBackgroundRole(QPalette::Base);

    list_->setFocusPolicy(Qt::NoFocus);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setWidgetResizable(true);
    if (auto* before = list_->takeWidget())
        before->deleteLater(); // a press on it, which Qt still needs, may be what goes on
    list_->setWidget(inside);
}

// False when it hides several numbers wherever it is.
bool PartsOverlay::placeList()
{
    const QSize room = size() - QSize(2 * aroundList, 2 * aroundList);
    std::vector<QSize> sizes;
    for (const int letters : {74, 62, 50, 38, 28})
        if (letters >= 50 || current_) // a narrow list of all would be too high
            sizes.push_back(listSize(letters, room));
    const auto list = layout_.list(sizes, current_);
    list_->setGeometry(list.place);
    // Whether a bar is needed is known; a list that tries it out can end up with one it caused.
    list_->setVerticalScrollBarPolicy(list.place.height() < room.height() ? Qt::ScrollBarAlwaysOff
                                                                          : Qt::ScrollBarAsNeeded);
    return !list.hidesNumbers;
}

std::vector<QLineF> PartsOverlay::arrows() const
{
    std::vector<QLineF> arrows;
    for (std::size_t line = 0; line < numbers_.size(); ++line) {
        const auto* number = numbers_[line];
        const QPoint middle = number->mapTo(this, QPoint(0, number->fontMetrics().height() / 2));
        if (middle.y() < listPlace().top() || middle.y() > listPlace().bottom())
            continue; // scrolled away
        const auto part = line + static_cast<std::size_t>(current_.value_or(0));
        if (const auto arrow = layout_.arrow(part, listPlace(), middle.y()))
            arrows.push_back(*arrow);
    }
    return arrows;
}

void PartsOverlay::goOn(int by)
{
    if (by < 0 && *current_ == 0)
        return;
    const auto to = *current_ + static_cast<std::size_t>(by);
    if (to >= parts_.size()) {
        close();
        return;
    }
    current_ = to;
    explain();
    placeList();
    update();
}

// With lines of so many letters; a scroll bar where it is too high for the page.
QSize PartsOverlay::listSize(int letters, const QSize& room) const
{
    const auto* inside = list_->widget()->layout();
    int width = std::min(room.width(), fontMetrics().averageCharWidth() * letters);
    const int frame = 2 * list_->frameWidth();
    const int height = inside->heightForWidth(width - frame) + frame;
    if (height > room.height())
        width = std::min(room.width(), width + list_->verticalScrollBar()->sizeHint().width());
    return {width, std::min(room.height(), height)};
}

QRect PartsOverlay::listPlace() const
{
    return list_->geometry();
}

void PartsOverlay::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath around;
    around.addRect(rect());
    for (const auto& part : shown_) {
        QPainterPath inside;
        inside.addRoundedRect(part.place, 6.0, 6.0);
        around -= inside;
    }
    QColor veil = theme.window;
    veil.setAlphaF(0.7f);
    painter.fillPath(around, veil);
    painter.setBrush(Qt::NoBrush);
    const double pen = std::max(2.0, fontMetrics().height() / 12.0); // a room's are thick
    const auto isCurrent = [this](std::size_t index) { return !current_ || *current_ == index; };
    for (std::size_t i = 0; i < shown_.size(); ++i) {
        painter.setPen(QPen(theme.accent, current_ && isCurrent(i) ? 2.0 * pen : pen));
        if (!shown_[i].place.isEmpty())
            painter.drawRoundedRect(shown_[i].place, 6.0, 6.0);
    }
    painter.setPen(QPen(theme.accent, 0.75 * pen));
    painter.setBrush(theme.accent);
    for (const auto& arrow : arrows())
        paintArrow(painter, arrow, 4.5 * pen);
    painter.setFont(inBold(font()));
    for (std::size_t i = 0; i < shown_.size(); ++i) {
        if (shown_[i].place.isEmpty())
            continue;
        const QRect badge = layout_.badge(i);
        const bool filled = isCurrent(i);
        painter.setPen(QPen(theme.accent, pen));
        painter.setBrush(filled ? theme.accent : theme.surface);
        painter.drawEllipse(badge);
        painter.setPen(filled ? theme.onAccent : theme.accent);
        painter.drawText(badge, Qt::AlignCenter, QString::number(i + 1));
    }
    painter.setBrush(theme.surface);
    painter.setPen(QPen(theme.accent, pen));
    painter.drawRoundedRect(QRectF(listPlace()).adjusted(-3.0, -3.0, 3.0, 3.0), 6.0, 6.0);
}

bool PartsOverlay::eventFilter(QObject* watched, QEvent* event)
{
    const bool moved = event->type() == QEvent::Resize || event->type() == QEvent::Hide;
    if (watched == &page_ && moved)
        close();
    return false;
}

void PartsOverlay::keyPressEvent(QKeyEvent* event)
{
    auto* bar = list_->verticalScrollBar();
    if (current_) {
        const int key = event->key();
        if (key == Qt::Key_Right || key == Qt::Key_Down || key == Qt::Key_Return)
            return goOn(1);
        if (key == Qt::Key_Left || key == Qt::Key_Up)
            return goOn(-1);
    }
    switch (event->key()) {
    case Qt::Key_Down:
        bar->setValue(bar->value() + fontMetrics().height() * 2);
        break;
    case Qt::Key_Up:
        bar->setValue(bar->value() - fontMetrics().height() * 2);
        break;
    case Qt::Key_Escape:
        close();
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void PartsOverlay::mousePressEvent(QMouseEvent*)
{
    if (current_)
        goOn(1);
    else
        close();
}

void PartsOverlay::closeEvent(QCloseEvent* event)
{
    if (hasFocus() && before_)
        before_->setFocus();
    QWidget::closeEvent(event);
}

void PartsOverlay::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    if (event->reason() != Qt::ActiveWindowFocusReason && event->reason() != Qt::PopupFocusReason)
        close();
}

} // namespace logitscope
