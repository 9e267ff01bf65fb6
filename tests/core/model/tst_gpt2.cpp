// GPT-2's arithmetic and its context, on small made-up models, against a GPT-2 written in loops.
#include "core/model/gpt2.h"
#include "tests/fixtures/checkpoint.h"
#include "tests/fixtures/read_token.h"
#include "tests/fixtures/reference_gpt2.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <thread>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

std::vector<TokenId> someTokens(int count)
{
    std::vector<TokenId> tokens;
    for (int i = 0; i < count; ++i)
        tokens.push_back((i * 97 + 31 * (i / 3)) % vocabularySize);
    return tokens;
}

// The largest difference to F32's precision of the reference, or NaN when there is nothing to
// compare. Logits of the made-up models are up to some tens.
double difference(const Result<std::span<const float>>& logits, const std::vector<double>& expected)
{
    if (!logits || logits->size() != expected.size())
        return std::nan("");
    double largest = 0.0;
    for (std::size_t token = 0; token < expected.size(); ++token)
        largest = std::max(largest, std::fabs((*logits)[token] - expected[token]));
    return largest;
}

constexpr double tolerance = 1e-4;

QString sentence(const Result<std::span<const float>>& logits)
{
    return logits ? "it was read" : QString::fromStdString(logits.error().message);
}

struct Made
{
    TestFolder folder;
    std::unique_ptr<LanguageModel> model;
};

Made make(const Checkpoint& checkpoint)
{
    Made made;
    checkpoint.writeTo(made.folder);
    auto model = loadGpt2(made.folder.path(), {.device = Device::Cpu});
    if (!model)
        qFatal("%s", model.error().message.c_str());
    made.model = *std::move(model);
    return made;
}

} // namespace

class TestGpt2 : public QObject
{
    Q_OBJECT

private slots:
    void likeTheReference_data();
    void likeTheReference();
    void roundedWeights_data();
    void roundedWeights();
    void untiedHead();
    void headIsMissing();
    void tiedPairUnderTheHeadsName();
    void prefixedNames();
    void buffersAreIgnored();
    void epsilonCounts();
    void info();
    void contextsDontShareAnything();
    void contextsOnTwoThreads();
    void rewindsToAnyLength();
    void endOfTheContext();
    void tokensOutsideTheVocabulary();
};

void TestGpt2::likeTheReference_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("heads");
    QTest::addColumn<int>("layers");
    QTest::addColumn<int>("innerWidth");
    QTest::newRow("one head") << 8 << 1 << 1 << 32;
    QTest::newRow("two heads") << 8 << 2 << 2 << 32;
    QTest::newRow("three heads") << 12 << 3 << 3 << 48;
    QTest::newRow("four heads") << 20 << 4 << 2 << 80;
    QTest::newRow("heads of one number") << 4 << 4 << 2 << 16;
    QTest::newRow("narrow MLP") << 8 << 2 << 2 << 3;
    QTest::newRow("wide MLP") << 6 << 2 << 2 << 77;
    QTest::newRow("one number wide") << 1 << 1 << 1 << 4;
    QTest::newRow("many layers") << 8 << 2 << 12 << 32;
}

void TestGpt2::likeTheReference()
{
    QFETCH(int, width);
    QFETCH(int, heads);
    QFETCH(int, layers);
    QFETCH(int, innerWidth);
    const auto checkpoint = randomCheckpoint({.contextLength = 12,
                                              .width = width,
                                              .layers = layers,
                                              .heads = heads,
                                              .innerWidth = innerWidth},
                                             static_cast<std::uint32_t>(17 * width + heads));
    const auto made = make(checkpoint);
    const auto tokens = someTokens(12);
    const auto expected = referenceLogits(checkpoint, tokens);

    const auto oneByOne = made.model->newContext();
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto atOnce = made.model->newContext();
        QVERIFY(difference(atOnce->prefill(std::span(tokens).first(i + 1)), expected[i]) <
                tolerance);
        QCOMPARE(atOnce->length(), static_cast<int>(i + 1));
        QVERIFY(difference(readToken(*oneByOne, tokens[i]), expected[i]) < tolerance);
        QCOMPARE(oneByOne->length(), static_cast<int>(i + 1));
    }
    for (std::size_t split = 1; split < tokens.size(); ++split) {
        const auto inTwo = made.model->newContext();
        QVERIFY(difference(inTwo->prefill(std::span(tokens).first(split)), expected[split - 1]) <
                tolerance);
        QVERIFY(difference(inTwo->prefill(std::span(tokens).subspan(split)), expected.back()) <
                tolerance);
    }
}

