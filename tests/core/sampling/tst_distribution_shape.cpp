// Distribution::shape: the sampler itself, against the textbook in reference.h.
#include "core/sampling/distribution.h"
#include "tests/core/sampling/random_logits.h"
#include "tests/core/sampling/reference.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using reference::isClose;

namespace
{

constexpr FilterOrder bothOrders[] = {FilterOrder::FilterThenTemperature,
                                      FilterOrder::TemperatureThenFilter};

// How many ranks top-k left.
int passedTopK(const Shaped& shaped)
{
    for (const auto& [by, living, unknown, most, isLost] : shaped.stages)
        if (by == StageKind::TopK)
            return static_cast<int>(living.end);
    return shaped.possible;
}

Shaped shapeOf(const std::vector<float>& logits, const BasicSettings& settings)
{
    return Distribution::rank(logits)->shape(basicChain(settings));
}

std::vector<float> logarithms(const std::vector<double>& probabilities)
{
    std::vector<float> logits;
    for (const double p : probabilities)
        logits.push_back(static_cast<float>(std::log(p)));
    return logits;
}

template <class T, std::size_t N>
T anyOf(const T (&values)[N], std::mt19937& random)
{
    return values[random() % N];
}

BasicSettings randomSettings(int vocabulary, std::mt19937& random)
{
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    BasicSettings settings;
    settings.temperature =
        anyOf({0.0, 1e-300, 0.01, 0.1, 0.5, 0.8, 1.0, 1.3, 2.0, 100.0, 2.0 * unit(random)}, random);
    settings.topK = anyOf({0, 0, 1, 2, 40, vocabulary - 1, vocabulary, vocabulary + 1,
                           static_cast<int>(random() % vocabulary)},
                          random);
    settings.topK = std::max(settings.topK, 0);
    settings.topP =
        anyOf({1.0, 1.0, 0.0, 1e-9, 0.1, 0.5, 0.9, 0.95, 0.999, 1.0 - 1e-6, unit(random)}, random);
    settings.order = anyOf(bothOrders, random);
    return settings;
}

} // namespace

class TestDistributionShape : public QObject
{
    Q_OBJECT

private slots:

