#include "core/run/run_statistics.h"
#include "tests/core/run/branches.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace logitscope;

class TestRunStatistics : public QObject
{
    Q_OBJECT

private slots:
    void nothing();
    void means();
    void distinctPairs_data();
    void distinctPairs();
    void departures();
    void departuresOfBranchesThatShareNodes();

private:
    static Branch drawn(const QList<int>& tokens, const NodePtr& before = {});
};

Branch TestRunStatistics::drawn(const QList<int>& tokens, const NodePtr& before)
{
    Branch branch{.leaf = before};
    for (const int token : tokens) {
        Step step;
        step.token = token;
        step.modelProbability = 0.5;
        branch.leaf = follow(branch.leaf, step);
    }
    return branch;
}

void TestRunStatistics::nothing()
{
    const auto figures = statisticsOf({});
    QCOMPARE(figures.tokens, 0);
    QCOMPARE(figures.meanEntropy, 0.0);
    QCOMPARE(figures.distinct2, 1.0);
}

void TestRunStatistics::means()
{
    auto steps = stepsOf(drawn({1, 2}));
    steps[0].modelProbability = 0.25;  // 2 bits
    steps[1].modelProbability = 0.125; // 3 bits
    steps[0].info = {.samplingEntropy = 1.0, .effectiveVocabulary = 2.0};
    steps[1].info = {.samplingEntropy = 3.0, .effectiveVocabulary = 8.0};
    const auto figures = statisticsOf(branchOf(steps));
    QCOMPARE(figures.tokens, 2);
    QCOMPARE(figures.meanEntropy, 2.0);
    QCOMPARE(figures.meanEffectiveVocabulary, 5.0); // not 2^2: the mean of 2 and 8
    QCOMPARE(figures.meanSurprisal, 2.5);
}

void TestRunStatistics::distinctPairs_data()
{
    QTest::addColumn<QList<int>>("tokens");
    QTest::addColumn<double>("expected");
    QTest::newRow("one token") << QList<int>{7} << 1.0;
    QTest::newRow("all different") << QList<int>{1, 2, 3, 4} << 1.0;
    QTest::newRow("the same over and over") << QList<int>{5, 5, 5, 5, 5} << 0.25;
    QTest::newRow("there and back") << QList<int>{1, 2, 1, 2, 1} << 0.5; // 12 21 12 21
}

void TestRunStatistics::distinctPairs()
{
    QFETCH(QList<int>, tokens);
    QFETCH(double, expected);
    QCOMPARE(statisticsOf(drawn(tokens)).distinct2, expected);
}

void TestRunStatistics::departures()
{
    QCOMPARE(departure(drawn({1, 2, 3}), drawn({1, 2, 4})), 2);
    QCOMPARE(departure(drawn({1, 2, 3}), drawn({1, 2})), 2);
    QCOMPARE(departure(drawn({1, 2}), drawn({1, 2, 3})), 2);
    QCOMPARE(departure(drawn({9}), drawn({1, 2, 3})), 0);
    QCOMPARE(departure(drawn({1, 2}), drawn({1, 2})), 2);
    QCOMPARE(departure({}, {}), 0);
}

// Against lists of tokens, in random trees: of three tokens, so that different nodes often have the
// same one.
void TestRunStatistics::departuresOfBranchesThatShareNodes()
{
    const auto ab = drawn({1, 2});
    QCOMPARE(departure(drawn({3, 4}, ab.leaf), drawn({3, 5}, ab.leaf)), 3);
    QCOMPARE(departure(drawn({3, 4, 6}, ab.leaf), drawn({3, 5, 6}, ab.leaf)), 3);
    QCOMPARE(departure(drawn({3}, ab.leaf), drawn({4, 3}, ab.leaf)), 2);
    QCOMPARE(departure(ab, drawn({3}, ab.leaf)), 2);
    QCOMPARE(departure(ab, ab), 2);

    const auto tokensOn = [](const Branch& branch) {
        return textBefore({}, branch, branch.length());
    };
    std::mt19937 random(5);
    std::vector<Branch> branches(2);
    for (int i = 0; i < 80; ++i) {
        const auto path = pathTo(branches[random() % branches.size()].leaf);
        const auto shared = random() % (path.size() + 1);
        QList<int> tokens;
        for (auto more = random() % 5; more > 0; --more)
            tokens << static_cast<int>(random() % 3);
        branches.push_back(drawn(tokens, shared > 0 ? path[shared - 1] : nullptr));
    }
    int beyond = 0; // departures behind the last node that both have
    for (const auto& one : branches) {
        for (const auto& other : branches) {
            const auto a = tokensOn(one);
            const auto b = tokensOn(other);
            const auto expected = std::ranges::mismatch(a, b).in1 - a.begin();
            QCOMPARE(departure(one, other), static_cast<int>(expected));
            beyond += sharedLength(one, other) > 0 && expected > sharedLength(one, other);
        }
    }
    QVERIFY(beyond > 100);
}

LOGITSCOPE_TEST(TestRunStatistics)
#include "tst_run_statistics.moc"
