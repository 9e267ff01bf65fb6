#include "core/run/comparison.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

namespace
{

// A row of so many tokens.
Branch rowOf(const std::string& name, const SamplerChain& settings, std::uint64_t seed,
             std::uint64_t stream, std::size_t tokens)
{
    Step step;
    step.settings = settings;
    step.stream = stream;
    return {.name = name,
            .settings = settings,
            .leaf = follow(nullptr, std::vector<Step>(tokens, step)),
            .seed = seed,
            .stream = stream};
}

} // namespace

class TestComparison : public QObject
{
    Q_OBJECT

private slots:
    void repeatsStandTogether();
    void everyStrategyHasItsName();
};

void TestComparison::repeatsStandTogether()
{
    const SamplerChain greedy = basicChain({.temperature = 0.1});
    const SamplerChain mine = basicChain({.topK = 3});
    Run run{.prompt = "The", .promptTokens = {464}, .branches = {}};
    for (const std::uint64_t seed : {7, 8})
        run.branches.push_back(rowOf("greedy", greedy, seed, 0, 4 + seed));
    for (const std::uint64_t seed : {7, 8})
        run.branches.push_back(rowOf("mine", mine, seed, 1, 5));
    const auto state = comparisonStateOf(run);
    QVERIFY(state.run == run);
    QCOMPARE(state.asked.prompt, std::string("The"));
    QVERIFY(state.asked.promptTokens == run.promptTokens);
    QCOMPARE(state.asked.seed, 7U);
    QCOMPARE(state.asked.repeats, 2);
    QCOMPARE(state.asked.tokens, 12); // the longest row's
    QVERIFY(!state.asked.sameRandomNumbers);
    QVERIFY(state.asked.strategies.empty());
    const auto& strategies = state.request.strategies;
    QCOMPARE(strategies.size(), std::size_t{2});
    QVERIFY(strategies[0] == static_cast<const Strategy&>(*findStrategy("greedy")));
    QVERIFY(strategies[1] == (Strategy{"mine", "", mine}));
}

// As when somebody renamed rows in a file.
void TestComparison::everyStrategyHasItsName()
{
    const SamplerChain some = basicChain({.temperature = 0.5});
    const SamplerChain other = basicChain({.temperature = 0.6});
    const auto state =
        comparisonStateOf({.branches = {rowOf("a", some, 1, 0, 2), rowOf("a", other, 1, 0, 2)}});
    QCOMPARE(state.request.strategies[0].name, std::string("a"));
    QCOMPARE(state.request.strategies[1].name, std::string("a 2"));
    QCOMPARE(state.run.branches[1].name, std::string("a 2"));
    QVERIFY(state.asked.sameRandomNumbers);
}

LOGITSCOPE_TEST(TestComparison)
#include "tst_comparison.moc"
