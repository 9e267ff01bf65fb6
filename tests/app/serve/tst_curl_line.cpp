#include "app/serve/curl_line.h"
#include "tests/test_program.h"

#include <QProcess>
#include <QTest>

using namespace logitscope;

class CurlLineTest : public QObject
{
    Q_OBJECT

private slots:
    void withoutAKey();
    void theShellTakesAnyKeyAsItIs();
};

void CurlLineTest::withoutAKey()
{
    QCOMPARE(curlLine("http://127.0.0.1:8000/v1", {}),
             QString(R"(curl http://127.0.0.1:8000/v1/completions )"
                     R"(-d '{"prompt": "Once upon a time", "max_tokens": 40}')"));
}

void CurlLineTest::theShellTakesAnyKeyAsItIs()
{
    const QString key = R"(it's"$HOME"`id`\)";
    auto line = curlLine("http://127.0.0.1:8000/v1", key);
    line.replace(0, 4, R"(printf '%s\n')"); // what curl would be given
    QProcess shell;
    shell.start("sh", {"-c", line});
    QVERIFY(shell.waitForFinished());
    const auto words = QString::fromUtf8(shell.readAllStandardOutput()).split('\n');
    QCOMPARE(words.value(2), "Authorization: Bearer " + key);
    QCOMPARE(words.value(4), QString(R"({"prompt": "Once upon a time", "max_tokens": 40})"));
}

LOGITSCOPE_TEST(CurlLineTest)
#include "tst_curl_line.moc"
