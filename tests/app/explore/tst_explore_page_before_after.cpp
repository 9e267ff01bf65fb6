// Two branches beside each other: their texts are the branches', and what stands out is what only
// one of them has.
#include "app/explore/before_after.h"
#include "app/explore/player.h"
#include "app/explore/text_panel.h"
#include "core_run.h"
#include "explore_hands.h"
#include "tests/test_program.h"
#include "widgets/chart/shade_bar.h"
#include "widgets/text/token_tip.h"

#include <QTest>

#include <array>

using namespace logitscope;

class ExplorePageBeforeAfterTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { hands_.reset(); }

    void theBeginningOnceAndBothTexts();
    void whatOnlyOneHasStandsOut();
    void escapeAndOtherWorkEndIt();
    void aSingleBranchHasNothingBesideIt();
    void aBranchWithoutTokensIsNotBesideIt();
    void itsKeyShowsAndHidesIt();
    void everyTokenHasTheNumbersOfItsBranch();
    void theEndOfATextIsMarked();
    void shadesFollowTheChoice();
    void aLessonThatHidesBranchesHidesIt();

private:
    ExplorePage& page() { return hands_->page(); }

    // The branch's text from a token on.
    static QString textOf(const Branch& branch, int begin)
    {
        std::string bytes;
        for (const auto& node : pathTo(branch.leaf))
            if (node->index >= begin)
                bytes += node->step.bytes;
        return QString::fromStdString(bytes);
    }

    // The first token that has a place to point at.
    static int wordIn(const TokenView& view)
    {
        int step = 0;
        const auto text = [&view](const TextSpan& span) {
            return view.plainText().mid(span.begin, span.end - span.begin).trimmed();
        };
        while (text(view.span(step)).isEmpty())
            ++step;
        return step;
    }

    // What the mouse is told there.
    static QString tipOf(TokenView& view, int step)
    {
        QCoreApplication::processEvents(); // what is to be laid out is
        const auto place = view.tokenRectangles(step).front().center();
        QHelpEvent help(QEvent::ToolTip, place, view.viewport()->mapToGlobal(place));
        QCoreApplication::sendEvent(view.viewport(), &help);
        return QToolTip::text();
    }

    std::unique_ptr<ExploreHands> hands_;
};

void ExplorePageBeforeAfterTest::init()
{
    hands_ = std::make_unique<ExploreHands>();
    QVERIFY(hands_->openModel());
    QVERIFY(hands_->fixture().generate("The old house", 12));
}

void ExplorePageBeforeAfterTest::theBeginningOnceAndBothTexts()
{
    hands_->clickToken(4);
    page().continueDifferently();
    QVERIFY(hands_->waitForTheEnd());
    page().showBeforeAfter(true);
    QVERIFY(page().isBeforeAfter());
    QVERIFY(!page().text()->isVisible());
    const auto& branches = hands_->run().branches;
    const auto& shown = *page().beforeAfter();
    QCOMPARE(shown.beginning()->plainText(),
             "The old house" +
                 textOf(branches[0], 0)
                     .left(textOf(branches[0], 0).size() - textOf(branches[0], 5).size()));
    QCOMPARE(shown.before()->plainText(), textOf(branches[0], 5));
    QCOMPARE(shown.after()->plainText(), textOf(branches[1], 5));

    // The same from the other branch, whose place is still the left.
    page().showBranch(0);
    QVERIFY(page().isBeforeAfter());
    QCOMPARE(shown.before()->plainText(), textOf(branches[0], 5));
}

void ExplorePageBeforeAfterTest::whatOnlyOneHasStandsOut()
{
    hands_->clickToken(4);
    page().continueDifferently();
    QVERIFY(hands_->waitForTheEnd());
    page().showBeforeAfter(true);
    for (auto* view : {page().beforeAfter()->before(), page().beforeAfter()->after()}) {
        auto* other = view == page().beforeAfter()->before() ? page().beforeAfter()->after()
                                                             : page().beforeAfter()->before();
        std::vector<TokenId> others;
        for (int step = 0; step < other->stepCount(); ++step)
            others.push_back(other->tokens().step(step).token);
        QVERIFY(!view->extraSelections().isEmpty()); // they depart with their first token
        QCOMPARE(view->extraSelections().first().cursor.selectionStart(), 0);
        // A token that the other text has nowhere is marked.
        for (int step = 0; step < view->stepCount(); ++step) {
            if (std::ranges::find(others, view->tokens().step(step).token) != others.end())
                continue;
            const auto span = view->span(step);
            QVERIFY(span.isEmpty() ||
                    std::ranges::any_of(view->extraSelections(), [&span](const auto& mark) {
                        return mark.cursor.selectionStart() == span.begin &&
                               mark.cursor.selectionEnd() == span.end;
                    }));
        }
    }
}

