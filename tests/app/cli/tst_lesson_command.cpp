#include "program.h"
#include "tests/fixtures/test_folder.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope::fixtures;

namespace
{

const QByteArray front = "---\ntitle: a\nminutes: 5\n---\n";

QString pathIn(const TestFolder& folder, const char* name)
{
    return QString::fromStdString(folder.file(name).string());
}

} // namespace

class TestLessonCommand : public QObject
{
    Q_OBJECT

private slots:
    void inOrder();
    void mistakesOfTheFile();
    void promisesThatArentKept();
    void severalFiles();
    void theFormAlone();
    void noSuchFile();
    void noSuchAction();
};

void TestLessonCommand::inOrder()
{
    const TestFolder folder;
    folder.write("a.md",
                 front + "## a\n```scene\nprompt: The\nexpect: kept = vocabulary\n```\nb\n");
    const auto run = runProgram({"lesson", "check", pathIn(folder, "a.md")});
    QCOMPARE(folder.named(run.out.toStdString()), "folder/a.md: in order\n");
    QCOMPARE(run.err, "");
    QCOMPARE(run.exitCode, 0);
}

void TestLessonCommand::mistakesOfTheFile()
{
    const TestFolder folder;
    folder.write("a.md", front + "## a\n```scene\nseed: x\nexpect: kept = 1\n```\n<b>\n");
    const auto run = runProgram({"lesson", "check", pathIn(folder, "a.md")});
    // The promise isn't tried before the file is in order.
    QCOMPARE(folder.named(run.out.toStdString()),
             "folder/a.md:7: seed is “x”, expected a whole number from 0 to 9223372036854775807\n"
             "folder/a.md:10: has HTML; write Markdown, or \\< for a less-than\n");
    QCOMPARE(run.exitCode, 1);
}

void TestLessonCommand::promisesThatArentKept()
{
    const TestFolder folder;
    folder.write("a.md", front + "## a\n```scene\nprompt: The\nchain: top-k=3\nexpect: kept = "
                                 "5\n```\nb\n");
    const auto run = runProgram({"lesson", "check", pathIn(folder, "a.md")});
    QCOMPARE(folder.named(run.out.toStdString()),
             "folder/a.md:9: “kept = 5” isn't so with this model: 3\n");
    QCOMPARE(run.exitCode, 1);
}

void TestLessonCommand::severalFiles()
{
    const TestFolder folder;
    folder.write("a.md", front + "## a\n\n");
    folder.write("b.md", front + "## a\nb\n");
    const auto run =
        runProgram({"lesson", "check", pathIn(folder, "a.md"), pathIn(folder, "b.md")});
    QCOMPARE(folder.named(run.out.toStdString()).replace("folder/", ""),
             "a.md:5: has a scene without a text; say what to do and what to look at\n"
             "b.md: in order\n");
    QCOMPARE(run.exitCode, 1);
}

void TestLessonCommand::theFormAlone()
{
    const TestFolder folder;
    folder.write("a.md", front + "## a\n```scene\nprompt: The\nexpect: kept = 5\n```\nb\n");
    const auto run = runProgram(
        {"lesson", "check", "--form-only", "--model", "/nowhere", pathIn(folder, "a.md")});
    QCOMPARE(folder.named(run.out.toStdString()), "folder/a.md: in order\n");
    QCOMPARE(run.exitCode, 0);
}

void TestLessonCommand::noSuchFile()
{
    const auto run = runProgram({"lesson", "check", "--form-only", "/nowhere/a.md"});
    QCOMPARE(complaintOf(run), "/nowhere/a.md: can't be read: No such file or directory");
    QCOMPARE(run.out, "");
    QCOMPARE(run.exitCode, 2);
}

void TestLessonCommand::noSuchAction()
{
    const auto run = runProgram({"lesson", "print", "a.md"});
    QCOMPARE(complaintOf(run), "lesson print: there is no such action; expected check");
    QCOMPARE(run.exitCode, 2);
}

LOGITSCOPE_TEST(TestLessonCommand)
#include "tst_lesson_command.moc"
