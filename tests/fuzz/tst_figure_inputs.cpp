// The fuzzer of figures over the inputs that are kept, in a build without libFuzzer.
#include "app/export/figure_run.h"
#include "tests/fuzz/fuzzers.h"
#include "tests/fuzz/kept_inputs.h"
#include "tests/test_program.h"

using namespace logitscope;
using namespace logitscope::fuzz;

class TestFigureInputs : public QObject
{
    Q_OBJECT

private slots:
    void keptInputs_data();
    void keptInputs();
    void seedsHaveARun();
};

void TestFigureInputs::keptInputs_data()
{
    QTest::addColumn<Fuzzer>("fuzzer");
    QTest::addColumn<QString>("file");
    addKeptInputs("figure_file", figureFile);
}

// A fuzzer ends the program where something is wrong.
void TestFigureInputs::keptInputs()
{
    QFETCH(Fuzzer, fuzzer);
    QFETCH(QString, file);
    const auto bytes = contentsOf(file);
    for (const auto length : {bytes.size(), bytes.size() / 2, qsizetype(0)}) // cut short, too
        fuzzer({bytes.constData(), static_cast<std::size_t>(length)});
}

// The same one in all of them, or a fuzzer would only see figures that aren't opened.
void TestFigureInputs::seedsHaveARun()
{
    const QString folder = QStringLiteral(LOGITSCOPE_FUZZ_DATA "/corpus/figure_file/");
    const auto json = contentsOf(folder + "json").toStdString();
    QVERIFY(!json.empty());
    for (const auto* name : {"json", "png", "pdf", "svg"}) {
        const auto run = readRunJson(folder + name);
        QVERIFY2(run, run ? "" : run.error().message.c_str());
        QCOMPARE(*run, json);
    }
}

LOGITSCOPE_TEST(TestFigureInputs)
#include "tst_figure_inputs.moc"
