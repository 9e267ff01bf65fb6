// The phrase of locked lessons: what is kept of it, and how it is asked for.
#include "app/learn/lesson_phrase.h"
#include "app/learn/phrase_dialog.h"
#include "tests/test_program.h"

#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMessageAuthenticationCode>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace logitscope;

namespace
{

// PBKDF2 by its definition: RFC 8018, 5.2, for one block.
QByteArray pbkdf2(const QByteArray& phrase, const QByteArray& salt, int rounds)
{
    QMessageAuthenticationCode code(QCryptographicHash::Sha256, phrase);
    const auto mac = [&](const QByteArray& data) {
        code.reset();
        code.addData(data);
        return code.result();
    };
    auto last = mac(salt + QByteArray("\0\0\0\1", 4));
    auto sum = last;
    for (int round = 1; round < rounds; ++round) {
        last = mac(last);
        for (qsizetype i = 0; i < sum.size(); ++i)
            sum[i] = static_cast<char>(sum[i] ^ last[i]);
    }
    return sum;
}

} // namespace

class PhraseDialogTest : public QObject
{
    Q_OBJECT

private slots:
    void nothingOfThePhraseIsKept();
    void onlyThePhraseMatches();
    void aNewOneIsTypedTwice();
    void aWrongOneWaitsLonger();

private:
    QTemporaryDir folder_;
    QSettings settings_{folder_.filePath("settings.ini"), QSettings::IniFormat};
};

void PhraseDialogTest::nothingOfThePhraseIsKept()
{
    LessonPhrase phrase(settings_);
    phrase.set("open sesame");
    const auto salt = settings_.value("lessonPhrase/salt").toByteArray();
    const auto key = settings_.value("lessonPhrase/key").toByteArray();
    QCOMPARE(key, pbkdf2("open sesame", QByteArray::fromHex(salt),
                         settings_.value("lessonPhrase/rounds").toInt())
                      .toHex());
    QVERIFY(settings_.value("lessonPhrase/rounds").toInt() >= 100'000);
    phrase.set("open sesame"); // the same one has another salt
    QVERIFY(settings_.value("lessonPhrase/salt").toByteArray() != salt);
    QVERIFY(settings_.value("lessonPhrase/key").toByteArray() != key);
    settings_.sync();
    QFile file(settings_.fileName());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("sesame"));
}

void PhraseDialogTest::onlyThePhraseMatches()
{
    settings_.clear();
    LessonPhrase phrase(settings_);
    QVERIFY(!phrase.isSet());
    QVERIFY(!phrase.matches(""));
    phrase.set(QString::fromUtf8("Öl und Salz"));
    QVERIFY(phrase.isSet());
    QVERIFY(phrase.matches(QString::fromUtf8("O\xcc\x88l und Salz"))); // composed otherwise
    QVERIFY(!phrase.matches(QString::fromUtf8("öl und Salz")));
    QVERIFY(!phrase.matches(""));
    settings_.remove("lessonPhrase"); // who forgot it
    QVERIFY(!phrase.isSet());
    QVERIFY(!phrase.matches(QString::fromUtf8("Öl und Salz")));
    settings_.setValue("lessonPhrase/key", "not a key");
    settings_.setValue("lessonPhrase/rounds", "many");
    QVERIFY(!phrase.matches(""));
}

void PhraseDialogTest::aNewOneIsTypedTwice()
{
    settings_.clear();
    LessonPhrase phrase(settings_);
    PhraseDialog dialog(phrase, PhraseDialog::Asks::ForNewPhrase, "A sentence.");
    dialog.show();
    QVERIFY(dialog.again()->isVisible());
    QVERIFY(!dialog.okButton()->isEnabled());
    QTest::keyClicks(dialog.field(), "open");
    QTest::keyClicks(dialog.again(), "opem");
    QVERIFY(!dialog.okButton()->isEnabled());
    QVERIFY(dialog.problem()->text().contains("not the same"));
    QTest::keyClick(dialog.again(), Qt::Key_Backspace);
    QTest::keyClicks(dialog.again(), "n");
    QVERIFY(dialog.problem()->text().isEmpty());
    QTest::mouseClick(dialog.okButton(), Qt::LeftButton);
    QCOMPARE(dialog.result(), int(QDialog::Accepted));
    QVERIFY(phrase.matches("open"));
}

void PhraseDialogTest::aWrongOneWaitsLonger()
{
    settings_.clear();
    LessonPhrase phrase(settings_);
    phrase.set("right");
    const auto waitsFor = [&](std::chrono::milliseconds longer) {
        PhraseDialog dialog(phrase, PhraseDialog::Asks::ForPhrase, "A sentence.", nullptr, longer);
        dialog.show();
        QTest::keyClicks(dialog.field(), "wrong");
        if (!QTest::qWaitFor([&] { return dialog.okButton()->isEnabled(); }))
            return std::chrono::milliseconds(-1);
        QTest::mouseClick(dialog.okButton(), Qt::LeftButton);
        if (dialog.okButton()->isEnabled() || dialog.result() == QDialog::Accepted)
            return std::chrono::milliseconds(-1);
        QTest::keyClick(dialog.field(), Qt::Key_Return); // nothing happens while it waits
        return phrase.waitingTime();
    };
    constexpr std::chrono::milliseconds longer(400);
    const auto first = waitsFor(longer);
    QVERIFY(first.count() >= 0 && first <= longer);
    const auto second = waitsFor(longer); // the dialog was closed meanwhile
    QVERIFY(second > longer && second <= 2 * longer);

    PhraseDialog dialog(phrase, PhraseDialog::Asks::ForPhrase, "A sentence.");
    dialog.show();
    QTest::keyClicks(dialog.field(), "right");
    QVERIFY(!dialog.okButton()->isEnabled());
    QVERIFY(dialog.problem()->text().contains("Try again in 1 s"));
    QTRY_VERIFY(dialog.okButton()->isEnabled());
    QTest::keyClick(dialog.field(), Qt::Key_Return);
    QCOMPARE(dialog.result(), int(QDialog::Accepted));
}

LOGITSCOPE_TEST(PhraseDialogTest)
#include "tst_phrase_dialog.moc"
