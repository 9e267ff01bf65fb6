// Prompt and continuation as a QTextDocument: what it says, which token owns which part of it, and
// where that part lies. Coordinates are the document's own.
//
// Tokens go by an index: those of the continuation count from 0, as its steps do, and those of the
// prompt backwards from -1, the last.
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

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace logitscope
{

// Bytes of a token, which may end inside a character.
struct PromptToken
{
    TokenId token;
    std::string bytes;
};

class TokenDocument
{
public:
    // Fills a document that a view owns, and that nobody else changes.
    explicit TokenDocument(QTextDocument* document);

    // Starts over, without a continuation. Where no tokens are given, or those that are don't spell
    // it, as of a prompt that is not UTF-8, it is mere text.
    void setPrompt(const QString& prompt, std::vector<PromptToken> tokens = {});

    // Of the prompt's tokens from the second on, as far as they are known.
    void setPromptScores(std::span<const TokenScore> scores);

    void append(std::span<const NodePtr> nodes);
    void appendEndMark(NodePtr node); // it ends the text: a mark instead of its own text
    void finish();                    // no step follows

    void setFont(const QFont& font);     // distances follow from it
    void setLineSpacing(double spacing); // in heights of the font
    void setPromptColour(const QColor& colour);

    const QTextDocument& document() const { return *document_; }

    // Another number after anything that is drawn has changed, but for the width of the document.
    int version() const { return version_; }

    bool isEmpty() const { return text_.isEmpty() && nodes_.empty(); }

    int length() const { return static_cast<int>(text_.size()); } // in positions

    int stepCount() const { return static_cast<int>(nodes_.size()); }

    // The prompt's tokens, where they are known, and the first of all indexes.
    int promptCount() const { return promptSpans_.size(); }

    int firstIndex() const { return -promptCount(); }

    const Step& step(int step) const { return nodes_[static_cast<std::size_t>(step)]->step; }

    // Of a negative index.
    const PromptToken& promptToken(int index) const { return promptTokens_[placeOf(index)]; }

    // None for the first token of a prompt, before which nothing comes, and for those whose scores
    // are not known.
    std::optional<TokenScore> score(int index) const;

    const std::vector<int>& endMarks() const { return endMarks_; } // steps

    TextSpan span(int index) const;

    // The tokens of which all or a part lies in a range of positions: [first, last).
    std::pair<int, int> tokensIn(int begin, int end) const;

    // The text of a range of positions as it was given, whatever characters are in it, without
    // end marks.
    QString plainText(int begin, int end) const;

    // Where a token is: a rectangle for each line, as high as the text; or the slit where its
    // character will be, if it owns none.
    const QList<QRectF>& rectangles(int index) const;
    QList<QRectF> rectangles(const TextSpan& span) const;
    QRectF endRectangle() const; // of no width, behind the last character
    double leading() const;      // what lies between the text of one line and that of the next

    std::optional<int> tokenAt(const QPointF& point) const;

    // The token nearest to `x` on the first line above (-1) or below (1) that has another token.
    std::optional<int> tokenOnNextLine(int index, int direction, double x) const;

    // What the lines between two heights hold, whole lines: positions, and tokens [begin, end).
    TextSpan spanBetween(double top, double bottom) const;
    std::pair<int, int> stepsBetween(double top, double bottom) const;

private:
    void insert(const QString& text, const QTextCharFormat& format = {});
    void noteChange();

    std::size_t placeOf(int index) const { return static_cast<std::size_t>(index + promptCount()); }

    std::optional<int> indexAt(int position) const; // of the token that owns it
    QTextBlockFormat paragraphFormat() const;
    QTextCharFormat promptFormat() const;

    QTextDocument* document_;
    double lineSpacing_ = 1.5;
    QColor promptColour_;
    QString text_; // unit p of it is the document's position p
    int promptLength_ = 0;
    std::vector<PromptToken> promptTokens_;
    std::vector<TokenScore> promptScores_; // without the first token's
    TokenSpans promptSpans_;
    std::vector<NodePtr> nodes_; // the run's
    std::vector<int> endMarks_;
    TokenSpans spans_;

    // As far as somebody asked, since asking Qt takes long; of this layout, from the first index.
    mutable std::vector<QList<QRectF>> rectangles_;
    mutable double width_ = 0.0;
    int version_ = 0;
};

} // namespace logitscope