void ExplorePageBeforeAfterTest::escapeAndOtherWorkEndIt()
{
    hands_->clickToken(4);
    page().continueDifferently();
    QVERIFY(hands_->waitForTheEnd());
    page().showBeforeAfter(true);
    QTest::keyClick(&hands_->fixture().window(), Qt::Key_Escape);
    QVERIFY(!page().isBeforeAfter());
    QVERIFY(page().text()->isVisible());
    page().showBeforeAfter(true);
    page().play();
    QVERIFY(!page().isBeforeAfter());
    page().showBeforeAfter(true);
    QVERIFY(!page().player().isOn());
    page().ask({}, 2);
    QVERIFY(!page().isBeforeAfter());
    page().showBeforeAfter(true); // the other branch has what is hidden
    QVERIFY(!page().isBeforeAfter());
    page().endRound();
    page().showBeforeAfter(true);
    page().deleteBranch(0);
    QVERIFY(!page().isBeforeAfter());
}

void ExplorePageBeforeAfterTest::aSingleBranchHasNothingBesideIt()
{
    page().showBeforeAfter(true);
    QVERIFY(!page().isBeforeAfter());
}

void ExplorePageBeforeAfterTest::aBranchWithoutTokensIsNotBesideIt()
{
    hands_->clickToken(4);
    page().continueDifferently();
    QVERIFY(hands_->waitForTheEnd());
    auto state = page().state();
    state.run.branches.insert(state.run.branches.begin() + 1, Branch());
    state.run.current = 0;
    page().open(state);
    page().showBeforeAfter(true);
    QVERIFY(page().isBeforeAfter());
    QCOMPARE(page().beforeAfter()->after()->plainText(), textOf(state.run.branches[2], 5));
}

void ExplorePageBeforeAfterTest::itsKeyShowsAndHidesIt()
{
    const QKeySequence key("Ctrl+Shift+D");
    hands_->press(key);
    QVERIFY(!page().isBeforeAfter());
    hands_->clickToken(4);
    page().continueDifferently();
    QVERIFY(hands_->waitForTheEnd());
    hands_->press(key);
    QVERIFY(page().isBeforeAfter());
    QCOMPARE(page().focusWidget(), page().beforeAfter()->before()); // to be read by keys
    QTest::keySequence(&hands_->fixture().window(), key);
    QVERIFY(!page().isBeforeAfter());
    QCOMPARE(page().focusWidget(), page().text());
}

// As they were sampled: of the model's whole distribution, and by the settings of then.
void ExplorePageBeforeAfterTest::everyTokenHasTheNumbersOfItsBranch()
{
    hands_->clickToken(4);
    hands_->setSettings(basicChain({.temperature = 1.7, .topK = 7}));
    page().continueDifferently();
    QVERIFY(hands_->waitForTheEnd());
    hands_->setSettings(basicChain({.temperature = 0.3}));
    page().showBeforeAfter(true);
    const std::array views{page().beforeAfter()->before(), page().beforeAfter()->after()};
    for (std::size_t branch = 0; branch < 2; ++branch) {
        const int step = wordIn(*views[branch]);
        const auto sampled = stepsOf(hands_->run().branches[branch])[5 + step];
        QVERIFY(sampled.settings != hands_->settings());
        QCOMPARE(tipOf(*views[branch], step), tokenTip(sampled, 5 + step));
    }
}

void ExplorePageBeforeAfterTest::theEndOfATextIsMarked()
{
    hands_->clickToken(4);
    page().choose(bundledModel()->bounds.ends.front());
    page().showBeforeAfter(true);
    QVERIFY(page().isBeforeAfter());
    QCOMPARE(page().beforeAfter()->after()->stepCount(), 1);
    QCOMPARE(page().beforeAfter()->after()->plainText(), QString()); // not the token's own text
}

void ExplorePageBeforeAfterTest::shadesFollowTheChoice()
{
    hands_->clickToken(4);
    page().continueDifferently();
    QVERIFY(hands_->waitForTheEnd());
    page().showBeforeAfter(true);
    page().textPanel()->shadeBar()->setShadeBy(ShadeBy::Rank);
    QVERIFY(page().beforeAfter()->before()->shades().by == ShadeBy::Rank);
    QVERIFY(page().beforeAfter()->after()->shades() == page().text()->shades());
}

void ExplorePageBeforeAfterTest::aLessonThatHidesBranchesHidesIt()
{
    hands_->clickToken(4);
    page().continueDifferently();
    QVERIFY(hands_->waitForTheEnd());
    page().setSceneParts({.hidden = {LessonPart::Branches}, .isInLesson = true});
    page().showBeforeAfter(true);
    QVERIFY(!page().isBeforeAfter());
}

LOGITSCOPE_TEST(ExplorePageBeforeAfterTest)
#include "tst_explore_page_before_after.moc"