    void agreesWithTheTextbook_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("times");
        for (int kind = 0; kind <= static_cast<int>(LogitKind::Extreme); ++kind) {
            for (const int size : {1, 2, 3, 5, 16, 100, 1000})
                QTest::addRow("%d logits, kind %d", size, kind) << size << kind << 100;
            QTest::addRow("50257 logits, kind %d", kind) << 50257 << kind << 6;
        }
    }

    void agreesWithTheTextbook()
    {
        QFETCH(int, size);
        QFETCH(int, kind);
        QFETCH(int, times);
        std::mt19937 random(static_cast<unsigned>(10 * size + kind));
        for (int i = 0; i < times; ++i) {
            const auto logits =
                randomLogits(static_cast<std::size_t>(size), static_cast<LogitKind>(kind), random);
            const BasicSettings settings = randomSettings(size, random);
            checkAgainstTextbook(logits, settings);
            if (QTest::currentTestFailed()) {
                qWarning("T %g, k %d, p %.9g, order %d", settings.temperature, settings.topK,
                         settings.topP, static_cast<int>(settings.order));
                return;
            }
        }
    }

    // Dropping the last token that is kept would leave less than p, keeping it reaches p.
    void nucleusIsTheSmallest()
    {
        std::mt19937 random(8);
        std::uniform_real_distribution<double> unit(0.0, 1.0);
        for (int i = 0; i < 300; ++i) {
            const auto logits = randomLogits(1000, LogitKind::Model, random);
            BasicSettings settings{.temperature = 0.2 + 2.0 * unit(random), .topP = unit(random)};
            settings.topK = i % 2 == 0 ? 0 : 300;
            settings.order = bothOrders[i / 2 % 2];
            const reference::Result textbook = reference::sample(logits, settings);
            const Shaped shaped = shapeOf(logits, settings);

            const auto last = textbook.atFilter.begin() + shaped.info.kept - 1;
            const long double without = std::accumulate(textbook.atFilter.begin(), last, 0.0L);
            QVERIFY(shaped.info.kept >= 1);
            QVERIFY(without < settings.topP);
            QVERIFY(without + *last >= settings.topP - 1e-7L);
        }
    }

    // DESIGN's: at temperature 1 the probabilities are .665, .245, .090; at 0.5, .867, .117, .016.
    void workedExample()
    {
        const std::vector<float> logits{3.0f, 2.0f, 1.0f};
        const Shaped filterFirst = shapeOf(logits, {.temperature = 0.5, .topP = 0.8});
        QCOMPARE(filterFirst.info.kept, 2);
        QVERIFY(isClose(filterFirst.probability(0), 1.0L / (1.0L + std::exp(-2.0L))));
        QVERIFY(isClose(filterFirst.probability(1), 1.0L / (1.0L + std::exp(2.0L))));
        QCOMPARE(filterFirst.probability(2), 0.0);

        const Shaped temperatureFirst = shapeOf(
            logits, {.temperature = 0.5, .topP = 0.8, .order = FilterOrder::TemperatureThenFilter});
        QCOMPARE(temperatureFirst.info.kept, 1);
        QCOMPARE(temperatureFirst.probability(0), 1.0);
    }

    void tokenThatCrossesPIsIn()
    {
        for (const FilterOrder order : bothOrders)
            for (const auto& [p, kept] : {std::pair{0.79, 2},
                                          {0.8, 2},
                                          {0.81, 3},
                                          {0.5, 1},
                                          {0.51, 2},
                                          {0.0, 1},
                                          {1.0, 3}}) {
                const auto logits = logarithms({0.5, 0.3, 0.2});
                QCOMPARE(shapeOf(logits, {.topP = p, .order = order}).info.kept, kept);
            }
    }

    void sumThatEqualsPIsEnough()
    {
        const auto tenths = logarithms(std::vector<double>(10, 0.1));
        for (int kept = 1; kept <= 10; ++kept)
            QCOMPARE(shapeOf(tenths, {.topP = kept / 10.0}).info.kept, kept);
    }

    // p is a part of what top-k kept: .5 and .3 of .8 are .625 and .375.
    void topPIsMeasuredAfterTopK()
    {
        const auto logits = logarithms({0.5, 0.3, 0.2});
        for (const FilterOrder order : bothOrders) {
            QCOMPARE(shapeOf(logits, {.topK = 2, .topP = 0.62, .order = order}).info.kept, 1);
            QCOMPARE(shapeOf(logits, {.topK = 2, .topP = 0.63, .order = order}).info.kept, 2);
        }
    }

    void topKKeepsExactlyK()
    {
        const std::vector<float> ties(100, 1.0f);
        for (const FilterOrder order : bothOrders)
            for (const int k : {1, 2, 50, 99}) {
                const auto distribution = Distribution::rank(ties);
                const Shaped shaped = distribution->shape(basicChain({.topK = k, .order = order}));
                QCOMPARE(shaped.info.kept, k);
                QCOMPARE(passedTopK(shaped), k);
                for (int rank = 0; rank < 100; ++rank) {
                    QCOMPARE(distribution->token(rank), rank); // so the lower ids are kept
                    QVERIFY(rank < k ? shaped.verdict(rank).isKept()
                                     : shaped.verdict(rank).isRemovedBy(StageKind::TopK));
                }
            }
    }

    void offIsOff()
    {
        const auto logits = logarithms({0.5, 0.3, 0.2 - 1e-12, 1e-12});
        for (const FilterOrder order : bothOrders)
            for (const int k : {0, 4, 5, std::numeric_limits<int>::max()}) {
                const Shaped shaped = shapeOf(logits, {.topK = k, .topP = 1.0, .order = order});
                QCOMPARE(shaped.info.kept, 4);
                QVERIFY(shaped.probability(3) > 0.0);
            }
    }

    void temperatureZeroIsArgmax()
    {
        const auto logits = logarithms({0.2, 0.4, 0.4});
        for (const FilterOrder order : bothOrders) {
            const auto distribution = Distribution::rank(logits);
            const Shaped shaped =
                distribution->shape(basicChain({.temperature = 0.0, .order = order}));
            QCOMPARE(shaped.info.kept, 3);
            QCOMPARE(shaped.probabilities, (std::vector<double>{1.0, 0.0, 0.0}));
            QCOMPARE(shaped.info.samplingEntropy, 0.0);
            QCOMPARE(shaped.info.effectiveVocabulary, 1.0);
            QCOMPARE(shaped.info.topTokenProbability, 1.0);
            QVERIFY(shaped.info.modelEntropy > 1.0);
            for (const double u : {0.0, 0.5, 1.0 - 0x1p-53})
                QCOMPARE(distribution->token(shaped.draw(u)), 1);
        }
    }

    void filtersAtTemperatureZero()
    {
        const auto logits = logarithms({0.5, 0.3, 0.2});
        BasicSettings settings{.temperature = 0.0, .topP = 0.8};
        QCOMPARE(shapeOf(logits, settings).info.kept, 2);
        settings.order = FilterOrder::TemperatureThenFilter;
        QCOMPARE(shapeOf(logits, settings).info.kept, 1);
    }

    void smallTemperaturesTendToArgmax()
    {
        const auto logits = logarithms({0.2, 0.5, 0.3});
        for (const FilterOrder order : bothOrders) {
            double before = 0.5;
            for (const double temperature : {0.5, 0.25, 0.1, 0.05, 0.02}) {
                const double now =
                    shapeOf(logits, {.temperature = temperature, .order = order}).probability(0);
                QVERIFY(now > before);
                before = now;
            }
            QVERIFY(before > 0.999999);
            for (const double temperature : {1e-4, 1e-30, 1e-300, 5e-324})
                QCOMPARE(
                    shapeOf(logits, {.temperature = temperature, .order = order}).probabilities,
                    (std::vector<double>{1.0, 0.0, 0.0}));
        }
    }

    void largeTemperaturesTendToUniform()
    {
        const std::vector<float> logits{30.0f, 1.0f, 0.0f, -50.0f, minusInfinity};
        for (const double temperature : {1e9, 1e300, std::numeric_limits<double>::max()}) {
            const Shaped shaped = shapeOf(logits, {.temperature = temperature});
            for (int rank = 0; rank < 4; ++rank)
                QVERIFY(std::abs(shaped.probability(rank) - 0.25) < 1e-7);
            QVERIFY(std::abs(shaped.info.effectiveVocabulary - 4.0) < 1e-6);
            QCOMPARE(shaped.probability(4), 0.0);
        }
    }

    void nothingIsNaNAnywhere()
    {
        const float huge = std::numeric_limits<float>::max();
        const std::vector<std::vector<float>> hard = {
            {0.0f},
            {huge},
            {-huge, minusInfinity},
            {0.0f, 0.0f, 0.0f},
            {1e30f, 0.0f, -1e30f},
            {huge, -huge, 0.0f, minusInfinity},
            {1.0f, std::nextafter(1.0f, 0.0f)},
            {1e-45f, 0.0f, -1e-45f},
        };
        for (const auto& logits : hard)
            for (const FilterOrder order : bothOrders)
                for (const double temperature : {0.0, 5e-324, 1e-300, 1e-40, 0.1, 1.0, 100.0, 1e38,
                                                 std::numeric_limits<double>::max()})
                    for (const int topK : {0, 1, 2})
                        for (const double topP : {0.0, 1e-300, 0.5, 1.0 - 0x1p-53, 1.0})
                            checkSanity(shapeOf(logits, {temperature, topK, topP, order}));
    }

    void impossibleTokensAreNeverKept()
    {
        const std::vector<float> logits{minusInfinity, 0.0f, minusInfinity, 1.0f};
        for (const FilterOrder order : bothOrders)
            for (const int k : {0, 2, 3, 4, 100}) {
                const Shaped shaped = shapeOf(logits, {.topK = k, .order = order});
                QCOMPARE(shaped.possible, 2);
                QCOMPARE(passedTopK(shaped), 2);
                QCOMPARE(shaped.info.kept, 2);
                QVERIFY(shaped.verdict(2).isImpossible());
                QVERIFY(shaped.verdict(3).isImpossible());
            }
    }

    void informationOfKnownDistributions()
    {
        const Shaped uniform = shapeOf(std::vector<float>(64, 2.0f), {.topK = 16});
        QVERIFY(isClose(uniform.info.modelEntropy, 6.0L));
        QVERIFY(isClose(uniform.info.samplingEntropy, 4.0L));
        QVERIFY(std::abs(uniform.info.effectiveVocabulary - 16.0) < 1e-10);
        QVERIFY(isClose(uniform.info.topTokenProbability, 1.0L / 16.0L));

        // T = 0.5 squares the weights: of 1 : 3 it makes 1 : 9, whose entropy is log2 10 - 0.9
        // log2 9.
        const Shaped two = shapeOf({0.0f, std::log(3.0f)}, {.temperature = 0.5});
        QVERIFY(std::abs(two.info.samplingEntropy - (std::log2(10.0) - 0.9 * std::log2(9.0))) <
                1e-6);
        QVERIFY(std::abs(two.info.topTokenProbability - 0.9) < 1e-7);
    }

    void unchangedSettingsGiveTheRawDistribution()
    {
        std::mt19937 random(12);
        const auto distribution = Distribution::rank(randomLogits(5000, LogitKind::Model, random));
        const Shaped shaped = distribution->shape({});
        for (int rank = 0; rank < distribution->size(); ++rank)
            QVERIFY(isClose(shaped.probability(rank), distribution->probability(rank)));
        QVERIFY(isClose(shaped.info.samplingEntropy, shaped.info.modelEntropy));
    }

