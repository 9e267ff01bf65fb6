// Checkpoints that don't fit their config.json, as whoever opens them meets it: through loadGpt2.
#include "core/model/gpt2.h"
#include "tests/fixtures/checkpoint.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

Checkpoint small()
{
    return randomCheckpoint(
        {.contextLength = 16, .width = 8, .layers = 2, .heads = 2, .innerWidth = 32}, 1);
}

QString load(const Checkpoint& checkpoint)
{
    const TestFolder folder;
    checkpoint.writeTo(folder);
    const auto model = loadGpt2(folder.path(), {.device = Device::Cpu});
    return model ? "it was loaded" : folder.named(model.error().message);
}

// A shape that is not the weight's, with values for it.
Weight zeroWeight(std::vector<std::int64_t> shape)
{
    std::size_t count = 1;
    for (const auto dimension : shape)
        count *= static_cast<std::size_t>(dimension);
    return {std::move(shape), std::vector<float>(count, 0.0f)};
}

} // namespace

class TestWeightLoader : public QObject
{
    Q_OBJECT

private slots:
    void everyTensorIsNeeded_data();
    void everyTensorIsNeeded();
    void shapes_data();
    void shapes();
    void shapesWithAnInnerWidth_data();
    void shapesWithAnInnerWidth();
    void configOfAnotherModel_data();
    void configOfAnotherModel();
    void everySizeAsLargeAsCanBe();
    void types_data();
    void types();
    void prefixedNamesAreNamedAsInThePaper();
    void theHeadIsChecked();
    void theFirstWrongTensorIsNamed();
    void progressRisesToOne();
    void progressCanEndTheLoading();
};

void TestWeightLoader::everyTensorIsNeeded_data()
{
    QTest::addColumn<QString>("name");
    for (const auto& [name, weight] : small().weights)
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

void TestWeightLoader::everyTensorIsNeeded()
{
    QFETCH(QString, name);
    auto checkpoint = small();
    checkpoint.weights.erase(name.toStdString());
    QCOMPARE(load(checkpoint), "folder/model.safetensors: tensor " + name +
                                   " is missing; choose a folder with a whole GPT-2 checkpoint");
}

void TestWeightLoader::shapes_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QList<qint64>>("shape");
    QTest::addColumn<QString>("what");

    const auto row = [](const QString& name, const QList<qint64>& shape, const QString& what) {
        QTest::newRow(qPrintable(name + " " + what)) << name << shape << what;
    };
    const QString width = " (config.json: n_embd = 8)";
    const QString words = " (config.json: vocab_size = 259, n_embd = 8)";
    const QString places = " (config.json: n_positions = 16, n_embd = 8)";
    row("wte.weight", {258, 8}, "is 258×8, expected 259×8" + words);
    row("wte.weight", {8, 259}, "is 8×259, expected 259×8" + words);
    row("wpe.weight", {17, 8}, "is 17×8, expected 16×8" + places);
    row("wpe.weight", {16, 9}, "is 16×9, expected 16×8" + places);
    row("h.0.ln_1.weight", {9}, "is 9, expected 8" + width);
    row("h.0.ln_1.bias", {}, "is scalar, expected 8" + width);
    row("h.1.attn.c_attn.weight", {8, 8}, "is 8×8, expected 8×24" + width);
    row("h.1.attn.c_attn.weight", {24, 8}, "is 24×8, expected 8×24" + width); // Linear's layout
    row("h.1.attn.c_attn.weight", {192}, "is 192, expected 8×24" + width);
    row("h.1.attn.c_attn.weight", {1, 8, 24}, "is 1×8×24, expected 8×24" + width);
    row("h.1.attn.c_attn.bias", {8}, "is 8, expected 24" + width);
    row("h.0.attn.c_proj.weight", {8, 0}, "is 8×0, expected 8×8" + width);
    row("h.0.attn.c_proj.bias", {1}, "is 1, expected 8" + width);
    row("h.0.ln_2.weight", {7}, "is 7, expected 8" + width);
    row("h.0.ln_2.bias", {8, 1}, "is 8×1, expected 8" + width);
    row("h.0.mlp.c_fc.weight", {32, 8}, "is 32×8, expected 8×32" + width);
    row("h.0.mlp.c_fc.bias", {8}, "is 8, expected 32" + width);
    row("h.1.mlp.c_proj.weight", {8, 32}, "is 8×32, expected 32×8" + width);
    row("h.1.mlp.c_proj.bias", {32}, "is 32, expected 8" + width);
    row("ln_f.weight", {16}, "is 16, expected 8" + width);
    row("ln_f.bias", {4}, "is 4, expected 8" + width);
}

