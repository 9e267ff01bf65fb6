#include "core/run/run_state.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestRunState : public QObject
{
    Q_OBJECT

private slots:
    void whatARunWasAskedFor();
};

void TestRunState::whatARunWasAskedFor()
{
    Step step;
    step.stream = 4;
    step.settings = basicChain({.temperature = 0.25});
    const Run run{.prompt = "The",
                  .promptTokens = {464},
                  .special = SpecialTokens::AsText,
                  .branches = {{.leaf = follow(nullptr, std::vector<Step>(9, step)), .seed = 2},
                               {.leaf = follow(nullptr, step), .seed = 3, .stream = 7}},
                  .current = 1};
    const auto state = runStateOf(run);
    QVERIFY(state.run == run);
    QCOMPARE(state.settings, step.settings);
    const RunRequest expected{.prompt = "The",
                              .seed = 3,
                              .tokens = 9,
                              .stream = 4, // its first token's
                              .special = SpecialTokens::AsText,
                              .promptTokens = {464}};
    QVERIFY(state.request == expected);
    QCOMPARE(runStateOf({}).request.tokens, 1);
}

LOGITSCOPE_TEST(TestRunState)
#include "tst_run_state.moc"
