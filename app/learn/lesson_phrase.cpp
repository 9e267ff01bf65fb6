#include "app/learn/lesson_phrase.h"

#include <QCryptographicHash>
#include <QPasswordDigestor>
#include <QRandomGenerator>
#include <QSettings>

namespace logitscope
{

namespace
{

constexpr int usualRounds = 100'000;
constexpr int mostRounds = 10'000'000; // what settings say that somebody edited
constexpr int saltBytes = 16;
constexpr int keyBytes = 32;

// The same phrase is the same however a keyboard composes its letters.
QByteArray keyOf(const QString& phrase, const QByteArray& salt, int rounds)
{
    return QPasswordDigestor::deriveKeyPbkdf2(
        QCryptographicHash::Sha256,
        phrase.normalized(QString::NormalizationForm_C).trimmed().toUtf8(), salt, rounds, keyBytes);
}

} // namespace

bool LessonPhrase::isSet() const
{
    return settings_.contains("lessonPhrase/key");
}

void LessonPhrase::set(const QString& phrase)
{
    QByteArray salt(saltBytes, Qt::Uninitialized);
    for (auto& byte : salt)
        byte = static_cast<char>(QRandomGenerator::system()->bounded(256));
    settings_.setValue("lessonPhrase/salt", salt.toHex());
    settings_.setValue("lessonPhrase/rounds", usualRounds);
    settings_.setValue("lessonPhrase/key", keyOf(phrase, salt, usualRounds).toHex());
}

bool LessonPhrase::matches(const QString& phrase) const
{
    const auto salt = QByteArray::fromHex(settings_.value("lessonPhrase/salt").toByteArray());
    const int rounds = settings_.value("lessonPhrase/rounds").toInt();
    const auto key = QByteArray::fromHex(settings_.value("lessonPhrase/key").toByteArray());
    if (rounds < 1 || rounds > mostRounds || key.size() != keyBytes)
        return false;
    return keyOf(phrase, salt, rounds) == key;
}

std::chrono::milliseconds LessonPhrase::countWrongTry(std::chrono::milliseconds longer)
{
    const auto wait = longer * ++wrongTries_;
    nextTry_ = QDeadlineTimer(wait);
    return wait;
}

std::chrono::milliseconds LessonPhrase::waitingTime() const
{
    return std::chrono::milliseconds(nextTry_.remainingTime());
}

} // namespace logitscope
