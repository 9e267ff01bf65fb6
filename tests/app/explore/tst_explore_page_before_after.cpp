// Two branches beside each other: their texts are the branches', and what stands out is what only
// one of them has.
#include "app/explore/before_after.h"
#include "app/explore/player.h"
#include "core_run.h"
#include "explore_hands.h"
#include "tests/test_program.h"

#include <QTest>

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

LOGITSCOPE_TEST(ExplorePageBeforeAfterTest)
#include "tst_explore_page_before_after.moc"