void TestGpt2::roundedWeights_data()
{
    QTest::addColumn<QString>("dtype");
    QTest::newRow("F16") << "F16";
    QTest::newRow("BF16") << "BF16";
}

void TestGpt2::roundedWeights()
{
    QFETCH(QString, dtype);
    auto checkpoint = randomCheckpoint({.width = 12, .heads = 3}, 5);
    // What only F32 or a subnormal F16 can hold, so that a wrong conversion shows.
    checkpoint.weights["h.0.mlp.c_fc.bias"].values[0] = 3e-6f;
    checkpoint.weights["h.0.mlp.c_fc.bias"].values[1] = 1000.3f;
    const auto tokens = someTokens(16);
    const auto unrounded = referenceLogits(checkpoint, tokens);
    checkpoint.roundTo(dtype.toStdString());
    const auto expected = referenceLogits(checkpoint, tokens);

    const auto made = make(checkpoint);
    const auto context = made.model->newContext();
    const auto logits = context->prefill(tokens);
    QVERIFY(difference(logits, expected.back()) < tolerance);
    QVERIFY(difference(logits, unrounded.back()) > 10 * tolerance); // rounding is seen at all
}

void TestGpt2::untiedHead()
{
    auto checkpoint = randomCheckpoint({}, 6);
    auto head = checkpoint.weights.at("wte.weight");
    std::ranges::reverse(head.values);
    checkpoint.weights["lm_head.weight"] = head;
    const auto tokens = someTokens(7);
    const auto made = make(checkpoint);
    const auto context = made.model->newContext();
    QVERIFY(difference(context->prefill(tokens), referenceLogits(checkpoint, tokens).back()) <
            tolerance);
}

// Computing with the token embedding instead would give another model's numbers.
void TestGpt2::headIsMissing()
{
    auto checkpoint = randomCheckpoint({}, 6);
    checkpoint.config["tie_word_embeddings"] = false;
    const TestFolder folder;
    checkpoint.writeTo(folder);
    const auto model = loadGpt2(folder.path(), {.device = Device::Cpu});
    QVERIFY(!model);
    QCOMPARE(folder.named(model.error().message),
             QString("folder/model.safetensors: tensor lm_head.weight is missing, and config.json "
                     "says tie_word_embeddings = false; choose a folder with a whole GPT-2 "
                     "checkpoint"));
    checkpoint.config["tie_word_embeddings"] = true;
    make(checkpoint);
}

void TestGpt2::tiedPairUnderTheHeadsName()
{
    const auto checkpoint = randomCheckpoint({}, 6);
    const auto tokens = someTokens(7);
    auto stored = checkpoint;
    auto embedding = stored.weights.extract("wte.weight");
    embedding.key() = "lm_head.weight";
    stored.weights.insert(std::move(embedding));
    const auto made = make(stored);
    const auto context = made.model->newContext();
    QVERIFY(difference(context->prefill(tokens), referenceLogits(checkpoint, tokens).back()) <
            tolerance);
    QCOMPARE(made.model->info().parameters, make(checkpoint).model->info().parameters);

    stored.config["tie_word_embeddings"] = false; // then it is the head alone
    const TestFolder folder;
    stored.writeTo(folder);
    const auto model = loadGpt2(folder.path(), {.device = Device::Cpu});
    QVERIFY(!model);
    QVERIFY(model.error().message.find("tensor wte.weight is missing") != std::string::npos);
}

void TestGpt2::prefixedNames()
{
    auto checkpoint = randomCheckpoint({}, 7);
    const auto tokens = someTokens(7);
    for (const bool tied : {true, false}) {
        checkpoint.prefix = "transformer.";
        if (!tied) {
            checkpoint.weights["lm_head.weight"] = checkpoint.weights.at("wte.weight");
            std::ranges::reverse(checkpoint.weights["lm_head.weight"].values);
        }
        const auto made = make(checkpoint);
        const auto context = made.model->newContext();
        QVERIFY(difference(context->prefill(tokens), referenceLogits(checkpoint, tokens).back()) <
                tolerance);
    }
}

