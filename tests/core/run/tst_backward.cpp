#include "core/run/backward.h"
#include "core/run/step_input.h"
#include "core/sampling/shaped_step.h"
#include "tests/core/run/branches.h"
#include "tests/core/sampling/partial_step.h"
#include "tests/core/sampling/random_chain.h"
#include "tests/core/sampling/random_logits.h"
#include "tests/test_program.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace logitscope;

namespace
{

constexpr std::size_t vocabulary = 90;

Step stepOf(TokenId token, double u, std::optional<double> mu = {}, std::uint64_t stream = 0)
{
    Step step;
    step.token = token;
    step.u = u;
    step.mu = mu;
    step.stream = stream;
    return step;
}

// What a chart of the step says.
Judgement chartsJudgement(const Run& run, int index, std::span<const float> logits,
                          const SamplerChain& chain)
{
    const auto step = stepsOf(run.branch())[static_cast<std::size_t>(index)];
    const StepInput input(run, run.branch(), index, step.stream);
    const auto shown =
        shapeStep(*Distribution::rank(logits), chain, input.chain(), step.u, input.numberOf());
    return {shown.shaped.verdict(shown.distribution.rankOf(step.token)), shown.pickedToken()};
}

} // namespace

class TestBackward : public QObject
{
    Q_OBJECT

private slots:

    void init()
    {
        random_.seed(7);
        run_ = Run();
        run_.promptTokens = {1, 2, 3};
        run_.branch().seed = 11;
        logits_.clear();
        grow(70);
    }

    // In whatever pieces it is done, and whatever chain came before.
    void agreesWithTheChartOfEveryStep()
    {
        Backward backward;
        backward.setText(run_);
        for (int round = 0; round < 20; ++round) {
            auto chain = randomChain(1 + random_() % 4, random_);
            chain.pick = round % 3 ? Pick::InverseCdf : Pick::Gumbel;
            backward.setChain(chain);
            judgeAll(backward, 30, 50);
            Backward::Counts expected{.judged = 70, .all = 70};
            const auto path = pathTo(run_.branch().leaf);
            for (int index = 0; index < 70; ++index) {
                const auto& node = path[static_cast<std::size_t>(index)];
                const auto judgement = chartsJudgement(run_, index, logits_.at(node), chain);
                QCOMPARE(*backward.judgements()[static_cast<std::size_t>(index)], judgement);
                if (!judgement.verdict.isKept())
                    ++expected.impossible;
                else if (judgement.picked != node->step.token)
                    ++expected.replaced;
            }
            QCOMPARE(backward.counts(), expected);
        }
    }

    void judgesTheVisibleFirst()
    {
        Backward backward;
        backward.setText(run_);
        QVERIFY(backward.judgeSome(32, 60, 65, logitsOf()));
        const auto judged = [&](std::size_t step) {
            return backward.judgements()[step].has_value();
        };
        QVERIFY(judged(60) && judged(64) && judged(0));
        QVERIFY(!judged(59) && !judged(65));
    }

    void anotherChainWaitsWithTheLastOnesJudgements()
    {
        Backward backward;
        backward.setText(run_);
        backward.setChain(parseChain("top-k=1").value());
        judgeAll(backward, 0, 0);
        const auto before = backward.judgements();
        backward.setChain(parseChain("top-k=2").value());
        QCOMPARE(backward.judgements(), before);
        QCOMPARE(backward.counts().judged, 0);
        backward.setChain(parseChain("top-k=2").value()); // the same again
        backward.judgeSome(32, 0, 0, logitsOf());
        backward.setChain(parseChain("top-k=2").value());
        QVERIFY(backward.counts().judged > 0);
    }

    void aTextThatGrowsKeepsWhatIsKnown()
    {
        Backward backward;
        backward.setText(run_);
        judgeAll(backward, 0, 0);
        grow(5);
        backward.setText(run_);
        QCOMPARE(backward.counts().all, 75);
        QCOMPARE(backward.counts().judged, 70);
        fork(run_, 40, 1);
        backward.setText(run_);
        QCOMPARE(backward.counts().all, 40);
        QCOMPARE(backward.counts().judged, 40);
        run_.promptTokens.push_back(4); // penalties see another text
        backward.setText(run_);
        QCOMPARE(backward.counts().judged, 0);
    }

