#include "tests/test_program.h"
#include "tests/widgets/chart/hundred_tokens.h"
#include "widgets/chart/distribution_chart.h"
#include "widgets/chart/distribution_plot.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QLabel>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

// The definition, by hand: top-k, top-p on what is left at temperature 1, temperature.
struct Expected
{
    std::vector<double> model, sampling; // by rank
    int kept;
};

Expected expected(const std::vector<float>& logits, double temperature, int topK, double topP)
{
    std::vector<double> sorted(logits.begin(), logits.end());
    std::ranges::sort(sorted, std::greater());
    const auto softmax = [](std::vector<double> values) {
        for (double& value : values)
            value = std::exp(value);
        const double sum = std::accumulate(values.begin(), values.end(), 0.0);
        for (double& value : values)
            value /= sum;
        return values;
    };
    Expected result;
    result.model = softmax(sorted);
    std::vector<double> kept(sorted.begin(), sorted.begin() + topK);
    const std::vector<double> ofTopK = softmax(kept);
    double sum = 0.0;
    std::size_t nucleus = 0;
    while (sum < topP && nucleus < ofTopK.size())
        sum += ofTopK[nucleus++];
    kept.resize(nucleus);
    for (double& logit : kept)
        logit /= temperature;
    result.sampling = softmax(kept);
    result.sampling.resize(logits.size(), 0.0);
    result.kept = static_cast<int>(nucleus);
    return result;
}

} // namespace

class TestDistributionChart : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void drawsCoresNumbers_data();
    void drawsCoresNumbers();
    void chosenBeyondTheList();
    void aGivenTokenIsNotSampled();
    void randomNumberMark();
    void dieMarkUnderOtherSettings();
    void rowCountSwitch();
    void aSliderLeavesTheListWhereItIs();
    void clears();
    void theAxisHoldsStillUnderASlider();
    void theAxisCanBeFixedOrLogarithmic();
};

void TestDistributionChart::initTestCase()
{
    QApplication::setPalette(paletteOf(lightTheme()));
}

void TestDistributionChart::drawsCoresNumbers_data()
{
    QTest::addColumn<double>("temperature");
    QTest::addColumn<int>("topK");
    QTest::addColumn<double>("topP");
    QTest::newRow("nothing cut") << 1.0 << 100 << 1.0;
    QTest::newRow("hot") << 1.7 << 100 << 1.0;
    QTest::newRow("top-k") << 0.8 << 7 << 1.0;
    QTest::newRow("top-p") << 0.8 << 100 << 0.6;
    QTest::newRow("both") << 0.5 << 12 << 0.55;
}

void TestDistributionChart::drawsCoresNumbers()
{
    QFETCH(double, temperature);
    QFETCH(int, topK);
    QFETCH(double, topP);
    const std::vector<float> logits = logitsOfHundred();
    const Expected values = expected(logits, temperature, topK, topP);
    const Distribution distribution = Distribution::rank(logits).value();
    DistributionChart chart;
    chart.setStep(
        distribution,
        distribution.shape(basicChain({.temperature = temperature, .topK = topK, .topP = topP})),
        Sampled{99, 0.0}, bytesOf);
    const std::vector<ChartRow> rows = chart.rows();
    QCOMPARE(rows.size(), std::size_t{20});
    for (std::size_t rank = 0; rank < rows.size(); ++rank) {
        const ChartRow& row = rows[rank];
        const auto token = static_cast<TokenId>(99 - rank);
        QCOMPARE(row.rank, static_cast<int>(rank));
        QCOMPARE(row.token, token);
        QCOMPARE(row.label, QStringLiteral("␣t%1").arg(token));
        QVERIFY(std::abs(row.model - values.model[rank]) < 1e-7);
        QVERIFY(std::abs(row.sampling - values.sampling[rank]) < 1e-7);
        QVERIFY(row.rank < values.kept
                    ? row.verdict.isKept()
                    : row.verdict.isRemovedBy(row.rank < topK ? StageKind::TopP : StageKind::TopK));
        QCOMPARE(row.chosen, rank == 0);
    }
}

