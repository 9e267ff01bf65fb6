#include "tests/test_program.h"
#include "tests/widgets/chart/hundred_tokens.h"
#include "widgets/chart/distribution_plot.h"
#include "widgets/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QHelpEvent>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <tuple>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

// The longest run of a colour on a line of the picture, from bar to bar.
std::vector<int> lengthsOf(DistributionPlot& plot, const QColor& colour)
{
    const QImage image = plot.grab().toImage();
    std::vector<int> lengths;
    for (int y = 0; y < image.height(); ++y) {
        int run = 0;
        int longest = 0;
        for (int x = 0; x < image.width(); ++x)
            longest = std::max(longest, run = image.pixelColor(x, y) == colour ? run + 1 : 0);
        if (longest > 10 && (lengths.empty() || lengths.back() != longest))
            lengths.push_back(longest);
    }
    return lengths;
}

} // namespace

class TestDistributionPlot : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void axisLimit_data();
    void axisLimit();
    void longListsScroll();
    void barsAreAsLongAsTheirValues();
    void removedTokensKeepABar();
    void barsEndAtTheirLine_data();
    void barsEndAtTheirLine();
    void aBarTooLongIsBrokenOff();
    void theMarkStandsOnItsBar();
    void toolTipNamesTheRow();
    void keysPickARow();
    void aClickPicksARow();
    void dieFallsOnAShownRow();
    void aLineStandsWhereAStageCuts();
};

void TestDistributionPlot::initTestCase()
{
    QApplication::setPalette(paletteOf(lightTheme()));
}

void TestDistributionPlot::axisLimit_data()
{
    QTest::addColumn<int>("equalTokens"); // each has 1 / equalTokens
    QTest::addColumn<double>("limit");
    QTest::newRow("certain") << 1 << 1.0;
    QTest::newRow("half") << 2 << 0.5;
    QTest::newRow("a third") << 3 << 0.5;
    QTest::newRow("a fifth") << 5 << 0.2;
    QTest::newRow("a ninth") << 9 << 0.2;
    QTest::newRow("a tenth") << 10 << 0.1;
    QTest::newRow("a fiftieth") << 50 << 0.02;
    QTest::newRow("a hundredth and less") << 101 << 0.01;
    QTest::newRow("hardly anything") << 50'000 << 0.001;
}

void TestDistributionPlot::axisLimit()
{
    QFETCH(int, equalTokens);
    QFETCH(double, limit);
    const std::vector<float> logits(static_cast<std::size_t>(equalTokens), 1.0f);
    const Distribution distribution = Distribution::rank(logits).value();
    DistributionPlot plot;
    plot.show();
    plot.showRows(chartRows(distribution, distribution.shape({}), 40, {}, bytesOf), {}, {});
    QTRY_VERIFY(std::abs(plot.axisLimit() - limit) < 1e-12);
}

void TestDistributionPlot::longListsScroll()
{
    const Distribution distribution = Distribution::rank(logitsOfHundred()).value();
    DistributionPlot plot;
    plot.resize(400, 380);
    plot.show();
    const auto show = [&](const SamplerChain& settings, int count, std::optional<TokenId> chosen) {
        plot.showRows(chartRows(distribution, distribution.shape(settings), count, chosen, bytesOf),
                      {}, {});
    };
    show({}, 40, {});
    auto* scrollBar = plot.findChild<QScrollBar*>();
    QTRY_VERIFY(scrollBar->isVisible());
    QTRY_COMPARE(scrollBar->maximum() + scrollBar->pageStep(), 40); // in rows
    // Rows are never lower than the text needs.
    QVERIFY(scrollBar->height() >= scrollBar->pageStep() * plot.fontMetrics().height());
    QCOMPARE(scrollBar->value(), 0);

    // A token that was drawn from further down comes into view when that is asked for.
    plot.scrollToChosen();
    show({}, 40, 99 - 30);
    QTRY_VERIFY(scrollBar->value() <= 30 && 30 < scrollBar->value() + scrollBar->pageStep());
    scrollBar->setValue(0);
    const auto before = plot.rows();
    show(basicChain({.temperature = 0.5}), 40, 99 - 30);
    QTRY_VERIFY(plot.rows() != before);
    QCOMPARE(scrollBar->value(), 0);

    show({}, 10, {});
    QTRY_VERIFY(!scrollBar->isVisible());
}

