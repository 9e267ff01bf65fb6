// A step under two chains, read back and compared with the textbook in long double.
#include "core/sampling/strategy.h"
#include "hundred_tokens.h"
#include "some_ledger.h"
#include "tests/core/sampling/chain_reference.h"
#include "tests/core/sampling/partial_step.h"
#include "tests/test_program.h"
#include "widgets/chart/butterfly_plot.h"
#include "widgets/chart/two_chains.h"
#include "widgets/control/elided_label.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QPushButton>
#include <QScrollBar>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>

using namespace logitscope;

namespace
{

const SamplerChain usualOrder = basicChain({.temperature = 2.0, .topK = 40, .topP = 0.8});

std::map<TokenId, long double> keptBy(const SamplerChain& chain)
{
    std::map<TokenId, long double> kept;
    for (const auto& candidate :
         reference::runChain(fixtures::logitsOfHundred(), chain, {}).candidates)
        if (candidate.isAlive())
            kept[candidate.token] = candidate.probability;
    return kept;
}

} // namespace

class TestTwoChains : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void comparesTheOtherOrderFirst();
    void everyChoiceIsCompared();
    void thePresentIsPinned();
    void whatIsMissingIsSaid();
    void sortsByDifference();
    void theAxisOnlyGrows();
    void theSameChainIsNoDifference();
    void penaltiesOfOneAreNotTheOthers();
    void removedTokensSaySo();
    void whatIsNotKnownIsSaid();
    void keysGoThroughTheRows();
    void barsStandAtTheirSides();
    void aFrameIsQuick_data();
    void aFrameIsQuick();

private:
    void show(const SamplerChain& chain, std::optional<SamplerChain> sampledAt = {},
              std::vector<TokenId> sampled = {});
    void compareWith(const SamplerChain& a, const SamplerChain& b);

    std::unique_ptr<TwoChains> view_;
};

void TestTwoChains::init()
{
    QApplication::setPalette(paletteOf(lightTheme()));
    view_ = std::make_unique<TwoChains>();
    view_->resize(700, 500);
    view_->show();
}

void TestTwoChains::show(const SamplerChain& chain, std::optional<SamplerChain> sampledAt,
                         std::vector<TokenId> sampled)
{
    Run run{.promptTokens = std::move(sampled)};
    run.branch().seed = 5;
    const StepInput input(run, run.branch(), 0, 0);
    const auto distribution = Distribution::rank(fixtures::logitsOfHundred()).value();
    view_->setStep(std::make_shared<const ShapedStep>(
                       shapeStep(distribution, chain, input.chain(), input.u(), input.numberOf())),
                   chain, input, sampledAt, fixtures::bytesOf);
}

void TestTwoChains::compareWith(const SamplerChain& a, const SamplerChain& b)
{
    QCOMPARE(view_->chainA(), std::optional(a));
    const auto inA = keptBy(a);
    const auto inB = keptBy(b);
    int both = 0;
    long double sum = 0.0L;
    std::map<TokenId, std::pair<long double, long double>> all;
    for (const auto& [token, p] : inA)
        all[token].first = p;
    for (const auto& [token, p] : inB)
        all[token].second = p;
    for (const auto& [token, p] : all) {
        both += inA.contains(token) && inB.contains(token);
        sum += std::abs(p.first - p.second);
    }
    QCOMPARE(view_->plot()->rowCount(), static_cast<int>(all.size()));
    for (int i = 0; i < view_->plot()->rowCount(); ++i) {
        const auto row = view_->plot()->row(i);
        QCOMPARE(row.a.token, row.b.token);
        const auto& [pA, pB] = all.at(row.a.token);
        QVERIFY(std::abs(row.a.sampling - pA) < 1e-12L);
        QVERIFY(std::abs(row.b.sampling - pB) < 1e-12L);
        QCOMPARE(row.a.verdict.isKept(), inA.contains(row.a.token));
        QCOMPARE(row.b.verdict.isKept(), inB.contains(row.a.token));
    }
    const auto counts = QString("%1 only in A, %2 only in B, %3 in both")
                            .arg(inA.size() - static_cast<std::size_t>(both))
                            .arg(inB.size() - static_cast<std::size_t>(both))
                            .arg(both);
    QVERIFY2(view_->summary()->text().startsWith(counts), qPrintable(view_->summary()->text()));
    QVERIFY(std::abs(view_->difference()->totalVariation - sum / 2) < 1e-12L);
    if (sum > 1e-9L)
        QVERIFY(view_->summary()->text().contains(percentOf(static_cast<double>(sum / 2))));
}

