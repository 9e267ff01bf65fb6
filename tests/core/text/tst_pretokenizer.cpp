#include "core/text/pretokenizer.h"
#include "tests/test_program.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <string>
#include <thread>
#include <vector>

using namespace logitscope;

namespace
{

QByteArrayList piecesOf(const QByteArray& text)
{
    QByteArrayList pieces;
    for (const std::string_view piece : pretokenize({text.constData(), std::size_t(text.size())}))
        pieces << QByteArray(piece.data(), qsizetype(piece.size()));
    return pieces;
}

} // namespace

class TestPretokenizer : public QObject
{
    Q_OBJECT

private slots:
    void pieces_data();
    void pieces();
    void agreesWithGpt2();
    void illFormedBytes_data();
    void illFormedBytes();
    void piecesAreViewsWithoutGaps();
    void longRuns_data();
    void longRuns();
    void threads();
};

void TestPretokenizer::pieces_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("expected");

    QTest::newRow("empty") << QByteArray("") << QByteArrayList{};
    QTest::newRow("words") << QByteArray("Hello, world!")
                           << QByteArrayList{"Hello", ",", " world", "!"};
    QTest::newRow("contractions") << QByteArray("I'll say it's")
                                  << QByteArrayList{"I", "'ll", " say", " it", "'s"};
    QTest::newRow("upper-case contractions")
        << QByteArray("I'LL") << QByteArrayList{"I", "'", "LL"};
    QTest::newRow("the last space goes with the word")
        << QByteArray("a   b") << QByteArrayList{"a", "  ", " b"};
    QTest::newRow("trailing spaces stay together")
        << QByteArray("a   ") << QByteArrayList{"a", "   "};
    QTest::newRow("only a space goes with the word")
        << QByteArray("a\n\nb\t\tc") << QByteArrayList{"a", "\n", "\n", "b", "\t", "\t", "c"};
    QTest::newRow("numbers") << QByteArray("in 2019 x2")
                             << QByteArrayList{"in", " 2019", " x", "2"};
    QTest::newRow("no-break space is white space")
        << QByteArray("a\u00a0b") << QByteArrayList{"a", "\u00a0", "b"};
    QTest::newRow("U+180E is not")
        << QByteArray("a \u180e b") << QByteArrayList{"a", " \u180e", " b"};
    QTest::newRow("nor is U+001F") << QByteArray("a \x1f b") << QByteArrayList{"a", " \x1f", " b"};
    QTest::newRow("zero byte") << QByteArray("a\0b", 3)
                               << QByteArrayList{"a", QByteArray("\0", 1), "b"};
}

void TestPretokenizer::pieces()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArrayList, expected);
    QCOMPARE(piecesOf(text), expected);
}

void TestPretokenizer::agreesWithGpt2()
{
    QFile file(LOGITSCOPE_TEST_DATA "/pretokenizer_goldens.json");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonArray cases = QJsonDocument::fromJson(file.readAll())["cases"].toArray();
    QVERIFY(cases.size() > 400);
    for (const QJsonValue& pieces : cases) {
        QByteArrayList expected;
        for (const QJsonValue& piece : pieces.toArray())
            expected << piece.toString().toUtf8();
        QCOMPARE(piecesOf(expected.join()), expected);
    }
}

void TestPretokenizer::illFormedBytes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("expected");

    QTest::newRow("alone") << QByteArray("\xff") << QByteArrayList{"\xff"};
    QTest::newRow("a run") << QByteArray("\xff\x80\xc0") << QByteArrayList{"\xff\x80\xc0"};
    QTest::newRow("between words") << QByteArray("ab\xff"
                                                 "cd")
                                   << QByteArrayList{"ab", "\xff", "cd"};
    QTest::newRow("after spaces") << QByteArray("a  \xff b")
                                  << QByteArrayList{"a", "  ", "\xff", " b"};
    QTest::newRow("surrogate") << QByteArray("a\xed\xa0\x80z")
                               << QByteArrayList{"a", "\xed\xa0\x80", "z"};
    QTest::newRow("cut at the end")
        << QByteArray("a\xf0\x9f\x98") << QByteArrayList{"a", "\xf0\x9f\x98"};
    QTest::newRow("cut, then a whole character")
        << QByteArray("\xe4\xb8\xe4\xb8\xad") << QByteArrayList{"\xe4\xb8", "\xe4\xb8\xad"};
}

void TestPretokenizer::illFormedBytes()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArrayList, expected);
    QCOMPARE(piecesOf(text), expected);
}

void TestPretokenizer::piecesAreViewsWithoutGaps()
{
    const std::string text = "One, two \xff  three's\n\n café ";
    const char* expected = text.data();
    for (const std::string_view piece : pretokenize(text)) {
        QCOMPARE(static_cast<const void*>(piece.data()), static_cast<const void*>(expected));
        QVERIFY(!piece.empty());
        expected += piece.size();
    }
    QCOMPARE(static_cast<const void*>(expected),
             static_cast<const void*>(text.data() + text.size()));
}

// No limit of PCRE2's may cut a long piece, and the time must stay linear (or this never ends).
void TestPretokenizer::longRuns_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QList<qsizetype>>("lengths");

    constexpr qsizetype million = 1 << 20;
    const QByteArray spaces(million, ' ');
    QTest::newRow("letters") << QByteArray(million, 'a') << QList{million};
    QTest::newRow("wide letters") << QByteArray("中").repeated(million) << QList{3 * million};
    QTest::newRow("digits") << QByteArray(million, '7') << QList{million};
    QTest::newRow("punctuation") << QByteArray(million, '-') << QList{million};
    QTest::newRow("spaces") << spaces << QList{million};
    QTest::newRow("spaces, then a word") << spaces + "a" << QList{million - 1, qsizetype(2)};
    QTest::newRow("newlines, then a word")
        << QByteArray(million, '\n') + "a" << QList{million - 1, qsizetype(1), qsizetype(1)};
    QTest::newRow("ill-formed") << QByteArray(million, '\xff') << QList{million};
    QTest::newRow("words") << QByteArray(" ab").repeated(million)
                           << QList<qsizetype>(million, qsizetype(3));
    QTest::newRow("ill-formed between letters")
        << QByteArray("a\xff").repeated(million) << QList<qsizetype>(2 * million, qsizetype(1));
}

void TestPretokenizer::longRuns()
{
    QFETCH(QByteArray, text);
    QFETCH(QList<qsizetype>, lengths);
    QList<qsizetype> actual;
    for (const std::string_view piece : pretokenize({text.constData(), std::size_t(text.size())}))
        actual << qsizetype(piece.size());
    QVERIFY(actual == lengths); // QCOMPARE would print a million numbers
}

void TestPretokenizer::threads()
{
    const QByteArray text = QByteArray("It's one, two\n\n three \xff 44 ").repeated(2000);
    const QByteArrayList once{"It",   "'s",     " one", ",",    " two",
                              "\n\n", " three", " ",    "\xff", " 44"};
    std::vector<QByteArrayList> results(4);
    std::vector<std::thread> threads;
    for (QByteArrayList& result : results)
        threads.emplace_back([&] { result = piecesOf(text); });
    for (std::thread& thread : threads)
        thread.join();

    for (const QByteArrayList& result : results) {
        QCOMPARE(result.join(), text);
        QCOMPARE(result.first(once.size()), once);
        QCOMPARE(result, results.front());
    }
}

LOGITSCOPE_TEST(TestPretokenizer)
#include "tst_pretokenizer.moc"
