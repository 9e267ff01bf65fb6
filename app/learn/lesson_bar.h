// Above the page while a lesson is open: which scene, what it says, and the way through them. Never
// higher than a third of the window; a longer text scrolls.
#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace logitscope
{

class ElidedLabel;
class LessonPlayer;
class LessonText;
class LiveRegion;

class LessonBar : public QWidget
{
    Q_OBJECT

public:
    // The player outlives the bar, which is hidden while no lesson is open.
    explicit LessonBar(const LessonPlayer& player, QWidget* parent = nullptr);

    // What the player has.
    void showScene();
    void showDone(); // and tells screen readers

    // The worked example below the text, which may give an answer away.
    void setExampleShown(bool isShown);

    ElidedLabel* title() const { return title_; }

    LessonText* text() const { return text_; }

    QLabel* doneMark() const { return done_; }

    QToolButton* exampleButton() const { return example_; }

    QToolButton* noteButton() const { return note_; }

    QToolButton* resetButton() const { return reset_; }

    QToolButton* backButton() const { return back_; }

    QToolButton* nextButton() const { return next_; }

    QToolButton* leaveButton() const { return leave_; }

    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void fit(); // to a third of the window
    void showText();

    const LessonPlayer& player_;
    ElidedLabel* title_;
    QLabel* done_;
    QToolButton* example_;
    QToolButton* note_;
    QToolButton* reset_;
    QToolButton* back_;
    QToolButton* next_;
    QToolButton* leave_;
    LessonText* text_;
    LiveRegion* live_;
};

} // namespace logitscope
