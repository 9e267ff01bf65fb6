// The bundled model against golden.json, which an independent implementation computed.
#include "core/model/gpt2.h"
#include "tests/fixtures/read_token.h"
#include "tests/test_program.h"

#include <QFile>
#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace logitscope;

namespace
{

constexpr double goldenTolerance = 1e-3;

TokenId argmax(std::span<const float> logits)
{
    return static_cast<TokenId>(std::ranges::max_element(logits) - logits.begin());
}

double logSumExp(std::span<const float> logits)
{
    const double highest = *std::ranges::max_element(logits);
    double sum = 0.0;
    for (const float logit : logits)
        sum += std::exp(logit - highest);
    return highest + std::log(sum);
}

} // namespace

class TestGpt2Golden : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void sizes();

    void eachPrefixAtOnce_data() { addCases(); }

    void eachPrefixAtOnce();

    void oneByOne_data() { addCases(); }

    void oneByOne();

    void afterRewind_data() { addCases(); }

    void afterRewind();

    void inTwoChunks_data() { addCases(); }

    void inTwoChunks();

    void greedy_data() { addCases(); }

    void greedy();

    void greedyAfterRewind_data() { addCases(); }

    void greedyAfterRewind();

private:
    void addCases()
    {
        QTest::addColumn<int>("index");
        for (qsizetype i = 0; i < names_.size(); ++i)
            QTest::newRow(qPrintable(names_[i])) << static_cast<int>(i);
    }

    struct Golden
    {
        std::vector<TokenId> tokens;
        std::vector<TokenId> argmax;   // at each position
        std::vector<double> logSumExp; // at each position
        std::vector<std::pair<TokenId, double>> lastTop20;
        std::vector<double> lastEvery97th;
        std::vector<TokenId> greedy24;
    };

    const Golden& golden(int index) const { return goldens_[static_cast<std::size_t>(index)]; }

    // What differs at this position, or nothing.
    static QString wrong(const Golden& golden, std::size_t position,
                         const Result<std::span<const float>>& logits)
    {
        if (!logits)
            return QString::fromStdString(logits.error().message);
        if (argmax(*logits) != golden.argmax[position])
            return QString("argmax is %1, expected %2 at position %3")
                .arg(argmax(*logits))
                .arg(golden.argmax[position])
                .arg(position);
        // Written so that NaN is wrong.
        if (!(std::fabs(logSumExp(*logits) - golden.logSumExp[position]) <= goldenTolerance))
            return QString("log-sum-exp is %1, expected %2 at position %3")
                .arg(logSumExp(*logits))
                .arg(golden.logSumExp[position])
                .arg(position);
        if (position + 1 < golden.tokens.size())
            return {};
        const auto differs = [&](std::size_t token, double expected) {
            return !(std::fabs((*logits)[token] - expected) <= goldenTolerance);
        };
        for (const auto& [token, logit] : golden.lastTop20) {
            if (differs(static_cast<std::size_t>(token), logit))
                return QString("the logit of token %1 is not %2").arg(token).arg(logit);
        }
        for (std::size_t i = 0; i < golden.lastEvery97th.size(); ++i) {
            if (differs(97 * i, golden.lastEvery97th[i]))
                return QString("the logit of token %1 is not %2")
                    .arg(97 * i)
                    .arg(golden.lastEvery97th[i]);
        }
        return {};
    }

    // The 24 most likely tokens after the prompt, from a context that has read the prompt.
    static std::vector<TokenId> greedyFrom(Context& context, std::span<const float> logits)
    {
        std::vector<TokenId> tokens = {argmax(logits)};
        while (tokens.size() < 24) {
            const auto next = readToken(context, tokens.back());
            if (!next)
                return {};
            tokens.push_back(argmax(*next));
        }
        return tokens;
    }

    std::unique_ptr<LanguageModel> model_;
    QStringList names_; // the texts, on one line
    std::vector<Golden> goldens_;
};

