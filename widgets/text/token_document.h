// Prompt and continuation as a QTextDocument: what it says, which token owns which part of it, and
// where that part lies. Coordinates are the document's own.
#pragma once

#include "core/run/run.h"
#include "core/run/token_score.h"
#include "widgets/text/token_spans.h"

#include <QColor>
#include <QFont>
#include <QList>
#include <QRectF>
#include <QTextCharFormat>
#include <QTextDocument>

#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace logitscope
{

class TokenDocument
{
public:
    // Fills a document that a view owns, and that nobody else changes.
    explicit TokenDocument(QTextDocument* document);

    void setPrompt(const QString& prompt); // starts over, without a continuation
    void append(std::span<const NodePtr> nodes);
    void appendEndMark(NodePtr node); // it ends the text: a mark instead of its own text
    void finish();                    // no step follows

    void setFont(const QFont& font);     // distances follow from it
    void setLineSpacing(double spacing); // in heights of the font
    void setPromptColour(const QColor& colour);

    const QTextDocument& document() const { return *document_; }

    bool isEmpty() const { return text_.isEmpty() && nodes_.empty(); }

    int length() const { return static_cast<int>(text_.size()); } // in positions

    int stepCount() const { return static_cast<int>(nodes_.size()); }

    const Step& step(int step) const { return nodes_[static_cast<std::size_t>(step)]->step; }

    TokenScore score(int step) const { return scoreOf(this->step(step)); }

    const std::vector<int>& endMarks() const { return endMarks_; } // steps

    TextSpan span(int step) const { return spans_[step]; }

    // The text of a range of positions as it was given, whatever characters are in it, without
    // end marks.
    QString plainText(int begin, int end) const;

    // Where a token is: a rectangle for each line, as high as the text; or the slit where its
    // character will be, if it owns none.
    QList<QRectF> rectangles(int step) const;
    QList<QRectF> rectangles(const TextSpan& span) const;
    QRectF endRectangle() const; // of no width, behind the last character
    double leading() const;      // what lies between the text of one line and that of the next

    std::optional<int> tokenAt(const QPointF& point) const;

    // The token nearest to `x` on the first line above (-1) or below (1) that has another token.
    std::optional<int> tokenOnNextLine(int step, int direction, double x) const;

    // What the lines between two heights hold, whole lines: positions, and steps [begin, end).
    TextSpan spanBetween(double top, double bottom) const;
    std::pair<int, int> stepsBetween(double top, double bottom) const;

private:
    void insert(const QString& text, const QTextCharFormat& format = {});
    QTextBlockFormat paragraphFormat() const;
    QTextCharFormat promptFormat() const;

    QTextDocument* document_;
    double lineSpacing_ = 1.5;
    QColor promptColour_;
    QString text_; // unit p of it is the document's position p
    int promptLength_ = 0;
    std::vector<NodePtr> nodes_; // the run's
    std::vector<int> endMarks_;
    TokenSpans spans_;
};

} // namespace logitscope
