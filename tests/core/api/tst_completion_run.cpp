// What an answer says, against plain runs of its prompts: each has a service of its own here; many
// at once are in tst_completion_run_many.cpp.
#include "core/run/run.h"
#include "tests/core/api/answers.h"
#include "tests/core/generation/run_alone.h"
#include "tests/core/generation/watched_model.h"
#include "tests/test_program.h"

#include <QTest>

#include <random>
#include <set>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

using Model = std::shared_ptr<const OpenModel>;

// Empty, or what is not as the plain runs have it.
QString wrong(const Model& model, const CompletionRequest& request)
{
    return QString::fromStdString(difference(run(model, request), plainAnswer(model, request)));
}

// Tokens 'a', 'b' and, half as likely, <|endoftext|>, whatever was read. Where the config names
// other ends, these end a text.
Model coinModel(const std::vector<TokenId>& ends = {})
{
    std::vector<float> logits(vocabularySize, -20.0f);
    logits['a'] = 0.7f;
    logits['b'] = 0.7f;
    logits[fixtures::endOfText] = 0.0f;
    auto checkpoint = randomCheckpoint({.contextLength = 60}, 2);
    fixLogits(checkpoint, logits);
    if (!ends.empty())
        checkpoint.config["eos_token_id"] = ends;
    return open(checkpoint);
}

std::vector<TokenId> tokensOf(const Model& model, std::string_view text)
{
    return model->tokenizer.encode(text).value();
}

} // namespace

class TestCompletionRun : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void isTheRunsText();
    void choicesHaveStreams();
    void severalPrompts();
    void bestOf();
    void bestOfEquals();
    void endOfTextIsDrawnAndNotShown();
    void endsOfTheConfigAreNotShown();
    void fullContext();
    void penaltiesAndBias();
    void chains_data();
    void chains();
    void samplingInfo();
    void piecesComeWithTheSteps();
    void bestOfTellsNothingBefore();
    void readsLongPromptsInPieces();
    void errors();
    void anythingAtAll_data();
    void anythingAtAll();

private:
    Model starter_;
};

void TestCompletionRun::initTestCase()
{
    starter_ = openModelFolder(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu}).value();
}

// The window and the command line give the same text.
void TestCompletionRun::isTheRunsText()
{
    for (const auto& settings :
         {basicChain(), basicChain({.temperature = 0.8, .topK = 40, .topP = 0.9})}) {
        const std::string prompt = "Once upon a time";
        const auto choices = run(starter_, {.prompts = {tokensOf(starter_, prompt)},
                                            .maxTokens = 40,
                                            .settings = settings,
                                            .seed = 7})
                                 .choices;
        const auto alone = runAlone(begin(starter_, prompt, 7), settings, 40);
        const Branch branch{.leaf = follow(nullptr, alone.steps), .stopReason = *alone.reason};
        QCOMPARE(choices.at(0).text, continuationOf(branch));
        QVERIFY(choices.at(0).end == alone.reason);
    }
}

void TestCompletionRun::choicesHaveStreams()
{
    const auto prompt = begin(starter_, "The sea", 3);
    const auto answer = run(starter_, {.prompts = {tokensOf(starter_, "The sea")},
                                       .maxTokens = 12,
                                       .n = 4,
                                       .bestOf = 4,
                                       .seed = 3,
                                       .samplingInfo = true});
    QCOMPARE(answer.choices.size(), std::size_t{4});
    std::set<std::string> texts;
    for (const auto& [index, choice] : answer.choices) {
        QCOMPARE(choice.tokens.size(), std::size_t{12});
        for (std::size_t i = 0; i < 12; ++i)
            QCOMPARE(choice.tokens[i].step->u, Dice(3, static_cast<std::uint64_t>(index)).roll(i));
        const auto alone = runAlone(prompt.fork(3, static_cast<std::uint64_t>(index)), {}, 12);
        QCOMPARE(choice.text, validUtf8(alone.bytes()));
        texts.insert(choice.text);
    }
    QVERIFY(texts.size() > 1);
    QCOMPARE(answer.usage.completionTokens, 48);
}