// Measured on the picture itself.
void TestDistributionPlot::barsAreAsLongAsTheirValues()
{
    const std::vector<float> logits{std::log(0.75f), std::log(0.25f)};
    const Distribution distribution = Distribution::rank(logits).value();
    DistributionPlot plot;
    plot.resize(600, 400);
    plot.show();
    plot.showRows(chartRows(distribution, distribution.shape({}), 40, {}, bytesOf), {}, {});
    const auto runs = [&] { return lengthsOf(plot, lightTheme().samplingBar); };
    QTRY_COMPARE(runs().size(), std::size_t{2});
    const std::vector<int> lengths = runs();
    QVERIFY(lengths[0] > 100);
    QVERIFY(std::abs(lengths[0] - 3 * lengths[1]) <= 4);
}

// Model probabilities 1/2, 3/10 and 1/5; sampling probability has the first alone, or the first
// two.
void TestDistributionPlot::removedTokensKeepABar()
{
    const std::vector<float> logits{std::log(0.5f), std::log(0.3f), std::log(0.2f)};
    const Distribution distribution = Distribution::rank(logits).value();
    const Theme& theme = lightTheme();
    DistributionPlot plot;
    plot.resize(600, 400);
    plot.setAxis(ChartAxis::Whole);
    plot.show();
    for (const auto& [settings, colour, other] :
         {std::tuple(basicChain({.topK = 1}), theme.removedByTopK, theme.removedByTopP),
          std::tuple(basicChain({.topP = 0.4}), theme.removedByTopP, theme.removedByTopK)}) {
        plot.showRows(chartRows(distribution, distribution.shape(settings), 40, {}, bytesOf), {},
                      {});
        QCoreApplication::processEvents();
        const std::vector<int> whole = lengthsOf(plot, theme.samplingBar);
        const std::vector<int> model = lengthsOf(plot, theme.modelBar);
        const std::vector<int> removed = lengthsOf(plot, colour); // their edges, above and below
        QCOMPARE(whole.size(), std::size_t{1});
        QCOMPARE(model.size(), std::size_t{1});
        QCOMPARE(removed.size(), std::size_t{2});
        QVERIFY(std::abs(model[0] - whole[0] * 0.5) <= 2);
        QVERIFY(std::abs(removed[0] - whole[0] * 0.3) <= 2);
        QVERIFY(std::abs(removed[1] - whole[0] * 0.2) <= 2);
        QCOMPARE(lengthsOf(plot, other).size(), std::size_t{0});
    }
}

// The bars stand on the axis that is drawn: at the line of a value ends the bar that has it.
void TestDistributionPlot::barsEndAtTheirLine_data()
{
    QTest::addColumn<ChartAxis>("axis");
    QTest::addColumn<int>("equalTokens");
    QTest::addColumn<std::size_t>("line"); // counted from the right
    QTest::newRow("fitting") << ChartAxis::Fitting << 10 << std::size_t{0};
    QTest::newRow("whole") << ChartAxis::Whole << 5 << std::size_t{4};
    QTest::newRow("logarithmic") << ChartAxis::Logarithmic << 100 << std::size_t{2};
}

void TestDistributionPlot::barsEndAtTheirLine()
{
    QFETCH(ChartAxis, axis);
    QFETCH(int, equalTokens);
    QFETCH(std::size_t, line);
    const std::vector<float> logits(static_cast<std::size_t>(equalTokens), 1.0f);
    const Distribution distribution = Distribution::rank(logits).value();
    DistributionPlot plot;
    plot.resize(900, 400);
    plot.setAxis(axis);
    plot.show();
    plot.showRows(chartRows(distribution, distribution.shape({}), 10, {}, bytesOf), {}, {});
    QCoreApplication::processEvents();
    const QImage image = plot.grab().toImage();
    std::vector<int> lines; // seen between bars
    int end = 0;
    for (int x = image.width() - 1; x >= 0; --x) {
        int grid = 0;
        int bar = 0;
        for (int y = image.height() / 4; y < image.height() / 2; ++y) {
            grid += image.pixelColor(x, y) == lightTheme().border;
            bar += image.pixelColor(x, y) == lightTheme().samplingBar;
        }
        if (grid > 20)
            lines.push_back(x);
        if (bar > 10 && end == 0)
            end = x + 1;
    }
    QVERIFY(lines.size() > line);
    QVERIFY(std::abs(end - lines[line]) <= 1);
}

