// Looking back on the Explore page: the whole text under the sliders as they are now.
#include "explore_hands.h"
#include "tests/core/sampling/chain_reference.h"
#include "tests/test_program.h"
#include "widgets/control/look_back_line.h"
#include "widgets/control/slider_box.h"

#include <QTest>
#include <QToolButton>
#include <QUndoStack>

#include <algorithm>

using namespace logitscope;

class ExplorePageLookBackTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { hands_.reset(); }

    void judgesEveryToken_data();
    void judgesEveryToken();
    void followsTheSlider();
    void marksNothingWhereNothingHasChanged();
    void aTextThatComesIsJudgedAsItComes();
    void anOpenedTextIsReadForIt();
    void smallMemoryJudgesWhatItHolds();
    void smallMemoryNeverShowsAnotherChainsJudgements();
    void aReadingThatWasInterruptedIsTakenUpAgain();
    void whatSomebodyChoseIsNotReplaced();
    void undoJudgesWhatComesBack();
    void anotherModelsTextIsNotJudged();
    void offItLeavesNoMarks();

private:
    ExplorePage& page() { return hands_->page(); }

    LookBackLine& line() { return *page().findChild<LookBackLine*>(); }

    void lookBack() { page().setLookingBack(true); }

    bool generate(int tokens) { return hands_->fixture().generate("The old house", tokens, 3); }

    bool allIsJudged()
    {
        const auto counts = line().counts();
        return page().lookBack().judged().chain() == hands_->settings() &&
               counts.all == hands_->document().size() && counts.judged == counts.all;
    }

    // What the textbook and a draw by hand say of every token; compares texts and counts with it.
    void compareWith(const SamplerChain& chain);

    std::unique_ptr<ExploreHands> hands_;
};

void ExplorePageLookBackTest::init()
{
    hands_ = std::make_unique<ExploreHands>();
    QVERIFY(hands_->openModel());
    hands_->setSettings(basicChain({.temperature = 1.2, .topK = 100}));
}

void ExplorePageLookBackTest::compareWith(const SamplerChain& chain)
{
    const auto& prompt = hands_->run().promptTokens;
    PlainContext context(prompt);
    const Dice dice(hands_->run().branch().seed);
    std::vector<TokenId> sampled;
    LookBackLine::Counts expected;
    for (std::uint64_t index = 0; index < hands_->tokens().size(); ++index) {
        const auto token = hands_->tokens()[index];
        const DrawInput input{
            .chain = {.prompt = prompt, .sampled = sampled, .chance = dice.chance(index)},
            .numberOf = [&](TokenId of) { return dice.ofToken(index, of); }};
        const auto candidates =
            reference::runChain(context.logits(), chain, input.chain).candidates;
        const auto candidate = *std::ranges::find(candidates, token, &reference::Candidate::token);
        const auto picked = drawToken(context.logits(), chain, dice.roll(index), input)->token;

        const auto* judgement = page().text()->judgement(static_cast<int>(index));
        QVERIFY(judgement);
        QCOMPARE(judgement->picked, picked);
        QCOMPARE(judgement->verdict.isKept(), !candidate.removedBy.has_value());
        if (candidate.removedBy)
            QVERIFY(judgement->verdict.isRemovedBy(*candidate.removedBy));
        ++expected.all;
        ++expected.judged;
        if (candidate.removedBy)
            ++expected.impossible;
        else if (picked != token)
            ++expected.replaced;
        sampled.push_back(token);
        context.read(token);
    }
    QCOMPARE(line().counts(), expected);
}

void ExplorePageLookBackTest::judgesEveryToken_data()
{
    QTest::addColumn<QString>("chain");
    QTest::addColumn<bool>("gumbel");
    QTest::newRow("filters") << "top-k=5,top-p=0.8,temperature=0.7" << false;
    QTest::newRow("temperature first") << "temperature=0.5,top-p=0.9" << false;
    QTest::newRow("hot") << "temperature=1.9" << false;
    QTest::newRow("penalties") << "repetition-penalty=1.4,presence-penalty=0.5,min-p=0.1" << false;
    QTest::newRow("by chance") << "xtc=0.05:0.5,temperature=1.2" << false;
    QTest::newRow("one number a token") << "min-p=0.05,temperature=0.6" << true;
}

void ExplorePageLookBackTest::judgesEveryToken()
{
    QFETCH(QString, chain);
    QFETCH(bool, gumbel);
    QVERIFY(generate(40));
    lookBack();
    auto settings = parseChain(chain.toStdString()).value();
    if (gumbel)
        settings.pick = Pick::Gumbel;
    hands_->setSettings(settings);
    QTRY_VERIFY(allIsJudged());
    compareWith(settings);
}

void ExplorePageLookBackTest::followsTheSlider()
{
    QVERIFY(generate(30));
    lookBack();
    auto& slider = *hands_->controls().sampler()->topK()->slider();
    for (int place = slider.minimum(); place < slider.maximum() / 2; place += 37) {
        slider.setValue(place);
        QTRY_VERIFY(allIsJudged());
    }
    compareWith(hands_->settings());
}

void ExplorePageLookBackTest::marksNothingWhereNothingHasChanged()
{
    QVERIFY(generate(30));
    lookBack();
    QTRY_VERIFY(allIsJudged());
    QCOMPARE(line().counts(), (LookBackLine::Counts{.judged = 30, .all = 30}));
}