// Old checkpoints hold the causal mask and its value as if they were weights.
void TestGpt2::buffersAreIgnored()
{
    auto checkpoint = randomCheckpoint({}, 8);
    const auto tokens = someTokens(7);
    const auto expected = referenceLogits(checkpoint, tokens);
    const auto parameters = make(checkpoint).model->info().parameters;

    for (const std::string h : {"h.0", "h.1"}) {
        checkpoint.weights[h + ".attn.bias"] = {
            {1, 1, 16, 16}, std::vector<float>(256, 1.0f), "U8"};
        checkpoint.weights[h + ".attn.masked_bias"] = {{}, {-10000.0f}};
    }
    checkpoint.weights["h.1.attn.bias"].dtype = "BOOL";
    const auto made = make(checkpoint);
    const auto context = made.model->newContext();
    QVERIFY(difference(context->prefill(tokens), expected.back()) < tolerance);
    QCOMPARE(made.model->info().parameters, parameters);
}

void TestGpt2::epsilonCounts()
{
    auto checkpoint = randomCheckpoint({}, 9);
    const auto tokens = someTokens(5);
    const auto usual = referenceLogits(checkpoint, tokens);
    checkpoint.config["layer_norm_epsilon"] = 0.5;
    const auto made = make(checkpoint);
    const auto context = made.model->newContext();
    const auto logits = context->prefill(tokens);
    QVERIFY(difference(logits, referenceLogits(checkpoint, tokens).back()) < tolerance);
    QVERIFY(difference(logits, usual.back()) > 10 * tolerance);
}

void TestGpt2::info()
{
    const auto checkpoint = randomCheckpoint(
        {.contextLength = 16, .width = 8, .layers = 2, .heads = 2, .innerWidth = 20}, 10);
    const auto made = make(checkpoint);
    const auto& info = made.model->info();
    QCOMPARE(info.name, made.folder.path().filename().string());
    QCOMPARE(info.vocabularySize, vocabularySize);
    QCOMPARE(info.contextLength, 16);
    QCOMPARE(info.device, std::string("CPU"));
    QCOMPARE(info.contextBytes, std::size_t{2 * 2 * 16 * 8 * 4}); // keys, values; layers; F32
    QCOMPARE(info.sharedBlock, 8);

    const int layerNorm = 8 + 8;
    const int attention = 8 * 24 + 24 + 8 * 8 + 8;
    const int mlp = 8 * 20 + 20 + 20 * 8 + 8;
    const int tied = 259 * 8 + 16 * 8 + 2 * (2 * layerNorm + attention + mlp) + layerNorm;
    QCOMPARE(info.parameters, std::int64_t{tied});

    auto untied = checkpoint;
    untied.weights["lm_head.weight"] = untied.weights.at("wte.weight");
    QCOMPARE(make(untied).model->info().parameters, std::int64_t{tied + 259 * 8});
}

void TestGpt2::contextsDontShareAnything()
{
    const auto checkpoint = randomCheckpoint({}, 11);
    const auto made = make(checkpoint);
    const std::vector<TokenId> first = {1, 2, 3, 4};
    const std::vector<TokenId> second = {200, 100, 50, 25};
    const auto one = made.model->newContext();
    const auto two = made.model->newContext();
    for (std::size_t i = 0; i < first.size(); ++i) {
        const auto logitsOfOne = readToken(*one, first[i]);
        const auto logitsOfTwo = readToken(*two, second[i]);
        QVERIFY(difference(logitsOfOne, referenceLogits(checkpoint, first)[i]) < tolerance);
        QVERIFY(difference(logitsOfTwo, referenceLogits(checkpoint, second)[i]) < tolerance);
    }
}

