// Engines that say what a test tells them to, and figures that follow from it by hand.
#include "core/model/engine_check.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

using namespace logitscope;

namespace
{

using Logits = std::vector<std::vector<float>>; // after each token of the text

// Says its logits in their order, whatever it reads.
class ToldModel final : public LanguageModel
{
public:
    explicit ToldModel(Logits logits) : logits_(std::move(logits))
    {
        info_.vocabularySize = static_cast<int>(logits_.front().size());
        info_.contextLength = static_cast<int>(logits_.size());
    }

    const ModelInfo& info() const override { return info_; }

    std::unique_ptr<Context> newContext() const override
    {
        return std::make_unique<ToldContext>(*this);
    }

    Result<void> read(std::span<const NextTokens>) const override { return fail("not asked for"); }

    const std::vector<std::size_t>& passes() const { return passes_; } // tokens that each read

    void failAfter(std::size_t passes) { lastPass_ = passes; }

private:
    class ToldContext final : public Context
    {
    public:
        explicit ToldContext(const ToldModel& model) : model_(model) {}

        Result<void> prefillEach(std::span<const TokenId> tokens, std::span<float> each) override
        {
            if (model_.passes_.size() == model_.lastPass_)
                return fail("no memory is left");
            model_.passes_.push_back(tokens.size());
            for (std::size_t i = 0; i < tokens.size(); ++i) {
                const auto& row = model_.logits_.at(static_cast<std::size_t>(length_++));
                std::ranges::copy(row, each.subspan(i * row.size()).begin());
            }
            return {};
        }

        Result<std::span<const float>> prefill(std::span<const TokenId>) override
        {
            return fail("not asked for");
        }

        std::unique_ptr<Context> fork() const override { return nullptr; }

        void rewind(int length) override { length_ = length; }

        int length() const override { return length_; }

        std::span<const float> logits() const override { return {}; }

    private:
        const ToldModel& model_;
        int length_ = 0;
    };

    ModelInfo info_;
    Logits logits_;
    mutable std::vector<std::size_t> passes_;
    std::size_t lastPass_ = std::numeric_limits<std::size_t>::max();
};

std::vector<TokenId> zeros(std::size_t count)
{
    return std::vector<TokenId>(count, 0);
}

EngineCheck check(const Logits& first, const Logits& second)
{
    return checkEngines(ToldModel(first), ToldModel(second), zeros(first.size())).value();
}

bool near(double found, double expected)
{
    return std::fabs(found - expected) <= 1e-7 * std::fabs(expected);
}

// By the definition, from probabilities.
long double divergence(const std::vector<float>& first, const std::vector<float>& second)
{
    long double firstSum = 0.0L;
    long double secondSum = 0.0L;
    for (std::size_t i = 0; i < first.size(); ++i) {
        firstSum += std::exp(static_cast<long double>(first[i]));
        secondSum += std::exp(static_cast<long double>(second[i]));
    }
    long double bits = 0.0L;
    for (std::size_t i = 0; i < first.size(); ++i) {
        const auto p = std::exp(static_cast<long double>(first[i])) / firstSum;
        const auto q = std::exp(static_cast<long double>(second[i])) / secondSum;
        bits += p * std::log2(p / q);
    }
    return bits;
}

constexpr EngineCheck alike{.tokens = 100, .largestLogit = 50.0};
constexpr EngineLimits limits{.difference = 0.01, .meanDivergence = 0.5, .otherArgmaxes = 0.02};

} // namespace

class TestEngineCheck : public QObject
{
    Q_OBJECT

private slots:
    void theSame();
    void byHand();
    void byDefinition();
    void aShiftOfAllLogits();
    void whatIsNoNumber();
    void readsAPromptAndSteps();
    void progress();
    void stops();
    void aPassThatFails();
    void limitsOfEachFigure();
    void limitsOfTheFormats();
};

void TestEngineCheck::theSame()
{
    const Logits logits{{1.0f, -3.5f, 0.25f}, {0.0f, 0.0f, 0.0f}};
    const auto found = check(logits, logits);
    QCOMPARE(found.tokens, 2);
    QCOMPARE(found.largestLogit, 3.5);
    QCOMPARE(found.largestDifference, 0.0);
    QCOMPARE(found.meanDivergence, 0.0);
    QCOMPARE(found.largestDivergence, 0.0);
    QCOMPARE(found.otherArgmaxes, 0);
}

// Probabilities 1/4 and 3/4 against 1/2 and 1/2 are 1 bit less the entropy of 1/4; the other way
// round 1/2 log2(4/3). Only the last token's argmax is the same.
void TestEngineCheck::byHand()
{
    const float ln3 = std::log(3.0f);
    const auto found = check({{0.0f, ln3}, {0.0f, 0.0f}, {2.0f, 1.0f}, {-5.0f, 4.0f}},
                             {{0.0f, 0.0f}, {0.0f, ln3}, {1.0f, 2.0f}, {-5.0f, 4.0f}});
    const double forth = 1.0 - (0.25 * 2.0 + 0.75 * std::log2(4.0 / 3.0));
    const double back = 0.5 * std::log2(4.0 / 3.0);
    const double swapped = std::tanh(0.5) / std::numbers::ln2; // (p - (1 - p)) log2(e)
    QCOMPARE(found.tokens, 4);
    QCOMPARE(found.largestLogit, 5.0);
    QCOMPARE(found.largestDifference, static_cast<double>(ln3));
    QVERIFY(near(found.meanDivergence, (forth + back + swapped) / 4.0));
    QVERIFY(near(found.largestDivergence, swapped));
    QCOMPARE(found.otherArgmaxes, 3); // of equal logits the first counts
}

