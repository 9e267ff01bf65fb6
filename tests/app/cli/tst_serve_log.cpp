#include "app/cli/serve_log.h"
#include "tests/test_program.h"

#include <QRegularExpression>
#include <QTest>

#include <string>
#include <vector>

using namespace logitscope;

class TestServeLog : public QObject
{
    Q_OBJECT

private slots:
    void lines();
    void endings_data();
    void endings();
    void nothingSteersTheTerminal();
};

void TestServeLog::lines()
{
    std::vector<std::string> printed;
    ServeLog log([&](const std::string& line) { printed.push_back(line); });
    const auto events = log.events();
    events.began({.id = 1, .client = "10.0.0.7", .prompts = {"a secret"}});
    events.began({.id = 2, .client = "10.0.0.8", .prompts = {"another"}});
    QVERIFY(printed.empty());
    events.ended(2, {.usage = {.promptTokens = 3, .completionTokens = 1}});
    events.ended(1, {.disconnected = true, .usage = {.promptTokens = 3, .completionTokens = 40}});
    events.refused("10.0.0.9", "GET /\x1b[2J", {.status = 404, .error = "it isn't here"});

    const auto matches = [&](std::size_t line, const QString& pattern) {
        const QRegularExpression whole("^\\d\\d:\\d\\d:\\d\\d  " + pattern + "\n$");
        return whole.match(QString::fromStdString(printed.at(line))).hasMatch();
    };
    QCOMPARE(printed.size(), std::size_t{3});
    QVERIFY(matches(0, "10\\.0\\.0\\.8  200, 1 token, \\d+\\.\\d s"));
    QVERIFY(matches(1, "10\\.0\\.0\\.7  disconnected, 40 tokens, \\d+\\.\\d s"));
    QVERIFY(matches(2, "10\\.0\\.0\\.9  404, GET /\\?\\[2J: it isn't here"));
}

void TestServeLog::endings_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("disconnected");
    QTest::addColumn<QString>("error");
    QTest::addColumn<QString>("expected");
    QTest::newRow("whole") << 200 << false << ""
                           << "200, 7 tokens, 0.3 s";
    QTest::newRow("disconnected") << 499 << true << ""
                                  << "disconnected, 7 tokens, 0.3 s";
    QTest::newRow("failed") << 500 << false << "it broke"
                            << "500, 7 tokens, 0.3 s: it broke";
}

void TestServeLog::endings()
{
    QFETCH(int, status);
    QFETCH(bool, disconnected);
    QFETCH(QString, error);
    QFETCH(QString, expected);
    QCOMPARE(QString::fromStdString(logText({.status = status,
                                             .disconnected = disconnected,
                                             .usage = {.completionTokens = 7},
                                             .error = error.toStdString()},
                                            0.31)),
             expected);
}

void TestServeLog::nothingSteersTheTerminal()
{
    QCOMPARE(plainText("a\nb\x1b[0m\x7f"), std::string("a?b?[0m?"));
    QCOMPARE(plainText("\xc2\x9b"
                       "2J"),
             std::string("?2J")); // CSI as one character
    QCOMPARE(plainText("d\xc3\xa9j\xc3\xa0 \xc2\xa0"), std::string("d\xc3\xa9j\xc3\xa0 \xc2\xa0"));
    QCOMPARE(plainText("\xff"), std::string("\xef\xbf\xbd"));
}

LOGITSCOPE_TEST(TestServeLog)
#include "tst_serve_log.moc"