void TestGpt2Golden::initTestCase()
{
    auto model = loadGpt2(LOGITSCOPE_STARTER_MODEL, {.device = Device::Auto});
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    model_ = *std::move(model);

    QFile file(LOGITSCOPE_STARTER_MODEL "/golden.json");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto json = nlohmann::json::parse(file.readAll().toStdString());
    for (const auto& item : json.at("cases")) {
        names_ << QString::fromStdString(item.at("text")).simplified();
        goldens_.push_back({.tokens = item.at("token_ids"),
                            .argmax = item.at("argmax_at_each_position"),
                            .logSumExp = item.at("logsumexp_at_each_position"),
                            .lastTop20 = item.at("last_top20"),
                            .lastEvery97th = item.at("last_logits_every_97th"),
                            .greedy24 = item.at("greedy_24")});
        const auto& golden = goldens_.back();
        QVERIFY(!golden.tokens.empty());
        QCOMPARE(golden.argmax.size(), golden.tokens.size());
        QCOMPARE(golden.logSumExp.size(), golden.tokens.size());
        QCOMPARE(golden.lastTop20.size(), std::size_t{20});
        QCOMPARE(golden.greedy24.size(), std::size_t{24});
        QVERIFY(golden.lastEvery97th.size() * 97 >=
                static_cast<std::size_t>(model_->info().vocabularySize));
    }
    QCOMPARE(goldens_.size(), std::size_t{8});
}

void TestGpt2Golden::sizes()
{
    QFile file(LOGITSCOPE_STARTER_MODEL "/config.json");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto config = nlohmann::json::parse(file.readAll().toStdString());
    QCOMPARE(model_->info().name, std::string("starter"));
    QCOMPARE(model_->info().vocabularySize, config.at("vocab_size").get<int>());
    QCOMPARE(model_->info().contextLength, config.at("n_positions").get<int>());
}

void TestGpt2Golden::eachPrefixAtOnce()
{
    QFETCH(int, index);
    const auto& expected = golden(index);
    for (std::size_t position = 0; position < expected.tokens.size(); ++position) {
        const auto context = model_->newContext();
        QCOMPARE(wrong(expected, position,
                       context->prefill(std::span(expected.tokens).first(position + 1))),
                 QString());
    }
}

void TestGpt2Golden::oneByOne()
{
    QFETCH(int, index);
    const auto& expected = golden(index);
    const auto context = model_->newContext();
    for (std::size_t position = 0; position < expected.tokens.size(); ++position)
        QCOMPARE(wrong(expected, position, readToken(*context, expected.tokens[position])),
                 QString());
}

void TestGpt2Golden::afterRewind()
{
    QFETCH(int, index);
    const auto& expected = golden(index);
    const auto context = model_->newContext();
    QVERIFY(context->prefill(expected.tokens));
    QVERIFY(context->prefill(expected.greedy24));
    const auto last = expected.tokens.size() - 1;
    for (const std::size_t length : {last, last / 2, std::size_t{1}, std::size_t{0}}) {
        context->rewind(static_cast<int>(length));
        for (std::size_t position = length; position <= last; ++position)
            QCOMPARE(wrong(expected, position, readToken(*context, expected.tokens[position])),
                     QString());
        context->rewind(static_cast<int>(length));
        QCOMPARE(
            wrong(expected, last, context->prefill(std::span(expected.tokens).subspan(length))),
            QString());
    }
}

void TestGpt2Golden::inTwoChunks()
{
    QFETCH(int, index);
    const auto& expected = golden(index);
    const auto tokens = std::span(expected.tokens);
    for (std::size_t split = 1; split < tokens.size(); ++split) {
        const auto context = model_->newContext();
        QCOMPARE(wrong(expected, split - 1, context->prefill(tokens.first(split))), QString());
        QCOMPARE(wrong(expected, tokens.size() - 1, context->prefill(tokens.subspan(split))),
                 QString());
    }
}

void TestGpt2Golden::greedy()
{
    QFETCH(int, index);
    const auto& expected = golden(index);
    const auto context = model_->newContext();
    const auto logits = context->prefill(expected.tokens);
    QVERIFY(logits);
    QCOMPARE(greedyFrom(*context, *logits), expected.greedy24);
}

void TestGpt2Golden::greedyAfterRewind()
{
    QFETCH(int, index);
    const auto& expected = golden(index);
    const auto& other = golden((index + 1) % 8);
    const auto context = model_->newContext();
    QVERIFY(context->prefill(other.tokens));
    QVERIFY(context->prefill(other.greedy24));
    context->rewind(0);
    const auto logits = context->prefill(expected.tokens);
    QVERIFY(logits);
    QCOMPARE(greedyFrom(*context, *logits), expected.greedy24);
}

LOGITSCOPE_TEST(TestGpt2Golden)
#include "tst_gpt2_golden.moc"
