// The views of the selected step below its chart: two chains side by side, and draws.
#include "core/sampling/draw_counts.h"
#include "core/sampling/strategy.h"
#include "explore_hands.h"
#include "tests/core/sampling/chain_reference.h"
#include "tests/test_program.h"
#include "widgets/chart/butterfly_plot.h"
#include "widgets/chart/draws_plot.h"
#include "widgets/chart/draws_view.h"
#include "widgets/chart/ledger_view.h"
#include "widgets/chart/random_number_strip.h"
#include "widgets/chart/two_chains.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/control/slider_box.h"

#include <QComboBox>
#include <QMenu>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <map>

using namespace logitscope;

class ExplorePageViewsTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { hands_.reset(); }

    void twoChainsFollowStepAndSliders();
    void anotherChainIsChosen();
    void theNextStepHasTwoChains();
    void drawsAreTheStepsOwn();
    void onlyTheShownViewIsFilled();
    void viewsAreRemembered();
    void olderSettingsHadALedger();
    void aRoomSeesTheViews();
    void theKeyboardReachesTheViews();

private:
    ExplorePage& page() { return hands_->page(); }

    StepPanel& panel() { return *page().stepPanel(); }

    TwoChains& chains() { return *panel().twoChains(); }

    DrawsView& draws() { return *panel().draws(); }

    void press(StepPanel::View view)
    {
        const auto buttons = panel().viewSwitch()->findChildren<QAbstractButton*>();
        QTest::mouseClick(buttons[static_cast<int>(view)], Qt::LeftButton);
    }

    std::map<TokenId, long double> keptAt(int step, const SamplerChain& chain)
    {
        const auto tokens = hands_->tokens();
        const std::vector<TokenId> sampled(tokens.begin(), tokens.begin() + step);
        const auto logits = logitsAfter(textBefore(hands_->run(), hands_->run().branch(), step));
        std::map<TokenId, long double> kept;
        for (const auto& candidate :
             reference::runChain(logits, chain,
                                 {.prompt = hands_->run().promptTokens, .sampled = sampled})
                 .candidates)
            if (candidate.isAlive())
                kept[candidate.token] = candidate.probability;
        return kept;
    }

    // True once the view shows these two, as the textbook has them.
    bool showsChains(int step, const SamplerChain& a, const SamplerChain& b)
    {
        const auto keptA = keptAt(step, a);
        const auto keptB = keptAt(step, b);
        const auto& difference = chains().difference();
        if (!difference || chains().chainA() != a)
            return false;
        int both = 0;
        long double sum = 0.0L;
        for (const auto& [token, p] : keptA) {
            const auto found = keptB.find(token);
            both += found != keptB.end();
            sum += std::abs(p - (found == keptB.end() ? 0.0L : found->second));
        }
        for (const auto& [token, p] : keptB)
            sum += keptA.contains(token) ? 0.0L : p;
        if (difference->both != both || difference->onlyA + both != std::ssize(keptA) ||
            difference->onlyB + both != std::ssize(keptB) ||
            std::abs(difference->totalVariation - sum / 2) > 1e-5L)
            return false;
        const auto isRight = [](const ChartRow& row, const auto& kept) {
            const auto found = kept.find(row.token);
            return row.verdict.isKept() == (found != kept.end()) &&
                   (found == kept.end() || std::abs(row.sampling - found->second) < 1e-5L);
        };
        for (int i = 0; i < chains().plot()->rowCount(); ++i) {
            const auto row = chains().plot()->row(i);
            if (!isRight(row.a, keptA) || !isRight(row.b, keptB))
                return false;
        }
        return true;
    }

    std::unique_ptr<ExploreHands> hands_;
    const SamplerChain usual_ = basicChain({.temperature = 0.7, .topK = 60, .topP = 0.9});
};

void ExplorePageViewsTest::init()
{
    hands_ = std::make_unique<ExploreHands>();
    QVERIFY(hands_->openModel());
    hands_->setSettings(usual_);
    QVERIFY(hands_->fixture().generate("The old house", 8, 3));
    draws().setAnimated(false);
}

