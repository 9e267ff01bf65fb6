// logitscope score, as a person or a script calls it.
#include "tests/app/cli/program.h"
#include "tests/test_program.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>

using namespace logitscope::fixtures;

class TestScoreCommand : public QObject
{
    Q_OBJECT

private slots:

    void table()
    {
        const auto run = runProgram({"score", "--text", "The sea was blue"});
        QCOMPARE(run.exitCode, 0);
        QCOMPARE(run.err, QByteArray());
        const auto lines = run.out.split('\n');
        QVERIFY2(lines[0].startsWith("token "), run.out);
        QVERIFY2(lines[1].startsWith("The "), run.out);
        QVERIFY2(run.out.contains("\n␣sea "), run.out);
        QVERIFY2(run.out.contains(" over 3 tokens\n"), run.out);
    }

    void json()
    {
        const auto run = runProgram({"score", "--text", "The sea was blue", "--json"});
        QCOMPARE(run.exitCode, 0);
        const auto json = nlohmann::json::parse(run.out.toStdString());
        QCOMPARE(json.at("tokens").size(), std::size_t{4});
        double surprisal = 0.0;
        for (std::size_t i = 1; i < 4; ++i) {
            const auto& token = json.at("tokens")[i];
            const double bits = token.at("surprisal").get<double>();
            QVERIFY(std::abs(std::exp2(-bits) - token.at("probability").get<double>()) < 1e-12);
            QVERIFY(token.at("rank").get<int>() >= 1 && token.at("entropy").get<double>() > 0.0);
            surprisal += bits / 3;
        }
        QVERIFY(std::abs(std::exp2(surprisal) - json.at("perplexity").get<double>()) < 1e-9);
    }

    void aFileIsItsText()
    {
        const QTemporaryDir folder;
        const auto name = folder.filePath("text.txt");
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("The sea was blue");
        file.close();
        QCOMPARE(runProgram({"score", name}).out,
                 runProgram({"score", "--text", "The sea was blue"}).out);
    }

    void errors_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QByteArray>("sentence");
        QTest::newRow("nothing") << QStringList()
                                 << QByteArray("expected a text: --text TEXT, or a FILE");
        QTest::newRow("no file") << QStringList{"/nowhere/text"}
                                 << QByteArray("/nowhere/text: there is no such file");
        QTest::newRow("both") << QStringList{"file", "--text", "a"} << QByteArray("--text");
        QTest::newRow("too long") << QStringList{"--text", QString("a b ").repeated(400)}
                                  << QByteArray("holds 512");
    }

    void errors()
    {
        QFETCH(QStringList, options);
        QFETCH(QByteArray, sentence);
        const auto run = runProgram(QStringList{"score"} + options);
        QCOMPARE(run.exitCode, 2);
        QVERIFY2(run.err.contains(sentence), run.err);
    }
};

LOGITSCOPE_TEST(TestScoreCommand)
#include "tst_score_command.moc"
