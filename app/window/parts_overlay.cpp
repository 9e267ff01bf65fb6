#include "app/window/parts_overlay.h"

#include "widgets/look.h"
#include "widgets/theme.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QScrollArea>
#include <QScrollBar>

#include <algorithm>

namespace logitscope
{

namespace
{

constexpr int aroundPart = 4;
constexpr int aroundList = 16;

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
    explain();
    if (!placeList() && !parts_.empty()) {
        current_ = 0;
        explain();
        placeList();
    }
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

QRect PartsOverlay::badgeAt(const QRect& place) const
{
    const int side = fontMetrics().height() * 3 / 2;
    QRect badge(place.topLeft() - QPoint(side / 2, side / 2), QSize(side, side));
    badge.moveLeft(std::clamp(badge.left(), 0, std::max(0, width() - side)));
    badge.moveTop(std::clamp(badge.top(), 0, std::max(0, height() - side)));
    return badge;
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
    const int count = static_cast<int>(parts_.size());
    int row = 1;
    for (int i = current_.value_or(0); i < (current_ ? *current_ + 1 : count); ++i) {
        const auto& part = parts_[static_cast<std::size_t>(i)];
        auto* number = new QLabel(QStringLiteral("<b>%1</b>").arg(i + 1), inside);
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
                                           .arg(count)
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
    list_->setWidget(inside);
}

// How much of the parts the list hides; a number counts more than all of the parts together, and
// the part that is explained more than all numbers.
double PartsOverlay::cost(const QRect& list) const
{
    const auto all = static_cast<double>(shown_.size());
    double cost = 0.0;
    for (std::size_t i = 0; i < shown_.size(); ++i) {
        const auto& place = shown_[i].place;
        if (place.isEmpty())
            continue;
        const QRect both = list & place;
        const double share =
            static_cast<double>(both.width()) * both.height() / place.width() / place.height();
        const bool isCurrent = current_ && *current_ == static_cast<int>(i);
        cost += isCurrent ? share * all * all : share;
        if (list.intersects(badgeAt(place)))
            cost += all;
    }
    return cost;
}

// Where it costs least. False when it hides several numbers there.
bool PartsOverlay::placeList()
{
    const QSize room = size() - QSize(2 * aroundList, 2 * aroundList);
    QRect best;
    double least = 0.0;
    constexpr int places = 12; // in either direction
    for (const int letters : {74, 62, 50, 38, 28}) {
        if (letters < 50 && !current_) // a narrow list of all would be too high
            break;
        const QSize list = listSize(letters, room);
        for (int y = 0; y <= places; ++y) {
            for (int x = 0; x <= places; ++x) {
                const QPoint corner(aroundList + (room.width() - list.width()) * x / places,
                                    aroundList + (room.height() - list.height()) * y / places);
                const double here = cost(QRect(corner, list));
                if (best.isNull() || here < least) {
                    best = QRect(corner, list);
                    least = here;
                }
            }
        }
    }
    list_->setGeometry(best);
    // Whether a bar is needed is known; a list that tries it out can end up with one it caused.
    list_->setVerticalScrollBarPolicy(best.height() < room.height() ? Qt::ScrollBarAlwaysOff
                                                                    : Qt::ScrollBarAsNeeded);
    return least < 2.0 * static_cast<double>(shown_.size());
}

void PartsOverlay::goOn(int by)
{
    const int to = *current_ + by;
    if (to < 0)
        return;
    if (to >= static_cast<int>(parts_.size())) {
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
    const auto isCurrent = [this](int index) { return !current_ || *current_ == index; };
    int index = 0;
    for (const auto& part : shown_) {
        painter.setPen(QPen(theme.accent, current_ && isCurrent(index) ? 4.0 : 2.0));
        if (!part.place.isEmpty())
            painter.drawRoundedRect(part.place, 6.0, 6.0);
        ++index;
    }
    painter.setFont(inBold(font()));
    int number = 0;
    for (const auto& part : shown_) {
        ++number;
        if (part.place.isEmpty())
            continue;
        const QRect badge = badgeAt(part.place);
        const bool filled = isCurrent(number - 1);
        painter.setPen(QPen(theme.accent, 2.0));
        painter.setBrush(filled ? theme.accent : theme.surface);
        painter.drawEllipse(badge);
        painter.setPen(filled ? theme.onAccent : theme.accent);
        painter.drawText(badge, Qt::AlignCenter, QString::number(number));
    }
    painter.setBrush(theme.surface);
    painter.setPen(QPen(theme.accent, 2.0));
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
