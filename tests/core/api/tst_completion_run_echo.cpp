// The prompt in the answer, with what the model expected of it, token by token.
#include "tests/core/api/answers.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

using Model = std::shared_ptr<const OpenModel>;

} // namespace

class TestCompletionRunEcho : public QObject
{
    Q_OBJECT

private slots:
    void echoedLogprobs();
    void scoresAPrompt();
    void echoOfADocumentsBeginning();
};

void TestCompletionRunEcho::echoedLogprobs()
{
    const auto starter = openModelFolder(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu}).value();
    const CompletionRequest request{
        .prompts = {starter->tokenizer
                        .encode("\xe2\x80\x9cWell,\xe2\x80\x9d said the caf\xc3\xa9's owner")
                        .value()},
        .maxTokens = 4,
        .n = 2,
        .bestOf = 2,
        .echo = true,
        .logprobs = 5,
        .seed = 2};
    const auto answer = run(starter, request);
    QCOMPARE(QString::fromStdString(difference(answer, plainAnswer(starter, request))), QString());
    QVERIFY(!answer.choices.at(0).tokens.at(0).logprob);
    QVERIFY(answer.choices.at(0).tokens.at(1).logprob);
}

// As a benchmark of a model asks: no token, but what it expected of these, longer than a piece.
void TestCompletionRunEcho::scoresAPrompt()
{
    const auto model = openEndless(3, {.contextLength = 200});
    std::vector<TokenId> prompt;
    for (int i = 0; i < 150; ++i)
        prompt.push_back(static_cast<TokenId>('a' + i * i % 26));
    const CompletionRequest request{
        .prompts = {prompt, {'x'}}, .maxTokens = 0, .echo = true, .logprobs = 0};
    const auto answer = run(model, request);
    QCOMPARE(QString::fromStdString(difference(answer, plainAnswer(model, request))), QString());
    QCOMPARE(answer.choices.at(0).tokens.size(), std::size_t{150});
    QVERIFY(answer.choices.at(0).end == StopReason::Length);
    QCOMPARE(answer.usage.completionTokens, 0);
}

// The prompt of a request that has none: a token, but no text.
void TestCompletionRunEcho::echoOfADocumentsBeginning()
{
    const auto model = open(randomCheckpoint({}, 4));
    CompletionRequest request{.prompts = {{fixtures::endOfText}},
                              .maxTokens = 3,
                              .settings = basicChain({.temperature = 0.0}),
                              .echo = true,
                              .logprobs = 0};
    const auto echoed = run(model, request);
    request.echo = false;
    QCOMPARE(QString::fromStdString(difference(echoed, plainAnswer(model, request))), QString());
    QCOMPARE(echoed.usage.promptTokens, 1);
}

LOGITSCOPE_TEST(TestCompletionRunEcho)
#include "tst_completion_run_echo.moc"
