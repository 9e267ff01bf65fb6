// logitscope verify, and --engine on the other commands, as a person or a script calls them.
#include "tests/app/cli/made_up_model.h"
#include "tests/app/cli/program.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace logitscope::fixtures;

class TestVerifyCommand : public QObject
{
    Q_OBJECT

private slots:
    void theBundledModel();
    void json();
    void disagreement();
    void errors_data();
    void errors();
    void engines();
};

void TestVerifyCommand::theBundledModel()
{
    const auto run = runProgram({"verify"});
    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.err, QByteArray());
    QVERIFY2(run.out.startsWith("starter, F32: native on CPU and libtorch on CPU, after each of "),
             run.out);
    QVERIFY2(run.out.endsWith("\nThe engines agree.\n"), run.out);
}

void TestVerifyCommand::json()
{
    const MadeUpModel model(smallCheckpoint());
    const auto run = runProgram(
        {"verify", "--model", model.path(), "--precision", "bf16", "--text", "abcdefg", "--json"});
    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.err, QByteArray());
    const auto json = nlohmann::json::parse(run.out.toStdString());
    QCOMPARE(json.at("precision").get<std::string>(), std::string("BF16"));
    QCOMPARE(json.at("tokens").get<int>(), 7);
    QCOMPARE(json.at("agree").get<bool>(), true);
}

// Neither engine finds numbers where the model has none.
void TestVerifyCommand::disagreement()
{
    const MadeUpModel model(failingCheckpoint());
    const auto run = runProgram({"verify", "--model", model.path()});
    QCOMPARE(run.exitCode, 1);
    QCOMPARE(run.err, QByteArray());
    QVERIFY2(run.out.endsWith("\nThe engines don't agree.\n"), run.out);
}

void TestVerifyCommand::errors_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("no folder") << QStringList{"--model", "/nowhere"} << "/nowhere: is not a folder";
    QTest::newRow("device") << QStringList{"--device", "gpu"}
                            << "device is gpu, expected auto, cpu or cuda";
    QTest::newRow("INT8") << QStringList{"--precision", "int8"}
                          << "precision is int8, which only the native engine has; choose f32 or "
                             "bf16 to compare the two";
    QTest::newRow("a long text") << QStringList{"--text", QString("x ").repeated(2000)}
                                 << "the prompt has ";
    QTest::newRow("it runs both") << QStringList{"--engine"}
                                  << "--engine: unknown here; --help lists what is known";
}

void TestVerifyCommand::errors()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, sentence);
    const auto run = runProgram(QStringList{"verify"} + arguments);
    QCOMPARE(run.exitCode, 2);
    QCOMPARE(run.out, QByteArray());
    QVERIFY2(complaintOf(run).startsWith(sentence), run.err);
}

// The same text from both, and a name that tells them apart.
void TestVerifyCommand::engines()
{
    const auto sampled = [](const QString& engine) {
        const auto run = runProgram({"sample", "--text", "Once upon a time", "--max-tokens", "12",
                                     "--device", "cpu", "--engine", engine, "--json"});
        return nlohmann::json::parse(run.out.toStdString());
    };
    const auto native = sampled("native");
    const auto libtorch = sampled("libtorch");
    QCOMPARE(sampled("auto"), native);
    QCOMPARE(native.at("model").get<std::string>(), std::string("starter"));
    QCOMPARE(libtorch.at("model").get<std::string>(), std::string("starter libtorch"));
    QCOMPARE(libtorch.at("text").get<std::string>(), native.at("text").get<std::string>());
}

LOGITSCOPE_TEST(TestVerifyCommand)
#include "tst_verify_command.moc"
