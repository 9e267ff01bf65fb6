#include "widgets/text/token_view.h"

#include "widgets/look.h"
#include "widgets/text/compact_lines.h"
#include "widgets/text/live_region.h"
#include "widgets/text/repeat_paint.h"
#include "widgets/theme.h"

#include <QMimeData>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace logitscope
{

namespace
{

constexpr std::size_t fewTokens = 20;

constexpr double readingSize = 1.15; // of the interface's font

// Rounding leaves the bar a pixel short of its end now and then.
bool isAtEnd(const QScrollBar& bar)
{
    return bar.value() >= bar.maximum() - 2;
}

} // namespace

TokenView::TokenView(QWidget* parent)
    : QTextEdit(parent)
    , tokens_(document())
    , live_(new LiveRegion(this))
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setCursorWidth(0); // the selected token is the cursor
    setAcceptDrops(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Prompt and continuation"));
    setAccessibleDescription(
        tr("Type a prompt and press Generate; the continuation appears here, each "
           "token shaded by how likely the model found it."));

    QScrollBar* bar = verticalScrollBar();
    connect(bar, &QScrollBar::valueChanged, this, [this, bar] { following_ = isAtEnd(*bar); });
    connect(bar, &QScrollBar::rangeChanged, this, [this, bar] {
        if (following_)
            bar->setValue(bar->maximum());
    });

    tokens_.setPromptColour(themeOf(palette()).mutedText);
    applyFont();
    // Until it is first shown, a QTextEdit lays out nothing; but tokens may be asked for before.
    document()->setTextWidth(viewport()->width());
}

// What is shown

void TokenView::clear()
{
    setPrompt({});
}

void TokenView::setPrompt(const QString& prompt, std::vector<PromptToken> tokens)
{
    marks_ = {.whitespace = marks_.whitespace};
    judgements_.clear();
    following_ = true;
    live_->clear();
    tokens_.setPrompt(prompt, std::move(tokens));
    if (compact_)
        logitscope::setCompact(*document(), tokens_); // the document forgot it
    findRepeats();
    viewport()->update();
    emit selectedChanged();
}

void TokenView::setPromptScores(std::span<const TokenScore> scores)
{
    tokens_.setPromptScores(scores);
    viewport()->update();
    emit promptScoresChanged();
}

void TokenView::appendTokens(std::span<const NodePtr> nodes)
{
    extend([&] { tokens_.append(nodes); });
}

void TokenView::appendEndMark(NodePtr node)
{
    extend([&] { tokens_.appendEndMark(std::move(node)); });
}

void TokenView::finish()
{
    extend([&] { tokens_.finish(); });
}

void TokenView::extend(const std::function<void()>& append)
{
    const bool wasEmpty = tokens_.isEmpty();
    const int end = tokens_.length();
    setEndSelected(false);
    QTextCursor reader =
        textCursor(); // a selection that reaches to the end would grow with the text
    const int anchor = reader.anchor();
    const int position = reader.position();

    append();

    if (anchor != position && std::max(anchor, position) == end) {
        reader.setPosition(anchor);
        reader.setPosition(position, QTextCursor::KeepAnchor);
        setTextCursor(reader);
    }
    document()->size(); // lays out what is new: the scroll bar must know it
    findRepeats();
    if (wasEmpty || !repeats_.empty())
        viewport()->update(); // the placeholder goes; a mark may begin before what is new
    else
        updateSpan({end, tokens_.length()});
}

void TokenView::setSelected(std::optional<int> index)
{
    const bool isAnother = put(&TokenMarks::selected, index);
    if (marks_.selected)
        setEndSelected(false);
    if (isAnother)
        emit selectedChanged();
}

void TokenView::setEndSelected(bool selected)
{
    if (selected)
        setSelected(std::nullopt);
    if (marks_.endSelected == selected)
        return;
    marks_.endSelected = selected;
    updateSpan({tokens_.length(), tokens_.length()});
}

void TokenView::scrollToSelected()
{
    if (!marks_.selected)
        return;
    QRectF area;
    for (const QRectF& rectangle : tokens_.rectangles(*marks_.selected))
        area |= rectangle.adjusted(0.0, -tokens_.leading(), 1.0, tokens_.leading());
    QScrollBar* bar = verticalScrollBar();
    const int top = static_cast<int>(std::floor(area.top()));
    const int bottom = static_cast<int>(std::ceil(area.bottom()));
    if (top < bar->value())
        bar->setValue(top);
    else if (bottom > bar->value() + viewport()->height())
        bar->setValue(bottom - viewport()->height());
}

void TokenView::showBeginning()
{
    moveCursor(QTextCursor::Start); // which is brought into view when it is first shown
    verticalScrollBar()->setValue(0);
    following_ = false;
}

void TokenView::setHovered(std::optional<int> index)
{
    put(&TokenMarks::hovered, index);
}

void TokenView::setDeparture(std::optional<int> step)
{
    put(&TokenMarks::departure, step);
}

bool TokenView::put(std::optional<int> TokenMarks::*mark, std::optional<int> index)
{
    if (index && (*index < tokens_.firstIndex() || *index >= stepCount()))
        index.reset();
    if (marks_.*mark == index)
        return false;
    updateToken(marks_.*mark);
    marks_.*mark = index;
    updateToken(index);
    return true;
}

void TokenView::setShades(const ShadeScale& scale)
{
    if (shades_ == scale)
        return;
    shades_ = scale;
    viewport()->update();
}

void TokenView::setJudgements(std::vector<std::optional<Judgement>> judgements, Pick pick)
{
    const auto before = std::exchange(judgements_, std::move(judgements));
    judgedPick_ = pick;
    if (!isVisible() || tokens_.isEmpty())
        return;
    const auto at = [](const auto& all, int step) {
        return step < static_cast<int>(all.size()) ? all[static_cast<std::size_t>(step)]
                                                   : std::nullopt;
    };
    const double top = scrollOffset().y(); // what is out of view is painted when it comes
    const auto [begin, end] = tokens_.stepsBetween(top, top + viewport()->height());
    std::vector<int> changed;
    for (int step = std::max(begin, 0); step < end; ++step)
        if (at(before, step) != at(judgements_, step))
            changed.push_back(step);
    if (changed.size() > fewTokens) // to clip to each of many takes longer than to paint all
        viewport()->update();
    else
        for (const int step : changed)
            updateToken(step);
}

const Judgement* TokenView::judgement(int step) const
{
    if (step < 0 || step >= static_cast<int>(judgements_.size()))
        return nullptr;
    const auto& judgement = judgements_[static_cast<std::size_t>(step)];
    return judgement ? &*judgement : nullptr;
}

void TokenView::setRepeatsShown(bool shown)
{
    if (repeatsShown_ == shown)
        return;
    repeatsShown_ = shown;
    repeats_.clear();
    setAccessibleDescription(placeholder_.join(u' '));
    findRepeats();
    viewport()->update();
}

void TokenView::findRepeats()
{
    if (!repeatsShown_)
        return;
    repeats_ = repeatedPassages(tokens_);
    const auto count = static_cast<int>(repeats_.size());
    setAccessibleDescription(tr("%Ln passage(s) repeat what came before.", nullptr, count));
}

const RepeatedPassage* TokenView::repeatAt(int index) const
{
    const int place = index - tokens_.firstIndex();
    const auto found = std::ranges::find_if(repeats_, [place](const RepeatedPassage& passage) {
        return passage.begin <= place && place < passage.end;
    });
    return found == repeats_.end() ? nullptr : &*found;
}

void TokenView::setWhitespaceVisible(bool visible)
{
    marks_.whitespace = visible ? TokenMarks::Whitespace::Shown : TokenMarks::Whitespace::Hidden;
    viewport()->update();
}

void TokenView::setCompact(bool compact)
{
    compact_ = compact;
    applyFont();
}

void TokenView::applyFont()
{
    tokens_.setFont(compact_ ? font() : scaled(font(), readingSize));
    if (compact_) {
        logitscope::setCompact(*document(), tokens_);
        fitWholeLines();
    }
}

// No line is seen cut in half.
void TokenView::fitWholeLines()
{
    setViewportMargins(0, 0, 0, belowCompactLines(document()->defaultFont(), height()));
}

void TokenView::changeEvent(QEvent* event)
{
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange) {
        applyFont();
    } else if (event->type() == QEvent::PaletteChange) {
        tokens_.setPromptColour(themeOf(palette()).mutedText);
        viewport()->update();
    }
}

