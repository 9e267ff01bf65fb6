// Asks for the phrase that leaving a locked lesson needs, or for a new one.
#pragma once

#include <QDialog>
#include <QTimer>

#include <chrono>

class QLabel;
class QLineEdit;
class QPushButton;

namespace logitscope
{

class LessonPhrase;

class PhraseDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Asks
    {
        ForPhrase,    // accepted when it is right
        ForNewPhrase, // typed twice, and set
    };

    // The phrase outlives the dialog. A wrong one has to wait: one `wait` longer each time.
    PhraseDialog(LessonPhrase& phrase, Asks asks, const QString& sentence,
                 QWidget* parent = nullptr,
                 std::chrono::milliseconds wait = std::chrono::seconds(1));

    QLineEdit* field() const { return field_; }

    QLineEdit* again() const { return again_; } // of a new phrase

    QPushButton* okButton() const { return ok_; }

    QLabel* problem() const { return problem_; }

private:
    void check();
    void waitFor(std::chrono::milliseconds time, const QString& reason);
    void updateButton();

    LessonPhrase& phrase_;
    const Asks asks_;
    const std::chrono::milliseconds wait_;
    QTimer waiting_;
    QLineEdit* field_;
    QLineEdit* again_;
    QLabel* problem_;
    QPushButton* ok_;
};

} // namespace logitscope