void TestCompletionRun::severalPrompts()
{
    const CompletionRequest request{.prompts = {tokensOf(starter_, "The sea"),
                                                tokensOf(starter_, "A king had three sons, and"),
                                                tokensOf(starter_, "x")},
                                    .maxTokens = 9,
                                    .n = 2,
                                    .bestOf = 2,
                                    .logprobs = 2,
                                    .seed = 11};
    QCOMPARE(run(starter_, request).choices.size(), std::size_t{6});
    QCOMPARE(wrong(starter_, request), QString());
}

void TestCompletionRun::bestOf()
{
    const auto model = openEndless(1, {.contextLength = 40});
    int notTheFirst = 0;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        CompletionRequest request{.prompts = {{'a'}, {'b', 'c'}},
                                  .maxTokens = 6,
                                  .settings = basicChain({.temperature = 1.5}),
                                  .n = 2,
                                  .bestOf = 7,
                                  .logprobs = 1,
                                  .seed = seed};
        request.stop = {"x"};
        const auto answer = run(model, request);
        QCOMPARE(QString::fromStdString(difference(answer, plainAnswer(model, request))),
                 QString());
        QVERIFY(answer.usage.completionTokens > 2 * 2 * 6);
        auto firsts = request;
        firsts.bestOf = 2;
        notTheFirst += run(model, firsts).choices.at(0).text != answer.choices.at(0).text;
    }
    QVERIFY(notTheFirst > 3);
}

// Nothing is drawn, or all is alike: the first ones.
void TestCompletionRun::bestOfEquals()
{
    const auto model = openEndless(2);
    for (const int count : {0, 4}) {
        const CompletionRequest request{.prompts = {{'a'}},
                                        .maxTokens = count,
                                        .settings = basicChain({.temperature = 0.0}),
                                        .n = 2,
                                        .bestOf = 5};
        const auto answer = run(model, request);
        QCOMPARE(answer.choices.size(), std::size_t{2});
        QCOMPARE(answer.usage.completionTokens, 5 * count);
        QCOMPARE(answer.choices.at(0).text, answer.choices.at(1).text);
    }
}

void TestCompletionRun::endOfTextIsDrawnAndNotShown()
{
    const auto model = coinModel();
    int ended = 0;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        CompletionRequest request{.prompts = {{'a'}},
                                  .maxTokens = 6,
                                  .n = 3,
                                  .bestOf = 3,
                                  .logprobs = 3,
                                  .seed = seed,
                                  .samplingInfo = true};
        request.stop = {"<|", "bbb"};
        const auto answer = run(model, request);
        QCOMPARE(QString::fromStdString(difference(answer, plainAnswer(model, request))),
                 QString());
        for (const auto& [index, choice] : answer.choices)
            ended += choice.end == StopReason::EndOfText;
    }
    QVERIFY(ended > 5);
}

void TestCompletionRun::endsOfTheConfigAreNotShown()
{
    const auto model = coinModel({'b', 'x'});
    std::string text;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const CompletionRequest request{
            .prompts = {{'a'}}, .maxTokens = 20, .logprobs = 1, .seed = seed};
        const auto answer = run(model, request);
        QCOMPARE(QString::fromStdString(difference(answer, plainAnswer(model, request))),
                 QString());
        text += answer.choices.at(0).text;
    }
    QVERIFY(text.find('b') == text.npos);
    QVERIFY(text.find("<|endoftext|>") != text.npos); // a token like others
}

void TestCompletionRun::fullContext()
{
    const auto model = openEndless(5, {.contextLength = 16});
    for (const std::size_t length : {1, 10, 15, 16}) {
        const CompletionRequest request{.prompts = {std::vector<TokenId>(length, 'a')},
                                        .maxTokens = 40,
                                        .n = 2,
                                        .bestOf = 2,
                                        .echo = true,
                                        .logprobs = 1};
        const auto answer = run(model, request);
        QCOMPARE(QString::fromStdString(difference(answer, plainAnswer(model, request))),
                 QString());
        QVERIFY(answer.choices.at(1).end == StopReason::ContextFull);
        QCOMPARE(answer.usage.completionTokens, 2 * (16 - static_cast<int>(length)));
    }
}