void TestTwoChains::comparesTheOtherOrderFirst()
{
    show(usualOrder);
    auto other = usualOrder;
    setOrder(other, FilterOrder::TemperatureThenFilter);
    compareWith(other, usualOrder);
    QVERIFY(view_->difference()->onlyA > 0); // a flat distribution needs more for its 0.8
    QCOMPARE(view_->textA()->text(), QString("A: T 2 → k 40 → p 0.8"));
    QVERIFY(view_->textB()->text().endsWith(": k 40 → p 0.8 → T 2"));
    show(other); // and back
    compareWith(usualOrder, other);

    QCOMPARE(view_->picks()->text(), QString()); // nothing has been picked yet
    show(other, usualOrder);
    // What both pick with u, by a sum of one's own.
    const double u = Dice(5).roll(0);
    const auto picked = [&](const SamplerChain& chain) {
        long double sum = 0.0L;
        for (const auto& candidate :
             reference::runChain(fixtures::logitsOfHundred(), chain, {}).candidates)
            if ((sum += candidate.isAlive() ? candidate.probability : 0.0L) > u)
                return candidate.token;
        return -1;
    };
    QCOMPARE(view_->picks()->text(), QString("same u = %1: ␣t%2 / ␣t%3")
                                         .arg(std::floor(u * 1e4) / 1e4, 0, 'f', 4)
                                         .arg(picked(usualOrder))
                                         .arg(picked(other)));
    for (int i = 0; i < view_->plot()->rowCount(); ++i) {
        const auto row = view_->plot()->row(i);
        QCOMPARE(row.a.chosen, row.a.token == picked(usualOrder));
        QCOMPARE(row.b.chosen, row.b.token == picked(other));
    }
}

void TestTwoChains::everyChoiceIsCompared()
{
    const auto then = parseChain("min-p=0.3,temperature=1.4").value();
    show(usualOrder, then);
    view_->setOther("sampled-at");
    compareWith(then, usualOrder);
    for (const auto& preset : presets()) {
        view_->setOther(preset.name);
        QCOMPARE(view_->other(), preset.name);
        compareWith(preset.settings, usualOrder);
    }
    view_->setOther("no such");
    QCOMPARE(view_->other(), presets().back().name);
}

void TestTwoChains::thePresentIsPinned()
{
    show(usualOrder);
    QTest::mouseClick(view_->pinButton(), Qt::LeftButton);
    QCOMPARE(view_->other(), std::string("pinned"));
    QVERIFY(view_->difference()->isNone());
    const auto moved = basicChain({.temperature = 0.5, .topK = 5});
    show(moved);
    compareWith(usualOrder, moved);
    QTest::mouseClick(view_->pinButton(), Qt::LeftButton);
    compareWith(moved, moved);
}

void TestTwoChains::whatIsMissingIsSaid()
{
    QVERIFY(!view_->difference() && !view_->pinButton()->isEnabled());
    QCOMPARE(view_->summary()->text(), QString("No step yet"));
    show(usualOrder);
    view_->setOther("sampled-at");
    QVERIFY(!view_->difference());
    QCOMPARE(view_->plot()->rowCount(), 0);
    QVERIFY(view_->summary()->text().contains("Nothing has been sampled"));
    view_->setOther("pinned");
    QVERIFY(view_->summary()->text().contains("pinned"));
    view_->clear();
    QCOMPARE(view_->summary()->text(), QString("No step yet"));
}

