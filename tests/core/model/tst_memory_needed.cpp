#include "core/model/gpt2.h"
#include "core/model/memory_needed.h"
#include "tests/fixtures/checkpoint.h"
#include "tests/test_program.h"

#include <QTest>

#include <limits>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestMemoryNeeded : public QObject
{
    Q_OBJECT

private slots:
    void ofThePublishedSizes_data();
    void ofThePublishedSizes();
    void ofAHead();
    void ofTheLargestSizes();
    void asMuchAsTheModelHolds_data();
    void asMuchAsTheModelHolds();
    void shortages_data();
    void shortages();
    void loadingIsRefused();
};

void TestMemoryNeeded::ofThePublishedSizes_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<std::uint64_t>("f32"); // 4 bytes for each of the published parameters
    QTest::newRow("gpt2") << "gpt2" << std::uint64_t{4} * 124'439'808;
    QTest::newRow("gpt2-xl") << "gpt2-xl" << std::uint64_t{4} * 1'557'611'200;
}

void TestMemoryNeeded::ofThePublishedSizes()
{
    QFETCH(QString, name);
    QFETCH(std::uint64_t, f32);
    const auto config = gpt2Shape(name.toStdString()).value();
    QCOMPARE(memoryNeeded({config, false}, Precision::F32), f32);

    // The matrices, counted one by one, have 2 bytes or 1 instead of 4, and in INT8 a scale for
    // each token and for each output of a block's four products: 3C, C, 4C and C.
    const auto C = static_cast<std::uint64_t>(config.width);
    const auto matrices = 50257 * C + static_cast<std::uint64_t>(config.layers) * 12 * C * C;
    QCOMPARE(memoryNeeded({config, false}, Precision::BF16), f32 - 2 * matrices);
    const auto scales = 50257 + static_cast<std::uint64_t>(config.layers) * 9 * C;
    QCOMPARE(memoryNeeded({config, false}, Precision::INT8), f32 - 3 * matrices + 4 * scales);
}

void TestMemoryNeeded::ofAHead()
{
    const auto config = gpt2Shape("gpt2").value();
    for (const auto& [precision, bytes] : {std::pair(Precision::F32, 4 * 768),
                                           {Precision::BF16, 2 * 768},
                                           {Precision::INT8, 768 + 4}})
        QCOMPARE(memoryNeeded({config, true}, precision) - memoryNeeded({config, false}, precision),
                 std::uint64_t{50257} * static_cast<unsigned>(bytes));
}

void TestMemoryNeeded::ofTheLargestSizes()
{
    constexpr int most = 100'000'000;
    const Gpt2Config config{.vocabularySize = most,
                            .contextLength = most,
                            .width = most,
                            .layers = most,
                            .heads = most,
                            .innerWidth = 4 * most,
                            .layerNormEpsilon = 1e-5};
    QCOMPARE(memoryNeeded({config, true}, Precision::F32),
             std::numeric_limits<std::uint64_t>::max());
}

void TestMemoryNeeded::asMuchAsTheModelHolds_data()
{
    QTest::addColumn<Precision>("precision");
    for (const auto precision : {Precision::F32, Precision::BF16, Precision::INT8})
        QTest::newRow(std::string(nameOf(precision)).c_str()) << precision;
}

// A step reads all but the position embedding. INT8 has a scale for each output besides, and
// panels are padded.
void TestMemoryNeeded::asMuchAsTheModelHolds()
{
    QFETCH(Precision, precision);
    const Gpt2Config config{.vocabularySize = 2048,
                            .contextLength = 64,
                            .width = 256,
                            .layers = 2,
                            .heads = 4,
                            .innerWidth = 1024,
                            .layerNormEpsilon = 1e-5};
    const auto model =
        randomGpt2("random", config, {.device = Device::Cpu, .precision = precision});
    QVERIFY(model);
    const auto held = static_cast<double>((*model)->info().weightBytes) + 4.0 * 64 * 256;
    const auto needed = static_cast<double>(memoryNeeded({config, false}, precision));
    QVERIFY2(held >= needed && held <= 1.03 * needed,
             qPrintable(QString("%1 of %2").arg(held).arg(needed)));
}

