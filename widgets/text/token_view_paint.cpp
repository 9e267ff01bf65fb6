// How a text of tokens is painted: shades behind it, then the text, then its marks.
#include "widgets/focus_ring.h"
#include "widgets/text/token_paint.h"
#include "widgets/text/token_view.h"
#include "widgets/theme.h"

#include <QPainter>
#include <QTextLayout>

#include <algorithm>
#include <memory>
#include <vector>

namespace logitscope
{

namespace
{

// The lines of a text that have room; where there are more, the last of them ends in "…".
QStringList linesIn(QSizeF room, const QString& text, const QFont& font)
{
    const QFontMetricsF metrics(font);
    const int most = std::max(1, static_cast<int>(room.height() / metrics.lineSpacing()));
    QStringList lines;
    QTextLayout layout(text, font);
    layout.beginLayout();
    for (auto line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(room.width());
        const bool isLast = lines.size() + 1 == most;
        const auto rest = text.mid(line.textStart(), isLast ? -1 : line.textLength());
        lines << metrics.elidedText(rest.trimmed(), Qt::ElideRight, room.width());
        if (isLast)
            break;
    }
    layout.endLayout();
    return lines;
}

} // namespace

void TokenView::paintEvent(QPaintEvent* event)
{
    const auto painter = [this] {
        auto ready = std::make_unique<QPainter>(viewport());
        ready->setRenderHint(QPainter::Antialiasing);
        return ready;
    };
    if (tokens_.isEmpty()) {
        paintPlaceholder(*painter());
        paintFocus(*painter());
        return;
    }
    const QRectF clip = QRectF(event->rect()).translated(scrollOffset());
    paintShades(*painter(), clip);
    QTextEdit::paintEvent(event); // paints with a painter of its own
    paintMarks(*painter(), clip);
    paintFocus(*painter());
}

void TokenView::paintFocus(QPainter& painter) const
{
    if (hasFocus())
        paintFocusRing(painter, viewport()->rect(), themeOf(palette()));
}

void TokenView::focusInEvent(QFocusEvent* event)
{
    QTextEdit::focusInEvent(event);
    viewport()->update();
}

void TokenView::focusOutEvent(QFocusEvent* event)
{
    QTextEdit::focusOutEvent(event);
    viewport()->update();
}

void TokenView::paintShades(QPainter& painter, const QRectF& clip) const
{
    const Theme& theme = themeOf(palette());
    painter.translate(-scrollOffset());
    const auto [begin, end] = tokens_.stepsBetween(clip.top(), clip.bottom());
    for (int step = begin; step < end; ++step)
        if (!tokens_.span(step).isEmpty())
            paintShade(painter, tokens_.rectangles(step),
                       theme.shade(tokens_.step(step).modelProbability));
}

void TokenView::paintMarks(QPainter& painter, const QRectF& clip) const
{
    const Theme& theme = themeOf(palette());
    painter.translate(-scrollOffset());
    if (whitespaceVisible_) {
        const TextSpan visible = tokens_.spanBetween(clip.top(), clip.bottom());
        paintWhitespace(painter, *document(), visible.begin, visible.end, theme.mutedText);
    }
    for (const int mark : tokens_.endMarks())
        paintHairline(painter, tokens_.rectangles(mark), theme.mutedText);
    if (hovered_ && hovered_ != selected_)
        paintUnderline(painter, tokens_.rectangles(*hovered_), theme.mutedText);
    if (departure_)
        paintFlag(painter, tokens_.rectangles(*departure_), theme.text);
    if (selected_)
        paintSelection(painter, tokens_.rectangles(*selected_), theme.accent);
    else if (endSelected_)
        paintSelection(painter, {endRectangle()}, theme.accent);
}

void TokenView::setPlaceholder(const QStringList& lines)
{
    placeholder_ = lines;
    setAccessibleDescription(lines.join(u' '));
    viewport()->update();
}

void TokenView::paintPlaceholder(QPainter& painter) const
{
    const QFont reading = document()->defaultFont();
    const QFontMetricsF metrics(reading);
    const double em = metrics.height();
    const double beside = compact_ ? em : em * 3.0;
    QRectF area(0.0, 0.0, std::min(em * 18.0, viewport()->width() - beside), viewport()->height());
    area.moveCenter(QRectF(viewport()->rect()).center());
    painter.setFont(reading);
    painter.setPen(themeOf(palette()).mutedText);
    if (placeholder_.isEmpty()) {
        const auto lines = linesIn(area.size(), accessibleDescription(), reading);
        painter.drawText(area, Qt::AlignCenter, lines.join(u'\n'));
        return;
    }
    constexpr int flags = Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap;
    std::vector<double> heights;
    double height = em * 0.6 * static_cast<double>(placeholder_.size() - 1);
    for (const QString& line : placeholder_) {
        heights.push_back(metrics.boundingRect(area, flags, line).height());
        height += heights.back();
    }
    double top = std::max(0.0, area.center().y() - height / 2.0);
    for (qsizetype line = 0; line < placeholder_.size(); ++line) {
        painter.drawText(QRectF(area.left(), top, area.width(), area.height()), flags,
                         placeholder_[line]);
        top += heights[static_cast<std::size_t>(line)] + em * 0.6;
    }
}

} // namespace logitscope
