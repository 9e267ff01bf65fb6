#include "widgets/text/token_text.h"

#include "widgets/text/judgement_tip.h"
#include "widgets/text/live_region.h"
#include "widgets/text/token_tip.h"
#include "widgets/text_drag.h"

#include <QApplication>
#include <QHelpEvent>
#include <QRegularExpression>
#include <QTextDocumentFragment>
#include <QToolTip>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

// A tooltip's lines, one behind the other; a name's ends in spaces, and its value comes next.
QString spoken(const QString& tip)
{
    static const QRegularExpression betweenNameAndValue(QStringLiteral(" +\n"));
    return QTextDocumentFragment::fromHtml(tip)
        .toPlainText()
        .replace(betweenNameAndValue, QStringLiteral(" "))
        .trimmed()
        .replace(u'\n', QStringLiteral(", "));
}

} // namespace

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
    const std::optional<int> index = tokenAt(help->pos());
    if (index)
        QToolTip::showText(help->globalPos(), tipOf(*index), viewport());
    else
        QToolTip::hideText();
    return true;
}

QString TokenText::tipOf(int index) const
{
    const auto paragraph = [](const QString& sentence) {
        return QStringLiteral("<p style='margin:4px 3px 2px'>%1</p>").arg(sentence);
    };
    QString repeated;
    if (const auto* passage = repeatAt(index))
        repeated = paragraph(
            tr("Part of a passage of %1 tokens that the text has had before, from its token %2 on, "
               "counted with the prompt's.")
                .arg(passage->end - passage->begin)
                .arg(passage->before + 1));
    if (index < 0) {
        const auto& token = tokens().promptToken(index);
        return promptTokenTip(token.token, token.bytes, index + tokens().promptCount(),
                              tokens().score(index)) +
               repeated;
    }
    const Step& shown = tokens().step(index);
    QString tip = tokenTip(shown, index) + repeated;
    if (const Judgement* judgement = this->judgement(index))
        tip += paragraph(judgementSentence(*judgement, shown, judgedPick(), bytesOf_));
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
    if (const std::optional<int> index = tokenAt(event->pos()))
        select(*index);
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
            {tr("Home, End"), tr("Select the first or the last token; Home again: the prompt's "
                                 "first")},
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
        moveToBeginning();
        return true;
    case Qt::Key_End:
        if (tokens().firstIndex() < stepCount())
            select(stepCount() - 1);
        return true;
    case Qt::Key_Space: // QTextEdit would scroll
        emit nextTokenRequested();
        return true;
    default:
        return false;
    }
}

void TokenText::select(int index)
{
    setSelected(index);
    scrollToSelected();
    setFollowing(index == stepCount() - 1);
    live()->say(spoken(tipOf(index)));
    emit tokenSelected(index);
}

// Of the continuation, then of the prompt.
void TokenText::moveToBeginning()
{
    const int first = tokens().firstIndex();
    const bool isBehindFirst = !selected() || *selected() > 0;
    if (stepCount() > 0 && (isBehindFirst || first == 0))
        select(0);
    else if (first < 0)
        select(first);
}

void TokenText::moveHorizontally(int direction)
{
    const int first = tokens().firstIndex();
    const int last = stepCount() - 1;
    if (isEndSelected() && direction > 0)
        emit nextTokenRequested();
    else if (last < first)
        return;
    else if (!selected())
        select(direction > 0 ? std::min(0, last) : last);
    else if (*selected() == last && direction > 0)
        emit endRequested();
    else
        select(std::max(*selected() + direction, first));
}

void TokenText::moveVertically(int direction)
{
    if (!selected()) {
        if (!isEndSelected() || direction < 0) // below the end there is nothing
            moveHorizontally(direction);
        return;
    }
    const double goal = goalX_.value_or(tokens().rectangles(*selected()).first().center().x());
    if (const std::optional<int> index = tokens().tokenOnNextLine(*selected(), direction, goal)) {
        select(*index);
        goalX_ = goal;
    }
}

} // namespace logitscope
