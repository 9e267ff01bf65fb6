#include "core/run/repeats.h"
#include "tests/core/run/branches.h"
#include "tests/core/run/some_comparison.h"
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

Branch row(std::uint64_t seed, std::vector<Step> steps, const std::string& strategy = "mine")
{
    auto made = someRow(strategy, {}, std::move(steps));
    made.seed = seed;
    return made;
}

// Means of entropy 1, 2, 6; of effective vocabulary 2, (2 + 8) / 2 = 5, 64; of surprisal 1, 2, 3;
// pairs: none; one; aa aa ab, of which two are different.
Run threeRepeats()
{
    return {.model = "made-up",
            .branches = {row(7, {step(1, 1.0, 0.5)}),
                         row(8, {step(1, 1.0, 0.25), step(2, 3.0, 0.25)}),
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
    void departures();
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
    comparison.branches.resize(1);
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
    comparison.branches.push_back(row(10, {}));
    const auto all = repeatsIn(comparison);
    QCOMPARE(all.front().size(), std::size_t(4));
    QCOMPARE(repeatStatisticsOf(all.front()), before);
    QCOMPARE(countDistinct(all.front()), std::size_t(4));
}

void TestRepeats::noRuns()
{
    QCOMPARE(repeatStatisticsOf(std::span<const RunStatistics>()), RepeatStatistics());
    QVERIFY(repeatsIn({.branches = {}}).empty());
}

void TestRepeats::rowsThatDifferInSeedsAlone()
{
    Run comparison{.branches = {row(7, {}, "a"), row(8, {}, "a"), row(7, {}, "b"), row(9, {}, "a"),
                                row(7, {}, "a"), row(8, {}, "b")}};
    comparison.branches[3].settings.set(StageKind::Temperature, 0.5);
    std::vector<std::vector<std::ptrdiff_t>> found;
    for (const auto& repeats : repeatsIn(comparison)) {
        found.emplace_back();
        for (const auto* some : repeats)
            found.back().push_back(some - comparison.branches.data());
    }
    // Other settings are another strategy, and so is a seed that is there already.
    QCOMPARE(found, (std::vector<std::vector<std::ptrdiff_t>>{{0, 1}, {2, 5}, {3}, {4}}));
}

void TestRepeats::distinctIsTokenByToken()
{
    auto comparison = threeRepeats();
    QCOMPARE(countDistinct(repeatsIn(comparison).front()), std::size_t(3));
    auto& rows = comparison.branches;
    rows[2].leaf = rows[1].leaf;
    QCOMPARE(countDistinct(repeatsIn(comparison).front()), std::size_t(2));
    rows[2] = changedAt(rows[2], 0, [](Step& step) { step.bytes = "other, the same token"; });
    QCOMPARE(countDistinct(repeatsIn(comparison).front()), std::size_t(2));
    rows[0].leaf = rows[1].leaf;
    QCOMPARE(countDistinct(repeatsIn(comparison).front()), std::size_t(1));
}

void TestRepeats::departures()
{
    const auto like = [](std::uint64_t seed, const std::vector<TokenId>& tokens) {
        std::vector<Step> steps;
        for (const auto token : tokens)
            steps.push_back(step(token, 1.0, 0.5));
        return row(seed, std::move(steps));
    };
    const Run run{.branches = {like(7, {1, 2, 3}), like(8, {1, 5, 6}), like(9, {})}};
    const auto reference = repeatsIn(run).front();
    QCOMPARE(reference.size(), std::size_t{3});
    QCOMPARE(departureFrom(reference, like(7, {1, 2, 4})), std::optional(2));
    QCOMPARE(departureFrom(reference, like(8, {1, 2, 3})), std::optional(1)); // of the same seed
    QCOMPARE(departureFrom(reference, like(8, {4, 5, 6})), std::optional(0));
    QCOMPARE(departureFrom(reference, like(5, {1, 5, 6})), std::optional(1)); // the first row
    for (const auto seed : {7, 5}) { // the same, shorter, longer
        for (const auto& tokens : {std::vector{1, 2, 3}, {1, 2}, {}, {1, 2, 3, 4}})
            QVERIFY(!departureFrom(reference, like(seed, tokens)));
    }
    QVERIFY(!departureFrom(reference, like(9, {1, 2})));
    QVERIFY(!departureFrom(reference, run.branches[0]));
}

LOGITSCOPE_TEST(TestRepeats)
#include "tst_repeats.moc"