void TestDistributionChart::chosenBeyondTheList()
{
    const Distribution distribution = Distribution::rank(logitsOfHundred()).value();
    DistributionChart chart;
    chart.setStep(distribution, distribution.shape({}), Sampled{30, 0.5}, bytesOf);
    QCOMPARE(chart.rows().size(), std::size_t{21});
    QCOMPARE(chart.rows().back().token, 30);
    QCOMPARE(chart.rows().back().rank, 69);
    QVERIFY(chart.rows().back().chosen);
    QVERIFY(chart.accessibleDescription().contains(QStringLiteral("Sampled: ␣t30, rank 70,")));

    // Once the list is long enough, it is a row like the others.
    chart.setStep(distribution, distribution.shape({}), Sampled{70, 0.5}, bytesOf);
    QCOMPARE(chart.rows().size(), std::size_t{21});
    chart.setRowCount(40);
    QCOMPARE(chart.rows().size(), std::size_t{40});
    QVERIFY(chart.rows()[29].chosen);
}

// A prompt's token: it was not sampled, and no other can be picked in its place.
void TestDistributionChart::aGivenTokenIsNotSampled()
{
    const Distribution distribution = Distribution::rank(logitsOfHundred()).value();
    DistributionChart chart;
    chart.resize(600, 500);
    chart.show();
    QSignalSpy picked(&chart, &DistributionChart::candidatePicked);
    auto& rows = *chart.findChild<DistributionPlot*>();
    const auto pickFirst = [&] {
        auto* plot = rows.childAt(rows.rect().center());
        QTest::keyClick(plot, Qt::Key_Home);
        QTest::keyClick(plot, Qt::Key_Return);
        return picked.size();
    };
    chart.setStep(distribution, distribution.shape({}), Sampled{30, std::nullopt, true}, bytesOf);
    QVERIFY(chart.rows().back().chosen);
    QVERIFY(!chart.randomNumberMark());
    QVERIFY(
        chart.accessibleDescription().contains(QStringLiteral("In the prompt: ␣t30, rank 70,")));
    QVERIFY(!chart.accessibleDescription().contains("Sampled"));
    QCOMPARE(pickFirst(), 0);
    chart.setStep(distribution, distribution.shape({}), Sampled{30, 0.5}, bytesOf);
    QVERIFY(chart.accessibleDescription().contains(QStringLiteral("Sampled: ␣t30, rank 70,")));
    QCOMPARE(pickFirst(), 1);
}

void TestDistributionChart::randomNumberMark()
{
    // Probabilities .5, .3, .2.
    const std::vector<float> logits{std::log(0.2f), std::log(0.5f), std::log(0.3f)};
    const Distribution distribution = Distribution::rank(logits).value();
    DistributionChart chart;
    chart.setStep(distribution, distribution.shape({}), Sampled{2, 0.575}, bytesOf);
    QVERIFY(chart.randomNumberMark());
    QCOMPARE(chart.randomNumberMark()->rank, 1);
    QVERIFY(std::abs(chart.randomNumberMark()->fraction - 0.25) < 1e-5); // .5 + .3 / 4

    chart.setStep(distribution, distribution.shape({}), std::nullopt, bytesOf);
    QVERIFY(!chart.randomNumberMark());
    QVERIFY(std::ranges::none_of(chart.rows(), &ChartRow::chosen));
}

void TestDistributionChart::dieMarkUnderOtherSettings()
{
    const std::vector<float> logits{std::log(0.2f), std::log(0.5f), std::log(0.3f)};
    const Distribution distribution = Distribution::rank(logits).value();
    DistributionChart chart;
    // With top-k 2 the parts are .625 and .375: the random number that gave token 2 now gives
    // token 1.
    chart.setStep(distribution, distribution.shape(basicChain({.topK = 2})), Sampled{2, 0.575},
                  bytesOf);
    QCOMPARE(chart.randomNumberMark()->rank, 0);
    QVERIFY(std::abs(chart.randomNumberMark()->fraction - 0.575 / 0.625) < 1e-5);
    QVERIFY(chart.rows()[1].chosen);
}

void TestDistributionChart::rowCountSwitch()
{
    const Distribution distribution = Distribution::rank(logitsOfHundred()).value();
    DistributionChart chart;
    chart.setStep(distribution, distribution.shape({}), std::nullopt, bytesOf);
    for (const int count : {40, 10, 20}) {
        const auto buttons = chart.findChildren<QAbstractButton*>();
        const auto button = std::ranges::find_if(buttons, [&](const QAbstractButton* candidate) {
            return candidate->text() == QString::number(count);
        });
        QVERIFY(button != buttons.end());
        (*button)->click();
        QCOMPARE(chart.rowCount(), count);
        QCOMPARE(chart.rows().size(), static_cast<std::size_t>(count));
    }
    chart.setRowCount(38);
    QCOMPARE(chart.rowCount(), 40);
}