void TestEngineCheck::byDefinition()
{
    Logits first;
    Logits second;
    double sum = 0.0;
    double largest = 0.0;
    for (int token = 0; token < 40; ++token) {
        std::vector<float> a;
        std::vector<float> b;
        for (int i = 0; i < 57; ++i) {
            a.push_back(static_cast<float>(6.0 * std::sin(1.7 * i * i + token)));
            b.push_back(a.back() + static_cast<float>(0.02 * std::cos(3.1 * i + token * token)));
        }
        const auto bits = static_cast<double>(divergence(a, b));
        sum += bits;
        largest = std::max(largest, bits);
        first.push_back(a);
        second.push_back(b);
    }
    const auto found = check(first, second);
    QVERIFY(near(found.meanDivergence, sum / 40.0));
    QVERIFY(near(found.largestDivergence, largest));
}

// Changes the logits and no probability.
void TestEngineCheck::aShiftOfAllLogits()
{
    const auto found = check({{-100.0f, -101.0f, -98.0f}}, {{-100.5f, -101.5f, -98.5f}});
    QCOMPARE(found.largestDifference, 0.5);
    QCOMPARE(found.largestLogit, 101.5);
    QVERIFY(found.largestDivergence < 1e-12);
    QCOMPARE(found.otherArgmaxes, 0);
}

// Even where both have it, and whatever follows.
void TestEngineCheck::whatIsNoNumber()
{
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    const Logits broken{{1.0f, 2.0f}, {1.0f, nan}, {1.0f, 2.0f}};
    const auto found = check(broken, broken);
    QVERIFY(std::isnan(found.largestDifference));
    QVERIFY(std::isnan(found.largestDivergence));
    QVERIFY(!agree(found, engineLimits("F32")));
    QVERIFY(!agree(found, engineLimits("BF16")));
}

void TestEngineCheck::readsAPromptAndSteps()
{
    const Logits logits(75, {0.0f, 1.0f});
    const ToldModel first(logits);
    const ToldModel second(logits);
    QCOMPARE(checkEngines(first, second, zeros(75)).value().tokens, 75);
    QCOMPARE(first.passes(), second.passes());
    QVERIFY(first.passes().front() > 1);
    QCOMPARE(std::ranges::count(first.passes(), std::size_t{1}),
             std::ptrdiff_t{38}); // the rest of 37

    const ToldModel one({{0.0f, 1.0f}});
    QCOMPARE(checkEngines(one, one, zeros(1)).value().tokens, 1);
}

void TestEngineCheck::progress()
{
    const ToldModel model(Logits(20, {0.0f, 1.0f}));
    std::vector<double> parts;
    const auto checked =
        checkEngines(model, ToldModel(Logits(20, {0.0f, 1.0f})), zeros(20), [&](double part) {
            parts.push_back(part);
            return true;
        });
    QVERIFY(checked);
    QVERIFY(std::ranges::is_sorted(parts));
    QCOMPARE(parts.size(), model.passes().size());
    QCOMPARE(parts.back(), 1.0);
}

void TestEngineCheck::stops()
{
    const ToldModel model(Logits(20, {0.0f, 1.0f}));
    const auto checked = checkEngines(model, ToldModel(Logits(20, {0.0f, 1.0f})), zeros(20),
                                      [&](double) { return model.passes().size() < 3; });
    QVERIFY(!checked);
    QCOMPARE(checked.error().message, std::string("the check was stopped"));
    QCOMPARE(model.passes().size(), std::size_t{3});
}

void TestEngineCheck::aPassThatFails()
{
    const ToldModel sound(Logits(20, {0.0f, 1.0f}));
    ToldModel failing(Logits(20, {0.0f, 1.0f}));
    failing.failAfter(2);
    for (const auto& checked :
         {checkEngines(sound, failing, zeros(20)), checkEngines(failing, sound, zeros(20))}) {
        QVERIFY(!checked);
        QCOMPARE(checked.error().message, std::string("no memory is left"));
    }
}

void TestEngineCheck::limitsOfEachFigure()
{
    QVERIFY(agree(alike, limits));
    auto figures = alike;
    figures.largestDifference = 0.5;
    figures.meanDivergence = 0.5;
    figures.otherArgmaxes = 2;
    QVERIFY(agree(figures, limits)); // each is just within
    figures.largestDifference = 0.51;
    QVERIFY(!agree(figures, limits));
    figures = alike;
    figures.meanDivergence = 0.51;
    QVERIFY(!agree(figures, limits));
    figures = alike;
    figures.otherArgmaxes = 3;
    QVERIFY(!agree(figures, limits));
    figures = alike;
    figures.largestDifference = std::numeric_limits<double>::infinity();
    QVERIFY(!agree(figures, limits));
}

// Exact weights have no excuse for another argmax.
void TestEngineCheck::limitsOfTheFormats()
{
    QCOMPARE(engineLimits("F32").otherArgmaxes, 0.0);
    QVERIFY(engineLimits("F32").difference < engineLimits("BF16").difference);
    QVERIFY(engineLimits("F32").meanDivergence < engineLimits("BF16").meanDivergence);
}

LOGITSCOPE_TEST(TestEngineCheck)
#include "tst_engine_check.moc"
