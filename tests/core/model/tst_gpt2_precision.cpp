// What the formats cost: the bundled model's predictions over a page of text against those in F32.
// That they are computed as they are defined, tst_gpt2_variants tests.
#include "core/model/gpt2.h"
#include "core/model/gpt2_processor.h"
#include "core/model/gpt2_torch.h"
#include "core/model/random_weights.h"
#include "core/text/tokenizer.h"
#include "tests/fixtures/read_token.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <string>
#include <vector>

using namespace logitscope;

namespace
{

// Written for this test: no model has seen it.
constexpr auto page =
    "The lamp in the upper window had burned since dusk, and Mrs. Harrow, who missed nothing that "
    "happened in the lane, had begun to wonder about it. Her neighbour was a careful man. He went "
    "to bed with the church clock and rose with the milk cart, and in eleven years she had never "
    "known him waste a candle.\n\n\"He is ill,\" she said to her sister. \"Depend upon it, he is "
    "ill, and too proud to send for anyone.\"\n\nHer sister did not look up from her sewing. \"Or "
    "he is reading,\" she answered. \"People do.\"\n\nAt nine it rained. At ten the rain turned to "
    "hail, and rattled so fiercely upon the roof of the wash-house that neither of them heard the "
    "gate; so that when the knock came, three slow blows with the flat of a hand, they both "
    "started up together, and the cotton rolled away under the dresser.\n\nIt was the neighbour. "
    "He stood upon the step without a hat, his grey hair plastered to his forehead, holding "
    "against his coat, as another man might have held a child, a large clock of black wood. It was "
    "not going. The hands stood at twenty minutes to four.\n\n\"I beg your pardon,\" he said. \"I "
    "would not trouble you at such an hour. But I have taken it to pieces four times, and put it "
    "together again four times, and every time there is a wheel left over; and I thought, ladies, "
    "that you might tell me whether it was possible to be happy with a clock that has one wheel "
    "too many.\"\n\nThere was a silence, in which the hail could be heard to stop.\n\n\"Come in,\" "
    "said the younger sister, and put down her sewing. \"Come in, Mr. Vane, and bring the wheel.\"";

using PageLogits = std::vector<std::vector<float>>; // after every token of the page

struct Prediction
{
    std::vector<TokenId> tokens;
    PageLogits logits;
};

Prediction predict(Precision precision)
{
    const std::filesystem::path folder = LOGITSCOPE_STARTER_MODEL;
    const auto tokenizer = Tokenizer::load(folder);
    const auto model = loadGpt2(folder, {.device = Device::Cpu, .precision = precision});
    if (!tokenizer || !model)
        qFatal("the bundled model can't be loaded");
    Prediction prediction{tokenizer->encode(page), {}};
    const auto context = (*model)->newContext();
    for (const auto token : prediction.tokens) {
        const auto logits = readToken(*context, token).value();
        prediction.logits.emplace_back(logits.begin(), logits.end());
    }
    return prediction;
}

std::vector<double> logProbabilities(const std::vector<float>& logits) // natural
{
    const double highest = *std::ranges::max_element(logits);
    double sum = 0.0;
    for (const float logit : logits)
        sum += std::exp(logit - highest);
    std::vector<double> result;
    for (const float logit : logits)
        result.push_back(logit - highest - std::log(sum));
    return result;
}

// Mean over the page's tokens of sum_i p_i log2(p_i / q_i), p the exact prediction's.
double divergence(const Prediction& exact, const Prediction& other)
{
    double sum = 0.0;
    for (std::size_t step = 0; step < exact.logits.size(); ++step) {
        const auto p = logProbabilities(exact.logits[step]);
        const auto q = logProbabilities(other.logits[step]);
        for (std::size_t i = 0; i < p.size(); ++i)
            sum += std::exp(p[i]) * (p[i] - q[i]) / std::numbers::ln2;
    }
    return sum / static_cast<double>(exact.logits.size());
}

double perplexity(const Prediction& prediction)
{
    double sum = 0.0;
    for (std::size_t step = 1; step < prediction.tokens.size(); ++step)
        sum -= logProbabilities(
            prediction.logits[step - 1])[static_cast<std::size_t>(prediction.tokens[step])];
    return std::exp(sum / static_cast<double>(prediction.tokens.size() - 1));
}

constexpr Gpt2Config smallConfig{.vocabularySize = 300,
                                 .contextLength = 64,
                                 .width = 96,
                                 .layers = 3,
                                 .heads = 4,
                                 .innerWidth = 200,
                                 .layerNormEpsilon = 1e-5};

// After each of some tokens.
PageLogits logitsOf(const Gpt2Network& network)
{
    const auto cache = network.newCache();
    PageLogits logits(20, std::vector<float>(smallConfig.vocabularySize));
    std::vector<Reading> readings;
    for (int i = 0; i < 20; ++i)
        readings.push_back({cache.get(), i, (i * 97 + 13) % smallConfig.vocabularySize,
                            logits[static_cast<std::size_t>(i)]});
    network.read(readings);
    return logits;
}

// The largest difference, as a part of the largest logit.
double largestDifference(const PageLogits& a, const PageLogits& b)
{
    double largest = 0.0;
    double scale = 0.0;
    for (std::size_t step = 0; step < a.size(); ++step) {
        for (std::size_t i = 0; i < a[step].size(); ++i) {
            largest = std::max<double>(largest, std::fabs(a[step][i] - b[step][i]));
            scale = std::max<double>(scale, std::fabs(a[step][i]));
        }
    }
    return largest / scale;
}

} // namespace

