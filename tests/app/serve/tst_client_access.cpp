#include "app/serve/client_access.h"
#include "tests/test_program.h"

#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace logitscope;

class ClientAccessTest : public QObject
{
    Q_OBJECT

private slots:
    void roomKeys();
    void keysCanBeReadAndTyped();
    void noTwoKeysAreTheSame();
    void withoutAKey();
    void theShellTakesAnyKeyAsItIs();
};

void ClientAccessTest::keysCanBeReadAndTyped()
{
    static const QRegularExpression form("^[a-z2-9]{4}(-[a-z2-9]{4}){3}$");
    static const QRegularExpression alike("[lo]");
    for (int i = 0; i < 100; ++i) {
        const auto key = randomApiKey();
        QVERIFY2(form.match(key).hasMatch() && !alike.match(key).hasMatch(), qPrintable(key));
    }
}

void ClientAccessTest::noTwoKeysAreTheSame()
{
    QSet<QString> keys;
    for (int i = 0; i < 1000; ++i)
        keys.insert(randomApiKey());
    QCOMPARE(keys.size(), 1000);
}

void ClientAccessTest::withoutAKey()
{
    QCOMPARE(curlLine("http://127.0.0.1:8000/v1", {}),
             QString(R"(curl http://127.0.0.1:8000/v1/completions )"
                     R"(-d '{"prompt": "Once upon a time", "max_tokens": 40}')"));
}

void ClientAccessTest::theShellTakesAnyKeyAsItIs()
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

void ClientAccessTest::roomKeys()
{
    const QRegularExpression readable("^[a-km-np-z2-9]{6}$"); // no l, o, 0, 1
    QSet<QString> keys;
    for (int i = 0; i < 200; ++i) {
        const auto key = randomRoomKey();
        QVERIFY2(readable.match(key).hasMatch(), qPrintable(key));
        keys.insert(key);
    }
    QVERIFY(keys.size() > 195); // of a billion
}

LOGITSCOPE_TEST(ClientAccessTest)
#include "tst_client_access.moc"
