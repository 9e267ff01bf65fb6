// The sampler as a chain of stages on the Explore page: its cards, what each stage left of the step
// that is shown, and the ledger.
#include "explore_hands.h"
#include "tests/core/sampling/chain_reference.h"
#include "tests/test_program.h"
#include "widgets/chart/entropy_chart.h"
#include "widgets/chart/ledger_model.h"
#include "widgets/chart/ledger_view.h"
#include "widgets/chart/statistics_panel.h"
#include "widgets/control/chain_panel.h"
#include "widgets/control/elided_label.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/control/slider_box.h"

#include <QAbstractItemModel>
#include <QCheckBox>
#include <QLineEdit>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QUndoStack>

#include <algorithm>

using namespace logitscope;

namespace
{

SamplerChain mirostatChain()
{
    return parseChain("repetition-penalty=1.3,min-p=0.02,mirostat=3:0.4,temperature=0.9").value();
}

} // namespace

class ExplorePageChainTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { hands_.reset(); }

    void drawsWhatIsDrawnAlone_data();
    void drawsWhatIsDrawnAlone();
    void stepsGoOnWithMirostatsBound();
    void cardsShowWhatEachStageLeft();
    void cardsShowNothingOfNoStep();
    void aCardsSliderActsOnTheChart();
    void undoBringsTheChainBack();
    void theNextStepIsSeenUnderTheChain();
    void chainAndLedgerAreRemembered();
    void theLedgerStandsInPlaceOfTheNumbers();
    void theLedgerFollowsTheStep();
    void aRowOfTheLedgerIsChosen();

private:
    ExplorePage& page() { return hands_->page(); }

    ChainPanel& cards() { return *hands_->controls().sampler()->chain(); }

    StepPanel& panel() { return *page().stepPanel(); }

    StageCard& card(StageKind kind)
    {
        return **std::ranges::find(cards().cards(), kind,
                                   [](const StageCard* each) { return each->stage().kind; });
    }

    void showCards()
    {
        if (!hands_->controls().sampler()->isChainShown())
            hands_->controls().sampler()->chainButton()->click();
    }

    bool generate(int tokens, std::uint64_t seed = 3)
    {
        return hands_->fixture().generate("The old house", tokens, seed);
    }

    // What the model says before a step, and what the chain looks at there.
    std::vector<float> logitsAt(int step)
    {
        return logitsAfter(textBefore(hands_->run(), hands_->run().branch(), step));
    }

    reference::ChainOutcome expectedAt(int step, const SamplerChain& chain)
    {
        const auto tokens = hands_->tokens();
        const std::vector<TokenId> sampled(tokens.begin(), tokens.begin() + step);
        const auto mu = step > 0 ? hands_->document().step(step - 1).mu : std::nullopt;
        const auto logits = logitsAt(step);
        return reference::runChain(
            logits, chain, {.prompt = hands_->run().promptTokens, .sampled = sampled, .mu = mu});
    }

    // True once the chart shows the step as the textbook has it.
    bool chartShows(int step, const SamplerChain& chain)
    {
        const auto expected = expectedAt(step, chain).candidates;
        const auto rows = hands_->chart().rows();
        return !rows.empty() && std::ranges::all_of(rows, [&](const ChartRow& row) {
            const auto& candidate = expected[static_cast<std::size_t>(row.rank)];
            return row.token == candidate.token &&
                   row.verdict.isKept() == !candidate.removedBy.has_value() &&
                   (row.verdict.isKept() || row.verdict.isRemovedBy(*candidate.removedBy)) &&
                   std::abs(row.sampling - candidate.probability) < 1e-6L;
        });
    }

    void pressView(StepPanel::View view)
    {
        const auto buttons = panel().viewSwitch()->findChildren<QAbstractButton*>();
        QTest::mouseClick(buttons[static_cast<int>(view)], Qt::LeftButton);
    }

    QString ledgerText(int row, int column)
    {
        return panel().ledger()->table()->model()->index(row, column).data().toString();
    }

    std::unique_ptr<ExploreHands> hands_;
};

void ExplorePageChainTest::init()
{
    hands_ = std::make_unique<ExploreHands>();
    QVERIFY(hands_->openModel());
    hands_->setSettings(mirostatChain());
}