void TestGpt2::contextsOnTwoThreads()
{
    const auto checkpoint = randomCheckpoint({}, 12);
    const auto made = make(checkpoint);
    const auto tokens = someTokens(16);
    const auto expected = referenceLogits(checkpoint, tokens);
    std::vector<double> differences(2, std::nan(""));
    std::vector<std::thread> threads;
    for (double& found : differences) {
        threads.emplace_back([&] {
            const auto context = made.model->newContext();
            double largest = 0.0;
            for (int round = 0; round < 50; ++round) {
                context->rewind(0);
                for (std::size_t i = 0; i < tokens.size(); ++i)
                    largest =
                        std::max(largest, difference(readToken(*context, tokens[i]), expected[i]));
            }
            found = largest;
        });
    }
    for (auto& thread : threads)
        thread.join();
    for (const double found : differences)
        QVERIFY(found < tolerance);
}

void TestGpt2::rewindsToAnyLength()
{
    const auto checkpoint = randomCheckpoint({.width = 12, .heads = 3}, 13);
    const auto made = make(checkpoint);
    const auto tokens = someTokens(10);
    const auto expected = referenceLogits(checkpoint, tokens);
    const auto context = made.model->newContext();
    QVERIFY(context->prefill(tokens));

    for (int length = 10; length >= 0; --length) {
        context->rewind(length);
        QCOMPARE(context->length(), length);

        // Another end first, so that what was forgotten is really overwritten.
        auto other = std::vector(tokens.begin(), tokens.begin() + length);
        other.push_back(200);
        other.push_back(7);
        const auto otherEnd = context->prefill(std::span(other).subspan(length));
        QVERIFY(difference(otherEnd, referenceLogits(checkpoint, other).back()) < tolerance);

        context->rewind(length);
        for (auto i = static_cast<std::size_t>(length); i < tokens.size(); ++i)
            QVERIFY(difference(readToken(*context, tokens[i]), expected[i]) < tolerance);
        QCOMPARE(context->length(), 10);
    }
}

void TestGpt2::endOfTheContext()
{
    const auto checkpoint = randomCheckpoint({.contextLength = 16}, 14);
    const auto made = make(checkpoint);
    const auto tokens = someTokens(17);
    const auto full = std::span(tokens).first(16);
    const auto expected = referenceLogits(checkpoint, full);
    const QString tooLong = "the text has 17 tokens, but this model's context holds 16; shorten it";

    const auto context = made.model->newContext();
    QCOMPARE(sentence(context->prefill(tokens)), tooLong);
    QCOMPARE(context->length(), 0);

    QVERIFY(difference(context->prefill(full), expected.back()) < tolerance);
    QCOMPARE(context->length(), 16);
    QCOMPARE(sentence(readToken(*context, 1)), tooLong);
    QCOMPARE(sentence(context->prefill(full)),
             QString("the text has 32 tokens, but this model's context holds 16; shorten it"));
    QCOMPARE(context->length(), 16);

    context->rewind(15); // what was refused has changed nothing
    QVERIFY(difference(readToken(*context, tokens[15]), expected.back()) < tolerance);
    context->rewind(14);
    QCOMPARE(sentence(context->prefill(full.first(3))), tooLong);
    QCOMPARE(context->length(), 14);
    QVERIFY(difference(context->prefill(full.subspan(14)), expected.back()) < tolerance);
}

// The tokenizer gives none, but a server's client may: an Error, and the context goes on.
void TestGpt2::tokensOutsideTheVocabulary()
{
    const auto checkpoint = randomCheckpoint({}, 15);
    const auto made = make(checkpoint);
    const std::vector<TokenId> tokens = {5, 6};
    const auto expected = referenceLogits(checkpoint, tokens);
    const auto context = made.model->newContext();
    QVERIFY(difference(readToken(*context, 5), expected[0]) < tolerance);
    for (const TokenId token : {vocabularySize, 1'000'000, -1}) {
        const QString message = sentence(readToken(*context, token));
        QVERIFY2(message.startsWith("the model could not compute this step: "),
                 qPrintable(message));
        QVERIFY2(!message.contains('\n'), qPrintable(message)); // a sentence, not a stack trace
        QCOMPARE(context->length(), 1);
    }
    QVERIFY(difference(readToken(*context, 6), expected[1]) < tolerance);
}

LOGITSCOPE_TEST(TestGpt2)
#include "tst_gpt2.moc"
