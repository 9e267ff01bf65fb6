// The prompt and its continuation while it streams: each token shaded by the probability that the
// model gave it, or by something else; and marks on what the present settings would not sample.
// Tokens go by TokenDocument's indexes: those of the prompt, where they are known, are below 0.
//
// The view is a QTextEdit, so that layout, selecting with the mouse, copying, scrolling and screen
// readers are Qt's. Shades and outlines are painted under and over its text: a token that arrives
// changes the document by its own characters alone.
#pragma once

#include "core/sampling/sampler_chain.h"
#include "core/sampling/shaped.h"
#include "core/text/repeated_passages.h"
#include "widgets/text/shade_scale.h"
#include "widgets/text/token_document.h"
#include "widgets/text/token_paint.h"

#include <QPixmap>
#include <QPointF>
#include <QSize>
#include <QTextEdit>

#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace logitscope
{

class LiveRegion;

class TokenView : public QTextEdit
{
    Q_OBJECT

public:
    explicit TokenView(QWidget* parent = nullptr);

    int stepCount() const { return tokens_.stepCount(); }

    const TokenDocument& tokens() const { return tokens_; }

    // Who can't see the text hears from it what is new. A new prompt silences it.
    LiveRegion* live() const { return live_; }

    // The tokens of which the reader has selected some text: [first, last).
    std::pair<int, int> selectedTokens() const;

    std::optional<int> selected() const { return marks_.selected; }

    bool isEndSelected() const { return marks_.endSelected; }

    std::optional<int> departure() const { return marks_.departure; }

    // What stands where there is no text yet: a line for each thing to know.
    void setPlaceholder(const QStringList& lines);

    // What the shades say.
    void setShades(const ShadeScale& scale);

    const ShadeScale& shades() const { return shades_; }

    // What the present settings do to the steps from 0, by one random number or by one a token; a
    // missing one isn't known yet, and without any nobody judges. Repaints only what is another.
    // A new prompt has none.
    void setJudgements(std::vector<std::optional<Judgement>> judgements,
                       Pick pick = Pick::InverseCdf);

    // Whether passages are marked that the text has had before.
    void setRepeatsShown(bool shown);

    // Those that are marked; null: the token lies in none.
    const RepeatedPassage* repeatAt(int index) const;

    const Judgement* judgement(int step) const; // null: none

    // For a small place among others: text of the interface's size, hardly a margin.
    void setCompact(bool compact);

    // Whether the newest text is kept in view: until the reader scrolls away from it or picks an
    // older token, and again when they are back at the end.
    bool isFollowing() const { return following_; }

    // For a text that grows no more, to be read from its beginning.
    void showBeginning();

    // Prompt and continuation as they are, whatever characters are in them; without end marks.
    QString plainText() const { return tokens_.plainText(0, tokens_.length()); }

    // What the token owns of the document's positions; empty where it completes no character.
    TextSpan span(int index) const { return tokens_.span(index); }

    // Where the token is drawn, in the viewport's coordinates: one rectangle for each line.
    QList<QRect> tokenRectangles(int index) const;

    // Those on the lines that can be seen, [first, second).
    std::pair<int, int> visibleSteps() const;

    // The token drawn at a point of the viewport.
    std::optional<int> tokenAt(const QPoint& point) const;

public slots:
    void clear(); // no prompt, no continuation: the placeholder shows

    // A new prompt, without a continuation; with tokens or, where none are given, as mere text.
    void setPrompt(const QString& prompt, std::vector<PromptToken> tokens = {});

    // Of its tokens from the second on, as far as they are known.
    void setPromptScores(std::span<const TokenScore> scores);

    void appendTokens(std::span<const NodePtr> nodes);
    void appendEndMark(NodePtr node); // the token that ends a text: never shown as text
    void finish(); // no step follows: a character that was left unfinished shows as U+FFFD

    // Marks a token. Doesn't scroll: whoever reads elsewhere is left in peace.
    void setSelected(std::optional<int> index);
    void scrollToSelected();

    // Marks the place of the token that comes next, instead of one that is there. Tokens that
    // arrive take the mark away.
    void setEndSelected(bool selected);

    // Marks the token at which this continuation departs from another.
    void setDeparture(std::optional<int> step);

    // Spaces, tabs and line breaks are drawn; no text moves, and copies stay the same.
    void setWhitespaceVisible(bool visible);

signals:
    void selectedChanged();     // whoever marked another token, or none
    void promptScoresChanged(); // there are more, or they belong to another prompt

protected:
    Pick judgedPick() const { return judgedPick_; }

    bool isBehindText(const QPoint& point) const; // in the viewport's coordinates

    void setHovered(std::optional<int> index); // marks the token under the mouse

    void setFollowing(bool following) { following_ = following; }

    void changeEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    QMimeData* createMimeDataFromSelection() const override;

private:
    void findRepeats();
    void extend(const std::function<void()>& append);
    void updateSpan(const TextSpan& span);
    void updateToken(std::optional<int> index);
    bool put(std::optional<int> TokenMarks::*mark, std::optional<int> index); // false: it is there
    void applyFont();
    void fitWholeLines();
    QPointF scrollOffset() const; // the document's coordinates less this are the viewport's

    void paintPlaceholder(QPainter& painter) const;
    void paintText(QPaintEvent* event);
    bool paintStill(const QRect& rect);

    TokenDocument tokens_;
    LiveRegion* live_;
    QStringList placeholder_; // without one, the accessible description is it
    TokenMarks marks_;
    ShadeScale shades_;
    std::vector<std::optional<Judgement>> judgements_;
    Pick judgedPick_ = Pick::InverseCdf;
    bool repeatsShown_ = false;
    std::vector<RepeatedPassage> repeats_; // as paintRepeats() has them

    // Shades and text as they were last painted, for as long as only judgements change.
    struct Look
    {
        QSize size;
        QPointF scrolled;
        qint64 palette;
        int version;
        ShadeScale shades;

        friend bool operator==(const Look&, const Look&) = default;
    };

    QPixmap still_;
    std::optional<Look> stillLook_;
    bool compact_ = false;
    bool following_ = true;
};

} // namespace logitscope