    void stepsWithoutLogitsWait()
    {
        Backward backward;
        const auto path = pathTo(run_.branch().leaf);
        logits_.erase(path[3]);
        backward.setText(run_);
        judgeAll(backward, 0, 70);
        QCOMPARE(backward.counts().judged, 69);
        QVERIFY(!backward.judgements()[3]);
        logits_[path[3]] = randomLogits(vocabulary, LogitKind{}, random_);
        judgeAll(backward, 0, 70);
        QCOMPARE(backward.counts().judged, 70);
    }

    // A server tells the best three, and later the rest.
    void whatIsKnownMayGrow()
    {
        const auto logits = randomLogits(vocabulary, LogitKind(), random_);
        const auto part = partOf(logits, 3, random_);
        const auto worst = std::ranges::min_element(logits) - logits.begin();
        run_.branch().leaf = follow(nullptr, stepOf(static_cast<TokenId>(worst), 0.5));
        Backward backward;
        backward.setText(run_);
        const auto judged = [&](double p, const KnownLogits& known) {
            backward.setChain(basicChain({.temperature = 1.0, .topP = p}));
            backward.judgeSome(1, 0, 1, [&](const NodePtr&) { return known; });
            return *backward.judgements()[0];
        };
        QVERIFY(judged(1.0, {part.logits, part.coverage}).verdict.isUnknown());
        QCOMPARE(backward.counts(), (Backward::Counts{.judged = 1, .all = 1, .unknown = 1}));
        const auto all = judged(0.9, logits);
        QCOMPARE(all, chartsJudgement(run_, 0, logits, backward.chain()));
    }

    // tests/data/make_sampler_chain_goldens.py
    void isNumpys()
    {
        QFile file(LOGITSCOPE_TEST_DATA "/sampler_chain_goldens.json");
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto texts = QJsonDocument::fromJson(file.readAll())["texts"].toArray();
        QVERIFY(texts.size() >= 60);
        for (const auto& text : texts)
            checkGolden(text.toObject());
    }

private:
    void grow(int steps)
    {
        auto& leaf = run_.branch().leaf;
        for (int i = 0; i < steps; ++i) {
            const auto mu = i % 4 ? std::optional(1.0 + i % 5) : std::nullopt;
            leaf = follow(leaf, stepOf(static_cast<TokenId>(random_() % 12), unitOf(random_), mu,
                                       random_() % 2));
            logits_[leaf] =
                randomLogits(vocabulary, static_cast<LogitKind>(random_() % 6), random_);
        }
    }

    Backward::LogitsOf logitsOf()
    {
        return [this](const NodePtr& node) {
            const auto found = logits_.find(node);
            return found == logits_.end() ? std::span<const float>() : found->second;
        };
    }

    void judgeAll(Backward& backward, int first, int last)
    {
        while (backward.judgeSome(32, first, last, logitsOf())) {
        }
    }

    void checkGolden(const QJsonObject& text)
    {
        run_ = Run();
        logits_.clear();
        for (const auto& token : text["prompt"].toArray())
            run_.promptTokens.push_back(token.toInt());
        auto& leaf = run_.branch().leaf;
        for (const auto& each : text["steps"].toArray()) {
            const auto value = each.toObject();
            leaf = follow(leaf, stepOf(value["token"].toInt(), value["u"].toDouble(),
                                       value["mu"].toDouble()));
            auto& logits = logits_[leaf];
            for (const auto& logit : value["logits"].toArray())
                logits.push_back(static_cast<float>(logit.toDouble()));
        }
        Backward backward;
        backward.setText(run_);
        backward.setChain(parseChain(text["chain"].toString().toStdString()).value());
        judgeAll(backward, 0, 0);
        for (std::size_t step = 0; step < backward.judgements().size(); ++step) {
            const auto golden = text["steps"][static_cast<qsizetype>(step)];
            const auto& judgement = *backward.judgements()[step];
            const auto place = QString("%1, step %2").arg(text["chain"].toString()).arg(step);
            const auto remover = judgement.verdict.isKept() ? std::string_view()
                                                            : describe(judgement.verdict.by).key;
            QVERIFY2(golden["removed_by"].toString().toStdString() == remover, qPrintable(place));
            QVERIFY2(golden["picked"].toInt() == judgement.picked, qPrintable(place));
        }
    }

    std::mt19937 random_;
    Run run_;
    std::map<NodePtr, std::vector<float>> logits_;
};

LOGITSCOPE_TEST(TestBackward)
#include "tst_backward.moc"
