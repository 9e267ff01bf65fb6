#include "core/remote/token_names.h"
#include "tests/test_program.h"

#include <QTest>

#include <vector>

using namespace logitscope;

class TestTokenNames : public QObject
{
    Q_OBJECT

private slots:
    void find_data();
    void find();
};

void TestTokenNames::find_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<int>("token"); // -1: nothing
    QTest::newRow("text") << std::string(" the") << 1;
    QTest::newRow("id") << std::string("token_id:262") << 262;
    QTest::newRow("no id") << std::string("token_id:-1") << -1;
    QTest::newRow("no number") << std::string("token_id:2x") << -1;
    QTest::newRow("large") << std::string("token_id:99999999999") << -1;
    QTest::newRow("bytes") << std::string("bytes:\\xe2\\x80") << 3;
    QTest::newRow("no bytes") << std::string("bytes:\\xe2\\x8") << 4;
    QTest::newRow("unknown") << std::string("a") << -1;
    QTest::newRow("several") << std::string("same") << -1;
    QTest::newRow("replaced") << std::string("\xef\xbf\xbd") << -1;
    QTest::newRow("empty") << std::string() << -1;
}

void TestTokenNames::find()
{
    QFETCH(std::string, name);
    const std::vector<std::string> vocabulary{
        "x", " the", "\xef\xbf\xbd", "\xe2\x80", "bytes:\\xe2\\x8", "same", "same"};
    QTEST(TokenNames(vocabulary).find(name).value_or(-1), "token");
}

LOGITSCOPE_TEST(TestTokenNames)
#include "tst_token_names.moc"
