// What GPT-2 checkpoints do in their own way, in each engine, against variant_goldens.json, which
// an independent implementation computed.
#include "core/model/cuda.h"
#include "core/model/gpt2.h"
#include "core/model/open_torch.h"
#include "tests/fixtures/checkpoint.h"
#include "tests/fixtures/read_token.h"
#include "tests/test_program.h"

#include <QFile>
#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace logitscope;
using namespace logitscope::fixtures;
using Json = nlohmann::ordered_json;

namespace
{

// Of logits up to 8. A case that is computed without what it is about is off by 1e-3 or more.
constexpr double variantTolerance = 2e-5;

Json readVariants()
{
    QFile file(LOGITSCOPE_TEST_DATA "/variant_goldens.json");
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s", qPrintable(file.errorString()));
    return Json::parse(file.readAll().toStdString());
}

Checkpoint checkpointOf(const Json& variant, const Json& sizes)
{
    auto checkpoint = randomCheckpoint({.vocabulary = sizes.at("vocabulary"),
                                        .contextLength = sizes.at("context_length"),
                                        .width = sizes.at("width"),
                                        .layers = sizes.at("layers"),
                                        .heads = sizes.at("heads"),
                                        .innerWidth = sizes.at("inner_width")},
                                       variant.at("seed"));
    checkpoint.config.update(variant.at("config"));
    checkpoint.prefix = variant.at("prefix");
    checkpoint.dtype = variant.at("dtype");

    const std::string stored = variant.at("stored");
    auto& weights = checkpoint.weights;
    if (stored == "lm_head") {
        auto embedding = weights.extract("wte.weight");
        embedding.key() = "lm_head.weight";
        weights.insert(std::move(embedding));
    } else if (stored != "wte") {
        auto& head = weights["lm_head.weight"] = weights.at("wte.weight");
        if (stored == "other") // each row is that of the token before it
            std::ranges::rotate(head.values, head.values.end() - head.shape.back());
    }
    if (variant.at("buffers")) {
        for (const std::string h : {"h.0", "h.1"}) {
            weights[h + ".attn.bias"] = {
                {1, 1, 16, 16}, std::vector<float>(256, 1.0f), h == "h.0" ? "BOOL" : "U8"};
            weights[h + ".attn.masked_bias"] = {{}, {-10000.0f}, "F32"};
        }
    }
    return checkpoint;
}

} // namespace

class TestGpt2Variants : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data();
    void likeTheGoldens_data();
    void likeTheGoldens();

private:
    // What differs at this position, or nothing.
    QString wrong(const Json& variant, std::size_t position, std::span<const float> logits) const
    {
        double sum = 0.0;
        for (const float logit : logits)
            sum += std::exp(static_cast<double>(logit));
        const double expectedSum = variant.at("log_sum_exp").at(position);
        // Written so that NaN is wrong.
        if (!(std::fabs(std::log(sum) - expectedSum) <= variantTolerance))
            return QString("log-sum-exp is %1, expected %2 at position %3")
                .arg(std::log(sum), 0, 'g', 9)
                .arg(expectedSum, 0, 'g', 9)
                .arg(position);
        const auto& expected = variant.at("logits").at(position);
        const std::size_t every = goldens_.at("every");
        for (std::size_t i = 0; i < expected.size(); ++i) {
            const double golden = expected[i];
            if (!(std::fabs(logits[every * i] - golden) <= variantTolerance))
                return QString("the logit of token %1 is %2, expected %3 at position %4")
                    .arg(every * i)
                    .arg(logits[every * i], 0, 'g', 9)
                    .arg(golden, 0, 'g', 9)
                    .arg(position);
        }
        return {};
    }

    Json goldens_ = readVariants();
};

void TestGpt2Variants::initTestCase_data()
{
    QTest::addColumn<LoadOptions>("options");
    const auto row = [](const char* name, ModelEngine engine, Device device) {
        QTest::newRow(name) << LoadOptions{
            .device = device, .engine = engine, .precision = Precision::F32};
    };
    row("native", ModelEngine::Native, Device::Cpu);
    if (openTorch())
        row("libtorch", ModelEngine::Libtorch, Device::Cpu);
    if (findCuda())
        row("CUDA", ModelEngine::Libtorch, Device::Cuda);
}

void TestGpt2Variants::likeTheGoldens_data()
{
    QTest::addColumn<std::size_t>("index");
    const auto& variants = goldens_.at("cases");
    for (std::size_t i = 0; i < variants.size(); ++i)
        QTest::newRow(variants[i].at("name").get_ref<const std::string&>().c_str()) << i;
    QCOMPARE(variants.size(), std::size_t{31});
}

// At once, and token by token.
void TestGpt2Variants::likeTheGoldens()
{
    QFETCH_GLOBAL(LoadOptions, options);
    QFETCH(std::size_t, index);
    const auto& variant = goldens_.at("cases").at(index);
    options.precision = precisionNamed(variant.at("precision").get<std::string>()).value();
    if (options.precision != Precision::F32 && options.engine != ModelEngine::Native)
        QSKIP("libtorch rounds in more places");
    const auto checkpoint = checkpointOf(variant, goldens_.at("sizes"));
    const TestFolder folder;
    const int files = variant.at("files");
    if (files == 1)
        checkpoint.writeTo(folder);
    else
        checkpoint.writeSplitTo(folder, files);
    const auto model = loadGpt2(folder.path(), options);
    QVERIFY2(model, model ? "" : model.error().message.c_str());

    const std::vector<TokenId> tokens = goldens_.at("tokens");
    const auto vocabulary = static_cast<std::size_t>((*model)->info().vocabularySize);
    std::vector<float> each(tokens.size() * vocabulary);
    const auto rowOf = [&](std::size_t position) {
        return std::span(each).subspan(position * vocabulary, vocabulary);
    };
    const auto atOnce = (*model)->newContext();
    QVERIFY(atOnce->prefillEach(tokens, each));
    const auto oneByOne = (*model)->newContext();
    for (std::size_t position = 0; position < tokens.size(); ++position) {
        QCOMPARE(wrong(variant, position, rowOf(position)), QString());
        const auto logits = readToken(*oneByOne, tokens[position]);
        QVERIFY(logits);
        if (options.engine == ModelEngine::Native) // to the last bit, alone or in a batch
            QVERIFY(std::ranges::equal(*logits, rowOf(position)));
        QCOMPARE(wrong(variant, position, *logits), QString());
    }
}

LOGITSCOPE_TEST(TestGpt2Variants)
#include "tst_gpt2_variants.moc"
