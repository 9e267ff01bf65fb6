// The program asked to end from outside.
#include "tests/app/cli/program.h"
#include "tests/test_program.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace logitscope;

class TestWindowCommand : public QObject
{
    Q_OBJECT

private slots:
    void theWindowClosesAsByItsButton_data();
    void theWindowClosesAsByItsButton();
};

void TestWindowCommand::theWindowClosesAsByItsButton_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("logged out") << SIGTERM;
    QTest::newRow("Ctrl+C") << SIGINT;
}

// The lock that stays behind is how the next start knows of a crash.
void TestWindowCommand::theWindowClosesAsByItsButton()
{
    QFETCH(const int, number);
    const QTemporaryDir home;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("QT_QPA_PLATFORM", "offscreen");
    environment.insert("XDG_DATA_HOME", home.filePath("data"));
    environment.insert("XDG_CONFIG_HOME", home.filePath("config"));
    QProcess window;
    window.setProcessEnvironment(environment);
    window.start(LOGITSCOPE_PROGRAM, {"--text", "The old house"}, QIODevice::ReadOnly);
    const QDir kept(home.filePath("data/Logitscope/Logitscope"));
    QTRY_VERIFY_WITH_TIMEOUT(kept.exists("session.logitscope"), 60'000);
    QVERIFY(kept.exists("session.lock"));

    QCOMPARE(::kill(static_cast<pid_t>(window.processId()), number), 0);
    const auto finished = fixtures::finish(window);
    QCOMPARE(finished.exitCode, 0);
    QVERIFY(!kept.exists("session.lock"));
    QVERIFY(fixtures::contentsOf(kept.filePath("session.logitscope")).contains("The old house"));
}

LOGITSCOPE_TEST(TestWindowCommand)
#include "tst_window_command.moc"
