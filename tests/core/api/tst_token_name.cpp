#include "core/api/token_name.h"
#include "tests/test_program.h"

#include <QTest>

#include <set>

using namespace logitscope;

class TestTokenName : public QObject
{
    Q_OBJECT

private slots:
    void wholeCharactersAreThemselves();
    void othersAreTheirBytes();
    void everyPairOfBytesHasItsOwn();
};

void TestTokenName::wholeCharactersAreThemselves()
{
    for (const std::string text : {"", " the", "\n", "é", "中文", "😀", "\uFFFD", "\\x41", "bytes"})
        QCOMPARE(tokenName(text), text);
    QCOMPARE(tokenName(std::string_view("\0", 1)), std::string(1, '\0'));
}

void TestTokenName::othersAreTheirBytes()
{
    QCOMPARE(tokenName("\xe2\x80"), std::string("bytes:\\xe2\\x80"));
    QCOMPARE(tokenName("\x9c"), std::string("bytes:\\x9c"));
    QCOMPARE(tokenName(" \xf0\x9f"), std::string("bytes:\\x20\\xf0\\x9f")); // all of them
    QCOMPARE(tokenName("\xff"), std::string("bytes:\\xff"));
    QCOMPARE(tokenName("\xed\xa0\x80"), std::string("bytes:\\xed\\xa0\\x80")); // a surrogate
}

void TestTokenName::everyPairOfBytesHasItsOwn()
{
    std::set<std::string> names;
    for (int one = 0; one < 256; ++one) {
        for (int two = 0; two < 256; ++two) {
            const auto name = tokenName(std::string{char(one), char(two)});
            QVERIFY(QString::fromStdString(name).toStdString() == name); // valid UTF-8
            names.insert(name);
        }
    }
    QCOMPARE(names.size(), std::size_t{65536});
}

LOGITSCOPE_TEST(TestTokenName)
#include "tst_token_name.moc"
