// Ctrl+C and kill, in the middle of a run that would take hours.
#include "tests/app/cli/made_up_model.h"
#include "tests/app/cli/program.h"
#include "tests/test_program.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <csignal>

using namespace logitscope::fixtures;

namespace
{

// A process that has not come to its signal handler yet would die of the signal, as is right.
bool catches(int number, qint64 process)
{
    QFile status(QString("/proc/%1/status").arg(process));
    if (!status.open(QIODevice::ReadOnly))
        return false;
    const QByteArray all = status.readAll();
    const auto begin = all.indexOf("SigCgt:") + 7;
    const auto caught = all.mid(begin, all.indexOf('\n', begin) - begin).trimmed();
    return (caught.toULongLong(nullptr, 16) >> (number - 1) & 1) != 0;
}

} // namespace

class TestInterrupt : public QObject
{
    Q_OBJECT

private slots:
    void sample_data();
    void sample();
    void compare_data();
    void compare();

private:
    void interrupt(const QStringList& arguments, int number, bool onceItWrites, Finished& run);

    MadeUpModel endless_{endlessCheckpoint()};
};

void TestInterrupt::interrupt(const QStringList& arguments, int number, bool onceItWrites,
                              Finished& run)
{
    QProcess process;
    process.start(LOGITSCOPE_PROGRAM, arguments, QIODevice::ReadOnly);
    QVERIFY(process.waitForStarted());
    if (onceItWrites)
        QVERIFY(process.waitForReadyRead());
    QTRY_VERIFY_WITH_TIMEOUT(catches(number, process.processId()), 60'000);
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), number), 0);

    run = finish(process);
    QCOMPARE(run.exitCode, 128 + number);
    QCOMPARE(run.err, QByteArray());
    QVERIFY(run.out.endsWith('\n'));
    QVERIFY(isUtf8(run.out));
}

void TestInterrupt::sample_data()
{
    QTest::addColumn<QString>("form");
    QTest::addColumn<int>("number");
    QTest::newRow("text") << "" << SIGINT;
    QTest::newRow("table") << "--show-steps" << SIGINT;
    QTest::newRow("JSON") << "--json" << SIGINT;
    QTest::newRow("terminated") << "" << SIGTERM;
}

void TestInterrupt::sample()
{
    QFETCH(QString, form);
    QFETCH(int, number);
    QStringList arguments = {"sample", "--model",      endless_.path(), "--text",
                             "the",    "--max-tokens", "199000"};
    if (!form.isEmpty())
        arguments << form;

    Finished run;
    interrupt(arguments, number, form != "--json", run); // JSON says everything at the end
    if (form == "--show-steps")
        QVERIFY(run.out.contains("\n\nstopped, "));
    if (form == "--json") {
        const auto object = QJsonDocument::fromJson(run.out).object();
        QCOMPARE(object["stop_reason"], QJsonValue("stopped"));
        QVERIFY(object["steps"].toArray().size() < 199'000);
    }
}

void TestInterrupt::compare_data()
{
    QTest::addColumn<QString>("form");
    QTest::addColumn<int>("number");
    QTest::newRow("table") << "" << SIGINT;
    QTest::newRow("JSON") << "--json" << SIGINT;
    QTest::newRow("terminated") << "--markdown" << SIGTERM;
}

void TestInterrupt::compare()
{
    QFETCH(QString, form);
    QFETCH(int, number);
    const TestFolder test;
    const auto exported = pathOf(test) + "/a.csv";
    QStringList arguments = {"compare", "--model",      endless_.path(), "--text",
                             "the",     "--max-tokens", "199000",        "--export",
                             exported,  "--strategies", "greedy,nucleus"};
    if (!form.isEmpty())
        arguments << form;

    Finished run;
    interrupt(arguments, number, false, run);
    QCOMPARE(run.out.count("stopped"), form == "--markdown" ? 3 : 2); // one in its header
    QVERIFY(contentsOf(exported).startsWith("strategy,"));
}

LOGITSCOPE_TEST(TestInterrupt)
#include "tst_interrupt.moc"