private:
    static void checkAgainstTextbook(const std::vector<float>& logits,
                                     const BasicSettings& settings)
    {
        const reference::Result expected = reference::sample(logits, settings);
        const auto distribution = Distribution::rank(logits);
        const Shaped shaped = distribution->shape(basicChain(settings));

        QCOMPARE(shaped.possible, static_cast<int>(expected.possible));
        QCOMPARE(passedTopK(shaped), static_cast<int>(expected.passedTopK));
        QCOMPARE(shaped.info.kept, static_cast<int>(expected.final.size()));
        QCOMPARE(shaped.probabilities.size(), expected.final.size());
        for (std::size_t rank = 0; rank < expected.final.size(); ++rank)
            QVERIFY(isClose(shaped.probabilities[rank], expected.final[rank]));
        QVERIFY(isClose(shaped.info.modelEntropy, expected.modelEntropy));
        QVERIFY(isClose(shaped.info.samplingEntropy, expected.samplingEntropy));
        QVERIFY(std::abs(shaped.info.effectiveVocabulary / std::exp2(expected.samplingEntropy) -
                         1.0L) < 1e-10L);
        QCOMPARE(shaped.info.topTokenProbability, shaped.probabilities.front());
        if (settings.topP == 1.0)
            QCOMPARE(shaped.info.kept, passedTopK(shaped));
        checkSanity(shaped);
        for (int rank = shaped.info.kept; rank < distribution->size(); ++rank)
            QCOMPARE(shaped.probability(rank), 0.0);
    }

    static void checkSanity(const Shaped& shaped)
    {
        QVERIFY(shaped.info.kept >= 1);
        QVERIFY(shaped.info.kept <= passedTopK(shaped) && passedTopK(shaped) <= shaped.possible);
        long double sum = 0.0L; // as 50,000 equal terms round 50,000 times the same way
        for (const double p : shaped.probabilities) {
            QVERIFY(p >= 0.0 && p <= 1.0); // false for NaN
            sum += p;
        }
        QVERIFY(std::abs(sum - 1.0L) < 1e-12L);
        QVERIFY(shaped.info.samplingEntropy >= 0.0);
        QVERIFY(shaped.info.samplingEntropy <= std::log2(shaped.info.kept) + 1e-12);
        QVERIFY(shaped.info.effectiveVocabulary >= 1.0);
        QVERIFY(shaped.info.modelEntropy >= 0.0);
    }
};

LOGITSCOPE_TEST(TestDistributionShape)
#include "tst_distribution_shape.moc"