void ExplorePageViewsTest::twoChainsFollowStepAndSliders()
{
    press(StepPanel::View::TwoChains);
    QVERIFY(chains().isVisible() && hands_->chart().isVisible());
    const auto inOrder = [](SamplerChain chain, FilterOrder order) {
        setOrder(chain, order);
        return chain;
    };
    using enum FilterOrder;
    QVERIFY(showsChains(7, inOrder(usual_, TemperatureThenFilter), usual_));
    hands_->clickToken(2);
    QTRY_VERIFY(showsChains(2, inOrder(usual_, TemperatureThenFilter), usual_));
    for (const int position : {350, 700}) {
        hands_->controls().sampler()->temperature()->slider()->setValue(position);
        const auto settings = hands_->settings();
        QTRY_VERIFY(showsChains(2, inOrder(settings, TemperatureThenFilter), settings));
    }
    const auto turned = inOrder(usual_, TemperatureThenFilter);
    hands_->setSettings(turned);
    QTRY_VERIFY(showsChains(2, usual_, turned));

    // The token that the step has is what the chain of then picks with the same u.
    hands_->setSettings(usual_);
    QTRY_VERIFY(showsChains(2, turned, usual_));
    QCOMPARE(chains().difference()->pickedB, hands_->document().step(2).token);
}

void ExplorePageViewsTest::anotherChainIsChosen()
{
    press(StepPanel::View::TwoChains);
    hands_->clickToken(4);
    QTest::mouseClick(chains().pinButton(), Qt::LeftButton);
    const auto other = parseChain("frequency-penalty=1,min-p=0.05,temperature=1.2").value();
    hands_->setSettings(other);
    QTRY_VERIFY(showsChains(4, usual_, other));
    chains().setOther("sampled-at");
    QVERIFY(showsChains(4, usual_, other));
    chains().setOther("top_k_20");
    QVERIFY(showsChains(4, findStrategy("top_k_20")->settings, other));
}

void ExplorePageViewsTest::theNextStepHasTwoChains()
{
    press(StepPanel::View::TwoChains);
    QTRY_VERIFY(hands_->document().hasNext());
    page().text()->setFocus();
    QTest::keyClick(page().text(), Qt::Key_Right); // from the last token
    auto turned = usual_;
    setOrder(turned, FilterOrder::TemperatureThenFilter);
    QTRY_VERIFY(showsChains(8, turned, usual_));
    chains().setOther("sampled-at"); // which it wasn't
    QVERIFY(!chains().difference());
}

void ExplorePageViewsTest::drawsAreTheStepsOwn()
{
    press(StepPanel::View::Draws);
    for (const std::uint32_t step : {7u, 1u}) {
        hands_->clickToken(static_cast<int>(step));
        QTRY_VERIFY(!draws().draws());
        QTest::mouseClick(draws().drawButton(), Qt::LeftButton);
        const auto compare = [&](const SamplerChain& chain) {
            const auto logits = logitsAfter(
                textBefore(hands_->run(), hands_->run().branch(), static_cast<int>(step)));
            const auto distribution = Distribution::rank(logits).value();
            const auto shaped = distribution.shape(chain);
            std::map<TokenId, int> expected;
            for (std::uint64_t i = 0; i < 1000; ++i)
                ++expected[distribution.token(
                    shaped.draw(diceOfDraws(3, step).roll(i)))]; // 3 is the seed
            QTRY_COMPARE(draws().plot()->rowCount(), shaped.info.kept);
            int all = 0;
            for (int i = 0; i < draws().plot()->rowCount(); ++i) {
                const auto row = draws().plot()->row(i);
                QCOMPARE(row.count, expected[row.token.token]);
                all += row.count;
            }
            QCOMPARE(all, 1000);
        };
        compare(usual_);
        const auto other = basicChain({.temperature = 1.7, .topK = 33});
        hands_->setSettings(other); // drawn again, with the same numbers
        compare(other);
        hands_->setSettings(usual_);
        compare(usual_);
    }
}

