#include "core/lesson/measure_value.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/core/sampling/partial_step.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

// One token a byte, "he", " t", <|endoftext|>.
constexpr std::size_t tokenCount = vocabularySize;

std::vector<float> someLogits()
{
    std::mt19937 random(5);
    std::vector<float> logits(tokenCount);
    for (auto& logit : logits)
        logit = static_cast<float>(random() % 2'000) / 250.0f; // 0 to 8, hardly two the same
    logits['x'] = 9.0f;
    logits['y'] = 8.5f;
    return logits;
}

Branch branchOf(std::string name, std::vector<TokenId> tokens)
{
    Branch branch{.name = std::move(name), .seed = 7};
    for (const auto token : tokens) {
        Step step;
        step.token = token;
        step.bytes = token < 256 ? std::string(1, static_cast<char>(token)) : "he";
        step.modelProbability = 0.25;
        branch.leaf = follow(branch.leaf, step);
    }
    return branch;
}

} // namespace

// Written out: softmax in double, sorted, chain by chain.
struct SortedSoftmax
{
    std::vector<double> p; // by token
    std::vector<TokenId> ranked;

    explicit SortedSoftmax(const std::vector<float>& logits)
        : p(logits.size())
        , ranked(logits.size())
    {
        double sum = 0.0;
        for (const auto logit : logits)
            sum += std::exp(static_cast<double>(logit));
        for (std::size_t i = 0; i < p.size(); ++i)
            p[i] = std::exp(static_cast<double>(logits[i])) / sum;
        std::iota(ranked.begin(), ranked.end(), 0);
        std::ranges::stable_sort(ranked, [&](TokenId a, TokenId b) { return of(a) > of(b); });
    }

    double of(TokenId token) const { return p[static_cast<std::size_t>(token)]; }

    double sum(int places) const
    {
        double together = 0.0;
        for (int i = 0; i < places; ++i)
            together += of(ranked[static_cast<std::size_t>(i)]);
        return together;
    }

    // p^(1/T) of the best `kept`, summed.
    double weights(double temperature, std::size_t kept = vocabularySize) const
    {
        double together = 0.0;
        for (std::size_t i = 0; i < kept; ++i)
            together += std::pow(of(ranked[i]), 1.0 / temperature);
        return together;
    }
};

class TestMeasureValue : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void ofTheModel();
    void underTemperatures();
    void underFilters();
    void partsOfTheStrip();
    void picked();
    void pickedByGumbelMax();
    void penaltiesLeaveTheModel();
    void ofBranches();
    void ofThePrompt();
    void ofThePage();
    void stagesOfTheChain();
    void numbersThatArentThere_data();
    void numbersThatArentThere();
    void claims();
    void texts();
    void partlyKnown();

private:
    SceneFacts facts() const
    {
        return {.model = *model_,
                .run = run_,
                .chain = chain_,
                .step = 0,
                .distribution = &*distribution_};
    }

    double number(const char* words, const SceneFacts& facts) const
    {
        const auto value = valueOf(parseMeasure(words).value(), facts);
        if (!value)
            qFatal("%s: %s", words, value.error().message.c_str());
        return std::get<double>(*value);
    }

    double number(const char* words) const { return number(words, facts()); }

    std::string text(const char* words, const SceneFacts& facts) const
    {
        return std::get<std::string>(valueOf(parseMeasure(words).value(), facts).value());
    }

    std::shared_ptr<const OpenModel> model_;
    std::vector<float> logits_ = someLogits();
    SortedSoftmax reference_{logits_};
    std::optional<Distribution> distribution_;
    SamplerChain chain_;
    Run run_;
};

void TestMeasureValue::initTestCase()
{
    model_ = openEndless(1);
    distribution_ = Distribution::rank(logits_).value();
    run_.prompt = "abc";
    run_.promptTokens = {'a', 'b', 'c'};
    run_.branches = {branchOf("", {})};
}

