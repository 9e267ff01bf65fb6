// The network that runs, against libtorch's kernels on the same weights. tst_gpt2 compares it with
// a GPT-2 in loops; this one is quick enough for more and larger shapes.
#include "tests/core/model/networks.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestGpt2Network : public QObject
{
    Q_OBJECT

private slots:

    void initTestCase_data() { addTorchDevices(); }

    void agree_data();
    void agree();
    void agreeOnRoundedWeights_data();
    void agreeOnRoundedWeights();
    void agreeOnAnUntiedHead();
    void severalTextsInOnePass();
    void logitsOfSomeTokens();
    void copiedCaches();
    void anyPassesSameBits();
    void missingTensors();
};

void TestGpt2Network::agree_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("heads");
    QTest::addColumn<int>("layers");
    QTest::addColumn<int>("innerWidth");
    QTest::addColumn<int>("vocabulary");
    QTest::newRow("heads of one number") << 6 << 6 << 2 << 24 << 259;
    QTest::newRow("heads of 3") << 12 << 4 << 3 << 48 << 300;
    QTest::newRow("heads of 5") << 15 << 3 << 2 << 60 << 320;
    QTest::newRow("heads of 7") << 21 << 3 << 2 << 84 << 321;
    QTest::newRow("heads of 16") << 64 << 4 << 2 << 256 << 319;
    QTest::newRow("heads of 33") << 66 << 2 << 2 << 264 << 1000;
    QTest::newRow("heads of 65") << 130 << 2 << 2 << 520 << 400;
    QTest::newRow("one head of 129") << 129 << 1 << 2 << 516 << 259;
    QTest::newRow("narrow MLP") << 40 << 5 << 2 << 3 << 500;
    QTest::newRow("wide MLP") << 20 << 2 << 2 << 777 << 259;
    QTest::newRow("deep") << 32 << 4 << 16 << 128 << 259;
    QTest::newRow("the starter's heads") << 256 << 4 << 4 << 1024 << 2000;
}

void TestGpt2Network::agree()
{
    QFETCH(int, width);
    QFETCH(int, heads);
    QFETCH(int, layers);
    QFETCH(int, innerWidth);
    QFETCH(int, vocabulary);
    const auto networks = make(randomCheckpoint({.vocabulary = vocabulary,
                                                 .contextLength = 40,
                                                 .width = width,
                                                 .layers = layers,
                                                 .heads = heads,
                                                 .innerWidth = innerWidth},
                                                static_cast<std::uint32_t>(width + heads)));
    const auto tokens = someTokens(networks.config, 40);
    const auto expected = logitsOf(*networks.torch, networks.config, tokens, {40});
    for (const auto& passes : {std::vector<std::size_t>{40}, {1}, {17, 7, 1}}) {
        QVERIFY(difference(logitsOf(*networks.ours, networks.config, tokens, passes), expected) <
                1e-4);
        QVERIFY(difference(logitsOf(*networks.torch, networks.config, tokens, passes), expected) <
                1e-4);
    }
}

void TestGpt2Network::agreeOnRoundedWeights_data()
{
    QTest::addColumn<QString>("dtype");
    QTest::newRow("F16") << "F16";
    QTest::newRow("BF16") << "BF16";
}

void TestGpt2Network::agreeOnRoundedWeights()
{
    QFETCH(QString, dtype);
    auto checkpoint = randomCheckpoint({.width = 35, .heads = 5, .innerWidth = 140}, 2);
    const auto exact = make(checkpoint);
    checkpoint.roundTo(dtype.toStdString());
    const auto networks = make(checkpoint);
    const auto tokens = someTokens(networks.config, 16);
    const auto logits = logitsOf(*networks.ours, networks.config, tokens, {16});
    QVERIFY(difference(logits, logitsOf(*networks.torch, networks.config, tokens, {16})) < 1e-4);
    QVERIFY(difference(logits, logitsOf(*exact.ours, exact.config, tokens, {16})) > 1e-4);
}

void TestGpt2Network::agreeOnAnUntiedHead()
{
    auto checkpoint = randomCheckpoint({.width = 35, .heads = 5, .innerWidth = 140}, 3);
    const auto tied = make(checkpoint);
    auto head = checkpoint.weights.at("wte.weight");
    std::ranges::reverse(head.values);
    checkpoint.weights["lm_head.weight"] = head;
    const auto networks = make(checkpoint);
    const auto tokens = someTokens(networks.config, 16);
    const auto logits = logitsOf(*networks.ours, networks.config, tokens, {16});
    QVERIFY(difference(logits, logitsOf(*networks.torch, networks.config, tokens, {16})) < 1e-4);
    QVERIFY(difference(logits, logitsOf(*tied.ours, tied.config, tokens, {16})) > 1e-2);
}