// Another draw brings its token into view.
void TestDistributionChart::aSliderLeavesTheListWhereItIs()
{
    const Distribution distribution = Distribution::rank(logitsOfHundred()).value();
    DistributionChart chart;
    chart.resize(400, 420);
    chart.setRowCount(40);
    chart.show();
    const Sampled drawn{99 - 30, 0.999};
    chart.setStep(distribution, distribution.shape({}), drawn, bytesOf);
    auto* scrollBar = chart.findChild<QScrollBar*>();
    QTRY_VERIFY(scrollBar->value() <= 30 && 30 < scrollBar->value() + scrollBar->pageStep());
    QVERIFY(scrollBar->value() > 0);
    scrollBar->setValue(0);
    const auto before = chart.rows();
    chart.setStep(distribution, distribution.shape(basicChain({.temperature = 0.5})), drawn,
                  bytesOf);
    QTRY_VERIFY(chart.rows() != before);
    QCOMPARE(scrollBar->value(), 0);
    chart.setStep(distribution, distribution.shape({}), Sampled{99 - 35, 0.999}, bytesOf);
    QTRY_VERIFY(scrollBar->value() > 0);
}

void TestDistributionChart::clears()
{
    const Distribution distribution = Distribution::rank(logitsOfHundred()).value();
    DistributionChart chart;
    chart.show();
    chart.setStep(distribution, distribution.shape({}), Sampled{5, 0.2}, bytesOf);
    chart.clear();
    QVERIFY(chart.rows().empty());
    QVERIFY(!chart.randomNumberMark());
    const auto labels = chart.findChildren<QLabel*>();
    QVERIFY(std::ranges::any_of(labels, [](const QLabel* label) {
        return label->isVisible() && label->text().startsWith(QStringLiteral("Generate or step"));
    }));
}

// Of one step the axis stands still, or grows once nothing is held; another step begins anew.
void TestDistributionChart::theAxisHoldsStillUnderASlider()
{
    const auto distribution = Distribution::rank(logitsOfHundred()).value(); // at most 12.2%
    DistributionChart chart;
    chart.resize(600, 500);
    chart.show();
    const auto show = [&](const Distribution& step, double temperature) {
        chart.setStep(step, step.shape(basicChain({.temperature = temperature})), std::nullopt,
                      bytesOf);
    };
    show(distribution, 1.0);
    QTRY_COMPARE(chart.axisLimit(), 0.2);
    show(distribution, 20.0); // flat: 2% would do
    QCoreApplication::processEvents();
    QTRY_COMPARE(chart.axisLimit(), 0.2);
    chart.holdAxis(true);
    show(distribution, 0.05); // certain
    QTRY_VERIFY(chart.rows().front().sampling > 0.5);
    QCoreApplication::processEvents();
    QCOMPARE(chart.axisLimit(), 0.2);
    show(distribution, 0.5); // more than 20%, less than 50%
    chart.holdAxis(false);
    QTRY_COMPARE(chart.axisLimit(), 0.5);
    show(distribution, 0.05);
    QTRY_COMPARE(chart.axisLimit(), 1.0);
    show(distribution, 1.0);
    QCoreApplication::processEvents();
    QTRY_COMPARE(chart.axisLimit(), 1.0);
    chart.setAxis(static_cast<int>(ChartAxis::Fitting)); // asked for again
    QTRY_COMPARE(chart.axisLimit(), 0.2);
    show(Distribution::rank(std::vector<float>(100, 1.0f)).value(), 1.0);
    QTRY_COMPARE(chart.axisLimit(), 0.01);
}

void TestDistributionChart::theAxisCanBeFixedOrLogarithmic()
{
    const auto distribution = Distribution::rank(std::vector<float>(100, 1.0f)).value();
    DistributionChart chart;
    chart.resize(600, 500);
    chart.show();
    chart.setStep(distribution, distribution.shape({}), std::nullopt, bytesOf);
    QTRY_COMPARE(chart.axisLimit(), 0.01);
    for (const double limit : {1.0, 1.0, 0.01}) { // 100%, log, fitting
        chart.showNextAxis();
        QTRY_COMPARE(chart.axisLimit(), limit);
    }
    chart.setAxis(7); // none
    QCOMPARE(chart.axis(), ChartAxis::Fitting);
}

LOGITSCOPE_TEST(TestDistributionChart)
#include "tst_distribution_chart.moc"