// What the axis doesn't hold ends at its end, with two gaps.
void TestDistributionPlot::aBarTooLongIsBrokenOff()
{
    const std::vector<float> logits{std::log(0.15f), std::log(0.05f), std::log(0.8f)};
    const Distribution even = Distribution::rank(std::vector<float>(3, 0.0f)).value();
    const Distribution distribution = Distribution::rank(logits).value();
    DistributionPlot plot;
    plot.resize(600, 400);
    plot.show();
    const auto partsOfFirst = [&] {
        const QImage image = plot.grab().toImage();
        int most = 0;
        for (int y = 0; y < image.height() / 2; ++y) {
            int parts = 0;
            for (int x = 1; x < image.width(); ++x)
                parts += image.pixelColor(x, y) == lightTheme().samplingBar &&
                         image.pixelColor(x - 1, y) != lightTheme().samplingBar;
            most = std::max(most, parts);
        }
        return most;
    };
    plot.showRows(chartRows(even, even.shape({}), 40, {}, bytesOf), {}, {});
    QTRY_COMPARE(plot.axisLimit(), 0.5);
    QCOMPARE(partsOfFirst(), 1);
    plot.holdAxis(true);
    const auto rows = chartRows(distribution, distribution.shape({}), 40, {}, bytesOf);
    plot.showRows(rows, {}, {}, true);
    QTRY_COMPARE(partsOfFirst(), 3);
    plot.holdAxis(false);
    QTRY_COMPARE(partsOfFirst(), 1);
}

// The needle stands on the sampling bar of its rank, where its fraction says.
void TestDistributionPlot::theMarkStandsOnItsBar()
{
    const Distribution distribution = Distribution::rank(std::vector<float>(2, 0.0f)).value();
    DistributionPlot plot;
    plot.resize(600, 200);
    plot.show();
    const auto rows = chartRows(distribution, distribution.shape({}), 40, {}, bytesOf);
    for (const double fraction : {0.25, 0.75}) {
        plot.showRows(rows, {}, RandomNumberMark{1, fraction});
        QCoreApplication::processEvents();
        const auto lengths = lengthsOf(plot, lightTheme().samplingBar);
        QCOMPARE(lengths.size(), std::size_t{2}); // the other bar, and the longer part of this one
        const double longer = static_cast<double>(lengths[1]) / lengths[0];
        QVERIFY(longer > 0.70 && longer < 0.75);
    }
}

void TestDistributionPlot::toolTipNamesTheRow()
{
    const Distribution distribution = Distribution::rank(logitsOfHundred()).value();
    DistributionPlot plot;
    plot.resize(400, 420);
    plot.show();
    plot.showRows(
        chartRows(distribution, distribution.shape(basicChain({.topK = 3})), 10, {}, bytesOf), {},
        {});
    // Over the whole height of the chart every one of the ten rows is found.
    const auto texts = [&] {
        QStringList found;
        for (int y = 0; y < plot.height(); y += 3) {
            const QPoint point(60, y);
            QWidget* under = plot.childAt(point);
            if (!under)
                continue;
            QHelpEvent help(QEvent::ToolTip, under->mapFrom(&plot, point), plot.mapToGlobal(point));
            QCoreApplication::sendEvent(under, &help);
            const QString text = QToolTip::text();
            if (text.contains(QStringLiteral("logit")) && !found.contains(text))
                found.append(text);
        }
        found.sort();
        return found;
    };
    QTRY_COMPARE(texts().size(), 10);
    const QStringList found = texts();
    const QString first = found.back();
    QVERIFY2(first.startsWith(QStringLiteral("␣t99 · token 99 · rank 1\n")), qPrintable(first));
    QVERIFY2(first.section(u'\n', 1, 1).endsWith(QStringLiteral("logit 12.87")), qPrintable(first));
    QVERIFY2(first.section(u'\n', 2).contains(QStringLiteral("A click")), qPrintable(first));
    QVERIFY(first.contains(QStringLiteral("sampling probability")));
    const QString last = found.front();
    QVERIFY2(last.startsWith(QStringLiteral("␣t90 · token 90 · rank 10\n")), qPrintable(last));
    QVERIFY(last.contains(QStringLiteral("removed by top-k")));
}

namespace
{

// Rank 12 was sampled, and stands below the ten most likely ones.
void showTenAndOne(DistributionPlot& plot)
{
    const Distribution distribution = Distribution::rank(logitsOfHundred()).value();
    const auto rows =
        chartRows(distribution, distribution.shape({}), 10, distribution.token(12), bytesOf);
    const auto apart = std::ranges::find(rows, true, &ChartRow::chosen);
    plot.showRows({rows.begin(), apart}, {apart, rows.end()}, {});
    plot.resize(400, 200); // some of the ten are scrolled to
    plot.show();
}

} // namespace