// Parts of three texts, of different lengths and at different places, side by side.
void TestGpt2Network::severalTextsInOnePass()
{
    const auto networks = make(randomCheckpoint({.width = 35, .heads = 5, .innerWidth = 140}, 4));
    const auto& config = networks.config;
    for (const auto* network : {networks.ours.get(), networks.torch.get()}) {
        const std::vector<std::size_t> read = {0, 9, 4}; // before the pass
        const std::vector<std::size_t> next = {5, 1, 12};
        std::vector<std::unique_ptr<Gpt2Cache>> caches;
        std::vector<Logits> expected;
        std::vector<Reading> first;
        std::vector<Reading> together;
        Logits found(18, std::vector<float>(vocabularySize));
        for (std::size_t text = 0; text < 3; ++text) {
            const auto tokens = someTokens(config, 16, static_cast<int>(text));
            expected.push_back(logitsOf(*network, config, tokens, {16}));
            caches.push_back(network->newCache());
            for (std::size_t i = 0; i < read[text] + next[text]; ++i) {
                const bool later = i >= read[text];
                const std::span<float> room = later ? found[together.size()] : std::span<float>();
                (later ? together : first)
                    .push_back({caches.back().get(), static_cast<int>(i), tokens[i], room});
            }
        }
        network->read(first);
        network->read(together);
        std::size_t row = 0;
        for (std::size_t text = 0; text < 3; ++text) {
            for (std::size_t i = 0; i < next[text]; ++i, ++row)
                QVERIFY(difference({found[row]}, {expected[text][read[text] + i]}) < 1e-4);
        }
        QCOMPARE(row, found.size());
    }
}

void TestGpt2Network::logitsOfSomeTokens()
{
    const auto networks = make(randomCheckpoint({.width = 12, .heads = 3, .innerWidth = 48}, 5));
    const auto tokens = someTokens(networks.config, 9);
    for (const auto* network : {networks.ours.get(), networks.torch.get()}) {
        const auto expected = logitsOf(*network, networks.config, tokens, {9});
        const auto cache = network->newCache();
        Logits found(9, std::vector<float>(vocabularySize));
        std::vector<Reading> readings;
        for (std::size_t i = 0; i < 9; ++i) {
            const std::span<float> room = i % 4 == 2 ? found[i] : std::span<float>();
            readings.push_back({cache.get(), static_cast<int>(i), tokens[i], room});
        }
        network->read(readings);
        for (std::size_t i = 0; i < 9; ++i) {
            if (i % 4 == 2)
                QVERIFY(difference({found[i]}, {expected[i]}) < 1e-4);
            else
                QVERIFY(std::ranges::count(found[i], 0.0f) == vocabularySize);
        }
    }
}

void TestGpt2Network::copiedCaches()
{
    const auto networks = make(randomCheckpoint({.width = 12, .heads = 3, .innerWidth = 48}, 6));
    const auto& config = networks.config;
    auto tokens = someTokens(config, 16);
    auto otherTokens = tokens;
    for (std::size_t i = 7; i < 16; ++i)
        otherTokens[i] = (tokens[i] + 100) % vocabularySize;
    for (const auto* network : {networks.ours.get(), networks.torch.get()}) {
        const auto expected = logitsOf(*network, config, tokens, {16});
        const auto otherExpected = logitsOf(*network, config, otherTokens, {16});
        Logits found(2, std::vector<float>(vocabularySize));
        const auto cache = network->newCache();
        for (int i = 0; i < 7; ++i) {
            const Reading one{cache.get(), i, tokens[static_cast<std::size_t>(i)], found[0]};
            network->read({&one, 1});
        }
        const auto copy = cache->copy(7);
        for (int i = 7; i < 16; ++i) {
            const auto at = static_cast<std::size_t>(i);
            const Reading one{cache.get(), i, tokens[at], found[0]};
            const Reading other{copy.get(), i, otherTokens[at], found[1]};
            network->read({&one, 1});
            network->read({&other, 1});
            QVERIFY(difference({found[0]}, {expected[at]}) < 1e-4);
            QVERIFY(difference({found[1]}, {otherExpected[at]}) < 1e-4);
        }
    }
}

void TestGpt2Network::anyPassesSameBits()
{
    const auto networks = make(randomCheckpoint(
        {.vocabulary = 500, .contextLength = 40, .width = 130, .heads = 2, .innerWidth = 520}, 7));
    const auto tokens = someTokens(networks.config, 40);
    const auto expected = logitsOf(*networks.ours, networks.config, tokens, {1});
    for (const auto& passes : {std::vector<std::size_t>{40}, {2}, {6}, {7}, {13}, {1, 39}, {39, 1}})
        QVERIFY(logitsOf(*networks.ours, networks.config, tokens, passes) == expected);
}

// Nothing is computed from a tensor that isn't there.
void TestGpt2Network::missingTensors()
{
    auto checkpoint = randomCheckpoint({}, 8);
    for (const std::string missing :
         {"wte.weight", "wpe.weight", "h.0.attn.c_attn.bias", "h.1.mlp.c_proj.weight"}) {
        auto broken = checkpoint;
        broken.weights.erase(missing);
        const TestFolder folder;
        broken.writeTo(folder);
        const auto config = readGpt2Config(folder.file("config.json")).value();
        const auto file = CheckpointFiles::open(folder.path()).value();
        WeightLoader ours(file);
        WeightLoader torch(file);
        QVERIFY(loadProcessorGpt2(ours, config, Precision::F32));
        QVERIFY(loadTorchGpt2(torch, config, torchDevice(), Precision::F32));
        QVERIFY(ours.error() && torch.error());
        QVERIFY(QString::fromStdString(ours.error()->message).contains(missing.c_str()));
        QCOMPARE(ours.error()->message, torch.error()->message);
    }
}

LOGITSCOPE_TEST(TestGpt2Network)
#include "tst_gpt2_network.moc"
