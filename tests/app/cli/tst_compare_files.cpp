// The files that `logitscope compare` writes, as a shell runs it.
#include "tests/app/cli/made_up_model.h"
#include "tests/app/cli/program.h"
#include "tests/test_program.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <unistd.h>

using namespace logitscope::fixtures;

class TestCompareFiles : public QObject
{
    Q_OBJECT

private slots:
    void exports();
    void picturesWithoutARuntimeFolder();
    void exportsThatFail_data();
    void exportsThatFail();
    void fullDisk();
    void readOnlyFolder();

private:
    // A run on the made-up model
    QStringList compare(const QStringList& more) const
    {
        return QStringList{"compare", "--model", tiny_.path(), "--text", "the"} + more;
    }

    MadeUpModel tiny_{smallCheckpoint()};
};

void TestCompareFiles::exports()
{
    const TestFolder test;
    const auto file = [&](const char* name) { return pathOf(test) + "/" + name; };
    const auto run = runProgram(compare({"--max-tokens", "5", "--json", "--export", file("a.csv"),
                                         "--export", file("a.json"), "--export=" + file("a.md")}));
    QCOMPARE(run.err, QByteArray());
    QCOMPARE(run.exitCode, 0);
    QCOMPARE(contentsOf(file("a.json")), run.out);
    QVERIFY(contentsOf(file("a.csv"))
                .startsWith("strategy,seed,stream,temperature,top_k,top_p,order,step,token,"));
    QVERIFY(contentsOf(file("a.csv")).contains("\r\nnucleus,1,0,0.8,40,0.9,filter-first,5,"));
    QVERIFY(contentsOf(file("a.md")).startsWith("### “the” · "));
    QCOMPARE(QDir(pathOf(test)).entryList(QDir::Files | QDir::Hidden),
             (QStringList{"a.csv", "a.json", "a.md"}));
}

// Of which Qt has something to say, and which no picture needs.
void TestCompareFiles::picturesWithoutARuntimeFolder()
{
    const TestFolder test;
    const auto run =
        runShell("unset XDG_RUNTIME_DIR; exec \"$0\" compare --text the --max-tokens 2 "
                 "--model '" +
                 tiny_.path() + "' --export '" + pathOf(test) + "/a.png'");
    QCOMPARE(run.err, QByteArray());
    QCOMPARE(run.exitCode, 0);
    QVERIFY(contentsOf(pathOf(test) + "/a.png").startsWith("\x89PNG"));
}

void TestCompareFiles::exportsThatFail_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("ending") << "grid.bmp" << 2
                            << QByteArray("logitscope: --export is folder/grid.bmp, expected an "
                                          "ending in .png, .svg, .pdf, .csv, .json or .md\n");
    QTest::newRow("folder") << "none/a.csv" << 2
                            << QByteArray("logitscope: folder/none/a.csv: there is no folder "
                                          "folder/none\n");
    QTest::newRow("full") << "full.csv" << 1
                          << QByteArray("logitscope: folder/full.csv: can't be written: No space "
                                        "left on device\n");
}

// What can be known before is said before the run; what can't doesn't take the other files along.
void TestCompareFiles::exportsThatFail()
{
    QFETCH(QString, name);
    QFETCH(int, exitCode);
    QFETCH(QByteArray, sentence);
    const TestFolder test;
    std::filesystem::create_symlink("/dev/full", test.file("full.csv"));
    auto run = runProgram(compare({"--max-tokens", "3", "--export", pathOf(test) + "/" + name,
                                   "--export", pathOf(test) + "/good.csv"}));
    QCOMPARE(run.exitCode, exitCode);
    QCOMPARE(run.err.replace(pathOf(test).toUtf8(), "folder"), sentence);
    QCOMPARE(run.out.isEmpty(), exitCode == 2);
    QStringList left = {"full.csv"};
    if (exitCode == 1)
        left << "good.csv";
    QCOMPARE(QDir(pathOf(test)).entryList(QDir::Files | QDir::System | QDir::Hidden), left);
}

// In the middle of a file.
void TestCompareFiles::fullDisk()
{
    const TestFolder test;
    test.write("a.json", "old");
    auto run = runShell("trap '' XFSZ; ulimit -f 1; exec \"$0\" compare --model '" + tiny_.path() +
                        "' --text the --export '" + pathOf(test) + "/a.json'");
    QCOMPARE(run.exitCode, 1);
    QCOMPARE(run.err.replace(pathOf(test).toUtf8(), "folder"),
             QByteArray("logitscope: folder/a.json: can't be written: File too large\n"));
    QVERIFY(run.out.contains("nucleus"));
    QCOMPARE(contentsOf(pathOf(test) + "/a.json"), QByteArray("old"));
    QCOMPARE(QDir(pathOf(test)).entryList(QDir::Files | QDir::Hidden), QStringList{"a.json"});
}

void TestCompareFiles::readOnlyFolder()
{
    if (::geteuid() == 0)
        QSKIP("root may write anywhere");
    const TestFolder test;
    std::filesystem::permissions(test.path(), std::filesystem::perms::owner_write,
                                 std::filesystem::perm_options::remove);
    auto run = runProgram(compare({"--max-tokens", "3", "--export", pathOf(test) + "/a.csv"}));
    std::filesystem::permissions(test.path(), std::filesystem::perms::owner_write,
                                 std::filesystem::perm_options::add);
    QCOMPARE(run.exitCode, 1);
    QCOMPARE(run.err.replace(pathOf(test).toUtf8(), "folder"),
             QByteArray("logitscope: folder/a.csv: can't be written: Permission denied\n"));
    QVERIFY(QDir(pathOf(test)).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
}

LOGITSCOPE_TEST(TestCompareFiles)
#include "tst_compare_files.moc"
