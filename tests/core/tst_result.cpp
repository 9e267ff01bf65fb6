#include "core/result.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using Texts = std::vector<std::string>;

class TestResult : public QObject
{
    Q_OBJECT

private slots:
    void sentencesWithValues();
    void sentencesWithout();
    void readySentences();
};

void TestResult::sentencesWithValues()
{
    const Result<int> result = fail("{}: top-p is {:.2f}, expected 0 to {}", "run.json", 1.5, 1);
    QCOMPARE(result.error().message, "run.json: top-p is 1.50, expected 0 to 1");
    QCOMPARE(result.error().code, "{}: top-p is {:.2f}, expected 0 to {}");
    QCOMPARE(result.error().arguments, (Texts{"run.json", "1.5", "1"}));
}

void TestResult::sentencesWithout()
{
    const Result<int> result = fail("the context is full");
    QCOMPARE(result.error().message, "the context is full");
    QCOMPARE(result.error().code, "the context is full");
    QVERIFY(result.error().arguments.empty());
}

// Braces that come from outside are no places for values.
void TestResult::readySentences()
{
    const std::string file = "{}.json";
    const Result<int> result = fail(file + ": is not a file");
    QCOMPARE(result.error().message, "{}.json: is not a file");
    QCOMPARE(result.error().code, "{}.json: is not a file");
}

LOGITSCOPE_TEST(TestResult)
#include "tst_result.moc"
