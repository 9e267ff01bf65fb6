#include "core/api/completion.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestCompletion : public QObject
{
    Q_OBJECT

private slots:
    void piecesMakeAWhole();
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

LOGITSCOPE_TEST(TestCompletion)
#include "tst_completion.moc"