void TestMeasureValue::ofTheModel()
{
    const auto near = [](double value, double expected) {
        return std::abs(value - expected) <= 1e-6 * std::abs(expected);
    };
    QVERIFY(near(number("p(\"x\")"), reference_.of('x')));
    QVERIFY(near(number("p(\"he\")"), reference_.of(256)));
    QCOMPARE(number("logit(\"y\")"), 8.5);
    QVERIFY(near(number("bits(\"x\")"), -std::log2(reference_.of('x'))));
    QCOMPARE(number("rank(\"x\")"), 1.0);
    QCOMPARE(number("rank(\"y\")"), 2.0);
    const auto third = reference_.ranked[2];
    QCOMPARE(text("token(3)", facts()), std::string(model_->tokenizer.bytes(third)));
    QVERIFY(near(number("sum(1)"), reference_.of('x')));
    QVERIFY(near(number("sum(10)"), reference_.sum(10)));
    QVERIFY(near(number("sum(259)"), 1.0));
    double bits = 0.0;
    for (const auto p : reference_.p)
        bits -= p * std::log2(p);
    QVERIFY(near(number("model-entropy"), bits));
    QVERIFY(near(number("entropy"), bits));                        // the chain changes nothing
    QVERIFY(near(number("model-entropy at temperature=3"), bits)); // whatever the chain
    QVERIFY(near(number("p(\"x\") at temperature=3"), reference_.of('x')));
}

void TestMeasureValue::underTemperatures()
{
    for (const auto& [words, temperature] :
         {std::pair{"at temperature=0.5", 0.5}, std::pair{"at temperature=2", 2.0}}) {
        const auto measure = [&, words = words](const char* what) {
            return number((std::string(what) + ' ' + words).c_str());
        };
        const double weight = std::pow(reference_.of('y'), 1.0 / temperature);
        QVERIFY(std::abs(measure("weight(\"y\")") / weight - 1.0) < 1e-6);
        QVERIFY(std::abs(measure("weights") / reference_.weights(temperature) - 1.0) < 1e-6);
        const double q = weight / reference_.weights(temperature);
        QVERIFY(std::abs(measure("q(\"y\")") / q - 1.0) < 1e-6);
        QCOMPARE(measure("kept"), double(tokenCount));
        double bits = 0.0;
        for (const auto p : reference_.p) {
            const double share = std::pow(p, 1.0 / temperature) / reference_.weights(temperature);
            bits -= share * std::log2(share);
        }
        QVERIFY(std::abs(measure("entropy") - bits) < 1e-6);
    }
    QCOMPARE(number("q(\"x\") at temperature=0"), 1.0);
    QCOMPARE(number("q(\"y\") at temperature=0"), 0.0);
}

void TestMeasureValue::underFilters()
{
    QCOMPARE(number("kept at top-k=5"), 5.0);
    const auto sixth = reference_.ranked[5];
    Measure measure{.kind = MeasureKind::SamplingProbability,
                    .text = std::string(model_->tokenizer.bytes(sixth)),
                    .chain = parseChain("top-k=5").value()};
    QCOMPARE(std::get<double>(valueOf(measure, facts()).value()), 0.0);
    const double q = std::pow(reference_.of('y'), 0.5) / reference_.weights(2.0, 5);
    QVERIFY(std::abs(number("q(\"y\") at top-k=5,temperature=2") / q - 1.0) < 1e-6);
    QVERIFY(std::abs(number("weights at top-k=5,temperature=2") / reference_.weights(2.0, 5) -
                     1.0) < 1e-6);
    int places = 1;
    while (reference_.sum(places) < 0.8)
        ++places;
    QCOMPARE(number("kept at top-p=0.8"), double(places));
    const auto bound = std::ranges::count_if(
        reference_.p, [&](double p) { return p >= 0.1 * reference_.of('x'); });
    QCOMPARE(number("kept at min-p=0.1"), double(bound));
}