class TestGpt2Precision : public QObject
{
    Q_OBJECT

private slots:
    void againstF32_data();
    void againstF32();
    void libtorchSaysTheSame();
    void bytes();
};

void TestGpt2Precision::againstF32_data()
{
    QTest::addColumn<Precision>("precision");
    QTest::addColumn<double>("mostBits");
    QTest::addColumn<double>("mostPerplexity"); // its relative change
    QTest::newRow("BF16") << Precision::BF16 << 1e-4 << 0.001;
    QTest::newRow("INT8") << Precision::INT8 << 5e-3 << 0.01;
}

void TestGpt2Precision::againstF32()
{
    QFETCH(Precision, precision);
    QFETCH(double, mostBits);
    QFETCH(double, mostPerplexity);
    const auto exact = predict(Precision::F32);
    const auto rounded = predict(precision);
    const double bits = divergence(exact, rounded);
    const double change = perplexity(rounded) / perplexity(exact) - 1.0;
    qInfo("%zu tokens: %.3g bits a token, perplexity %.3f, %+.4f%%", exact.tokens.size(), bits,
          perplexity(rounded), 100.0 * change);
    QVERIFY(bits > 0.0); // or the weights would not have been rounded
    QVERIFY(bits <= mostBits);
    QVERIFY(std::fabs(change) <= mostPerplexity);
}

// Its BF16 rounds the products' results as well: close, but no closer.
void TestGpt2Precision::libtorchSaysTheSame()
{
    RandomWeights random;
    const auto exact = logitsOf(*loadProcessorGpt2(random, smallConfig, Precision::F32));
    const auto f32 =
        logitsOf(*loadTorchGpt2(random, smallConfig, TorchDevice::Cpu, Precision::F32));
    QVERIFY(largestDifference(f32, exact) < 1e-5);
    const auto bf16 =
        logitsOf(*loadTorchGpt2(random, smallConfig, TorchDevice::Cpu, Precision::BF16));
    QVERIFY(largestDifference(bf16, exact) > 1e-4);
    QVERIFY(largestDifference(bf16, exact) < 0.03);
}

// 4, 2 and 1 of them for each of the weights that a step reads.
void TestGpt2Precision::bytes()
{
    const auto bytes = [](Precision precision) {
        RandomWeights random;
        return static_cast<double>(
            loadProcessorGpt2(random, smallConfig, precision)->weightBytes());
    };
    const auto read = static_cast<double>(smallConfig.parameters() -
                                          smallConfig.contextLength * smallConfig.width);
    QVERIFY(bytes(Precision::F32) >= 4.0 * read); // panels are filled up
    QVERIFY(bytes(Precision::F32) < 4.0 * read * 1.3);
    QVERIFY(std::fabs(bytes(Precision::BF16) / bytes(Precision::F32) - 0.5) < 0.02);
    QVERIFY(std::fabs(bytes(Precision::INT8) / bytes(Precision::F32) - 0.25) < 0.04);
}

LOGITSCOPE_TEST(TestGpt2Precision)
#include "tst_gpt2_precision.moc"
