// The middle column: prompt and continuation, what went wrong above them, what is going on below.
#pragma once

#include <QWidget>

class QToolButton;

namespace logitscope
{

class BranchList;
class CopyButton;
class MessageBar;
class RunBar;
class SelectionLine;
class ShadeLegend;
class TokenText;

class TextPanel : public QWidget
{
    Q_OBJECT

public:
    explicit TextPanel(QWidget* parent = nullptr);

    TokenText* text() const { return text_; }

    SelectionLine* selectionLine() const { return selection_; }

    MessageBar* message() const { return message_; }

    BranchList* branches() const { return branches_; }

    RunBar* runBar() const { return runBar_; }

    QToolButton* whitespaceButton() const { return whitespace_; }

    CopyButton* copyButton() const { return copy_; }

    // Leaves the text, its legend and what the run says.
    void setPresenting(bool presenting);

private:
    void makeLayout();

    TokenText* text_;
    SelectionLine* selection_;
    BranchList* branches_;
    MessageBar* message_;
    RunBar* runBar_;
    ShadeLegend* legend_;
    QToolButton* whitespace_;
    CopyButton* copy_;
};

} // namespace logitscope
