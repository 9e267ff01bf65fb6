#include "core/room/word_filter.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestWordFilter : public QObject
{
    Q_OBJECT

private slots:
    void rude_data();
    void rude();
    void decent_data();
    void decent();
    void dots();
};

void TestWordFilter::rude_data()
{
    QTest::addColumn<QString>("word");
    for (const auto* word :
         {"shit", "Shit", "SHIT!", "shiiiit", "sh1t", "$hit", "s.h.i.t", "s h i t", "s-h-i-t",
          "what shit", "fucking", "f@g", "a$$", "a55", "asssss", "bullshitter", "“shit”"})
        QTest::newRow(word) << QString::fromUtf8(word);
}

void TestWordFilter::rude()
{
    QFETCH(QString, word);
    QVERIFY(isRude(word.toStdString()));
}

// Words that have one inside, or nearly one.
void TestWordFilter::decent_data()
{
    QTest::addColumn<QString>("word");
    for (const auto* word :
         {"",          "little",  "class",   "assess", "as",       "Scunthorpe", "shiitake",
          "cocktail",  "peacock", "Dickens", "cumin",  "document", "title",      "count",
          "455",       "1455",    "a",       "I a m",  "şhit",     "analysis",   "grape",
          "therapist", "push it", "pass",    "👍"})
        QTest::newRow(word) << QString::fromUtf8(word);
}

void TestWordFilter::decent()
{
    QFETCH(QString, word);
    QVERIFY(!isRude(word.toStdString()));
    QCOMPARE(withoutRudeWords(word.toStdString()), word.toStdString());
}

void TestWordFilter::dots()
{
    QCOMPARE(withoutRudeWords("shit"), std::string("s•••"));
    QCOMPARE(withoutRudeWords("Shit é"), std::string("S•••••")); // a dot for a character
}

LOGITSCOPE_TEST(TestWordFilter)
#include "tst_word_filter.moc"