void ExplorePageChainTest::drawsWhatIsDrawnAlone_data()
{
    QTest::addColumn<QString>("chain");
    QTest::addColumn<bool>("gumbel");
    const QString usual = "repetition-penalty=1.3,min-p=0.02,mirostat=3:0.4,temperature=0.9";
    QTest::newRow("one number") << usual << false;
    QTest::newRow("one a token") << usual << true;
    QTest::newRow("by chance") << "dry=0.8:1.75:2,xtc=0.05:0.5,temperature=1.5" << false;
}

void ExplorePageChainTest::drawsWhatIsDrawnAlone()
{
    QFETCH(QString, chain);
    QFETCH(bool, gumbel);
    auto settings = parseChain(chain.toStdString()).value();
    if (gumbel)
        settings.pick = Pick::Gumbel;
    hands_->setSettings(settings);
    QVERIFY(generate(15));
    const auto& prompt = hands_->run().promptTokens;
    QCOMPARE(hands_->document().size(), 15);

    PlainContext context(prompt);
    const Dice dice(3);
    std::vector<TokenId> sampled;
    std::optional<double> mu;
    for (std::uint64_t index = 0; index < 15; ++index) {
        const DrawInput input{
            .chain = {.prompt = prompt, .sampled = sampled, .chance = dice.chance(index), .mu = mu},
            .numberOf = [&](TokenId token) { return dice.ofToken(index, token); }};
        const auto drawn = drawToken(context.logits(), settings, dice.roll(index), input).value();
        const auto& step = hands_->document().step(static_cast<int>(index));
        QCOMPARE(step.token, drawn.token);
        QCOMPARE(step.rank, drawn.rank);
        QCOMPARE(step.settings, settings);
        QVERIFY(std::abs(step.samplingProbability - drawn.samplingProbability) < 1e-5);
        QCOMPARE(step.mu.has_value(), settings.has(StageKind::Mirostat));
        if (step.mu)
            QVERIFY(std::abs(*step.mu - *drawn.mu) < 1e-4);
        mu = drawn.mu;
        sampled.push_back(drawn.token);
        context.read(drawn.token);
    }
}

// One by one they are the same as in one go.
void ExplorePageChainTest::stepsGoOnWithMirostatsBound()
{
    QVERIFY(generate(8));
    const auto inOneGo = hands_->tokens();
    QVERIFY(generate(5));
    for (int i = 0; i < 3; ++i)
        QVERIFY(hands_->pressStep());
    QCOMPARE(hands_->tokens(), inOneGo);
}

void ExplorePageChainTest::cardsShowWhatEachStageLeft()
{
    showCards();
    QVERIFY(generate(8));
    for (const int step : {7, 2, 0}) {
        hands_->clickToken(step);
        const auto chain = mirostatChain();
        QTRY_VERIFY(chartShows(step, chain));
        const auto logits = logitsAt(step);
        std::vector<long double> model;
        long double sum = 0.0L;
        for (const float logit : logits)
            sum += model.emplace_back(std::exp(static_cast<long double>(logit)));
        QCOMPARE(panel().left().size(), chain.stages.size());
        for (std::size_t i = 0; i < chain.stages.size(); ++i) {
            auto beginning = chain;
            beginning.stages.resize(i + 1, Stage{});
            int candidates = 0;
            long double mass = 0.0L;
            for (const auto& candidate : expectedAt(step, beginning).candidates)
                if (candidate.isAlive()) {
                    ++candidates;
                    mass += model[static_cast<std::size_t>(candidate.token)] / sum;
                }
            const auto& left = panel().left()[i];
            QCOMPARE(left.candidates, candidates);
            QCOMPARE(left.all, static_cast<int>(logits.size()));
            QVERIFY(std::abs(left.mass - mass) < 1e-5L);
            const auto* line = cards().cards()[i]->findChild<ElidedLabel*>();
            QVERIFY(line->isVisible());
            const QLocale english(QLocale::English);
            const auto counts = QString("%1 of %2 candidates, ")
                                    .arg(english.toString(candidates),
                                         english.toString(static_cast<int>(logits.size())));
            QCOMPARE(line->text().left(counts.size()), counts);
        }
    }
}