void TestMeasureValue::partsOfTheStrip()
{
    QCOMPARE(number("from(\"x\")"), 0.0);
    QVERIFY(std::abs(number("to(\"x\")") - reference_.of('x')) < 1e-7);
    QVERIFY(std::abs(number("from(\"y\")") - reference_.of('x')) < 1e-7);
    QVERIFY(std::abs(number("to(\"y\")") - reference_.sum(2)) < 1e-7);
    QCOMPARE(number("to(\"x\") at top-k=1"), 1.0);
}

void TestMeasureValue::picked()
{
    const double u = Dice(7).roll(0);
    QCOMPARE(number("u"), u);
    int places = 1;
    while (reference_.sum(places) <= u)
        ++places;
    const auto expected = reference_.ranked[static_cast<std::size_t>(places) - 1];
    QCOMPARE(text("picked", facts()), std::string(model_->tokenizer.bytes(expected)));
    QCOMPARE(text("picked at temperature=0", facts()), std::string("x"));
    auto later = facts();
    later.step = 3;
    QCOMPARE(number("u", later), Dice(7).roll(3));

    Run forked = run_;
    forked.branches = {branchOf("", {'a', 'b'})};
    forked.branch().stream = 5; // of what comes next
    for (const auto& [step, stream] : {std::pair{1, 0}, std::pair{2, 5}}) {
        const SceneFacts there{.model = *model_,
                               .run = forked,
                               .chain = chain_,
                               .step = step,
                               .distribution = &*distribution_};
        QCOMPARE(number("u", there), Dice(7, stream).roll(step));
    }
}

void TestMeasureValue::pickedByGumbelMax()
{
    SamplerChain chain;
    chain.pick = Pick::Gumbel;
    const SceneFacts gumbel{
        .model = *model_, .run = run_, .chain = chain, .step = 0, .distribution = &*distribution_};
    TokenId best = 0;
    double highest = -1e9;
    for (TokenId token = 0; token < vocabularySize; ++token) {
        const double noise = -std::log(-std::log(Dice(7).ofToken(0, token)));
        const double value = static_cast<double>(logits_[static_cast<std::size_t>(token)]) + noise;
        if (value > highest)
            std::tie(highest, best) = std::pair(value, token);
    }
    QCOMPARE(text("picked", gumbel), std::string(model_->tokenizer.bytes(best)));
}

void TestMeasureValue::penaltiesLeaveTheModel()
{
    auto run = run_;
    run.promptTokens = {'x', 'x'};
    const SamplerChain chain = parseChain("repetition-penalty=3").value();
    const SceneFacts facts{
        .model = *model_, .run = run, .chain = chain, .step = 0, .distribution = &*distribution_};
    QVERIFY(std::abs(number("p(\"x\")", facts) - reference_.of('x')) < 1e-7);
    QCOMPARE(number("rank(\"x\")", facts), 1.0);
    QCOMPARE(text("token(1)", facts), std::string("x"));
    double sum = 0.0;
    for (std::size_t i = 0; i < tokenCount; ++i)
        sum += std::exp(i == 'x' ? 3.0 : static_cast<double>(logits_[i]));
    QVERIFY(std::abs(number("q(\"x\")", facts) - std::exp(3.0) / sum) < 1e-7);
}

void TestMeasureValue::ofBranches()
{
    Run run = run_;
    run.branches = {branchOf("greedy", {'a', 'b', 'a', 'b', 256}), branchOf("nucleus", {'z'})};
    const SceneFacts facts{.model = *model_, .run = run, .chain = chain_};
    QCOMPARE(number("tokens", facts), 5.0);
    QCOMPARE(number("tokens(\"nucleus\")", facts), 1.0);
    QCOMPARE(text("text(\"greedy\")", facts), std::string("ababhe"));
    QCOMPARE(number("distinct-2(\"greedy\")", facts), 0.75); // ab ba ab b-he
    QCOMPARE(number("surprisal(\"greedy\")", facts), 2.0);
    QCOMPARE(number("branches", facts), 2.0);
    QCOMPARE(QString::fromStdString(
                 valueOf(parseMeasure("tokens(\"argmax\")").value(), facts).error().message),
             "there is no “argmax” on the page");
}

