// What the panel says of a step of which a server told only some tokens.
#include "app/explore/step_panel.h"
#include "tests/core/sampling/partial_step.h"
#include "tests/test_program.h"
#include "widgets/chart/entropy_chart.h"
#include "widgets/chart/ledger_view.h"
#include "widgets/chart/random_number_strip.h"
#include "widgets/control/elided_label.h"

#include <QLabel>
#include <QTest>

#include <cmath>

using namespace logitscope;

class StepPanelTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { panel_.reset(); }

    void saysWhatIsMissing();
    void theEntropiesHaveBounds();
    void aTokenOfThePromptMayBeUnknown();

private:
    Distribution tenOfHundred() const
    {
        return Distribution::rank(part_.logits, part_.coverage).value();
    }

    std::vector<float> logits_;
    PartialStep part_;
    Run run_{.prompt = "abc", .promptTokens = {1, 2, 3}, .branches = {Branch()}};
    std::unique_ptr<StepPanel> panel_;
};

void StepPanelTest::init()
{
    std::mt19937 random(4);
    logits_ = randomLogits(100, LogitKind::Model, random);
    part_ = partOf(logits_, 10, random);
    panel_ = std::make_unique<StepPanel>();
    panel_->setTokenBytes([](TokenId token) { return " w" + std::to_string(token); });
    panel_->resize(600, 900);
    panel_->show();
}

void StepPanelTest::saysWhatIsMissing()
{
    const StepInput input(run_, run_.branch(), 0, 0);
    panel_->showNext(0, tenOfHundred(), basicChain({.topK = 5}), input);
    QVERIFY(panel_->shortage()->isHidden());
    panel_->showNext(0, tenOfHundred(), basicChain({.topK = 20}), input);
    QVERIFY(!panel_->shortage()->isHidden());
    QCOMPARE(panel_->shortage()->text(),
             QString("The sampling probabilities are only roughly known: top-k 20 needs up to 21 "
                     "candidates, and the server gave 10; begin the chain with a top-k below 10, "
                     "or open the model on this machine."));
    // What it advises is enough.
    panel_->showNext(0, tenOfHundred(), basicChain({.topK = 9}), input);
    QVERIFY(panel_->shortage()->isHidden());
    const auto whole = Distribution::rank(logits_).value();
    panel_->showNext(0, whole, basicChain({.topK = 20}), input);
    QVERIFY(panel_->shortage()->isHidden());
    panel_->showNext(0, tenOfHundred(), basicChain({}), input);
    QVERIFY(!panel_->shortage()->isHidden());
    panel_->clear();
    QVERIFY(panel_->shortage()->isHidden());
}

void StepPanelTest::theEntropiesHaveBounds()
{
    const StepInput input(run_, run_.branch(), 0, 0);
    const auto distribution = tenOfHundred();
    panel_->showNext(0, distribution, basicChain({.topK = 5}), input);
    const auto bounds = distribution.entropy();
    const auto decimals = [](double bits) { return QString::number(bits, 'f', 2); };
    QVERIFY2(
        panel_->entropies()->text().startsWith(
            QString("5 kept · entropy %1–%2 → ").arg(decimals(bounds.low), decimals(bounds.high))),
        qPrintable(panel_->entropies()->text()));

    Step step;
    step.token = distribution.token(0);
    step.settings = basicChain({.topK = 5});
    panel_->entropyChart()->append(distribution.shape(step.settings).info);
    panel_->showStep(0, step, distribution, basicChain({.temperature = 2.0}), input);
    const auto present = panel_->entropyChart()->presentDrawn().value();
    const auto exact =
        Distribution::rank(logits_).value().shape(basicChain({.temperature = 2.0})).info;
    QVERIFY(present.low < exact.samplingEntropy && exact.samplingEntropy < present.high);
}

void StepPanelTest::aTokenOfThePromptMayBeUnknown()
{
    const StepInput input(run_, run_.branch(), 0, 0);
    const auto whole = Distribution::rank(logits_).value();
    const auto captionOf = [&](TokenId token) {
        panel_->showGiven(1, token, tenOfHundred(), basicChain({.topK = 5}), input);
        for (const auto* label : panel_->findChildren<ElidedLabel*>())
            if (label->text().startsWith("Prompt token 2: "))
                return label->text();
        return QString();
    };
    const auto bits = [&](int rank) {
        return QString::number(-std::log2(whole.probability(rank)), 'f', 1);
    };
    QVERIFY2(captionOf(whole.token(2)).endsWith(QString(" · rank 3 · %1 bits").arg(bits(2))),
             qPrintable(captionOf(whole.token(2))));
    QVERIFY2(captionOf(whole.token(50))
                 .endsWith(QString(" · rank at least 11 · at least %1 bits").arg(bits(9))),
             qPrintable(captionOf(whole.token(50))));
}

LOGITSCOPE_TEST(StepPanelTest)
#include "tst_step_panel.moc"
