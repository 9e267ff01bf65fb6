#include "core/lesson/scene_start.h"
#include "core/sampling/strategy.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/fixtures/reference_gpt2.h"
#include "tests/test_program.h"

#include <QTest>

#include <cmath>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

Lesson lessonOf(const std::string& settings, const std::string& text = "text")
{
    auto [lesson, problems] = readLesson("---\ntitle: a\nminutes: 1\n---\n## a\n```scene\n" +
                                         settings + "\n```\n" + text + "\n");
    if (!problems.empty())
        qFatal("line %d: %s", problems.front().line, problems.front().sentence.c_str());
    return std::move(lesson);
}

Scene sceneOf(const std::string& settings)
{
    return lessonOf(settings).scenes.front();
}

// One token after another, without the service.
std::vector<TokenId> continued(const std::shared_ptr<const OpenModel>& model,
                               std::string_view prompt, const SamplerChain& chain,
                               std::uint64_t seed, int tokens)
{
    auto continuation = begin(model, prompt, seed);
    std::vector<TokenId> ids;
    for (int i = 0; i < tokens; ++i)
        ids.push_back(advance(continuation, chain).token);
    return ids;
}

std::vector<TokenId> idsOf(const Branch& branch)
{
    std::vector<TokenId> ids;
    for (const auto& step : stepsOf(branch))
        ids.push_back(step.token);
    return ids;
}

} // namespace

class TestSceneStart : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void withoutTokens();
    void withTokens();
    void theStepThatIsSelected();
    void withMoreTokens();
    void theDistributionIsTheModels();
    void thePromptsScores();
    void strategiesOnCompare();
    void theNineOnCompare();
    void promptsThatDontFit();
    void stopsWhenAsked();
    void keptPromises();
    void brokenPromises_data();
    void brokenPromises();
    void promisesOfWhatComes();
    void numbersOfTexts();
    void doneBeforeItBegan();

private:
    SceneStart start(const std::string& settings, int moreTokens = 0)
    {
        return startOf(client_, model_, sceneOf(settings), moreTokens).value();
    }

    QString trial(const Lesson& lesson)
    {
        const auto tried = tryLesson(client_, model_, lesson);
        if (!tried)
            return "error: " + QString::fromStdString(tried.error().message);
        QString text;
        for (const auto& [line, sentence] : *tried)
            text += QStringLiteral("%1: %2\n").arg(line).arg(QString::fromStdString(sentence));
        return text;
    }

    Checkpoint checkpoint_;
    std::shared_ptr<const OpenModel> model_;
    GenerationService service_;
    GenerationClient client_{service_};
};

void TestSceneStart::initTestCase()
{
    checkpoint_ = randomCheckpoint({.contextLength = 40}, 3);
    removeEndOfText(checkpoint_);
    model_ = open(checkpoint_);
}

void TestSceneStart::withoutTokens()
{
    const auto begun = start("prompt: abc\nseed: 5\nchain: temperature=0.7");
    QCOMPARE(begun.run.prompt, std::string("abc"));
    QVERIFY((begun.run.promptTokens == std::vector<TokenId>{'a', 'b', 'c'}));
    QCOMPARE(begun.run.branches.size(), std::size_t{1});
    QCOMPARE(begun.run.branch().length(), 0);
    QCOMPARE(begun.run.branch().seed, std::uint64_t{5});
    QCOMPARE(begun.run.branch().settings.value(StageKind::Temperature), 0.7);
    QCOMPARE(begun.step, 0);
    QVERIFY(begun.distribution);
}

void TestSceneStart::withTokens()
{
    const auto begun = start("prompt: abc\nseed: 5\nchain: top-k=40,temperature=0.7\nbegin: 6");
    const auto chain = parseChain("top-k=40,temperature=0.7").value();
    QVERIFY(idsOf(begun.run.branch()) == continued(model_, "abc", chain, 5, 6));
    QCOMPARE(begun.step, 6); // the one that comes next
}

