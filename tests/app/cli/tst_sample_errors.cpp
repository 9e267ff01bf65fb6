// What `logitscope sample` refuses, and how it fails.
#include "tests/app/cli/made_up_model.h"
#include "tests/app/cli/program.h"
#include "tests/test_program.h"

#include <QFile>
#include <QTest>

using namespace logitscope::fixtures;

class TestSampleErrors : public QObject
{
    Q_OBJECT

private slots:
    void promptTooLong();
    void badValues_data();
    void badValues();
    void noText();
    void badModels_data();
    void badModels();
    void failingStep();
    void outputThatCannotBeWritten();

private:
    // A run on the made-up model
    QStringList sample(const QStringList& more) const
    {
        return QStringList{"sample", "--model", tiny_.path()} + more;
    }

    MadeUpModel tiny_{smallCheckpoint()};
};

void TestSampleErrors::promptTooLong()
{
    const auto run = runProgram(sample({"--text", QString(65, 'a')}));
    QCOMPARE(run.exitCode, 2);
    QCOMPARE(run.out, QByteArray());
    QCOMPARE(complaintOf(run),
             QString("the prompt has 65 tokens, but this model's context holds 64; shorten it"));
}

void TestSampleErrors::badValues_data()
{
    QTest::addColumn<QStringList>("options"); // after --text the
    QTest::addColumn<QString>("named");       // what the sentence must name

    const auto row = [](const QStringList& options, const QString& named) {
        QTest::newRow(qPrintable(options.join(' '))) << options << named;
    };
    row({"--temperature", "-1"}, "temperature is -1, expected ");
    row({"--temperature", "abc"}, "--temperature is abc, expected a number");
    row({"--top-k", "-3"}, "top-k is -3, expected ");
    row({"--top-p", "1.5"}, "top-p is 1.5, expected ");
    row({"--strategy", "warm"}, "--strategy is warm, expected one of greedy, low_temp");
    row({"--order", "sideways"}, "--order is sideways, expected filter-first or temperature-first");
    row({"--max-tokens", "-1"}, "--max-tokens is -1, expected 0 or more");
    row({"--max-tokens", "2147483648"}, "--max-tokens is 2147483648, expected a whole number");
    row({"--seed", "1.5"}, "--seed is 1.5, expected a whole number from -9223372036854775808 to");
    row({"--seed", "1", "--seed", "2"}, "--seed is there more than once");
    row({"--top-k"}, "--top-k: expected a value");
    row({"--model", ""}, "--model: expected a value");
    row({"--device", "gpu"}, "device is gpu, expected auto, cpu or cuda");
    row({"--stop"}, "--stop: expected a value");
    row({"--stop", ""}, "--stop: expected a value");
    row({"--bogus"}, "--bogus: unknown here; --help lists");
    row({"--tokens", "3"}, "--tokens: unknown here; --help lists");
    row({"surplus", "more"}, "surplus: unknown here; --help lists");
    row({"surplus"}, "surplus: unknown here; --help lists");
    row({"--json", "--show-steps"}, "--show-steps");
}

void TestSampleErrors::badValues()
{
    QFETCH(QStringList, options);
    QFETCH(QString, named);
    const auto run = runProgram(sample({"--text", "the"}) + options);
    QCOMPARE(run.exitCode, 2);
    QCOMPARE(run.out, QByteArray());
    const auto sentence = complaintOf(run);
    QVERIFY2(sentence.contains(named), qPrintable(sentence));
}

void TestSampleErrors::noText()
{
    for (const QStringList& noText : {sample({}), sample({"--text"})}) {
        const auto run = runProgram(noText);
        QCOMPARE(run.exitCode, 2);
        QCOMPARE(run.out, QByteArray());
        QVERIFY2(complaintOf(run).contains("--text"), run.err);
    }
}

void TestSampleErrors::badModels_data()
{
    QTest::addColumn<QString>("missing"); // a file of the folder, or the folder when empty
    QTest::newRow("folder") << "";
    QTest::newRow("weights") << "model.safetensors";
}

void TestSampleErrors::badModels()
{
    QFETCH(QString, missing);
    const TestFolder test;
    randomCheckpoint({}, 3).writeTo(test);
    QString model = pathOf(test);
    if (missing.isEmpty())
        model += "/none";
    else
        QVERIFY(QFile::remove(model + "/" + missing));
    const auto run = runProgram({"sample", "--text", "the", "--model", model});
    QCOMPARE(run.exitCode, 2);
    QCOMPARE(run.out, QByteArray());
    const QString named = missing.isEmpty() ? model : model + "/" + missing;
    QVERIFY2(complaintOf(run).startsWith(named + ": "), run.err);
}

// What was drawn before is shown, on a line of its own.
void TestSampleErrors::failingStep()
{
    const MadeUpModel failing(failingCheckpoint());
    const auto run = runProgram({"sample", "--text", "the", "--model", failing.path()});
    QCOMPARE(run.exitCode, 1);
    QCOMPARE(complaintOf(run),
             QString("step 4: the logit of token 0 is NaN, expected a finite number"));
    QVERIFY(run.out.endsWith('\n'));
    QVERIFY(run.out.size() > 1);
}

void TestSampleErrors::outputThatCannotBeWritten()
{
    const auto run = runShell("exec \"$0\" sample --model '" + tiny_.path() +
                              "' --text the --max-tokens 3 > /dev/full");
    QCOMPARE(run.exitCode, 1);
    QCOMPARE(complaintOf(run), QString("the output can't be written: No space left on device"));
    for (const QString arguments : {"--help", "--version", "sample --help", "serve --version"}) {
        const auto help = runShell("exec \"$0\" " + arguments + " > /dev/full");
        QCOMPARE(help.exitCode, 1);
        QCOMPARE(complaintOf(help),
                 QString("the output can't be written: No space left on device"));
    }
}

LOGITSCOPE_TEST(TestSampleErrors)
#include "tst_sample_errors.moc"
