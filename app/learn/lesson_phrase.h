// The phrase that leaving a locked lesson needs: a teacher sets it, and the settings keep no more
// of it than a salted PBKDF2 hash (RFC 8018). Who forgets it deletes the settings' group
// "lessonPhrase".
#pragma once

#include <QDeadlineTimer>
#include <QString>

#include <chrono>

class QSettings;

namespace logitscope
{

class LessonPhrase
{
public:
    // The settings outlive it.
    explicit LessonPhrase(QSettings& settings) : settings_(settings) {}

    bool isSet() const;
    void set(const QString& phrase);           // not an empty one
    bool matches(const QString& phrase) const; // takes a fraction of a second

    // Who was wrong has to wait before the next try, each time longer by that: also where the
    // dialog was closed meanwhile.
    std::chrono::milliseconds countWrongTry(std::chrono::milliseconds longer);

    std::chrono::milliseconds waitingTime() const; // that is left

private:
    QSettings& settings_;
    int wrongTries_ = 0;
    QDeadlineTimer nextTry_;
};

} // namespace logitscope
