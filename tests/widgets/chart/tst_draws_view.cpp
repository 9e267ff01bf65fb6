// Draws from a step, read back and compared with single draws.
#include "hundred_tokens.h"
#include "some_ledger.h"
#include "tests/core/sampling/partial_step.h"
#include "tests/test_program.h"
#include "widgets/chart/draws_plot.h"
#include "widgets/chart/draws_view.h"
#include "widgets/control/elided_label.h"
#include "widgets/control/segmented_switch.h"

#include <QAbstractButton>
#include <QPushButton>
#include <QTest>

#include <cmath>

using namespace logitscope;

class TestDrawsView : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void nothingIsDrawnAtFirst();
    void drawsAreSingleDraws();
    void againDrawsOthers();
    void moreBeginsWithTheSame();
    void slidersDrawWithTheSameNumbers();
    void anotherStepHasNoDraws();
    void growsAsFarAsItIs();
    void theAnimationEnds();
    void saysWhatTheNumbersAre();
    void saysWhyThereIsNoTest();
    void dotsStandAtTheirShares();
    void nothingIsDrawnOfTooFew();
    void aFrameIsQuick();

private:
    std::shared_ptr<const ShapedStep> step(const SamplerChain& chain, double scale = 1.0) const
    {
        auto logits = fixtures::logitsOfHundred();
        for (float& logit : logits)
            logit *= static_cast<float>(scale);
        return std::make_shared<const ShapedStep>(
            shapeStep(*Distribution::rank(logits), chain, {}, 0.5, {}));
    }

    void show(const SamplerChain& chain, int index = 3, double scale = 1.0)
    {
        step_ = step(chain, scale);
        view_->setStep(step_, 7, index, fixtures::bytesOf);
    }

    // Every row has the count of so many single draws in this round.
    void compareDraws(int n, std::uint32_t round, std::uint32_t index = 3)
    {
        QVERIFY(view_->draws());
        QCOMPARE(view_->draws()->n(), n);
        std::vector<int> expected(100);
        const auto dice = diceOfDraws(7, index, round);
        for (int i = 0; i < n; ++i)
            ++expected[static_cast<std::size_t>(
                step_->shaped.draw(dice.roll(static_cast<std::uint64_t>(i))))];
        QCOMPARE(view_->plot()->rowCount(), step_->shaped.info.kept);
        for (int i = 0; i < view_->plot()->rowCount(); ++i) {
            const auto row = view_->plot()->row(i);
            QCOMPARE(row.count, expected[static_cast<std::size_t>(row.token.rank)]);
            QCOMPARE(row.share, static_cast<double>(row.count) / n);
            QCOMPARE(row.token.sampling, step_->shaped.probability(row.token.rank));
        }
    }

    std::shared_ptr<const ShapedStep> step_;
    std::unique_ptr<DrawsView> view_;
};

void TestDrawsView::init()
{
    view_ = std::make_unique<DrawsView>();
    view_->setAnimated(false);
    view_->resize(700, 500);
    view_->show();
}

void TestDrawsView::nothingIsDrawnAtFirst()
{
    QVERIFY(!view_->drawButton()->isEnabled());
    show(basicChain({.topK = 12}));
    QVERIFY(view_->drawButton()->isEnabled());
    QVERIFY(!view_->draws());
    QCOMPARE(view_->plot()->rowCount(), 12);
    QCOMPARE(view_->plot()->row(4).token.token, 95);
    QVERIFY(view_->test()->text().isEmpty() && view_->meaning()->text().isEmpty());
    view_->clear();
    QCOMPARE(view_->plot()->rowCount(), 0);
    QVERIFY(!view_->drawButton()->isEnabled());
}