void TestMeasureValue::ofThePrompt()
{
    const std::vector<TokenScore> scores = {
        {.token = 'b', .probability = 0.5, .rank = 1, .entropy = 0},
        {.token = 'c', .probability = 0.125, .rank = 3, .entropy = 0}};
    auto facts = this->facts();
    facts.prompt = scores;
    QVERIFY(std::abs(number("perplexity", facts) - 4.0) < 1e-12); // 2^((1 + 3) / 2)
    QCOMPARE(number("prompt-p(2)", facts), 0.5);
    QCOMPARE(number("prompt-p(3)", facts), 0.125);
    for (const auto* words : {"prompt-p(1)", "prompt-p(4)"})
        QCOMPARE(
            QString::fromStdString(valueOf(parseMeasure(words).value(), facts).error().message),
            "the prompt's tokens with a probability are the second to the last, which is "
            "number 3");
}

void TestMeasureValue::ofThePage()
{
    auto facts = this->facts();
    facts.predictions = 12;
    facts.stage = "asked";
    QCOMPARE(number("predictions", facts), 12.0);
    QCOMPARE(text("stage", facts), std::string("asked"));
    QCOMPARE(text("prompt", facts), std::string("abc"));
    QCOMPARE(number("seed", facts), 7.0);
    QCOMPARE(number("vocabulary", facts), double(model_->tokenizer.size()));
}

void TestMeasureValue::stagesOfTheChain()
{
    const auto chain = parseChain("top-k=40,temperature=0.7").value();
    const SceneFacts facts{.model = *model_, .run = run_, .chain = chain};
    QCOMPARE(number("temperature", facts), 0.7);
    QCOMPARE(number("top-k", facts), 40.0);
    QCOMPARE(number("top-p", facts), 1.0); // off
    QCOMPARE(number("min-p", facts), 0.0);
    QCOMPARE(number("temperature at greedy", facts), 0.1);
}

void TestMeasureValue::numbersThatArentThere_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("error");
    const auto row = [](const char* words, const char* error) {
        QTest::newRow(words) << words << error;
    };
    row("p(\"abc\")", "“abc” is 3 tokens of this model, not one");
    row("q(\"\")", "“” is 0 tokens of this model, not one");
    row("token(260)", "there are only 259 tokens");
    row("sum(260)", "there are only 259 tokens");
    row("from(\"z\") at top-k=1", "“z” can't be sampled, so no u picks it");
    row("weight(\"x\") at temperature=0", "at temperature 0 there are no weights");
    row("weights at presence-penalty=1",
        "weights are powers of the model probabilities, which penalties change");
    row("perplexity", "the prompt has no perplexity, which takes two tokens");
}

void TestMeasureValue::numbersThatArentThere()
{
    QFETCH(QString, words);
    QFETCH(QString, error);
    const auto measure = parseMeasure(words.toStdString()).value();
    const auto value = valueOf(measure, facts());
    QVERIFY(!value);
    QCOMPARE(QString::fromStdString(value.error().message), error);
    const SceneFacts nothing{.model = *model_, .run = run_, .chain = chain_};
    QVERIFY(!valueOf(measure, nothing));
}

void TestMeasureValue::claims()
{
    const auto isSo = [this](const char* words) {
        return holdsNow(parseClaims(words).value().front(), facts());
    };
    QVERIFY(isSo("p(\"x\") > p(\"y\")").value());
    QVERIFY(!isSo("p(\"x\") < p(\"y\")").value());
    QVERIFY(isSo("q(\"x\") at temperature=0.5 > q(\"x\") at temperature=2").value());
    QVERIFY(isSo("token(1) = \"x\"").value());
    QVERIFY(isSo("kept at top-k=3 = 3").value());
    QVERIFY(!isSo("p(\"abc\") > 0"));
    QVERIFY(!isSo("p(\"x\") > p(\"abc\")"));
}

