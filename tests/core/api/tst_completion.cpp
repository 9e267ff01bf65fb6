#include "core/api/completion.h"
#include "tests/test_program.h"

#include <QTest>

#include <set>

using namespace logitscope;

class TestCompletion : public QObject
{
    Q_OBJECT

private slots:
    void piecesMakeAWhole();
    void namesOfWholeCharacters();
    void namesOfOtherBytes();
    void everyPairOfBytesHasItsOwnName();
};

void TestCompletion::piecesMakeAWhole()
{
    ChoicePiece whole{.index = 2, .text = {}};
    append(whole, {.index = 2, .text = "one ", .tokens = {{.name = "one"}, {.name = " "}}});
    append(whole, {.index = 2, .text = {}, .tokens = {}});
    QVERIFY(!whole.end);
    append(whole,
           {.index = 2, .text = "two", .tokens = {{.name = "two"}}, .end = StopReason::EndOfText});
    append(whole, {.index = 2, .text = {}}); // changes nothing
    QCOMPARE(whole.index, 2);
    QCOMPARE(whole.text, std::string("one two"));
    QCOMPARE(whole.tokens.size(), std::size_t{3});
    QCOMPARE(whole.tokens[1].name, std::string(" "));
    QCOMPARE(whole.tokens[2].name, std::string("two"));
    QVERIFY(whole.end == StopReason::EndOfText);
}

void TestCompletion::namesOfWholeCharacters()
{
    for (const std::string text : {" the", "\n", "é", "中文", "😀", "\uFFFD", "\\x41", "bytes"})
        QCOMPARE(tokenName(7, text), text);
    QCOMPARE(tokenName(7, std::string_view("\0", 1)), std::string(1, '\0'));
    QCOMPARE(tokenName(7, ""), std::string("[7]")); // a token without text
}

void TestCompletion::namesOfOtherBytes()
{
    QCOMPARE(tokenName(7, "\xe2\x80"), std::string("bytes:\\xe2\\x80"));
    QCOMPARE(tokenName(7, "\x9c"), std::string("bytes:\\x9c"));
    QCOMPARE(tokenName(7, " \xf0\x9f"), std::string("bytes:\\x20\\xf0\\x9f")); // all of them
    QCOMPARE(tokenName(7, "\xff"), std::string("bytes:\\xff"));
    QCOMPARE(tokenName(7, "\xed\xa0\x80"), std::string("bytes:\\xed\\xa0\\x80")); // a surrogate
}

void TestCompletion::everyPairOfBytesHasItsOwnName()
{
    std::set<std::string> names;
    for (int one = 0; one < 256; ++one) {
        for (int two = 0; two < 256; ++two) {
            const auto name = tokenName(7, std::string{char(one), char(two)});
            QVERIFY(QString::fromStdString(name).toStdString() == name); // valid UTF-8
            names.insert(name);
        }
    }
    QCOMPARE(names.size(), std::size_t{65536});
}

LOGITSCOPE_TEST(TestCompletion)
#include "tst_completion.moc"
