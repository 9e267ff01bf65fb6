#include "core/room/prediction.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestPrediction : public QObject
{
    Q_OBJECT

private slots:
    void lines_data();
    void lines();
    void emptyLines();
    void chat();
    void cleaned();
    void tokensBehindAText();
};

void TestPrediction::lines_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("word");
    QTest::addColumn<double>("percent"); // -1: none
    QTest::newRow("a word") << "little"
                            << ""
                            << "little" << -1.0;
    QTest::newRow("spaces") << "  little\t"
                            << ""
                            << "little" << -1.0;
    QTest::newRow("a name") << "Ada: little"
                            << "Ada"
                            << "little" << -1.0;
    QTest::newRow("all") << "Ada L.: little 70%"
                         << "Ada L."
                         << "little" << 70.0;
    QTest::newRow("half a percent") << "dog 0.5%"
                                    << ""
                                    << "dog" << 0.5;
    QTest::newRow("a space before the sign") << "Ada: little 70 %"
                                             << "Ada"
                                             << "little" << 70.0;
    QTest::newRow("two words") << "very small 100%"
                               << ""
                               << "very small" << 100.0;
    QTest::newRow("a percentage alone is a word") << "70%"
                                                  << ""
                                                  << "70%" << -1.0;
    QTest::newRow("too much") << "dog 101%"
                              << ""
                              << "dog 101%" << -1.0;
    QTest::newRow("no number") << "dog x%"
                               << ""
                               << "dog x%" << -1.0;
    QTest::newRow("not a number") << "dog nan%"
                                  << ""
                                  << "dog nan%" << -1.0;
    QTest::newRow("a colon is a word") << ":"
                                       << ""
                                       << ":" << -1.0;
    QTest::newRow("a time is a word") << "10:30"
                                      << ""
                                      << "10:30" << -1.0;
    QTest::newRow("carriage return") << "Ada: little 7%\r"
                                     << "Ada"
                                     << "little" << 7.0;
}

void TestPrediction::lines()
{
    QFETCH(QString, line);
    QFETCH(QString, name);
    QFETCH(QString, word);
    QFETCH(double, percent);
    const auto prediction = predictionOfLine(line.toStdString());
    QVERIFY(prediction);
    QCOMPARE(QString::fromStdString(prediction->name), name);
    QCOMPARE(QString::fromStdString(prediction->word), word);
    QCOMPARE(prediction->confidence.has_value(), percent >= 0.0);
    if (percent >= 0.0)
        QCOMPARE(*prediction->confidence, percent / 100.0);
}

void TestPrediction::emptyLines()
{
    for (const auto* line : {"", "   ", "\t\r"})
        QVERIFY2(!predictionOfLine(line), line);
}

void TestPrediction::chat()
{
    const auto predictions = predictionsOfChat("Ada: little 70%\r\n\n  \nBob: big\nred");
    const std::vector<Prediction> expected{{.name = "Ada", .word = "little", .confidence = 0.7},
                                           {.name = "Bob", .word = "big"},
                                           {.word = "red"}};
    QCOMPARE(predictions, expected);
    QVERIFY(predictionsOfChat("").empty());
}

void TestPrediction::cleaned()
{
    QCOMPARE(cleanWord(" a\nb "), std::string("a b"));
    QCOMPARE(cleanWord("caf\xC3\xA9", 4), std::string("caf\xC3\xA9")); // characters, not bytes
    QCOMPARE(cleanWord("caf\xC3\xA9s", 4), std::string("caf\xC3\xA9"));
    QCOMPARE(cleanWord("ab  cd", 3), std::string("ab")); // no space is left at the end
    QCOMPARE(cleanWord("a\xFF"), std::string("a\xEF\xBF\xBD"));
    QCOMPARE(cleanWord("a\xE2\x80\xAE"
                       "b"),
             std::string("a\xEF\xBF\xBD"
                         "b")); // right to left
    QCOMPARE(cleanWord(std::string(1000, 'x')).size(), mostWordCharacters);
    QCOMPARE(cleanWord(""), std::string());
    QCOMPARE(cleanWord("\u200B\u2060 \uFEFF\u00AD"), std::string());  // none of which is seen
    QCOMPARE(cleanWord("\u2764\uFE0F"), std::string("\u2764\uFE0F")); // a heart, and its colour
}

// The vocabulary is the 256 bytes, "he" (256) and " t" (257).
void TestPrediction::tokensBehindAText()
{
    const auto model = openEndless(1);
    using Tokens = std::vector<TokenId>;
    QCOMPARE(tokensOfWord(*model, "a", "the"), (Tokens{257, 256}));
    QCOMPARE(tokensOfWord(*model, "", "the"), (Tokens{'t', 256}));
    QCOMPARE(tokensOfWord(*model, "a ", "the"), (Tokens{'t', 256}));
    QCOMPARE(tokensOfWord(*model, "a\n", "the"), (Tokens{'t', 256}));
    for (const auto* opened : {"(", "a (", "\"", "a \"", "a\n'", "a “"})
        QCOMPARE(tokensOfWord(*model, opened, "the"), (Tokens{'t', 256}));
    for (const auto* closed : {"a)", "a\"", "\"a,\"", "a'", "a ”"})
        QCOMPARE(tokensOfWord(*model, closed, "the"), (Tokens{257, 256}));
    QCOMPARE(tokensOfWord(*model, "a", "."), (Tokens{'.'}));
    QCOMPARE(tokensOfWord(*model, "a", ""), Tokens{});
}

LOGITSCOPE_TEST(TestPrediction)
#include "tst_prediction.moc"