void TestTwoChains::sortsByDifference()
{
    show(usualOrder);
    const auto differences = [this] {
        std::vector<double> all;
        for (int i = 0; i < view_->plot()->rowCount(); ++i)
            all.push_back(
                std::abs(view_->plot()->row(i).a.sampling - view_->plot()->row(i).b.sampling));
        return all;
    };
    QVERIFY(!std::ranges::is_sorted(differences(), std::greater()));
    const auto buttons = view_->sortSwitch()->findChildren<QAbstractButton*>();
    QTest::mouseClick(buttons.back(), Qt::LeftButton);
    QVERIFY(view_->isByDifference());
    QVERIFY(std::ranges::is_sorted(differences(), std::greater()));
    QTest::mouseClick(buttons.front(), Qt::LeftButton);
    for (int i = 0; i < view_->plot()->rowCount(); ++i)
        QCOMPARE(view_->plot()->row(i).b.rank, i);
}

void TestTwoChains::theAxisOnlyGrows()
{
    show(basicChain({.temperature = 5.0}));
    const double flat = view_->plot()->axisLimit();
    show(basicChain({.temperature = 0.1}));
    const double steep = view_->plot()->axisLimit();
    QVERIFY(flat < 0.2 && steep > 0.5);
    show(basicChain({.temperature = 5.0}));
    QCOMPARE(view_->plot()->axisLimit(), steep);
    view_->setOther("sampled-at"); // which it wasn't
    view_->setOther("other-order");
    QCOMPARE(view_->plot()->axisLimit(), flat);
}

void TestTwoChains::theSameChainIsNoDifference()
{
    show(basicChain({.topK = 7})); // without a temperature the order is nothing
    QVERIFY(view_->difference()->isNone());
    QVERIFY(view_->summary()->text().contains("the same"));
}

void TestTwoChains::penaltiesOfOneAreNotTheOthers()
{
    const auto penalised = parseChain("repetition-penalty=3,top-k=20").value();
    show(penalised, {}, {99, 98, 97});
    view_->setOther("top_k_20");
    const auto plain = keptBy(findStrategy("top_k_20")->settings);
    int inA = 0;
    for (int i = 0; i < view_->plot()->rowCount(); ++i) {
        const auto row = view_->plot()->row(i);
        inA += row.a.verdict.isKept();
        if (row.a.verdict.isKept())
            QVERIFY(std::abs(row.a.sampling - plain.at(row.a.token)) < 1e-12L);
        QCOMPARE(row.a.rank, 99 - row.a.token);
    }
    QCOMPARE(inA, 20);
    QCOMPARE(view_->difference()->onlyA, 3); // the repeated ones are no longer among 20
}

// Of a step of which a server told ten tokens.
void TestTwoChains::whatIsNotKnownIsSaid()
{
    std::mt19937 random(2);
    const auto part = partOf(fixtures::logitsOfHundred(), 10, random);
    const auto distribution = Distribution::rank(part.logits, part.coverage).value();
    Run run;
    run.branch().seed = 5;
    const StepInput input(run, run.branch(), 0, 0);
    const auto showPart = [&](const SamplerChain& chain) {
        view_->setStep(std::make_shared<const ShapedStep>(shapeStep(
                           distribution, chain, input.chain(), input.u(), input.numberOf())),
                       chain, input, chain, fixtures::bytesOf);
    };
    const auto few = basicChain({.temperature = 2.0, .topK = 5});
    showPart(few);
    QVERIFY(view_->summary()->text().contains("only in A")); // five of ten are all that it takes
    QVERIFY(!view_->picks()->text().contains("unknown"));

    view_->setPinned(few);
    view_->setOther("pinned");
    showPart(basicChain({.temperature = 2.0}));
    const auto said = view_->summary()->text();
    QVERIFY2(said.contains("roughly known") && said.contains("10 which the server gave"),
             qPrintable(said));
    QVERIFY(!said.contains("only in A"));
}

void TestTwoChains::removedTokensSaySo()
{
    show(basicChain({.topK = 5}));
    view_->setOther("top_k_20");
    const auto row = view_->plot()->row(10);
    QVERIFY(row.a.verdict.isKept());
    QVERIFY(row.b.verdict.isRemovedBy(StageKind::TopK));
    const auto tip = view_->plot()->rowTip(10);
    QVERIFY(tip.contains("B: removed by top-k") && tip.contains(percentOf(row.a.sampling)));
    QVERIFY(view_->plot()->axisLimit() >= view_->plot()->row(0).b.sampling);
}