void TestSceneStart::theStepThatIsSelected()
{
    const auto begun = start("prompt: abc\nbegin: 6\nstep: 3");
    QCOMPARE(begun.step, 2);
    auto text = begun.run.promptTokens;
    const auto ids = idsOf(begun.run.branch());
    text.insert(text.end(), ids.begin(), ids.begin() + 2);
    const auto logits = referenceLogits(checkpoint_, text).back();
    const auto best = std::ranges::max_element(logits) - logits.begin();
    QCOMPARE(begun.distribution->token(0), static_cast<TokenId>(best));
}

void TestSceneStart::withMoreTokens()
{
    const auto later = start("prompt: abc\nseed: 5\nbegin: 4\nstep: 2\ntokens: 3", 3);
    QVERIFY(idsOf(later.run.branch()) == continued(model_, "abc", {}, 5, 7));
    QCOMPARE(later.step, 7);
}

void TestSceneStart::theDistributionIsTheModels()
{
    const auto begun = start("prompt: abc");
    const auto logits = referenceLogits(checkpoint_, std::vector<TokenId>{'a', 'b', 'c'}).back();
    double sum = 0.0;
    for (const auto logit : logits)
        sum += std::exp(logit);
    for (const TokenId token : {'a', 'e', 't'}) {
        const double p = std::exp(logits[static_cast<std::size_t>(token)]) / sum;
        const auto& distribution = *begun.distribution;
        QVERIFY(std::abs(distribution.probability(distribution.rankOf(token)) - p) < 1e-5);
    }
}

void TestSceneStart::thePromptsScores()
{
    const std::vector<TokenId> text{'a', 'b', 'c'};
    const auto logits = referenceLogits(checkpoint_, text);
    const auto begun = start("prompt: abc");
    QCOMPARE(begun.prompt.size(), std::size_t{2});
    for (std::size_t i = 0; i < 2; ++i) {
        double sum = 0.0;
        for (const auto logit : logits[i])
            sum += std::exp(logit);
        const double p = std::exp(logits[i][static_cast<std::size_t>(text[i + 1])]) / sum;
        QVERIFY(std::abs(begun.prompt[i].probability - p) < 1e-5);
    }
    QVERIFY(start("prompt: a").prompt.empty());
}

void TestSceneStart::strategiesOnCompare()
{
    const auto begun = start("page: compare\nprompt: abc\nseed: 5\nbegin: 6\n"
                             "strategies: argmax, nucleus");
    QCOMPARE(begun.run.branches.size(), std::size_t{2});
    for (const auto& branch : begun.run.branches) {
        const auto& chain = findStrategy(branch.name)->settings;
        QVERIFY(idsOf(branch) == continued(model_, "abc", chain, 5, 6));
    }
    QCOMPARE(begun.run.branches[1].name, std::string("nucleus"));
    QVERIFY(!begun.distribution);
    QVERIFY(begun.prompt.empty());
}

void TestSceneStart::theNineOnCompare()
{
    const auto begun = start("page: compare\nprompt: abc");
    QCOMPARE(begun.run.branches.size(), std::size_t{9});
    for (const auto& branch : begun.run.branches)
        QCOMPARE(branch.length(), 0);
}

void TestSceneStart::promptsThatDontFit()
{
    const auto scene = sceneOf("prompt: " + std::string(41, 'a'));
    const auto begun = startOf(client_, model_, scene);
    QVERIFY(!begun);
    QVERIFY(trial(lessonOf("prompt: " + std::string(41, 'a'))).startsWith("error: scene “a”: "));
}

void TestSceneStart::stopsWhenAsked()
{
    int asked = 0;
    const auto begun =
        startOf(client_, model_, sceneOf("prompt: abc\nbegin: 20"), 0, [&] { return ++asked > 2; });
    QVERIFY(!begun || begun->run.branch().length() < 20);
}

