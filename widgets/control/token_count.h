// Under a prompt: how many tokens it has, of how many the model's context holds, and what is wrong
// with it when these are too many.
#pragma once

#include <QLabel>
#include <QTimer>

namespace logitscope
{

class PromptField;

class TokenCount : public QLabel
{
    Q_OBJECT

public:
    // The field outlives this.
    explicit TokenCount(PromptField& field, QWidget* parent = nullptr);

    // Counts what is there now, without the pause for whoever types.
    void countNow();

    bool isComplaining() const { return complaining_; }

    // As high as the sentence is at the present width. A height that the layout asks for by width
    // would keep all widgets of a column from shrinking.
    bool hasHeightForWidth() const override { return false; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void say(const QString& sentence, bool complaint);

    PromptField& field_;
    QTimer pause_;
    QString refusal_; // until the prompt changes
    bool complaining_ = false;
};

} // namespace logitscope