void ExplorePageViewsTest::onlyTheShownViewIsFilled()
{
    QVERIFY(!chains().difference());
    QCOMPARE(draws().plot()->rowCount(), 0);
    press(StepPanel::View::Draws);
    QVERIFY(!chains().difference());
    QVERIFY(draws().plot()->rowCount() > 0);
    press(StepPanel::View::Numbers);
    const auto other = basicChain({.topK = 5});
    hands_->setSettings(other);
    QTRY_COMPARE(panel().left().front().candidates, 5);
    QVERIFY(draws().plot()->rowCount() != 5); // nobody sees it
    press(StepPanel::View::Draws);
    QCOMPARE(draws().plot()->rowCount(), 5);
    press(StepPanel::View::TwoChains);
    auto turned = other;
    setOrder(turned, FilterOrder::TemperatureThenFilter);
    QVERIFY(showsChains(7, turned, other));
    QVERIFY(chains().difference()->isNone()); // without a temperature it is the same
}

void ExplorePageViewsTest::viewsAreRemembered()
{
    press(StepPanel::View::TwoChains);
    chains().setPinned(usual_);
    chains().setOther("pinned");
    chains().setByDifference(true);
    draws().setDrawCount(10'000);
    hands_->fixture().restart();
    QVERIFY(panel().view() == StepPanel::View::TwoChains);
    QCOMPARE(panel().viewSwitch()->value(), static_cast<int>(StepPanel::View::TwoChains));
    QVERIFY(chains().isVisibleTo(&panel()));
    QCOMPARE(chains().pinned(), std::optional(usual_));
    QCOMPARE(chains().other(), std::string("pinned"));
    QVERIFY(chains().isByDifference());
    QCOMPARE(draws().drawCount(), 10'000);
    panel().setView(StepPanel::View::Draws);
    hands_->fixture().restart();
    QVERIFY(panel().view() == StepPanel::View::Draws);
}

void ExplorePageViewsTest::olderSettingsHadALedger()
{
    hands_->fixture().restart(); // writes them
    hands_->fixture().settings().remove("stepView");
    hands_->fixture().settings().setValue("ledgerShown", true);
    panel().restore(hands_->fixture().settings());
    QVERIFY(panel().view() == StepPanel::View::Ledger);
}

void ExplorePageViewsTest::aRoomSeesTheViews()
{
    press(StepPanel::View::Ledger);
    hands_->fixture().window().setPresenting(true);
    const auto* strip = panel().findChild<RandomNumberStrip*>();
    QVERIFY(hands_->chart().isVisible() && strip->isVisible() && !panel().ledger()->isVisible());
    QVERIFY(panel().viewButton()->isVisible() && !panel().viewSwitch()->isVisible());
    const auto actions = panel().viewButton()->menu()->actions();
    QCOMPARE(actions.size(), 3);
    actions[1]->trigger();
    QVERIFY(chains().isVisible() && chains().difference());
    QVERIFY(!hands_->chart().isVisible() && !strip->isVisible());
    actions[2]->trigger();
    QVERIFY(draws().isVisible() && !chains().isVisible());
    actions[0]->trigger();
    QVERIFY(hands_->chart().isVisible() && strip->isVisible() && !draws().isVisible());
    actions[1]->trigger();
    hands_->fixture().window().setPresenting(false);
    QVERIFY(chains().isVisible() && hands_->chart().isVisible() && strip->isVisible());
    QCOMPARE(panel().viewSwitch()->value(), static_cast<int>(StepPanel::View::TwoChains));
}

void ExplorePageViewsTest::theKeyboardReachesTheViews()
{
    const auto buttons = panel().viewSwitch()->findChildren<QAbstractButton*>();
    buttons.front()->setFocus();
    QTest::keyClick(buttons.front(), Qt::Key_Right);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QVERIFY(panel().view() == StepPanel::View::TwoChains);
    QVERIFY(!chains().accessibleName().isEmpty() && !draws().accessibleName().isEmpty());
    QVERIFY(!chains().chooser()->accessibleName().isEmpty());
    QVERIFY(!panel().viewButton()->toolTip().isEmpty());
}

LOGITSCOPE_TEST(ExplorePageViewsTest)
#include "tst_explore_page_views.moc"