void TokenView::resizeEvent(QResizeEvent* event)
{
    const bool wasFollowing = following_; // while the text wraps anew the bar moves by itself
    QTextEdit::resizeEvent(event);
    if (compact_)
        fitWholeLines();
    if (wasFollowing)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void TokenView::wheelEvent(QWheelEvent* event)
{
    // QTextEdit would zoom its own font; the interface is zoomed as a whole, by the window.
    if (event->modifiers() & Qt::ControlModifier)
        event->ignore();
    else
        QTextEdit::wheelEvent(event);
}

// Where it is shown

QPointF TokenView::scrollOffset() const
{
    return QPointF(horizontalScrollBar()->value(), verticalScrollBar()->value());
}

QList<QRect> TokenView::tokenRectangles(int index) const
{
    QList<QRect> rectangles;
    for (const QRectF& rectangle : tokens_.rectangles(index))
        rectangles.append(rectangle.translated(-scrollOffset()).toAlignedRect());
    return rectangles;
}

std::pair<int, int> TokenView::visibleSteps() const
{
    const double top = scrollOffset().y();
    return tokens_.stepsBetween(top, top + viewport()->height());
}

std::optional<int> TokenView::tokenAt(const QPoint& point) const
{
    return tokens_.tokenAt(QPointF(point) + scrollOffset());
}

bool TokenView::isBehindText(const QPoint& point) const
{
    const QRectF end = tokens_.endRectangle().translated(-scrollOffset());
    const double above = end.top() - tokens_.leading() / 2.0;
    const double below = end.bottom() + tokens_.leading() / 2.0;
    return point.y() >= below || (point.y() >= above && point.x() >= end.left());
}

void TokenView::updateSpan(const TextSpan& span)
{
    if (!isVisible()) // a view that was never shown has no lines yet
        return;
    for (const QRectF& rectangle : tokens_.rectangles(span)) {
        const double around = rectangle.height() / 3.0; // outlines reach a little beyond the text
        viewport()->update(rectangle.translated(-scrollOffset())
                               .adjusted(-around, -around, around, around)
                               .toAlignedRect());
    }
}

void TokenView::updateToken(std::optional<int> index)
{
    if (index)
        updateSpan(tokens_.span(*index));
}

// Selecting text, and copying

std::pair<int, int> TokenView::selectedTokens() const
{
    const QTextCursor cursor = textCursor();
    return tokens_.tokensIn(cursor.selectionStart(), cursor.selectionEnd());
}

QMimeData* TokenView::createMimeDataFromSelection() const
{
    auto* mimeData = new QMimeData; // the caller's
    const QTextCursor cursor = textCursor();
    mimeData->setText(tokens_.plainText(cursor.selectionStart(), cursor.selectionEnd()));
    return mimeData;
}

} // namespace logitscope
