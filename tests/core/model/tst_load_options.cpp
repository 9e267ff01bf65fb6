#include "core/model/gpt2.h"
#include "core/model/load_options.h"
#include "tests/fixtures/checkpoint.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestLoadOptions : public QObject
{
    Q_OBJECT

private slots:
    void conflicts_data();
    void conflicts();
    void nothingElseConflicts();
};

void TestLoadOptions::conflicts_data()
{
    QTest::addColumn<Device>("device");
    QTest::addColumn<ModelEngine>("engine");
    QTest::addColumn<Precision>("precision");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("native on CUDA")
        << Device::Cuda << ModelEngine::Native << Precision::Auto
        << "engine is native, which runs on the processor only; choose libtorch as the engine, or "
           "cpu as the device";
    QTest::newRow("INT8 in libtorch")
        << Device::Auto << ModelEngine::Libtorch << Precision::INT8
        << "precision is int8, which only the native engine has; choose f32 or bf16, or native as "
           "the engine";
    QTest::newRow("INT8 on CUDA")
        << Device::Cuda << ModelEngine::Auto << Precision::INT8
        << "precision is int8, which only the processor has; choose f32 or bf16, or cpu as the "
           "device";
}

// A model says the same, before it reads any weights.
void TestLoadOptions::conflicts()
{
    QFETCH(Device, device);
    QFETCH(ModelEngine, engine);
    QFETCH(Precision, precision);
    QFETCH(QString, sentence);
    const LoadOptions options{.device = device, .engine = engine, .precision = precision};
    const auto conflict = findConflict(options);
    QVERIFY(conflict);
    QCOMPARE(QString::fromStdString(conflict->message), sentence);
    const TestFolder folder;
    randomCheckpoint({}, 1).writeTo(folder);
    const auto model = loadGpt2(folder.path(), options);
    QVERIFY(!model);
    QCOMPARE(QString::fromStdString(model.error().message), sentence);
}

void TestLoadOptions::nothingElseConflicts()
{
    int possible = 0;
    for (const auto device : {Device::Auto, Device::Cpu, Device::Cuda}) {
        for (const auto engine : {ModelEngine::Auto, ModelEngine::Native, ModelEngine::Libtorch}) {
            for (const auto precision :
                 {Precision::Auto, Precision::F32, Precision::BF16, Precision::INT8})
                possible += findConflict({device, engine, precision}) ? 0 : 1;
        }
    }
    // Of 36: not native on CUDA (4 precisions), nor INT8 in libtorch (3 devices), nor INT8 on CUDA
    // in what is left (1).
    QCOMPARE(possible, 36 - 4 - 3 - 1);
}

LOGITSCOPE_TEST(TestLoadOptions)
#include "tst_load_options.moc"
