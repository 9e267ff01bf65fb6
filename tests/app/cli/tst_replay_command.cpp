// `logitscope replay` as a shell runs it.
#include "tests/app/cli/program.h"
#include "tests/test_program.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestReplayCommand : public QObject
{
    Q_OBJECT

private slots:
    void whatTheProgramWrote_data();
    void whatTheProgramWrote();
    void aSession();
    void anotherNumber();
    void anotherPrecision();
    void whatIsNoRun_data();
    void whatIsNoRun();

private:
    QString file(const QString& name) const { return folder_.filePath(name); }

    void write(const QString& name, const QByteArray& bytes) const
    {
        QFile file(this->file(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }

    QTemporaryDir folder_;
};

void TestReplayCommand::whatTheProgramWrote_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("sample's JSON") << "sample.json" << QByteArray("1 row, 8 tokens");
    QTest::newRow("compare's JSON") << "compare.json" << QByteArray("4 rows, 24 tokens");
#ifdef LOGITSCOPE_GUI
    QTest::newRow("a picture") << "compare.png" << QByteArray("4 rows, 24 tokens");
    QTest::newRow("a drawing") << "compare.svg" << QByteArray("4 rows, 24 tokens");
    QTest::newRow("a document") << "compare.pdf" << QByteArray("4 rows, 24 tokens");
#endif
}

void TestReplayCommand::whatTheProgramWrote()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, said);
    if (name == "sample.json") {
        const auto run = runProgram(
            {"sample", "--text", "Once upon", "--seed", "4", "--max-tokens", "8", "--json"});
        write(name, run.out);
    } else {
        runProgram({"compare", "--text", "Once", "--strategies", "nucleus,high_temp", "--repeats",
                    "2", "--max-tokens", "6", "--same-random-numbers", "off", "--export",
                    file(name)});
    }
    const auto replayed = runProgram({"replay", file(name)});
    QCOMPARE(replayed.exitCode, 0);
    QCOMPARE(replayed.out, said + ": all tokens and numbers are the same.\n");
}

// Explore's branches and Compare's rows, which may have been recorded on another kind of processor.
void TestReplayCommand::aSession()
{
    const QString session = LOGITSCOPE_TEST_DATA "/sessions/1.logitscope";
    auto replayed = runProgram({"replay", session, "--rounding"});
    QCOMPARE(replayed.out,
             "11 rows, 52 tokens: all tokens and numbers are the same, but for rounding.\n");
    QCOMPARE(replayed.exitCode, 0);

    auto changed = contentsOf(session);
    changed.replace(changed.lastIndexOf("\"kept\":"), 7, "\"kept\":1");
    write("changed.logitscope", changed);
    replayed = runProgram({"replay", file("changed.logitscope"), "--rounding"});
    QCOMPARE(replayed.exitCode, 1);
    QVERIFY2(replayed.out.startsWith("row 9 (nucleus), step 4: kept is "), replayed.out);

    write("new.logitscope", R"({"session":3,"version":"9.5"})");
    replayed = runProgram({"replay", file("new.logitscope")});
    QCOMPARE(replayed.exitCode, 2);
    QVERIFY2(replayed.err.contains("newer"), replayed.err);
}

void TestReplayCommand::anotherNumber()
{
    auto json = runProgram({"sample", "--text", "Once upon", "--max-tokens", "8", "--json"}).out;
    const auto at = json.lastIndexOf("\"kept\": ") + 8;
    json.insert(at, '1'); // 812 is 1812
    write("changed.json", json);
    const auto replayed = runProgram({"replay", file("changed.json")});
    QCOMPARE(replayed.exitCode, 1);
    QVERIFY2(replayed.out.startsWith("step 8: kept is "), replayed.out);
}

void TestReplayCommand::anotherPrecision()
{
    write("run.json",
          runProgram({"sample", "--text", "Once upon", "--max-tokens", "3", "--json"}).out);
    const auto replayed = runProgram({"replay", file("run.json"), "--precision", "int8"});
    QCOMPARE(replayed.exitCode, 1);
    QVERIFY2(replayed.out.startsWith(
                 "The run was made by the model starter; this is starter INT8.\nstep 1: "),
             replayed.out);
}

void TestReplayCommand::whatIsNoRun_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("text") << QByteArray("Once upon a time");
    QTest::newRow("other JSON") << QByteArray("{\"a\": 1}");
    QTest::newRow("broken JSON") << QByteArray("[{");
}

void TestReplayCommand::whatIsNoRun()
{
    QFETCH(QByteArray, bytes);
    write("no-run", bytes);
    for (const auto& name : {file("no-run"), file("not-there"), folder_.path()}) {
        const auto replayed = runProgram({"replay", name});
        QCOMPARE(replayed.exitCode, 2);
        QVERIFY2(replayed.err.contains(name.toUtf8()), replayed.err);
        QVERIFY(replayed.out.isEmpty());
    }
}

LOGITSCOPE_TEST(TestReplayCommand)
#include "tst_replay_command.moc"