void TestSceneStart::keptPromises()
{
    const auto best = start("prompt: abc").distribution->token(0);
    const auto label = QStringLiteral("\"%1\"").arg(QChar(best)).toStdString();
    if (best >= 32 && best < 127 && best != '"' && best != '\\')
        QCOMPARE(trial(lessonOf("prompt: abc\nexpect: token(1) = " + label)), "");
    QCOMPARE(trial(lessonOf("prompt: abc\ntokens: 5\ndone: tokens >= 5\nexpect: kept = 259 and "
                            "tokens = 0\nexpect: kept at top-k=3 = 3\nthen: tokens = 5",
                            "{{kept}} {{perplexity}}")),
             "");
}

void TestSceneStart::brokenPromises_data()
{
    QTest::addColumn<QString>("settings");
    QTest::addColumn<QString>("problems");
    const auto row = [](const char* settings, const char* problems) {
        QTest::newRow(settings) << settings << problems;
    };
    row("expect: kept = 3", "8: “kept = 3” isn't so with this model: 259\n");
    row("expect: kept at top-k=3 = 3 and kept < 3",
        "8: “kept < 3” isn't so with this model: 259\n");
    row("expect: tokens = 1 and branches = 2", // each that isn't so
        "8: “tokens = 1” isn't so with this model: 0\n"
        "8: “branches = 2” isn't so with this model: 1\n");
    row("expect: kept at top-k=3 > kept at top-k=4",
        "8: “kept at top-k=3 > kept at top-k=4” isn't so with this model: 3 and 4\n");
    row("expect: p(\"abc\") > 0", "8: “abc” is 3 tokens of this model, not one\n");
    row("expect: p(\"a\") >= p(\"abc\")", "8: “abc” is 3 tokens of this model, not one\n");
    row("tokens: 4\nthen: tokens = 5", "9: “tokens = 5” isn't so with this model: 4\n");
    row("page: compare\nexpect: kept = 3", "9: no step is selected\n");
    row("page: compare\nstrategies: greedy\nexpect: tokens(\"argmax\") = 0",
        "10: there is no “argmax” on the page\n");
}

void TestSceneStart::brokenPromises()
{
    QFETCH(QString, settings);
    QFETCH(QString, problems);
    QCOMPARE(trial(lessonOf("prompt: abc\n" + settings.toStdString())), problems);
}

void TestSceneStart::promisesOfWhatComes()
{
    const auto ids = continued(model_, "abc", parseChain("temperature=0").value(), 1, 12);
    const auto text = model_->tokenizer.decode(ids);
    const auto is = start("prompt: abc\nchain: argmax\ntokens: 12", 12);
    QCOMPARE(is.run.branch().length(), 12);
    QCOMPARE(model_->tokenizer.decode(idsOf(is.run.branch())), text);
}

void TestSceneStart::numbersOfTexts()
{
    QCOMPARE(trial(lessonOf("prompt: abc", "{{p(\"abc\")}} {{kept}}\n### Note\n{{u at top-k=1}}")),
             "5: the scene's {{p(\"abc\")}} has no number: “abc” is 3 tokens of this model, not "
             "one\n");
    QCOMPARE(trial(lessonOf("prompt: a", "a\n### Example\n{{perplexity}}")),
             "5: the scene's {{perplexity}} has no number: the prompt has no perplexity, which "
             "takes two tokens\n");
}

void TestSceneStart::doneBeforeItBegan()
{
    QCOMPARE(trial(lessonOf("prompt: abc\ndone: tokens >= 0 and kept = 259")),
             "8: the scene is done before anything was done in it\n");
    QCOMPARE(trial(lessonOf("prompt: abc\ndone: stage = \"sampled\"")), "");
    QCOMPARE(trial(lessonOf("prompt: abc")), ""); // a scene to look at
}

LOGITSCOPE_TEST(TestSceneStart)
#include "tst_scene_start.moc"