void TestDrawsView::drawsAreSingleDraws()
{
    show(basicChain({.topK = 12}));
    QTest::mouseClick(view_->drawButton(), Qt::LeftButton);
    compareDraws(1000, 0);
    for (const int n : {10, 100, 10'000, 100'000}) {
        view_->setDrawCount(n);
        QCOMPARE(view_->drawCount(), n);
        compareDraws(n, 0);
    }
    view_->setDrawCount(11);
    QCOMPARE(view_->drawCount(), 100'000);
}

void TestDrawsView::againDrawsOthers()
{
    show(basicChain({.topP = 0.9}));
    view_->draw();
    QCOMPARE(view_->drawButton()->text(), QString("Draw again"));
    QTest::keyClick(view_->drawButton(), Qt::Key_Space);
    compareDraws(1000, 1);
    view_->draw();
    compareDraws(1000, 2);
}

void TestDrawsView::moreBeginsWithTheSame()
{
    show(basicChain({.topK = 12}));
    view_->draw();
    view_->draw();
    const auto buttons = view_->countSwitch()->findChildren<QAbstractButton*>();
    QTest::mouseClick(buttons.back(), Qt::LeftButton);
    compareDraws(100'000, 1);
}

void TestDrawsView::slidersDrawWithTheSameNumbers()
{
    show(basicChain({.topK = 12}));
    view_->draw();
    view_->draw();
    double axis = view_->plot()->axisLimit();
    for (const double temperature : {0.5, 3.0, 0.0}) {
        show(basicChain({.temperature = temperature, .topK = 30}));
        compareDraws(1000, 1);
        QVERIFY(view_->plot()->axisLimit() >= axis); // it never shrinks under a slider
        QVERIFY(view_->plot()->axisLimit() >= step_->shaped.probability(0));
        axis = view_->plot()->axisLimit();
    }
    QCOMPARE(axis, 1.0);
    show(basicChain({.temperature = 3.0}), 4);
    QVERIFY(view_->plot()->axisLimit() < 1.0); // that of another step fits
}

void TestDrawsView::anotherStepHasNoDraws()
{
    show(basicChain({.topK = 12}));
    view_->draw();
    show(basicChain({.topK = 12}), 4);
    QVERIFY(!view_->draws());
    QCOMPARE(view_->drawButton()->text(), QString("Draw"));
    view_->draw();
    compareDraws(1000, 0, 4);
    show(basicChain({.topK = 12}), 4, 1.5); // of another text
    QVERIFY(!view_->draws());
}

// By hand: the first draws are those that a tenth, a hundredth of the draws would be.
void TestDrawsView::growsAsFarAsItIs()
{
    show(basicChain({.topK = 12}));
    view_->setDrawCount(10'000);
    view_->draw();
    view_->setAnimated(true);
    view_->draw();
    const double limit = view_->plot()->axisLimit();
    int before = view_->isRunning() ? view_->draws()->n() : 1;
    for (const auto& [part, n] : {std::pair{0.25, 10}, {0.5, 100}, {0.75, 1000}, {1.0, 10'000}}) {
        if (!view_->isRunning())
            break; // this desktop wants no animation
        view_->showPart(part);
        QVERIFY(view_->draws()->n() > before);
        compareDraws(n, 1);
        QCOMPARE(view_->plot()->axisLimit(), limit); // stands still
        before = n;
    }
    QVERIFY(!view_->isRunning());
    compareDraws(10'000, 1);
}

void TestDrawsView::theAnimationEnds()
{
    show(basicChain({.topK = 12}));
    view_->setAnimated(true);
    view_->draw();
    QTRY_VERIFY(!view_->isRunning());
    compareDraws(1000, 0);
    view_->draw();
    show(basicChain({.topK = 13})); // in the middle of it
    QVERIFY(!view_->isRunning());
    compareDraws(1000, 1);
}

void TestDrawsView::saysWhatTheNumbersAre()
{
    show(basicChain({.topK = 12}));
    view_->draw();
    int farthest = 0;
    double deviation = 0.0;
    double statistic = 0.0; // each of the 12 is expected more than 5 times
    for (int rank = 0; rank < 12; ++rank) {
        const double p = step_->shaped.probability(rank);
        const double share = view_->draws()->share(rank);
        QVERIFY(1000 * p > 5);
        statistic += 1000 * (share - p) * (share - p) / p;
        if (std::abs(share - p) > deviation) {
            deviation = std::abs(share - p);
            farthest = rank;
        }
    }
    const auto points = percentOf(deviation).chopped(1);
    QVERIFY2(view_->deviation()->text().endsWith(
                 QString("largest deviation %1 points at ␣t%2").arg(points).arg(99 - farthest)),
             qPrintable(view_->deviation()->text()));
    const auto test = view_->draws()->test().value();
    QCOMPARE(test.degrees, 11);
    QVERIFY(std::abs(test.statistic - statistic) < 1e-9);
    QVERIFY(view_->test()->text().startsWith(
        QString("chi-square %1, 11 degree").arg(statistic, 0, 'f', 1)));
    QVERIFY(view_->test()->text().contains(
        QString("p = %1").arg(test.p, 0, 'f', test.p < 0.1 ? 3 : 2)));
    QVERIFY(view_->meaning()->text().contains('%'));
}

void TestDrawsView::saysWhyThereIsNoTest()
{
    show(basicChain({.topK = 1}));
    view_->draw();
    QVERIFY(view_->test()->text().contains("Only one token"));
    show(basicChain({.temperature = 5.0}), 4);
    view_->setDrawCount(10);
    view_->draw();
    QVERIFY(view_->test()->text().contains(view_->draws()->test() ? "p = " : "Too few"));
    show(basicChain({.temperature = 0.3}), 5);
    view_->draw();
    QVERIFY(!view_->draws()->test());
    QVERIFY(view_->test()->text().contains("Too few"));
    QVERIFY(view_->meaning()->text().isEmpty());
}

void TestDrawsView::dotsStandAtTheirShares()
{
    show(basicChain({.topK = 12}));
    QCoreApplication::processEvents();
    const auto before = view_->plot()->viewport()->grab().toImage();
    view_->draw();
    QCoreApplication::processEvents();
    const auto after = view_->plot()->viewport()->grab().toImage();
    QVERIFY(before != after);
    const auto row = view_->plot()->row(0);
    const auto tip = view_->plot()->rowTip(0);
    QVERIFY(tip.contains(QString("drawn %1 of 1,000 times").arg(row.count)));
    QVERIFY(tip.contains(percentOf(row.share)));
}

// Of a step of which a server told ten tokens: enough for top-k 5, too few without it.
void TestDrawsView::nothingIsDrawnOfTooFew()
{
    std::mt19937 random(2);
    const auto part = partOf(fixtures::logitsOfHundred(), 10, random);
    const auto distribution = Distribution::rank(part.logits, part.coverage).value();
    const auto shapedBy = [&](const SamplerChain& chain) {
        return std::make_shared<const ShapedStep>(shapeStep(distribution, chain, {}, 0.5, {}));
    };
    view_->setStep(shapedBy(basicChain({})), 7, 3, fixtures::bytesOf);
    QVERIFY(!view_->drawButton()->isEnabled());
    view_->draw();
    QVERIFY(!view_->draws());
    QCOMPARE(view_->plot()->rowCount(), 10); // no row says 0% of what isn't known
    const auto said = view_->deviation()->toolTip() + view_->deviation()->text();
    QVERIFY2(said.contains("this step needs more candidates than the 10 which the server gave") ||
                 said.contains("too few tokens"),
             qPrintable(said));

    view_->setStep(shapedBy(basicChain({.topK = 5})), 7, 3, fixtures::bytesOf);
    QVERIFY(view_->drawButton()->isEnabled());
    view_->draw();
    view_->showPart(1.0);
    QCOMPARE(view_->draws()->n(), view_->drawCount());
    QCOMPARE(view_->plot()->rowCount(), 5);
    view_->setStep(shapedBy(basicChain({})), 7, 3, fixtures::bytesOf); // the filter is off again
    QVERIFY(!view_->draws());
}

// With GPT-2's vocabulary and a hundred thousand draws a slider has 16 ms. For a person to read.
void TestDrawsView::aFrameIsQuick()
{
    const SomeLedger some(1, "temperature=1.5");
    const auto large =
        std::make_shared<const ShapedStep>(shapeStep(*some.distribution, some.chain, {}, 0.5, {}));
    view_->setStep(large, 1, 0, letteredBytes);
    view_->setDrawCount(100'000);
    view_->draw();
    QBENCHMARK
    {
        view_->setStep(large, 1, 0, letteredBytes);
        view_->plot()->viewport()->repaint();
    }
    QCOMPARE(view_->draws()->n(), 100'000);
}

LOGITSCOPE_TEST(TestDrawsView)
#include "tst_draws_view.moc"