void TestTwoChains::keysGoThroughTheRows()
{
    show(basicChain());
    auto* plot = view_->plot();
    QCOMPARE(plot->rowCount(), 100);
    QVERIFY(plot->visibleRows() < 100);
    view_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(view_.get()));
    plot->setFocus();
    const auto read = [plot] {
        const auto* row = QAccessible::queryAccessibleInterface(plot)->focusChild();
        return row ? row->text(QAccessible::Name) : QString();
    };
    const auto tip = [plot](int row) { return plot->rowTip(row).replace("\n", " · "); };
    QTest::keyClick(plot, Qt::Key_End);
    QCOMPARE(plot->firstRow(), 100 - plot->visibleRows());
    QCOMPARE(read(), tip(99));
    QTest::keyClick(plot, Qt::Key_Home);
    QTest::keyClick(plot, Qt::Key_Down);
    QCOMPARE(read(), tip(1));
    QTest::keyClick(plot, Qt::Key_PageDown);
    QCOMPARE(read(), tip(1 + plot->visibleRows()));
    QCOMPARE(plot->verticalScrollBar()->maximum(), 100 - plot->visibleRows());
}

// What both give is as long at the left as at the right; behind it, what only A gives.
void TestTwoChains::barsStandAtTheirSides()
{
    const auto& theme = lightTheme();
    show(basicChain({.temperature = 0.4}));
    view_->setOther("argmax");
    QCOMPARE(view_->plot()->row(0).a.sampling, 1.0);
    const double shared = view_->plot()->row(0).b.sampling;
    QCoreApplication::processEvents();
    const auto picture = view_->plot()->viewport()->grab().toImage();
    const int y = view_->plot()->rowRect(0).toRect().center().y();
    const auto count = [&](const QColor& colour, int from, int to) {
        int pixels = 0;
        for (int x = from; x < to; ++x)
            pixels += picture.pixelColor(x, y) == colour;
        return pixels;
    };
    const int middle = picture.width() / 2;
    const auto pale = mix(theme.surface, theme.samplingBar, 0.22);
    const int left = count(theme.samplingBar, 0, middle);
    const int right = count(theme.samplingBar, middle, picture.width());
    const int difference = count(pale, 0, middle);
    QVERIFY(right > 10 && difference > 10);
    QVERIFY(std::abs(left - right) <= 4); // the edges of the difference
    QVERIFY(std::abs(static_cast<double>(right) / (right + difference) - shared) < 0.1);
    QCOMPARE(count(pale, middle, picture.width()), 0);
}

void TestTwoChains::aFrameIsQuick_data()
{
    QTest::addColumn<QString>("chain");
    QTest::addColumn<bool>("byDifference");
    QTest::newRow("all kept") << "temperature=0.8" << false;
    QTest::newRow("by difference") << "temperature=0.8" << true;
    QTest::newRow("filtered") << "top-p=0.9,temperature=0.8" << true;
    QTest::newRow("penalised") << "repetition-penalty=1.2,temperature=1.5" << false;
}

// With GPT-2's vocabulary a slider has 16 ms. For a person to read.
void TestTwoChains::aFrameIsQuick()
{
    QFETCH(QString, chain);
    QFETCH(bool, byDifference);
    const SomeLedger some(1, "temperature=1");
    const auto present = parseChain(chain.toStdString()).value();
    Run run{.promptTokens = some.sampled};
    const StepInput input(run, run.branch(), 0, 0);
    const auto step = std::make_shared<const ShapedStep>(
        shapeStep(*some.distribution, present, input.chain(), input.u(), input.numberOf()));
    view_->setByDifference(byDifference);
    view_->setOther("high_temp");
    QBENCHMARK
    {
        view_->setStep(step, present, input, {}, letteredBytes);
        view_->plot()->viewport()->repaint();
    }
    QVERIFY(view_->plot()->rowCount() > 40'000);
}

LOGITSCOPE_TEST(TestTwoChains)
#include "tst_two_chains.moc"
