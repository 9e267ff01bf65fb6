#include "tests/core/run/branches.h"
#include "tests/test_program.h"
#include "tests/widgets/figure/made_up_comparison.h"
#include "tests/widgets/figure/recorded_texts.h"
#include "widgets/figure/comparison_figure.h"
#include "widgets/figure/page_shape.h"
#include "widgets/figure/step_figure.h"

#include <QImage>
#include <QTest>

#include <algorithm>
#include <array>
#include <set>

using namespace logitscope;

namespace
{

// 50 tokens, each a little less likely than the one before it.
Distribution fading()
{
    std::array<float, 50> logits{};
    for (std::size_t i = 0; i < logits.size(); ++i)
        logits[i] = -0.3f * static_cast<float>(i);
    return *Distribution::rank(logits);
}

FigureMaker comparisonMaker(int rows, int tokens)
{
    return [rows, tokens](const FigureOptions& options) {
        return std::make_unique<ComparisonFigure>(madeUpComparison(rows, tokens), options);
    };
}

// Repeats as well, and as many words in a name and in settings as somebody may think of.
FigureMaker crowdedMaker()
{
    return [](const FigureOptions& options) {
        Run comparison = madeUpComparison(9, 40);
        for (int repeat = 1; repeat < 3; ++repeat) {
            auto row = comparison.branches[8];
            row.seed += static_cast<std::uint64_t>(repeat) * 1'000'000;
            comparison.branches.push_back(row);
        }
        auto& row = comparison.branches[3];
        row.name = "as low as I dare, for a text about the sea and its weather";
        row = changed(row, [](Step& step) {
            step.settings = basicChain({.temperature = 0.123456,
                                        .topK = 40'000,
                                        .topP = 0.999999,
                                        .order = FilterOrder::TemperatureThenFilter});
        });
        for (auto& each : comparison.branches)
            each = changed(each, [](Step& step) { step.info.effectiveVocabulary = 12'345.6; });
        return std::make_unique<ComparisonFigure>(comparison, options);
    };
}

FigureMaker stepMaker()
{
    return [](const FigureOptions& options) {
        const Distribution distribution = fading();
        Run run = madeUpComparison(1, 30);
        run.branch() = changedAt(run.branch(), 10, [](Step& step) {
            step.token = 41;
            step.u = 0.97;
        });
        const auto nameOf = [](TokenId token) {
            return token == 0 ? std::string(" extraordinarily_long_token")
                              : std::string(" w").append(std::to_string(token));
        };
        return std::make_unique<StepFigure>(
            run, 50'257,
            SelectedStep{10, &distribution,
                         basicChain({.temperature = 0.8, .topK = 45, .topP = 0.99}), nameOf},
            options);
    };
}

} // namespace

class TestPageShape : public QObject
{
    Q_OBJECT

private slots:
    void everyTextCanBeRead_data();
    void everyTextCanBeRead();
    void narrowHasFewerColumns();
    void typeIsAsLargeAsAsked_data();
    void typeIsAsLargeAsAsked();
    void aSlideHasItsRatio_data();
    void aSlideHasItsRatio();
    void chosenCellsAlone();
    void theReferenceMayBeLeftOut();
    void withoutTheStep();
    void typeWithoutRoomIsSmaller();
    void nothingStaysNothing();
};

void TestPageShape::everyTextCanBeRead_data()
{
    QTest::addColumn<QString>("figure");
    QTest::addColumn<int>("width");
    for (const char* figure : {"nine", "crowded", "step"})
        for (const int width : {columnWidth, 336, 480, 640, 960, 1920})
            QTest::addRow("%s at %d", figure, width) << QString(figure) << width;
}

void TestPageShape::everyTextCanBeRead()
{
    QFETCH(QString, figure);
    QFETCH(int, width);
    const auto make = figure == "step"   ? stepMaker()
                      : figure == "nine" ? comparisonMaker(9, 40)
                                         : crowdedMaker();
    for (const int type : {100, 150}) {
        const auto made = figureOnPage(make, {}, {.width = width, .typePercent = type});
        QCOMPARE(made->size().width(), width);
        if (width * 100 / type < columnWidth)
            continue; // narrower than any column of a paper
        const auto problem = unreadable(*made);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
}

void TestPageShape::narrowHasFewerColumns()
{
    const auto columns = [](int width) {
        FigureOptions options;
        options.width = width;
        std::set<double> lefts;
        const ComparisonFigure figure(madeUpComparison(9, 40), options);
        for (const QRectF& cell : figure.cells())
            lefts.insert(cell.left());
        return lefts.size();
    };
    QCOMPARE(columns(columnWidth), std::size_t(1));
    QCOMPARE(columns(336), std::size_t(1));
    QCOMPARE(columns(520), std::size_t(2));
    QCOMPARE(columns(960), std::size_t(3));
}

void TestPageShape::typeIsAsLargeAsAsked_data()
{
    QTest::addColumn<int>("percent");
    for (const int percent : {80, 100, 125, 200})
        QTest::addRow("%d%%", percent) << percent;
}

void TestPageShape::typeIsAsLargeAsAsked()
{
    QFETCH(int, percent);
    for (const auto& make : {comparisonMaker(9, 40), stepMaker()}) {
        const auto smallest = [&](int type) {
            const auto figure = figureOnPage(make, {}, {.width = 960, .typePercent = type});
            const auto texts = recordedTexts(*figure);
            return std::ranges::min_element(texts, {}, &RecordedText::pixelSize)->pixelSize;
        };
        QVERIFY(std::abs(smallest(percent) / smallest(100) - percent / 100.0) < 0.01);
    }
}

void TestPageShape::aSlideHasItsRatio_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("tokens");
    for (const int rows : {1, 2, 4, 9, 12})
        for (const int tokens : {0, 40, 400})
            QTest::addRow("%d rows, %d tokens", rows, tokens) << rows << tokens;
    QTest::newRow("a step") << 0 << 0;
    QTest::newRow("endless") << 2 << 20'000;
}

void TestPageShape::aSlideHasItsRatio()
{
    QFETCH(int, rows);
    QFETCH(int, tokens);
    const auto make = rows > 0 ? comparisonMaker(rows, tokens) : stepMaker();
    const auto slide = figureOnPage(make, {}, {.slide = true}, std::min(rows, 6));
    QCOMPARE(slide->size(), QSize(1920, 1080));
    const auto problem = unreadable(*slide);
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    if (rows == 9 && tokens == 40)
        QVERIFY(textSizeOn(*slide) >= 11.0); // no smaller than on a page of that width
}

void TestPageShape::chosenCellsAlone()
{
    const Run comparison = madeUpComparison(9, 40);
    FigureOptions options;
    options.cells = {1, 4, 8};
    options.reference = 4;
    const ComparisonFigure figure(comparison, options);
    QCOMPARE(figure.cells().size(), std::size_t(3));
    QStringList texts;
    for (const auto& text : recordedTexts(figure))
        texts << text.text;
    for (const int row : {1, 4, 8})
        QVERIFY(texts.contains(QStringLiteral("strategy_%1").arg(row)));
    for (const int row : {0, 2, 3, 5, 6, 7})
        QVERIFY(!texts.contains(QStringLiteral("strategy_%1").arg(row)));
    QVERIFY(!figure.outputs(1).front().mark); // the reference's
    QVERIFY(figure.outputs(0).front().mark);
    QVERIFY(figure.outputs(2).front().mark);
}

void TestPageShape::theReferenceMayBeLeftOut()
{
    FigureOptions options;
    options.cells = {2, 3};
    const ComparisonFigure figure(madeUpComparison(9, 40), options); // compared with the first
    QVERIFY(!figure.outputs(0).front().mark);
    QVERIFY(figure.outputs(1).front().mark);
    const auto texts = recordedTexts(figure);
    QVERIFY(std::ranges::any_of(texts, [](const RecordedText& text) {
        return text.text == QLatin1String("first token that differs from strategy_2");
    }));
}

void TestPageShape::withoutTheStep()
{
    const auto with = figureOnPage(stepMaker(), {}, {});
    FigureOptions options;
    options.step = false;
    const auto without = figureOnPage(stepMaker(), options, {});
    QVERIFY(without->size().height() < with->size().height());
    for (const auto& text : recordedTexts(*without))
        QVERIFY(!text.text.startsWith(QLatin1String("Step 11")));
}

// 252 points have room for heads and legend up to 112%.
void TestPageShape::typeWithoutRoomIsSmaller()
{
    const auto make = [](const FigureOptions& options) {
        return std::make_unique<ComparisonFigure>(madeUpComparison(3, 20), options);
    };
    const auto figure = figureOnPage(make, {}, {.width = columnWidth, .typePercent = 250});
    QCOMPARE(figure->size().width(), columnWidth);
    QVERIFY(textSizeOn(*figure) < 11.0 * 1.13);
    QVERIFY(textSizeOn(*figure) > 11.0 * 1.11);
    const auto problem = unreadable(*figure);
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void TestPageShape::nothingStaysNothing()
{
    const FigureMaker nothing = [](const FigureOptions&) { return std::unique_ptr<Figure>(); };
    QVERIFY(!figureOnPage(nothing, {}, {}));
    QVERIFY(!figureOnPage(nothing, {}, {.slide = true}));
}

LOGITSCOPE_TEST(TestPageShape)
#include "tst_page_shape.moc"
