#include "core/run/repeats.h"
#include "some_comparison.h"
#include "tests/test_program.h"

#include <QTest>

#include <cmath>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

Step step(TokenId token, double entropy, double modelProbability)
{
    Step step;
    step.token = token;
    step.modelProbability = modelProbability;
    step.info = {.samplingEntropy = entropy, .effectiveVocabulary = std::exp2(entropy)};
    return step;
}

ComparisonRow row(std::uint64_t seed, std::vector<Step> steps, const std::string& strategy = "mine")
{
    auto made = someRow(strategy, {}, std::move(steps));
    made.transcript.seed = seed;
    return made;
}

// Means of entropy 1, 2, 6; of effective vocabulary 2, (2 + 8) / 2 = 5, 64; of surprisal 1, 2, 3;
// pairs: none; one; aa aa ab, of which two are different.
Comparison threeRepeats()
{
    return {.model = "made-up",
            .version = {},
            .rows = {row(7, {step(1, 1.0, 0.5)}), row(8, {step(1, 1.0, 0.25), step(2, 3.0, 0.25)}),
                     row(9, {step(1, 6.0, 0.125), step(1, 6.0, 0.125), step(1, 6.0, 0.125),
                             step(2, 6.0, 0.125)})}};
}

} // namespace

class TestRepeats : public QObject
{
    Q_OBJECT

private slots:
    void meanAndDeviationByHand();
    void oneRunHasNoDeviation();
    void runsWithoutTokensAreLeftOut();
    void noRuns();
    void rowsThatDifferInSeedsAlone();
    void distinctIsTokenByToken();
};

void TestRepeats::meanAndDeviationByHand()
{
    const auto comparison = threeRepeats();
    const auto all = repeatsIn(comparison);
    QCOMPARE(all.size(), std::size_t(1));
    const auto statistics = repeatStatisticsOf(all.front());
    QCOMPARE(statistics.runs, 3);
    QCOMPARE(statistics.fewestTokens, 1);
    QCOMPARE(statistics.mostTokens, 4);
    QCOMPARE(statistics.meanEntropy.mean, 3.0);
    QCOMPARE(statistics.meanEntropy.deviation, std::sqrt((4.0 + 1.0 + 9.0) / 2.0));
    QCOMPARE(statistics.meanEffectiveVocabulary.mean, 71.0 / 3.0);
    // 2, 5, 64 are 65/3, 56/3 and 121/3 from their mean.
    QCOMPARE(statistics.meanEffectiveVocabulary.deviation,
             std::sqrt((4225.0 + 3136.0 + 14641.0) / 9.0 / 2.0));
    QCOMPARE(statistics.meanSurprisal.mean, 2.0);
    QCOMPARE(statistics.meanSurprisal.deviation, 1.0);
    QCOMPARE(statistics.distinct2.mean, 8.0 / 9.0); // 1, 1, 2/3
    QCOMPARE(statistics.distinct2.deviation, std::sqrt(1.0 / 27.0));
}

void TestRepeats::oneRunHasNoDeviation()
{
    auto comparison = threeRepeats();
    comparison.rows.resize(1);
    const auto statistics = repeatStatisticsOf(repeatsIn(comparison).front());
    QCOMPARE(statistics.runs, 1);
    QCOMPARE(statistics.meanEntropy, (Spread{1.0, 0.0}));
    QCOMPARE(statistics.meanSurprisal, (Spread{1.0, 0.0}));
}

// One that was stopped at once.
void TestRepeats::runsWithoutTokensAreLeftOut()
{
    auto comparison = threeRepeats();
    const auto before = repeatStatisticsOf(repeatsIn(comparison).front());
    comparison.rows.push_back(row(10, {}));
    const auto all = repeatsIn(comparison);
    QCOMPARE(all.front().size(), std::size_t(4));
    QCOMPARE(repeatStatisticsOf(all.front()), before);
    QCOMPARE(countDistinct(all.front()), std::size_t(4));
}

void TestRepeats::noRuns()
{
    QCOMPARE(repeatStatisticsOf(std::span<const RunStatistics>()), RepeatStatistics());
    QVERIFY(repeatsIn({}).empty());
}

void TestRepeats::rowsThatDifferInSeedsAlone()
{
    Comparison comparison{.model = {},
                          .version = {},
                          .rows = {row(7, {}, "a"), row(8, {}, "a"), row(7, {}, "b"),
                                   row(9, {}, "a"), row(7, {}, "a"), row(8, {}, "b")}};
    comparison.rows[3].transcript.settings.temperature = 0.5;
    std::vector<std::vector<std::ptrdiff_t>> found;
    for (const auto& repeats : repeatsIn(comparison)) {
        found.emplace_back();
        for (const auto* some : repeats)
            found.back().push_back(some - comparison.rows.data());
    }
    // Other settings are another strategy, and so is a seed that is there already.
    QCOMPARE(found, (std::vector<std::vector<std::ptrdiff_t>>{{0, 1}, {2, 5}, {3}, {4}}));
}

void TestRepeats::distinctIsTokenByToken()
{
    auto comparison = threeRepeats();
    QCOMPARE(countDistinct(repeatsIn(comparison).front()), std::size_t(3));
    comparison.rows[2].transcript.steps = comparison.rows[1].transcript.steps;
    QCOMPARE(countDistinct(repeatsIn(comparison).front()), std::size_t(2));
    comparison.rows[2].transcript.steps[0].bytes = "other bytes, the same token";
    QCOMPARE(countDistinct(repeatsIn(comparison).front()), std::size_t(2));
    comparison.rows[0].transcript.steps = comparison.rows[1].transcript.steps;
    QCOMPARE(countDistinct(repeatsIn(comparison).front()), std::size_t(1));
}

LOGITSCOPE_TEST(TestRepeats)
#include "tst_repeats.moc"
