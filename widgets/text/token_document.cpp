#include "widgets/text/token_document.h"

#include "widgets/text/document_text.h"
#include "widgets/text/text_geometry.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QTextCursor>

#include <algorithm>

namespace logitscope
{

namespace
{

constexpr double marginHeights = 1.1; // around the text, of the font's height
constexpr double tabSpaces = 4.0;

// Words that stay on one line and leave a little room around them.
QString endMark()
{
    const QString words = QCoreApplication::translate("logitscope::TokenDocument", "end of text");
    return QString(u' ' + words + u' ').replace(u' ', QChar::Nbsp);
}

QTextCharFormat markFormat()
{
    QTextCharFormat format;
    format.setFontItalic(true); // its colour is the text's: a muted one is hard to read on a shade
    return format;
}

} // namespace

TokenDocument::TokenDocument(QTextDocument* document) : document_(document)
{
    document_->setUndoRedoEnabled(false);
    setPrompt({});
}

void TokenDocument::setPrompt(const QString& prompt, std::vector<PromptToken> tokens)
{
    text_.clear();
    nodes_.clear();
    endMarks_.clear();
    promptTokens_ = std::move(tokens);
    promptScores_.clear();
    promptSpans_ = TokenSpans();
    QString spelled;
    for (const auto& token : promptTokens_)
        spelled += promptSpans_.append(token.bytes);
    spelled += promptSpans_.finish();
    if (spelled != prompt) {
        promptTokens_.clear();
        promptSpans_ = TokenSpans();
    }
    promptLength_ = static_cast<int>(prompt.size());
    spans_ = TokenSpans(promptLength_);
    noteChange();

    document_->clear();
    QTextCursor(document_).setBlockFormat(paragraphFormat());
    insert(prompt, promptFormat());
}

void TokenDocument::setPromptScores(std::span<const TokenScore> scores)
{
    promptScores_.assign(scores.begin(), scores.end());
    noteChange();
}

std::optional<TokenScore> TokenDocument::score(int index) const
{
    if (index >= 0)
        return scoreOf(step(index));
    const auto place = placeOf(index);
    if (place == 0 || place > promptScores_.size())
        return std::nullopt;
    return promptScores_[place - 1];
}

TextSpan TokenDocument::span(int index) const
{
    return index < 0 ? promptSpans_[index + promptCount()] : spans_[index];
}

std::optional<int> TokenDocument::indexAt(int position) const
{
    if (position >= promptLength_)
        return spans_.tokenAt(position);
    const auto place = promptSpans_.tokenAt(position);
    return place ? std::optional(*place - promptCount()) : std::nullopt;
}

std::pair<int, int> TokenDocument::tokensIn(int begin, int end) const
{
    if (begin >= end)
        return {0, 0};
    int first = indexAt(begin).value_or(0);
    const int last = indexAt(end - 1).value_or(-1);
    // Tokens that own nothing began the character that the next one owns.
    while (first > firstIndex() && span(first - 1).isEmpty() && span(first - 1).begin >= begin)
        --first;
    return {first, last + 1};
}

void TokenDocument::append(std::span<const NodePtr> nodes)
{
    QString added;
    for (const auto& node : nodes) {
        nodes_.push_back(node);
        added += spans_.append(node->step.bytes);
    }
    insert(added);
}

void TokenDocument::appendEndMark(NodePtr node)
{
    const QString mark = endMark();
    insert(spans_.appendMark(static_cast<int>(mark.size())));
    endMarks_.push_back(stepCount());
    nodes_.push_back(std::move(node));
    insert(mark, markFormat());
}

void TokenDocument::finish()
{
    insert(spans_.finish());
}

void TokenDocument::insert(const QString& text, const QTextCharFormat& format)
{
    if (text.isEmpty())
        return;
    text_ += text;
    noteChange();
    QTextCursor end(document_);
    end.movePosition(QTextCursor::End);
    end.insertText(documentText(text), format);
}

void TokenDocument::noteChange()
{
    ++version_;
    rectangles_.clear();
}

void TokenDocument::setFont(const QFont& font)
{
    const QFontMetricsF metrics(font);
    noteChange();
    document_->setDefaultFont(font);
    document_->setDocumentMargin(metrics.height() * marginHeights);
    QTextOption option = document_->defaultTextOption();
    option.setTabStopDistance(metrics.horizontalAdvance(u' ') * tabSpaces);
    document_->setDefaultTextOption(option);
}

void TokenDocument::setLineSpacing(double spacing)
{
    lineSpacing_ = spacing;
    noteChange();
    QTextCursor all(document_);
    all.select(QTextCursor::Document);
    all.mergeBlockFormat(paragraphFormat());
}

QTextBlockFormat TokenDocument::paragraphFormat() const
{
    QTextBlockFormat format;
    format.setLineHeight(lineSpacing_ * 100.0, QTextBlockFormat::ProportionalHeight);
    return format;
}

void TokenDocument::setPromptColour(const QColor& colour)
{
    promptColour_ = colour;
    noteChange();
    QTextCursor cursor(document_);
    cursor.setPosition(promptLength_, QTextCursor::KeepAnchor);
    cursor.mergeCharFormat(promptFormat());
}

QTextCharFormat TokenDocument::promptFormat() const
{
    QTextCharFormat format;
    format.setForeground(promptColour_);
    return format;
}

QString TokenDocument::plainText(int begin, int end) const
{
    QString text = text_.mid(begin, end - begin);
    for (auto mark = endMarks_.rbegin(); mark != endMarks_.rend(); ++mark) {
        const int from = std::max(spans_[*mark].begin, begin);
        const int to = std::min(spans_[*mark].end, end);
        if (from < to)
            text.remove(from - begin, to - from);
    }
    return text;
}

const QList<QRectF>& TokenDocument::rectangles(int index) const
{
    if (width_ != document_->textWidth()) {
        rectangles_.clear();
        width_ = document_->textWidth();
    }
    rectangles_.resize(placeOf(stepCount()));
    auto& known = rectangles_[placeOf(index)];
    if (known.isEmpty())
        known = rectangles(span(index));
    return known;
}

QList<QRectF> TokenDocument::rectangles(const TextSpan& span) const
{
    QList<QRectF> rectangles = textRectangles(*document_, span.begin, span.end);
    if (rectangles.isEmpty())
        rectangles.append(caretRectangle(*document_, span.begin));
    return rectangles;
}

QRectF TokenDocument::endRectangle() const
{
    return caretRectangle(*document_, length());
}

double TokenDocument::leading() const
{
    return QFontMetricsF(document_->defaultFont()).height() * (lineSpacing_ - 1.0);
}

std::optional<int> TokenDocument::tokenAt(const QPointF& point) const
{
    // Qt counts what lies between two lines to the upper one; here half of it belongs to each.
    const double half = leading() / 2.0;
    const auto visual = lineAt(*document_, point + QPointF(0.0, half));
    if (!visual)
        return std::nullopt;
    const int position = visual->positionAt(point.x());
    // The nearest position may be far away, behind the end of a line; at a wrap it is the next
    // line's first; and where reading directions mix, Qt doesn't find the line break.
    for (const int candidate : {position, position - 1, visual->end() - 1}) {
        const std::optional<int> token = indexAt(candidate);
        if (!token)
            continue;
        for (const QRectF& rectangle : rectangles(*token))
            if (rectangle.adjusted(0.0, -half, 0.0, half).contains(point))
                return token;
    }
    return std::nullopt;
}

std::optional<int> TokenDocument::tokenOnNextLine(int index, int direction, double x) const
{
    auto visual = lineAt(*document_, span(index).begin);
    while (visual && (visual = direction < 0 ? lineAbove(*visual) : lineBelow(*visual))) {
        const int position =
            std::min(visual->positionAt(x), visual->end() - 1); // at a wrap: not the next line's
        const std::optional<int> token = indexAt(position);
        if (token && token != index)
            return token;
    }
    return std::nullopt;
}

TextSpan TokenDocument::spanBetween(double top, double bottom) const
{
    const auto first = lineAt(*document_, QPointF(0.0, top - leading()));
    const auto last = lineAt(*document_, QPointF(0.0, bottom));
    return first && last ? TextSpan{first->begin(), last->end()} : TextSpan{};
}

std::pair<int, int> TokenDocument::stepsBetween(double top, double bottom) const
{
    const TextSpan visible = spanBetween(top, bottom);
    const auto indexFrom = [this](int position) {
        const int first = promptCount() > 0 ? 0 : promptLength_;
        return indexAt(std::max(position, first)).value_or(stepCount());
    };
    return {indexFrom(visible.begin), std::min(indexFrom(visible.end) + 1, stepCount())};
}

} // namespace logitscope
