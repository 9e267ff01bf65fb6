// The middle column: prompt and continuation, what went wrong above them, what is going on below.
#pragma once

#include "core/sampling/sampler_chain.h"

#include <QWidget>

class QBoxLayout;
class QToolButton;

namespace logitscope
{

class BranchList;
class Card;
class CopyButton;
class LookBackLine;
class MessageBar;
class RunBar;
class SelectionLine;
class ShadeBar;
class TokenText;

class TextPanel : public QWidget
{
    Q_OBJECT

public:
    explicit TextPanel(QWidget* parent = nullptr);

    TokenText* text() const { return text_; }

    Card* card() const { return card_; } // that the text stands on

    SelectionLine* selectionLine() const { return selection_; }

    MessageBar* message() const { return message_; }

    BranchList* branches() const { return branches_; }

    RunBar* runBar() const { return runBar_; }

    QToolButton* whitespaceButton() const { return whitespace_; }

    CopyButton* copyButton() const { return copy_; }

    ShadeBar* shadeBar() const { return shadeBar_; }

    // On while the whole text is judged under the present settings: whoever judges gives the
    // results to text() and lookBack().
    QToolButton* lookBackButton() const { return lookBackButton_; }

    LookBackLine* lookBack() const { return lookBack_; }

    // Plays the text to a room, or asks the room for the next token: whoever has the text does it.
    QToolButton* playButton() const { return play_; }

    QToolButton* predictButton() const { return predict_; }

    // Above the text, where what goes wrong is said too.
    void addNotice(QWidget* notice);

    // Hidden; while it is shown, the text isn't.
    void addInTextsPlace(QWidget* other);
    void setTextVisible(bool visible);

    void addBelowText(QWidget* controls);

    // The present ones, whose stages the legend explains.
    void setSettings(const SamplerChain& settings);

    // Leaves the text, its legend and what the run says.
    void setPresenting(bool presenting);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void makeLayout();
    void arrangeFoot(); // by the room that there is
    void setLookingBack(bool isLookingBack);

    TokenText* text_;
    Card* card_; // below it
    SelectionLine* selection_;
    BranchList* branches_;
    MessageBar* message_;
    RunBar* runBar_;
    ShadeBar* shadeBar_;
    LookBackLine* lookBack_;
    QToolButton* lookBackButton_;
    QToolButton* predict_;
    QToolButton* play_;
    QToolButton* whitespace_;
    CopyButton* copy_;
    QBoxLayout* foot_;  // what the run says, and the tools
    QBoxLayout* tools_; // at its right
    bool presenting_ = false;
};

} // namespace logitscope