void TestWeightLoader::shapes()
{
    QFETCH(QString, name);
    QFETCH(QList<qint64>, shape);
    QFETCH(QString, what);
    auto checkpoint = small();
    checkpoint.weights.at(name.toStdString()) = zeroWeight({shape.begin(), shape.end()});
    QCOMPARE(load(checkpoint), "folder/model.safetensors: tensor " + name + " " + what);
}

void TestWeightLoader::shapesWithAnInnerWidth_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("what");
    QTest::newRow("c_fc") << "h.0.mlp.c_fc.weight"
                          << "is 2×2, expected 8×20";
    QTest::newRow("c_proj") << "h.0.mlp.c_proj.weight"
                            << "is 2×2, expected 20×8";
}

void TestWeightLoader::shapesWithAnInnerWidth()
{
    QFETCH(QString, name);
    QFETCH(QString, what);
    auto checkpoint = randomCheckpoint({.width = 8, .innerWidth = 20}, 2);
    checkpoint.weights.at(name.toStdString()) = zeroWeight({2, 2});
    QCOMPARE(load(checkpoint), "folder/model.safetensors: tensor " + name + " " + what +
                                   " (config.json: n_embd = 8, n_inner = 20)");
}

void TestWeightLoader::configOfAnotherModel_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<int>("value");
    QTest::addColumn<QString>("what");
    QTest::newRow("wider") << "n_embd" << 16
                           << "tensor wte.weight is 259×8, expected 259×16 (config.json: "
                              "vocab_size = 259, n_embd = 16)";
    QTest::newRow("more words") << "vocab_size" << 50257
                                << "tensor wte.weight is 259×8, expected 50257×8 (config.json: "
                                   "vocab_size = 50257, n_embd = 8)";
    QTest::newRow("longer") << "n_positions" << 1024
                            << "tensor wpe.weight is 16×8, expected 1024×8 (config.json: "
                               "n_positions = 1024, n_embd = 8)";
    QTest::newRow("deeper") << "n_layer" << 3
                            << "tensor h.2.ln_1.weight is missing; choose a folder with a whole "
                               "GPT-2 checkpoint";
    QTest::newRow("as deep as can be") << "n_layer" << 100'000'000
                                       << "tensor h.2.ln_1.weight is missing; choose a folder "
                                          "with a whole GPT-2 checkpoint";
    QTest::newRow("as many words as can be")
        << "vocab_size" << 100'000'000
        << "tensor wte.weight is 259×8, expected 100000000×8 (config.json: vocab_size = 100000000, "
           "n_embd = 8)";
    QTest::newRow("as long as can be")
        << "n_positions" << 100'000'000
        << "tensor wpe.weight is 16×8, expected 100000000×8 (config.json: n_positions = 100000000, "
           "n_embd = 8)";
    QTest::newRow("as wide an MLP as can be")
        << "n_inner" << 100'000'000
        << "tensor h.0.mlp.c_fc.weight is 8×32, expected 8×100000000 (config.json: n_embd = 8, "
           "n_inner = 100000000)";
    QTest::newRow("as wide as can be") << "n_embd" << 100'000'000
                                       << "tensor wte.weight is 259×8, expected 259×100000000 "
                                          "(config.json: vocab_size = 259, n_embd = 100000000)";
}