void ExplorePageLookBackTest::aTextThatComesIsJudgedAsItComes()
{
    lookBack();
    QVERIFY(generate(25));
    QTRY_VERIFY(allIsJudged());
    hands_->setSettings(basicChain({.topK = 3}));
    QVERIFY(hands_->pressStep());
    QTRY_VERIFY(allIsJudged());
    compareWith(basicChain({.topK = 3}));
}

// Its logits are nowhere: the model reads the text once more.
void ExplorePageLookBackTest::anOpenedTextIsReadForIt()
{
    QVERIFY(generate(30));
    const auto state = page().state();
    page().clear();
    const auto chain = basicChain({.temperature = 0.3, .topK = 4});
    hands_->setSettings(chain);
    page().open(state);
    hands_->setSettings(chain);
    lookBack();
    QTRY_VERIFY(allIsJudged());
    compareWith(chain);
}

void ExplorePageLookBackTest::smallMemoryJudgesWhatItHolds()
{
    const auto vocabulary =
        static_cast<std::size_t>(bundledModel()->model->info().vocabularySize) * sizeof(float);
    page().setMostLogits(10 * vocabulary);
    QVERIFY(generate(30));
    lookBack();
    QTRY_COMPARE(line().counts().all, 30);
    QTRY_VERIFY(line().counts().judged >= 10);
    QVERIFY(page().text()->judgement(29));
}

// It is read again for every chain, and judged as it passes through.
void ExplorePageLookBackTest::smallMemoryNeverShowsAnotherChainsJudgements()
{
    const auto vocabulary =
        static_cast<std::size_t>(bundledModel()->model->info().vocabularySize) * sizeof(float);
    page().setMostLogits(10 * vocabulary);
    QVERIFY(generate(30));
    lookBack();
    QTRY_VERIFY(line().counts().judged >= 10);
    for (const int topK : {1, 4}) {
        const auto chain = basicChain({.topK = topK});
        hands_->setSettings(chain);
        QTRY_VERIFY(page().lookBack().judged().chain() == chain && page().lookBack().isDone());
        PlainContext context(hands_->run().promptTokens);
        for (int step = 0; step < 30; ++step) {
            const auto token = hands_->tokens()[static_cast<std::size_t>(step)];
            const auto rank = Distribution::rank(context.logits())->rankOf(token);
            if (const auto* judgement = page().text()->judgement(step))
                QCOMPARE(judgement->verdict.isKept(), rank < topK);
            context.read(token);
        }
    }
}

void ExplorePageLookBackTest::aReadingThatWasInterruptedIsTakenUpAgain()
{
    QVERIFY(generate(60));
    const auto state = page().state();
    page().clear();
    page().open(state);
    lookBack();
    page().clear(); // before the model has read it
    page().commands()->undo();
    QTRY_COMPARE(hands_->document().size(), 60);
    QTRY_VERIFY(allIsJudged() && page().text()->judgement(59));
    compareWith(hands_->settings());
}

void ExplorePageLookBackTest::whatSomebodyChoseIsNotReplaced()
{
    QVERIFY(generate(12));
    hands_->clickToken(5);
    QTRY_VERIFY(page().document().distribution());
    const auto other = page().document().distribution()->token(
        page().document().distribution()->rankOf(hands_->tokens()[5]) == 0 ? 1 : 0);
    page().choose(other);
    QVERIFY(hands_->waitForTheEnd());
    lookBack();
    QTRY_VERIFY(allIsJudged());
    QVERIFY(hands_->document().step(5).chosen);
    QCOMPARE(line().counts().impossible + line().counts().replaced, 0);
    QCOMPARE(page().text()->judgement(5)->picked, other);
}

void ExplorePageLookBackTest::undoJudgesWhatComesBack()
{
    QVERIFY(generate(20));
    const auto chain = basicChain({.topK = 2});
    hands_->setSettings(chain);
    page().clear();
    lookBack();
    page().commands()->undo();
    QCOMPARE(hands_->document().size(), 20);
    QTRY_VERIFY(allIsJudged());
    compareWith(hands_->settings());
}

void ExplorePageLookBackTest::anotherModelsTextIsNotJudged()
{
    QVERIFY(generate(10));
    auto run = page().shownRun();
    run.model = "another";
    run.identity = {};
    lookBack();
    QTRY_VERIFY(allIsJudged());
    page().open(run);
    QTRY_COMPARE(line().counts(), LookBackLine::Counts());
    QVERIFY(!page().text()->judgement(0));
}

void ExplorePageLookBackTest::offItLeavesNoMarks()
{
    QVERIFY(generate(10));
    lookBack();
    hands_->setSettings(basicChain({.topK = 1}));
    QTRY_VERIFY(allIsJudged());
    QVERIFY(page().text()->judgement(0));
    page().setLookingBack(false);
    QVERIFY(!page().text()->judgement(0));
    hands_->setSettings(basicChain({.topK = 2}));
    QTRY_COMPARE(page().stepPanel()->left().front().candidates, 2); // the frame is drawn
    QVERIFY(!page().text()->judgement(0));
}

LOGITSCOPE_TEST(ExplorePageLookBackTest)
#include "tst_explore_page_look_back.moc"
