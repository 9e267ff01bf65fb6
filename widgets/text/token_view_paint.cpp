// What the token view paints around Qt's own text: the tokens, the focus, the placeholder.
#include "widgets/look.h"
#include "widgets/text/judgement_paint.h"
#include "widgets/text/repeat_paint.h"
#include "widgets/text/token_view.h"
#include "widgets/theme.h"

#include <QAbstractTextDocumentLayout>
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

std::unique_ptr<QPainter> smoothPainter(QPaintDevice* device, QPointF origin)
{
    auto painter = std::make_unique<QPainter>(device);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->translate(origin);
    return painter;
}

} // namespace

void TokenView::paintText(QPaintEvent* event)
{
    const Theme& theme = themeOf(palette());
    const QRectF rect = QRectF(event->rect()).translated(scrollOffset());
    if (shades_.by == ShadeBy::Removed)
        paintRemovedTokens(*smoothPainter(viewport(), -scrollOffset()), rect, theme, tokens_,
                           judgements_);
    else
        paintTokenShades(*smoothPainter(viewport(), -scrollOffset()), rect, theme, tokens_,
                         shades_);
    QTextEdit::paintEvent(event); // paints with a painter of its own
}

// Under a slider a text that is judged is painted many times a second, and Qt takes most of the
// time for letters that stay where they are. False where the picture would be of no use.
bool TokenView::paintStill(const QRect& rect)
{
    if (judgements_.empty() || shades_.by == ShadeBy::Removed || textCursor().hasSelection())
        return false;
    const double pixels = viewport()->devicePixelRatioF();
    const Look look{viewport()->size() * pixels, scrollOffset(), palette().cacheKey(),
                    tokens_.version(), shades_};
    if (stillLook_ != look) {
        if (rect != viewport()->rect()) // a token that came, and the next one soon
            return false;
        stillLook_ = look;
        still_ = QPixmap(look.size);
        still_.setDevicePixelRatio(pixels);
        still_.fill(palette().color(viewport()->backgroundRole()));
        const QRectF all = QRectF(rect).translated(scrollOffset());
        const auto painter = smoothPainter(&still_, -scrollOffset());
        paintTokenShades(*painter, all, themeOf(palette()), tokens_, shades_);
        painter->setRenderHint(QPainter::Antialiasing, false); // as Qt paints a text
        QAbstractTextDocumentLayout::PaintContext context;
        context.palette = palette();
        context.clip = all;
        document()->documentLayout()->draw(painter.get(), context);
    }
    QPainter(viewport()).drawPixmap(QPointF(), still_);
    return true;
}

void TokenView::paintEvent(QPaintEvent* event)
{
    const Theme& theme = themeOf(palette());
    const auto painter = [this](QPointF origin) { return smoothPainter(viewport(), origin); };
    if (tokens_.isEmpty()) {
        paintPlaceholder(*painter({}));
    } else {
        const QRectF rect = QRectF(event->rect()).translated(scrollOffset());
        if (!paintStill(event->rect()))
            paintText(event);
        paintRepeats(*painter(-scrollOffset()), rect, theme, tokens_, repeats_);
        paintJudgements(*painter(-scrollOffset()), rect, theme, tokens_, judgements_);
        paintTokenMarks(*painter(-scrollOffset()), rect, theme, tokens_, marks_);
    }
    if (hasFocus())
        paintFocusRing(*painter({}), viewport()->rect(), theme);
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
    const bool isDescribed = placeholder_.isEmpty();
    const double gap = em * 0.6;
    double height = -gap;
    std::vector<QStringList> paragraphs;
    for (const QString& text : isDescribed ? QStringList{accessibleDescription()} : placeholder_) {
        paragraphs.push_back(linesIn(area.size(), text, reading));
        height += metrics.lineSpacing() * static_cast<double>(paragraphs.back().size()) + gap;
    }
    area.setTop(std::max(0.0, area.center().y() - height / 2.0));
    for (const QStringList& lines : paragraphs) {
        painter.drawText(area, Qt::AlignTop | (isDescribed ? Qt::AlignHCenter : Qt::AlignLeft),
                         lines.join(u'\n'));
        area.adjust(0.0, metrics.lineSpacing() * static_cast<double>(lines.size()) + gap, 0.0, 0.0);
    }
}

} // namespace logitscope