// A prompt that can't be read has no next step.
void ExplorePageChainTest::cardsShowNothingOfNoStep()
{
    showCards();
    QVERIFY(generate(2));
    QTRY_VERIFY(chartShows(1, mirostatChain()));
    const auto* line = card(StageKind::MinP).findChild<ElidedLabel*>();
    QVERIFY(line->isVisible());
    hands_->controls().prompt()->setPlainText(QString("too long ").repeated(2000));
    page().clear();
    QVERIFY(panel().left().empty());
    QVERIFY(!line->isVisible());
}

void ExplorePageChainTest::aCardsSliderActsOnTheChart()
{
    showCards();
    QVERIFY(generate(6));
    const auto text = hands_->shown();
    hands_->clickToken(3);
    QTRY_VERIFY(chartShows(3, mirostatChain()));
    auto chain = mirostatChain();
    for (const int position : {800, 1}) {
        const auto before = hands_->chart().rows();
        card(StageKind::MinP).sliders().front()->slider()->setValue(position);
        chain.stages[1].values[0] = std::round(position / 10.0) / 100.0;
        QCOMPARE(hands_->settings(), chain);
        QTRY_VERIFY(hands_->chart().rows() != before);
        QVERIFY(chartShows(3, chain));
    }
    card(StageKind::RepetitionPenalty).isOn()->click();
    chain.stages[0].isOn = false;
    QTRY_VERIFY(chartShows(3, chain));
    QCOMPARE(hands_->shown(), text); // no token is another
}

