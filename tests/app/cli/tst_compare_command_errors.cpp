// What `logitscope compare` refuses, and how it fails.
#include "tests/app/cli/made_up_model.h"
#include "tests/app/cli/program.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope::fixtures;

class TestCompareErrors : public QObject
{
    Q_OBJECT

private slots:
    void badValues_data();
    void badValues();
    void oneSubCommandAlone();
    void promptTooLong();
    void failingStep();
    void outputThatCannotBeWritten();

private:
    // A run on the made-up model
    QStringList compare(const QStringList& more) const
    {
        return QStringList{"compare", "--model", tiny_.path(), "--text", "the"} + more;
    }

    MadeUpModel tiny_{smallCheckpoint()};
};

void TestCompareErrors::badValues_data()
{
    QTest::addColumn<QStringList>("options"); // after --text the
    QTest::addColumn<QString>("named");       // what the sentence must name

    const auto row = [](const QStringList& options, const QString& named) {
        QTest::newRow(qPrintable(options.join(' '))) << options << named;
    };
    row({"--strategies", "warm"}, "--strategies has \"warm\", expected all, or names with a comma");
    row({"--strategies", "greedy,greedy"}, "--strategies has greedy twice; --repeats runs each");
    row({"--strategies", ""}, "--strategies: expected a value");
    row({"--max-tokens", "-1"}, "--max-tokens is -1, expected 0 or more");
    row({"--max-tokens", "x"}, "--max-tokens is x, expected a whole number");
    row({"--seed", "1.5"}, "--seed is 1.5, expected a whole number from -9223372036854775808 to");
    row({"--stop", ""}, "--stop: expected a value");
    row({"--stop", "a", "b"}, "b: unknown here; --help lists");
    row({"--repeats", "0"}, "--repeats is 0, expected 1 to 64");
    row({"--repeats", "65", "--strategies", "greedy"}, "--repeats is 65, expected 1 to 64");
    row({"--repeats", "2.5"}, "--repeats is 2.5, expected a whole number");
    row({"--repeats", "8"},
        "--repeats is 8, but 9 strategies × 8 are 72 rows, at most 64 run together");
    row({"--same-random-numbers", "maybe"}, "--same-random-numbers is maybe, expected on or off");
    row({"--same-random-numbers"}, "--same-random-numbers: expected a value");
    row({"--same-dice", "maybe"}, "--same-random-numbers is maybe, expected on or off");
    row({"--export"}, "--export: expected a value");
    row({"--export", ""}, "--export: expected a value");
    row({"--export", "a.csv", "b.csv"}, "b.csv: unknown here; --help lists");
    row({"--json", "--markdown"}, "--json");
    row({"--device", "gpu"}, "device is gpu, expected auto, cpu or cuda");
    row({"--strategy", "greedy"}, "--strategy: unknown here; --help lists");
    row({"sample"}, "sample: unknown here; --help lists");
}

void TestCompareErrors::badValues()
{
    QFETCH(QStringList, options);
    QFETCH(QString, named);
    const auto run = runProgram(compare(options));
    QCOMPARE(run.exitCode, 2);
    QCOMPARE(run.out, QByteArray());
    const auto sentence = complaintOf(run);
    QVERIFY2(sentence.contains(named), qPrintable(sentence));
}

void TestCompareErrors::oneSubCommandAlone()
{
    const auto before = runProgram(QStringList{"--seed", "3"} + compare({}));
    QCOMPARE(before.exitCode, 2);
    QCOMPARE(complaintOf(before), QString("--seed must come after the command compare"));
    const auto none = runProgram({"compare"});
    QCOMPARE(none.exitCode, 2);
    QVERIFY2(complaintOf(none).contains("--text"), none.err);
}

void TestCompareErrors::promptTooLong()
{
    const auto run = runProgram({"compare", "--model", tiny_.path(), "--text", QString(65, 'a')});
    QCOMPARE(run.exitCode, 2);
    QCOMPARE(run.out, QByteArray());
    QCOMPARE(complaintOf(run),
             QString("the prompt has 65 tokens, but this model's context holds 64; shorten it"));
}

void TestCompareErrors::failingStep()
{
    const MadeUpModel failing(failingCheckpoint());
    const auto run = runProgram({"compare", "--text", "the", "--model", failing.path()});
    QCOMPARE(run.exitCode, 1);
    QCOMPARE(run.out, QByteArray());
    QVERIFY2(complaintOf(run).contains("step 4: the logit of token 0"), run.err);
}

void TestCompareErrors::outputThatCannotBeWritten()
{
    const auto run = runShell("exec \"$0\" compare --model '" + tiny_.path() +
                              "' --text the --max-tokens 3 > /dev/full");
    QCOMPARE(run.exitCode, 1);
    QCOMPARE(complaintOf(run), QString("the output can't be written: No space left on device"));
}

LOGITSCOPE_TEST(TestCompareErrors)
#include "tst_compare_command_errors.moc"
