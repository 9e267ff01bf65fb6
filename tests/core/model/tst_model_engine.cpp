#include "core/model/gpt2.h"
#include "core/model/model_engine.h"
#include "core/model/open_torch.h"
#include "tests/fixtures/checkpoint.h"
#include "tests/fixtures/reference_gpt2.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <array>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestModelEngine : public QObject
{
    Q_OBJECT

private slots:
    void names();
    void otherNames();
    void nativeOnTheProcessorUnlessAsked();
    void libtorchOnTheProcessor();
};

void TestModelEngine::names()
{
    for (const auto engine : {ModelEngine::Auto, ModelEngine::Native, ModelEngine::Libtorch})
        QCOMPARE(engineNamed(nameOf(engine)).value(), engine);
    QCOMPARE(engineNamed("auto").value(), ModelEngine::Auto);
    QCOMPARE(engineNamed("native").value(), ModelEngine::Native);
    QCOMPARE(engineNamed("libtorch").value(), ModelEngine::Libtorch);
}

void TestModelEngine::otherNames()
{
    for (const auto* name : {"", "Native", "torch", " auto"}) {
        const auto engine = engineNamed(name);
        QVERIFY(!engine);
        QCOMPARE(QString::fromStdString(engine.error().message),
                 QString("engine is %1, expected auto, native or libtorch").arg(name));
    }
}

void TestModelEngine::nativeOnTheProcessorUnlessAsked()
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
void TestModelEngine::libtorchOnTheProcessor()
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

LOGITSCOPE_TEST(TestModelEngine)
#include "tst_model_engine.moc"