void TestCompletionRun::penaltiesAndBias()
{
    struct Case
    {
        Bias bias = {};
        double presence = 0.0;
        double frequency = 0.0;
    };

    for (const auto& [bias, presence, frequency] :
         {Case{.presence = 2.0}, Case{.frequency = 1.0},
          Case{.bias = {{13, 4.0f}, {11, -100.0f}}, .presence = -1.0, .frequency = 0.3}}) {
        CompletionRequest request{.prompts = {tokensOf(starter_, "The sea, the sea")},
                                  .maxTokens = 30,
                                  .settings = basicChain({.temperature = 0.7}),
                                  .logitBias = bias,
                                  .logprobs = 2,
                                  .seed = 4};
        request.settings.set(StageKind::PresencePenalty, presence);
        request.settings.set(StageKind::FrequencyPenalty, frequency);
        QCOMPARE(wrong(starter_, request), QString());
    }
}

void TestCompletionRun::chains_data()
{
    QTest::addColumn<QByteArray>("chain");
    for (const char* chain :
         {"repetition-penalty=1.3,temperature=0.7", "dry=2:1.75:1,top-k=20", "xtc=0.05:0.5",
          "mirostat=3:0.5", "temperature=1.3,min-p=0.05", "dynamic-temperature=0.3:1.5:1",
          "presence-penalty=1,repetition-penalty=1.2,frequency-penalty=-0.5,dry=2:1.75:1,top-k=30,"
          "xtc=0.05:0.5,mirostat=4:0.3,temperature=1.2"})
        QTest::newRow(chain) << QByteArray(chain);
}

// Every choice's own text, chances and bound.
void TestCompletionRun::chains()
{
    QFETCH(QByteArray, chain);
    const auto model = openEndless(9, {.contextLength = 90, .width = 12, .heads = 3});
    for (const auto pick : {Pick::InverseCdf, Pick::Gumbel}) {
        CompletionRequest request{.prompts = {{'a', 'b', 'a'}, {256}},
                                  .maxTokens = 50,
                                  .settings = parseChain(chain.toStdString()).value(),
                                  .logitBias = {{13, 2.0f}},
                                  .n = 2,
                                  .bestOf = 2,
                                  .logprobs = 2,
                                  .seed = 4};
        request.settings.pick = pick;
        QCOMPARE(wrong(model, request), QString());
    }
}

void TestCompletionRun::samplingInfo()
{
    auto settings = basicChain({.temperature = 0.8, .topK = 40});
    settings.put({StageKind::Mirostat, {3.0, 0.5}});
    const auto answer = run(starter_, {.prompts = {tokensOf(starter_, "The sea")},
                                       .maxTokens = 10,
                                       .settings = settings,
                                       .seed = 9,
                                       .samplingInfo = true});
    const auto alone = runAlone(begin(starter_, "The sea", 9), settings, 10);
    const auto& tokens = answer.choices.at(0).tokens;
    QCOMPARE(tokens.size(), alone.steps.size());
    for (std::size_t i = 0; i < tokens.size(); ++i)
        QVERIFY(sameStep(tokens[i].step.value(), alone.steps[i]));
}

void TestCompletionRun::piecesComeWithTheSteps()
{
    const auto answer = run(starter_, {.prompts = {tokensOf(starter_, "The sea")},
                                       .maxTokens = 10,
                                       .settings = basicChain({.temperature = 0.0})});
    QVERIFY(answer.pieces >= 8 && answer.pieces <= 11); // the last may be the end alone
}

void TestCompletionRun::bestOfTellsNothingBefore()
{
    const auto answer =
        run(starter_,
            {.prompts = {tokensOf(starter_, "The sea")}, .maxTokens = 10, .n = 1, .bestOf = 2});
    QCOMPARE(answer.pieces, 1);
}

void TestCompletionRun::readsLongPromptsInPieces()
{
    std::vector<int> pieces;
    const auto inner = openEndless(6, {.contextLength = 300});
    const auto model = watched(inner, [&](const Pass& pass) -> Result<void> {
        if (pass.prompt)
            pieces.push_back(pass.tokens);
        return {};
    });
    const CompletionRequest request{.prompts = {std::vector<TokenId>(200, 'a'), {'b', 'c'}},
                                    .maxTokens = 3};
    const auto answer = run(model, request);
    QCOMPARE(QString::fromStdString(difference(answer, plainAnswer(inner, request))), QString());
    QCOMPARE(pieces, (std::vector<int>{64, 64, 64, 8 + 2}));
}

