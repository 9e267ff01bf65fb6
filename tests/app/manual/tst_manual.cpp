// What check-manual can't see in the program's own pages: text that man and shells could take for
// something else.
#include "app/manual/completions.h"
#include "app/manual/man_page.h"
#include "app/manual/write_manual.h"
#include "tests/test_program.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace logitscope;

namespace
{

// Help as nasty as it can get, in the words of a program that doesn't exist.
CommandDescription program()
{
    OptionDescription key;
    key.names = {"--key"};
    key.type = "K:EY";
    key.help = ".it's [a] \\n$(touch pwned) `touch pwned` back\\slash: \"quoted\"; more";
    key.values = {"off", "on"};
    OptionDescription file;
    file.names = {"FILE"};
    file.help = "'A file";
    file.positional = true;
    file.repeatable = true;
    OptionDescription action;
    action.names = {"ACTION"};
    action.help = "What to do";
    action.values = {"mend", "check"};
    action.positional = true;
    action.required = true;
    CommandDescription command;
    command.name = "open";
    command.help = ".open what's there; $(touch pwned)";
    command.options = {key, action, file};
    CommandDescription all;
    all.name = "logitscope";
    all.help = "Logitscope: see it.\nAnd more";
    all.options = {key};
    all.commands = {command};
    return all;
}

// What the shell writes and, where it fails, its complaint.
QString run(const QString& folder, const QString& shell, const QStringList& arguments)
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.start(shell, arguments);
    if (!process.waitForFinished())
        return "did not end";
    return QString::fromUtf8(process.readAllStandardOutput() + process.readAllStandardError())
        .trimmed();
}

} // namespace

class TestManual : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void summaries();
    void pagesAreReadAsTheyAreMeant();
    void shellsTakeHelpForText_data();
    void shellsTakeHelpForText();
    void saysWhatCantBeWritten();

private:
    std::unique_ptr<QTemporaryDir> folder_;
};

void TestManual::init()
{
    folder_ = std::make_unique<QTemporaryDir>();
    const auto written = writeManual(program(), "1.2.3", folder_->path().toStdString());
    QVERIFY2(written, written ? "" : written.error().message.c_str());
}

void TestManual::summaries()
{
    QCOMPARE(summaryOf(program()), std::string("see it"));
    CommandDescription command;
    command.help = "Measure: this and that. Medians";
    QCOMPARE(summaryOf(command), std::string("Measure"));
    command.help = "Ask 127.0.0.1 for it";
    QCOMPARE(summaryOf(command), command.help);
}

void TestManual::pagesAreReadAsTheyAreMeant()
{
    if (QStandardPaths::findExecutable("groff").isEmpty())
        QSKIP("there is no groff here");
    QCOMPARE(run(folder_->path(), "groff", {"-man", "-Tutf8", "-ww", "-z", "logitscope-open.1"}),
             QString());
    auto page =
        run(folder_->path(), "groff", {"-man", "-Tutf8", "-P-c", "-rLL=200n", "logitscope-open.1"});
    page.remove(QRegularExpression(".\b"));
    QVERIFY2(page.contains(".open what's there; $(touch pwned)."), qPrintable(page));
    QVERIFY2(
        page.contains(".it's [a] \\n$(touch pwned) `touch pwned` back\\slash: \"quoted\"; more."),
        qPrintable(page));
    QVERIFY2(page.contains("logitscope open [OPTION]... ACTION [FILE]..."), qPrintable(page));
    QVERIFY2(page.contains("--key K:EY"), qPrintable(page));
}

void TestManual::shellsTakeHelpForText_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("said");
    QTest::newRow("bash") << QStringList{"bash", "-c",
                                         "source ./logitscope.bash; COMP_WORDS=(logitscope open "
                                         "--key o) COMP_CWORD=3; _logitscope; "
                                         "echo ${COMPREPLY[*]}"}
                          << "off on";
    QTest::newRow("bash, a word without an option")
        << QStringList{"bash", "-c",
                       "source ./logitscope.bash; COMP_WORDS=(logitscope open m) COMP_CWORD=2; "
                       "_logitscope; echo ${COMPREPLY[*]}"}
        << "mend";
    QTest::newRow("zsh") << QStringList{"zsh", "-n", "logitscope.zsh"} << "";
    QTest::newRow("fish") << QStringList{"fish", "-c",
                                         "source logitscope.fish; complete -C "
                                         "'logitscope open --key of'"}
                          << "off";
}

void TestManual::shellsTakeHelpForText()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, said);
    const auto shell = arguments.takeFirst();
    if (QStandardPaths::findExecutable(shell).isEmpty())
        QSKIP("this shell isn't here");
    const auto output = run(folder_->path(), shell, arguments);
    QVERIFY2(output.startsWith(said), qPrintable(output));
    QCOMPARE(output.isEmpty(), said.isEmpty());
    QVERIFY(!QFile::exists(folder_->filePath("pwned")));
}

void TestManual::saysWhatCantBeWritten()
{
    QFile file(folder_->filePath("file"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const auto written = writeManual(program(), "1.2.3", file.fileName().toStdString());
    QVERIFY(!written);
    QCOMPARE(QString::fromStdString(written.error().message),
             file.fileName() + "/logitscope.bash can't be written");
}

LOGITSCOPE_TEST(TestManual)
#include "tst_manual.moc"
