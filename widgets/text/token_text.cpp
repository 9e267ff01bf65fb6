#include "widgets/text/token_text.h"

#include "widgets/text/judgement_tip.h"
#include "widgets/text/token_tip.h"
#include "widgets/text_drag.h"

#include <QApplication>
#include <QHelpEvent>
#include <QToolTip>

#include <algorithm>
#include <utility>

namespace logitscope
{

TokenText::TokenText(QWidget* parent) : TokenView(parent)
{
    viewport()->setMouseTracking(true);
    connect(this, &TokenView::selectedChanged, this, [this] { goalX_.reset(); });
}

// Mouse

bool TokenText::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Leave)
        setHovered(std::nullopt);
    if (event->type() != QEvent::ToolTip)
        return TokenView::viewportEvent(event);

    const auto* help = static_cast<QHelpEvent*>(event);
    const std::optional<int> step = tokenAt(help->pos());
    if (step)
        QToolTip::showText(help->globalPos(), tipOf(*step), viewport());
    else
        QToolTip::hideText();
    return true;
}

QString TokenText::tipOf(int step) const
{
    const Step& shown = tokens().step(step);
    QString tip = tokenTip(shown, step);
    if (const Judgement* judgement = this->judgement(step))
        tip += QStringLiteral("<p style='margin:4px 3px 2px'>%1</p>")
                   .arg(judgementSentence(*judgement, shown, judgedPick(), bytesOf_));
    return tip;
}

void TokenText::mousePressEvent(QMouseEvent* event)
{
    preventTextDrag(*this, *event);
    TokenView::mousePressEvent(event);
    if (event->button() == Qt::LeftButton && event->modifiers() == Qt::NoModifier)
        pressed_ = event->pos();
}

void TokenText::mouseMoveEvent(QMouseEvent* event)
{
    TokenView::mouseMoveEvent(event);
    setHovered(event->buttons() == Qt::NoButton ? tokenAt(event->pos()) : std::nullopt);
}

void TokenText::mouseReleaseEvent(QMouseEvent* event)
{
    TokenView::mouseReleaseEvent(event);
    if (event->button() != Qt::LeftButton)
        return;
    const std::optional<QPoint> pressed = std::exchange(pressed_, std::nullopt);
    if (!pressed || textCursor().hasSelection())
        return;
    if ((event->pos() - *pressed).manhattanLength() >= QApplication::startDragDistance())
        return;
    if (const std::optional<int> step = tokenAt(event->pos()))
        select(*step);
    else if (isBehindText(event->pos()))
        emit endRequested();
}

// Keyboard

void TokenText::keyPressEvent(QKeyEvent* event)
{
    if (!handleTokenKey(event))
        TokenView::keyPressEvent(event);
}

QList<std::pair<QString, QString>> TokenText::keys()
{
    return {{tr("Left, Right"), tr("Select the token before or after")},
            {tr("Up, Down"), tr("Select the token above or below")},
            {tr("Home, End"), tr("Select the first or the last token")},
            {tr("Space"), tr("Sample the next token")},
            {tr("Right at the last token"), tr("Show what comes next, then sample it")}};
}

bool TokenText::handleTokenKey(QKeyEvent* event)
{
    if (event->modifiers() & ~Qt::KeypadModifier)
        return false;
    switch (event->key()) {
    case Qt::Key_Left:
        moveHorizontally(-1);
        return true;
    case Qt::Key_Right:
        moveHorizontally(1);
        return true;
    case Qt::Key_Up:
        moveVertically(-1);
        return true;
    case Qt::Key_Down:
        moveVertically(1);
        return true;
    case Qt::Key_Home:
        if (stepCount() > 0)
            select(0);
        return true;
    case Qt::Key_End:
        if (stepCount() > 0)
            select(stepCount() - 1);
        return true;
    case Qt::Key_Space: // QTextEdit would scroll
        emit nextTokenRequested();
        return true;
    default:
        return false;
    }
}

void TokenText::select(int step)
{
    setSelected(step);
    scrollToSelected();
    setFollowing(step == stepCount() - 1);
    emit tokenSelected(step);
}

void TokenText::moveHorizontally(int direction)
{
    const int last = stepCount() - 1;
    if (isEndSelected() && direction > 0)
        emit nextTokenRequested();
    else if (last < 0)
        return;
    else if (!selected())
        select(direction > 0 ? 0 : last);
    else if (*selected() == last && direction > 0)
        emit endRequested();
    else
        select(std::max(*selected() + direction, 0));
}

void TokenText::moveVertically(int direction)
{
    if (!selected()) {
        if (!isEndSelected() || direction < 0) // below the end there is nothing
            moveHorizontally(direction);
        return;
    }
    const double goal = goalX_.value_or(tokens().rectangles(*selected()).first().center().x());
    if (const std::optional<int> step = tokens().tokenOnNextLine(*selected(), direction, goal)) {
        select(*step);
        goalX_ = goal;
    }
}

} // namespace logitscope