void TestCompletionRun::errors()
{
    const auto model = openEndless(7);
    const auto errorOf = [](const Answer& answer) {
        return answer.error ? QString::fromStdString(answer.error->message) : QString();
    };
    for (const bool echo : {false, true}) {
        CompletionRequest request{.prompts = {{'a'}, {'b', 1000}}, .maxTokens = 5, .echo = echo};
        request.logprobs = 1;
        QVERIFY(errorOf(run(model, request)).contains("token 1000 is outside"));
        request.prompts = {std::vector<TokenId>(17, 'a')};
        QVERIFY(errorOf(run(model, request)).contains("17 tokens"));
    }

    auto checkpoint = randomCheckpoint({}, 8); // NaN where position 6 is read
    checkpoint.weights.at("wpe.weight").values[6 * 8] = std::numeric_limits<float>::quiet_NaN();
    const auto broken = open(checkpoint);
    const QString sentence = "the logit of token 0 is NaN, expected a finite number";
    CompletionRequest request{.prompts = {{'a', 'b'}}, .maxTokens = 9, .n = 3, .bestOf = 3};
    request.settings.set(StageKind::Temperature, 0.0);
    QCOMPARE(errorOf(run(broken, request)), "step 6: " + sentence);
    request.prompts = {std::vector<TokenId>(9, 'a')};
    request.echo = true;
    request.logprobs = 0;
    QCOMPARE(errorOf(run(broken, request)), sentence);
}

void TestCompletionRun::anythingAtAll_data()
{
    QTest::addColumn<Model>("model");
    QTest::newRow("endless") << openEndless(9, {.contextLength = 90, .width = 12, .heads = 3});
    QTest::newRow("short") << openEndless(10, {.contextLength = 12});
    QTest::newRow("ends") << coinModel();
}

void TestCompletionRun::anythingAtAll()
{
    QFETCH(Model, model);
    std::mt19937 random(3);
    const auto limit = model->model->info().contextLength;
    std::set<StopReason> ends;
    for (int round = 0; round < 60; ++round) {
        CompletionRequest request;
        for (auto left = 1 + random() % 3; left > 0; --left) {
            std::vector<TokenId> prompt(1 + random() % static_cast<unsigned>(limit));
            for (auto& token : prompt)
                token = static_cast<TokenId>(random() % 258);
            request.prompts.push_back(prompt);
        }
        request.maxTokens = static_cast<int>(random() % 30);
        request.settings.set(StageKind::Temperature, static_cast<double>(random() % 16) / 10.0);
        request.settings.set(StageKind::TopK,
                             random() % 2 ? 0 : static_cast<int>(1 + random() % 60));
        request.n = static_cast<int>(1 + random() % 3);
        request.bestOf = request.n + (random() % 3 ? 0 : static_cast<int>(random() % 3));
        if (request.bestOf > request.n) // equal means would be a matter of rounding
            request.settings.set(StageKind::Temperature,
                                 request.settings.value(StageKind::Temperature) + 1.0);
        request.echo = random() % 2;
        if (random() % 2)
            request.logprobs = static_cast<int>(random() % 6);
        if (random() % 2)
            request.stop = {std::string{char('a' + random() % 2), char('a' + random() % 2)},
                            std::string{char(random() % 128)}};
        if (random() % 3 == 0) {
            request.logitBias = {{TokenId('a'), 2.0f}};
            request.settings.set(StageKind::PresencePenalty,
                                 static_cast<double>(random() % 5) / 2 - 1.0);
            request.settings.set(StageKind::FrequencyPenalty, 0.25);
        }
        request.seed = random();
        const auto answer = run(model, request);
        QCOMPARE(QString::fromStdString(difference(answer, plainAnswer(model, request))),
                 QString());
        for (const auto& [index, choice] : answer.choices)
            ends.insert(*choice.end);
    }
    QVERIFY(ends.size() >= 2);
}

LOGITSCOPE_TEST(TestCompletionRun)
#include "tst_completion_run.moc"
