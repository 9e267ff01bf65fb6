// The teacher's note: over the lower part of the page, or in a window on the second screen with
// what comes next and the time.
#pragma once

#include "widgets/control/card.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QToolButton;

namespace logitscope
{

class LessonPlayer;
class LessonText;

class LessonNote : public Card
{
    Q_OBJECT

public:
    // Covers the lower part of `over`. Hidden at first.
    LessonNote(const LessonPlayer& player, QWidget& over);

    void showScene(); // what the player has

    LessonText* text() const { return text_; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void place();

    const LessonPlayer& player_;
    QWidget& over_;
    QLabel* title_;
    QToolButton* close_;
    LessonText* text_;
};

class NotesWindow : public QWidget
{
    Q_OBJECT

public:
    explicit NotesWindow(const LessonPlayer& player, QWidget* parent = nullptr);

    void showScene();

    LessonText* text() const { return text_; }

    QLabel* time() const { return time_; }

    QLabel* next() const { return next_; }

signals:
    void closed();

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void showTime();

    const LessonPlayer& player_;
    QLabel* title_;
    QLabel* time_;
    LessonText* text_;
    QLabel* next_;
    QTimer everySecond_;
};

// "4:05 of 15 minutes · 11 minutes left"
QString lessonTimeText(qint64 seconds, int minutes);

} // namespace logitscope