void TestMeasureValue::texts()
{
    QCOMPARE(
        filledIn("{{kept at top-k=3}} of {{vocabulary}}: {{token(1)}}, {{p(\"abc\")}}, {{nothing}}",
                 facts()),
        std::string("3 of 259: x, –, –"));
    auto run = run_; // what it says is text, and no Markdown
    run.prompt = "![a](b) *c* <d> é";
    const SceneFacts prompted{.model = *model_, .run = run, .chain = chain_};
    QCOMPARE(filledIn("{{prompt}}", prompted), std::string("\\!\\[a\\](b) \\*c\\* \\<d\\> é"));
}

// What a server tells of the same step: the ten most likely tokens, and the rest together.
void TestMeasureValue::partlyKnown()
{
    constexpr int known = 10;
    std::mt19937 random(5);
    const auto part = partOf(logits_, known, random);
    const auto distribution = Distribution::rank(part.logits, part.coverage).value();
    auto partly = facts();
    partly.distribution = &distribution;
    const auto valueNow = [&](const std::string& words) {
        return valueOf(parseMeasure(words).value(), partly);
    };
    const auto textNow = [&](const std::string& words) {
        return filledIn("{{" + words + "}}", partly);
    };
    const auto bounds = [&](const std::string& words) {
        const auto value = valueNow(words).value();
        return std::get<Bounded>(value);
    };
    const auto contains = [](const Bounded& number, double value) {
        return number.low < value && value < number.high;
    };
    QVERIFY(std::abs(std::get<double>(valueNow("p(\"x\")").value()) - reference_.of('x')) < 1e-6);
    QVERIFY(contains(bounds("model-entropy"), number("model-entropy")));
    QVERIFY(contains(bounds("sum(20)"), reference_.sum(20)));
    QVERIFY(std::abs(std::get<double>(valueNow("sum(10)").value()) - reference_.sum(10)) < 1e-6);

    const auto far = reference_.ranked[40];
    const auto quoted = '"' + std::string(model_->tokenizer.bytes(far)) + '"';
    QVERIFY(contains(bounds("p(" + quoted + ")"), reference_.of(far)));
    QVERIFY(contains(bounds("bits(" + quoted + ")"), -std::log2(reference_.of(far))));
    QCOMPARE(bounds("rank(" + quoted + ")"), (Bounded{11.0, 259.0}));
    QVERIFY(textNow("p(" + quoted + ")").starts_with("at most "));
    QCOMPARE(valueNow("logit(" + quoted + ")").error().message.starts_with("the server didn't"),
             true);
    QCOMPARE(valueNow("token(11)").error().message, std::string("the server told only 10 tokens"));

    // A few candidates are enough; the whole vocabulary isn't there.
    QCOMPARE(textNow("kept at top-k=3"), std::string("3"));
    QCOMPARE(textNow("entropy at top-k=3"), filledIn("{{entropy at top-k=3}}", facts()));
    QCOMPARE(textNow("q(\"x\") at top-k=3"), filledIn("{{q(\"x\") at top-k=3}}", facts()));
    QVERIFY(contains(bounds("q(\"x\") at temperature=2"), number("q(\"x\") at temperature=2")));
    QVERIFY(contains(bounds("entropy at temperature=2"), number("entropy at temperature=2")));
    QCOMPARE(textNow("weights at temperature=2"), std::string("–"));
    QCOMPARE(textNow("from(\"x\") at temperature=2"), std::string("–"));
    const auto holds = [&](const char* words) {
        return holdsNow(parseClaims(words).value().front(), partly).value();
    };
    QVERIFY(holds("rank(\"x\") = 1"));
    QVERIFY(holds("entropy at temperature=2 > 0"));
    const auto exact = std::to_string(number("entropy at temperature=2"));
    QVERIFY(!holds(("entropy at temperature=2 = " + exact).c_str()));
    QVERIFY(!holds(("entropy at temperature=2 != " + exact).c_str())); // it may be
}

LOGITSCOPE_TEST(TestMeasureValue)
#include "tst_measure_value.moc"