void ExplorePageChainTest::undoBringsTheChainBack()
{
    showCards();
    QVERIFY(generate(4));
    QTRY_VERIFY(chartShows(3, mirostatChain()));
    const auto back = [this] {
        hands_->press(QKeySequence::Undo);
        return hands_->settings() == mirostatChain() && cards().chain() == mirostatChain();
    };
    card(StageKind::MinP).sliders().front()->slider()->setValue(700);
    QVERIFY(hands_->settings() != mirostatChain());
    QVERIFY(back());
    QTRY_VERIFY(chartShows(3, mirostatChain()));

    QTest::keyClick(&card(StageKind::MinP), Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(hands_->settings().stages[1].kind, StageKind::Mirostat);
    QVERIFY(back());
    QTest::keyClick(&card(StageKind::Mirostat), Qt::Key_Delete);
    QCOMPARE(cards().cards().size(), std::size_t{3});
    QVERIFY(back());
    QCOMPARE(cards().cards().size(), std::size_t{4});
    hands_->press(QKeySequence::Redo);
    QCOMPARE(hands_->settings().stages.size(), std::size_t{3});
    QVERIFY(back());
    QTest::mouseClick(cards().pick()->findChildren<QAbstractButton*>().back(), Qt::LeftButton);
    QCOMPARE(hands_->settings().pick, Pick::Gumbel);
    QVERIFY(back());
    QTRY_VERIFY(chartShows(3, mirostatChain()));
    QCOMPARE(hands_->document().size(), 4);
}

// Behind the last token, where nothing is sampled yet: the bound and the text are those so far.
void ExplorePageChainTest::theNextStepIsSeenUnderTheChain()
{
    QVERIFY(generate(5));
    QTRY_VERIFY(hands_->document().hasNext());
    page().text()->setFocus();
    QTest::keyClick(page().text(), Qt::Key_Right); // from the last token
    QVERIFY(!hands_->document().selected());
    QTRY_VERIFY(chartShows(5, mirostatChain()));
    QCOMPARE(panel().left().size(), std::size_t{4});
    const auto all = expectedAt(5, mirostatChain()).candidates;
    QCOMPARE(panel().left().back().candidates,
             static_cast<int>(std::ranges::count_if(all, &reference::Candidate::isAlive)));
}

void ExplorePageChainTest::chainAndLedgerAreRemembered()
{
    auto chain = mirostatChain();
    chain.stages[1].isOn = false;
    chain.stages[2].values[1] = 0.123456789012345;
    chain.pick = Pick::Gumbel;
    hands_->setSettings(chain);
    showCards();
    pressView(StepPanel::View::Ledger);
    hands_->fixture().restart();
    QCOMPARE(hands_->settings(), chain);
    QCOMPARE(cards().chain(), chain);
    QVERIFY(hands_->controls().sampler()->isChainShown());
    QVERIFY(panel().view() == StepPanel::View::Ledger);
    QVERIFY(panel().ledger()->isVisibleTo(&panel()));

    hands_->controls().sampler()->chainButton()->click();
    pressView(StepPanel::View::Numbers);
    hands_->fixture().restart();
    QVERIFY(!hands_->controls().sampler()->isChainShown());
    QVERIFY(panel().view() == StepPanel::View::Numbers);
    QCOMPARE(hands_->settings(), chain);
}

void ExplorePageChainTest::theLedgerStandsInPlaceOfTheNumbers()
{
    QVERIFY(generate(3));
    const auto* numbers = panel().findChild<StatisticsPanel*>();
    QVERIFY(!panel().ledger()->isVisible() && numbers->isVisible());
    pressView(StepPanel::View::Ledger);
    QVERIFY(panel().ledger()->isVisible());
    QVERIFY(!numbers->isVisible() && !panel().entropyChart()->isVisible());
    QVERIFY(hands_->chart().isVisible());
    QCOMPARE(panel().ledger()->table()->model()->rowCount(), static_cast<int>(logitsAt(2).size()));
    pressView(StepPanel::View::Numbers);
    QVERIFY(!panel().ledger()->isVisible());
    QVERIFY(numbers->isVisible() && panel().entropyChart()->isVisible());
}

void ExplorePageChainTest::theLedgerFollowsTheStep()
{
    pressView(StepPanel::View::Ledger);
    QVERIFY(generate(6));
    const auto compare = [this](int step, const SamplerChain& chain) {
        QTRY_VERIFY(chartShows(step, chain));
        const auto expected = expectedAt(step, chain).candidates;
        const int verdict = panel().ledger()->table()->model()->columnCount() - 2;
        for (std::size_t rank = 0; rank < expected.size(); rank += rank < 40 ? 1 : 397) {
            const auto& candidate = expected[rank];
            const int row = static_cast<int>(rank);
            QCOMPARE(ledgerText(row, LedgerModel::Id).toInt(), candidate.token);
            const auto beginning = candidate.removedBy
                                       ? QString("removed by %1: ")
                                             .arg(QString::fromStdString(
                                                 std::string(describe(*candidate.removedBy).name)))
                                       : QString("kept");
            QVERIFY(ledgerText(row, verdict).startsWith(beginning));
        }
        // The token that was sampled can be found and was kept, if the chain is the one of then.
        panel().ledger()->finder()->setText(QString::number(hands_->document().step(step).token));
        bool isFound = false;
        for (int row = 0; row < panel().ledger()->table()->model()->rowCount(); ++row)
            isFound = isFound || ledgerText(row, LedgerModel::Id).toInt() ==
                                     hands_->document().step(step).token;
        QVERIFY(isFound);
        panel().ledger()->finder()->clear();
    };
    compare(5, mirostatChain());
    hands_->clickToken(2);
    compare(2, mirostatChain());
    const auto other = parseChain("frequency-penalty=1,top-a=0.3,temperature=1.2").value();
    hands_->setSettings(other);
    compare(2, other);
}

void ExplorePageChainTest::aRowOfTheLedgerIsChosen()
{
    pressView(StepPanel::View::Ledger);
    QVERIFY(generate(6));
    hands_->clickToken(5);
    QTRY_VERIFY(chartShows(5, mirostatChain()));
    const int row = 700; // far below what a chart shows
    const auto token = ledgerText(row, LedgerModel::Id).toInt();
    const auto logits = logitsAt(5);
    auto* table = panel().ledger()->table();
    table->setFocus();
    table->setCurrentIndex(table->model()->index(row, 0));
    QTest::keyClick(table, Qt::Key_Return);
    QVERIFY(hands_->waitForTheEnd());
    QCOMPARE(hands_->document().step(5).token, token);
    QVERIFY(hands_->document().step(5).chosen);
    const auto ranks = reference::ranking(logits);
    QCOMPARE(ranks[static_cast<std::size_t>(hands_->document().step(5).rank)], token);
}

LOGITSCOPE_TEST(ExplorePageChainTest)
#include "tst_explore_page_chain.moc"
