#include "core/model/cuda.h"
#include "core/model/gpt2.h"
#include "core/model/load_options.h"
#include "core/model/open_torch.h"
#include "tests/fixtures/checkpoint.h"
#include "tests/fixtures/reference_gpt2.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestLoadOptions : public QObject
{
    Q_OBJECT

private slots:
    void devices();
    void otherDevices_data();
    void otherDevices();
    void engines();
    void otherEngines();
    void conflicts_data();
    void conflicts();
    void nothingElseConflicts();
    void cudaOnlyWhereThereIsOne();
    void nativeOnTheProcessorUnlessAsked();
    void libtorchOnTheProcessor();
};

void TestLoadOptions::devices()
{
    QVERIFY(deviceNamed("auto") == Device::Auto);
    QVERIFY(deviceNamed("cpu") == Device::Cpu);
    QVERIFY(deviceNamed("cuda") == Device::Cuda);
}

void TestLoadOptions::otherDevices_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name : {"", "CPU", "gpu", "cuda:0", " cpu"})
        QTest::newRow(name) << name;
}

void TestLoadOptions::otherDevices()
{
    QFETCH(QString, name);
    const auto device = deviceNamed(name.toStdString());
    QVERIFY(!device);
    QCOMPARE(QString::fromStdString(device.error().message),
             "device is " + name + ", expected auto, cpu or cuda");
}

void TestLoadOptions::engines()
{
    for (const auto engine : {ModelEngine::Auto, ModelEngine::Native, ModelEngine::Libtorch})
        QCOMPARE(engineNamed(nameOf(engine)).value(), engine);
    QCOMPARE(engineNamed("auto").value(), ModelEngine::Auto);
    QCOMPARE(engineNamed("native").value(), ModelEngine::Native);
    QCOMPARE(engineNamed("libtorch").value(), ModelEngine::Libtorch);
}

void TestLoadOptions::otherEngines()
{
    for (const auto* name : {"", "Native", "torch", " auto"}) {
        const auto engine = engineNamed(name);
        QVERIFY(!engine);
        QCOMPARE(QString::fromStdString(engine.error().message),
                 QString("engine is %1, expected auto, native or libtorch").arg(name));
    }
}

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

void TestLoadOptions::cudaOnlyWhereThereIsOne()
{
    const TestFolder folder;
    randomCheckpoint({}, 1).writeTo(folder);

    const auto cpu = loadGpt2(folder.path(), {.device = Device::Cpu});
    QVERIFY(cpu);
    QCOMPARE((*cpu)->info().device, std::string("CPU"));

    const auto automatic = loadGpt2(folder.path(), {.device = Device::Auto});
    QVERIFY(automatic);
    const auto cuda = loadGpt2(folder.path(), {.device = Device::Cuda});
    if ((*automatic)->info().device == "CPU") {
        QVERIFY(!cuda);
        QVERIFY(!findCuda());
        QCOMPARE(cuda.error().message, findCuda().error().message);
    } else {
        QCOMPARE((*automatic)->info().device, std::string("CUDA"));
        QVERIFY(cuda);
        QCOMPARE((*cuda)->info().device, std::string("CUDA"));
    }
}

void TestLoadOptions::nativeOnTheProcessorUnlessAsked()
{
    const TestFolder folder;
    randomCheckpoint({}, 1).writeTo(folder);
    for (const auto engine : {ModelEngine::Auto, ModelEngine::Native}) {
        const auto model = loadGpt2(folder.path(), {.device = Device::Cpu, .engine = engine});
        QVERIFY(model);
        QCOMPARE((*model)->info().engine, std::string("native"));
        QCOMPARE((*model)->info().device, std::string("CPU"));
    }
    const auto native = loadGpt2(folder.path(), {.engine = ModelEngine::Native});
    QVERIFY(native);
    QCOMPARE((*native)->info().device, std::string("CPU")); // whatever this machine has
    const auto rounded = loadGpt2(folder.path(), {.precision = Precision::INT8});
    QVERIFY(rounded);
    QCOMPARE((*rounded)->info().engine, std::string("native")); // the only one that has it
}

// Says what the paper's formulas say; in a build without libtorch, why it can't.
void TestLoadOptions::libtorchOnTheProcessor()
{
    const TestFolder folder;
    const auto checkpoint = randomCheckpoint({}, 3);
    checkpoint.writeTo(folder);
    const auto model =
        loadGpt2(folder.path(), {.device = Device::Cpu, .engine = ModelEngine::Libtorch});
    if (!openTorch()) {
        QVERIFY(!model);
        QCOMPARE(model.error().message, "engine is libtorch, but " + openTorch().error().message +
                                            ", or choose auto or native");
        return;
    }
    QVERIFY(model);
    QCOMPARE((*model)->info().engine, std::string("libtorch"));
    QCOMPARE((*model)->info().device, std::string("CPU"));
    QCOMPARE((*model)->info().precision, std::string("F32"));
    constexpr std::array<TokenId, 5> tokens{17, 3, 200, 3, 91};
    const auto context = (*model)->newContext();
    const auto logits = context->prefill(tokens).value();
    const auto expected = referenceLogits(checkpoint, tokens).back();
    const double scale = std::ranges::max(expected);
    for (std::size_t i = 0; i < logits.size(); ++i)
        QVERIFY(std::abs(logits[i] - expected[i]) <= 1e-5 * scale);
}

LOGITSCOPE_TEST(TestLoadOptions)
#include "tst_load_options.moc"