void TestWeightLoader::configOfAnotherModel()
{
    QFETCH(QString, field);
    QFETCH(int, value);
    QFETCH(QString, what);
    auto checkpoint = small();
    checkpoint.config[field.toStdString()] = value;
    QCOMPARE(load(checkpoint), "folder/model.safetensors: " + what);
}

// 10^24 weights: an Error before any memory is asked for, whichever precision is.
void TestWeightLoader::everySizeAsLargeAsCanBe()
{
    auto checkpoint = small();
    for (const auto* field :
         {"vocab_size", "n_positions", "n_embd", "n_layer", "n_head", "n_inner"})
        checkpoint.config[field] = 100'000'000;
    QCOMPARE(load(checkpoint),
             QString("folder/model.safetensors: tensor wte.weight is 259×8, expected "
                     "100000000×100000000 (config.json: vocab_size = 100000000, n_embd = "
                     "100000000)"));
}

void TestWeightLoader::types_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("dtype");
    for (const char* name : {"wte.weight", "h.1.mlp.c_fc.bias", "ln_f.bias"}) {
        for (const char* dtype : {"I64", "U8", "I8", "BOOL", "F8_E4M3"})
            QTest::addRow("%s %s", name, dtype) << name << dtype;
    }
}

void TestWeightLoader::types()
{
    QFETCH(QString, name);
    QFETCH(QString, dtype);
    auto checkpoint = small();
    checkpoint.weights.at(name.toStdString()).dtype = dtype.toStdString();
    QCOMPARE(load(checkpoint), "folder/model.safetensors: tensor " + name + " is of type " + dtype +
                                   ", expected F64, F32, F16 or BF16");
}

void TestWeightLoader::prefixedNamesAreNamedAsInThePaper()
{
    auto checkpoint = small();
    checkpoint.prefix = "transformer.";
    checkpoint.weights.at("h.0.ln_1.weight") = zeroWeight({3});
    QCOMPARE(load(checkpoint), QString("folder/model.safetensors: tensor h.0.ln_1.weight is 3, "
                                       "expected 8 (config.json: n_embd = 8)"));
}

void TestWeightLoader::theHeadIsChecked()
{
    auto checkpoint = small();
    checkpoint.weights["lm_head.weight"] = zeroWeight({8, 259});
    QCOMPARE(load(checkpoint),
             QString("folder/model.safetensors: tensor lm_head.weight is 8×259, "
                     "expected 259×8 (config.json: vocab_size = 259, n_embd = 8)"));
}

void TestWeightLoader::theFirstWrongTensorIsNamed()
{
    auto checkpoint = small();
    for (auto& [name, weight] : checkpoint.weights)
        weight = zeroWeight({1});
    QVERIFY(load(checkpoint).startsWith("folder/model.safetensors: tensor wte.weight is 1, "));
}

void TestWeightLoader::progressRisesToOne()
{
    const TestFolder folder;
    const auto checkpoint = small();
    checkpoint.writeTo(folder);
    std::vector<double> parts;
    LoadOptions options{.device = Device::Cpu};
    options.progress = [&](double part) {
        parts.push_back(part);
        return true;
    };
    QVERIFY(loadGpt2(folder.path(), options));
    QCOMPARE(parts.size(), checkpoint.weights.size());
    QVERIFY(std::ranges::is_sorted(parts));
    QVERIFY(parts.front() > 0.0);
    QCOMPARE(parts.back(), 1.0);
}

void TestWeightLoader::progressCanEndTheLoading()
{
    const TestFolder folder;
    small().writeTo(folder);
    int calls = 0;
    LoadOptions options{.device = Device::Cpu};
    options.progress = [&](double) { return ++calls < 3; };
    const auto model = loadGpt2(folder.path(), options);
    QVERIFY(!model);
    QCOMPARE(folder.named(model.error().message),
             QString("folder/model.safetensors: loading was ended early"));
    QCOMPARE(calls, 3); // no tensor after that one was read
}

LOGITSCOPE_TEST(TestWeightLoader)
#include "tst_weight_loader.moc"