void TestMemoryNeeded::shortages_data()
{
    QTest::addColumn<Precision>("precision");
    QTest::addColumn<ModelEngine>("engine");
    QTest::addColumn<double>("gigabytes"); // free
    QTest::addColumn<QString>("sentence"); // empty: it fits
    const auto row = [](Precision precision, ModelEngine engine, double gigabytes,
                        const QString& sentence) {
        QTest::addRow("%s %s %.2f GB", nameOf(precision).data(), nameOf(engine).data(), gigabytes)
            << precision << engine << gigabytes << sentence;
    };
    const auto native = ModelEngine::Native;
    const auto torch = ModelEngine::Libtorch;
    const QString smaller = "; close other programs, or choose a smaller model";
    row(Precision::F32, native, 6.24, "");
    row(Precision::F32, native, 3.2,
        "gpt2-xl in F32 takes 6.23 GB, but 3.20 GB are free; choose BF16 or INT8");
    row(Precision::F32, torch, 3.2,
        "gpt2-xl in F32 takes 6.23 GB, but 3.20 GB are free; choose BF16");
    row(Precision::F32, native, 2.0,
        "gpt2-xl in F32 takes 6.23 GB, but 2.00 GB are free; choose INT8");
    row(Precision::F32, torch, 2.0, "gpt2-xl in F32 takes 6.23 GB, but 2.00 GB are free" + smaller);
    row(Precision::BF16, native, 3.2, "");
    row(Precision::BF16, native, 2.0,
        "gpt2-xl in BF16 takes 3.12 GB, but 2.00 GB are free; choose INT8");
    row(Precision::INT8, native, 2.0, "");
    row(Precision::INT8, native, 0.5,
        "gpt2-xl in INT8 takes 1.57 GB, but 500 MB are free" + smaller);
}

void TestMemoryNeeded::shortages()
{
    QFETCH(Precision, precision);
    QFETCH(ModelEngine, engine);
    QFETCH(double, gigabytes);
    QFETCH(QString, sentence);
    const auto config = gpt2Shape("gpt2-xl").value();
    const auto shortage = findMemoryShortage("gpt2-xl", {config, false}, precision, engine,
                                             static_cast<std::uint64_t>(gigabytes * 1e9));
    QCOMPARE(shortage ? QString::fromStdString(shortage->message) : QString(), sentence);
}

void TestMemoryNeeded::loadingIsRefused()
{
    const TestFolder folder;
    auto checkpoint = randomCheckpoint({}, 1);
    checkpoint.writeTo(folder);
    const auto config = readGpt2Config(folder.file("config.json")).value();
    const auto needed = memoryNeeded({config, false}, Precision::F32);
    int parts = 0;
    LoadOptions options{.device = Device::Cpu};
    options.progress = [&parts](double) { return ++parts > 0; };
    options.freeBytes = needed - 1;
    const auto refused = loadGpt2(folder.path(), options);
    QVERIFY(!refused);
    QCOMPARE(QString::fromStdString(refused.error().message),
             QString::fromStdString(folder.path().filename().string()) +
                 " in F32 takes 15.8 kB, but 15.8 kB are free; choose BF16 or INT8");
    QCOMPARE(parts, 0); // before anything was read
    options.freeBytes = needed;
    QVERIFY(loadGpt2(folder.path(), options));
    options.precision = Precision::INT8;
    options.freeBytes = needed / 2;
    QVERIFY(loadGpt2(folder.path(), options));
    QVERIFY(randomGpt2("random", config, options));
    options.precision = Precision::F32;
    QVERIFY(!randomGpt2("random", config, options));

    // A file that is too short for its config is named for that.
    checkpoint.config["vocab_size"] = 100'000'000;
    checkpoint.writeTo(folder);
    const auto broken = loadGpt2(folder.path(), options);
    QVERIFY(!broken);
    QVERIFY(broken.error().message.find("tensor wte.weight is 259×8") != std::string::npos);
}

LOGITSCOPE_TEST(TestMemoryNeeded)
#include "tst_memory_needed.moc"