// The keyboard begins at the sampled token, and doesn't leave the rows.
void TestDistributionPlot::keysPickARow()
{
    DistributionPlot plot;
    showTenAndOne(plot);
    QVERIFY(QTest::qWaitForWindowExposed(&plot));
    auto* chart = plot.findChild<QWidget*>();
    chart->setFocus(Qt::TabFocusReason);
    QTRY_VERIFY(chart->hasFocus());
    QSignalSpy picked(&plot, &DistributionPlot::candidatePicked);
    const auto pick = [&] {
        QTest::keyClick(chart, Qt::Key_Return);
        return picked.back().front().value<TokenId>();
    };
    const auto rows = plot.rows();
    QCOMPARE(pick(), rows.back().token);
    QTest::keyClick(chart, Qt::Key_Down);
    QCOMPARE(pick(), rows.back().token);
    QTest::keyClick(chart, Qt::Key_Up);
    QCOMPARE(pick(), rows[9].token);
    auto* bar = plot.findChild<QScrollBar*>();
    QCOMPARE(bar->value(), bar->maximum()); // it is in view
    QTest::keyClick(chart, Qt::Key_Home);
    QCOMPARE(pick(), rows[0].token);
    QCOMPARE(bar->value(), 0);
    QTest::keyClick(chart, Qt::Key_Up);
    QCOMPARE(pick(), rows[0].token);
    QTest::keyClick(chart, Qt::Key_Down);
    QCOMPARE(pick(), rows[1].token);
    const auto* read = QAccessible::queryAccessibleInterface(&plot)->focusChild();
    QVERIFY(read);
    const auto name = read->text(QAccessible::Name);
    QVERIFY2(name.startsWith(rows[1].label + " · ") && name.contains("rank 2 "), qPrintable(name));
    QTest::keyClick(chart, Qt::Key_End);
    QCOMPARE(pick(), rows.back().token);
}

void TestDistributionPlot::aClickPicksARow()
{
    DistributionPlot plot;
    showTenAndOne(plot);
    QVERIFY(QTest::qWaitForWindowExposed(&plot));
    QSignalSpy picked(&plot, &DistributionPlot::candidatePicked);
    auto* chart = plot.findChild<QWidget*>();
    const QPoint lowest(60, chart->height() - 8);
    QTRY_VERIFY(!plot.rows().empty());
    QTest::mouseClick(chart, Qt::RightButton, {}, lowest);
    QVERIFY(picked.isEmpty());
    QTest::mouseClick(chart, Qt::LeftButton, {}, lowest);
    QCOMPARE(picked.size(), 1);
    QCOMPARE(picked.front().front().value<TokenId>(), plot.rows().back().token);
    QTest::mouseClick(chart, Qt::LeftButton, {}, {60, 2}); // the captions
    QCOMPARE(picked.size(), 1);
}

void TestDistributionPlot::dieFallsOnAShownRow()
{
    const Distribution distribution = Distribution::rank(logitsOfHundred()).value();
    const auto rows = chartRows(distribution, distribution.shape({}), 10, 30, bytesOf);
    const std::vector list(rows.begin(), rows.end() - 1);
    DistributionPlot plot;
    for (const auto& [rank, shown] :
         {std::pair(3, true), std::pair(69, true), std::pair(10, false)}) {
        plot.showRows(list, {rows.back()}, RandomNumberMark{rank, 0.5});
        QCOMPARE(plot.randomNumberMark().has_value(), shown);
        QVERIFY(!shown || plot.randomNumberMark()->rank == rank);
    }
}

void TestDistributionPlot::aLineStandsWhereAStageCuts()
{
    const auto distribution = Distribution::rank(logitsOfHundred()).value();
    DistributionPlot plot;
    plot.resize(600, 500);
    plot.show();
    const QRgb colour = themeOf(plot.palette()).removedByTopK.rgb();
    // The heights at which a good part of the width has the colour: dashes, no bar.
    const auto lines = [&](const SamplerChain& settings) {
        plot.showRows(chartRows(distribution, distribution.shape(settings), 10, {}, bytesOf), {},
                      {});
        QCoreApplication::processEvents();
        const QImage image = plot.grab().toImage();
        QList<int> heights;
        for (int y = 0; y < image.height(); ++y) {
            int coloured = 0;
            for (int x = image.width() * 3 / 4; x < image.width(); ++x)
                coloured += image.pixel(x, y) == colour;
            if (coloured > image.width() / 4 / 3)
                heights << y;
        }
        return heights;
    };
    QCOMPARE(lines({}), QList<int>());
    const auto afterThree = lines(basicChain({.topK = 3}));
    const auto afterSix = lines(basicChain({.topK = 6}));
    QVERIFY(!afterThree.isEmpty() && afterThree.size() <= 3); // one line
    QVERIFY(!afterSix.isEmpty() && afterSix.size() <= 3);
    QVERIFY(afterSix.first() > afterThree.last() + 20);      // three rows further down
    QCOMPARE(lines(basicChain({.topK = 40})), QList<int>()); // further down than the list
}

LOGITSCOPE_TEST(TestDistributionPlot)
#include "tst_distribution_plot.moc"
