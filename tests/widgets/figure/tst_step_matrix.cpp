#include "tests/test_program.h"
#include "tests/widgets/contrast.h"
#include "tests/widgets/figure/made_up_comparison.h"
#include "tests/widgets/figure/recorded_texts.h"
#include "widgets/figure/comparison_figure.h"
#include "widgets/figure/page_shape.h"

#include <QTest>

#include <array>
#include <cmath>

using namespace logitscope;

namespace
{

// 40 tokens, each half as likely as the one before it.
Distribution halvingTokens()
{
    std::array<float, 40> logits{};
    for (std::size_t i = 0; i < logits.size(); ++i)
        logits[i] = -0.6931472f * static_cast<float>(i);
    return *Distribution::rank(logits);
}

StepUnderAll someStep(int columns = 3)
{
    StepUnderAll step{
        "Step 2 of strategy_0, under all strategies", halvingTokens(), {}, [](TokenId token) {
            return std::string(" w").append(std::to_string(token));
        }};
    const std::array settings{SamplerSettings{.topK = 2}, SamplerSettings{.temperature = 0.0},
                              SamplerSettings{.temperature = 5.0}};
    for (int column = 0; column < columns; ++column)
        step.columns.push_back({QStringLiteral("strategy_%1").arg(column),
                                step.distribution.shape(settings[std::size_t(column) % 3]), 0.9,
                                column == 0});
    return step;
}

} // namespace

class TestStepMatrix : public QObject
{
    Q_OBJECT

private slots:
    void cellsAreProbabilities();
    void choicesFurtherDownHaveARow();
    void canBeRead_data();
    void canBeRead();
    void standsBelowTheGrid();
    void canBeLeftOut();
    void hasTheChosenStrategiesAlone();
    void numbersCanBeReadOnTheirBoxes();
};

void TestStepMatrix::cellsAreProbabilities()
{
    const StepMatrix matrix(someStep(), lightTheme(), 800.0);
    const auto& rows = matrix.rows();
    // Of two that are left, two thirds and one third; u = 0.9 lies in the second.
    QVERIFY(std::abs(rows[0].cells[0].probability - 2.0 / 3.0) < 1e-6);
    QVERIFY(std::abs(rows[1].cells[0].probability - 1.0 / 3.0) < 1e-6);
    QCOMPARE(rows[2].cells[0].probability, 0.0);
    QVERIFY(!rows[0].cells[0].sampled);
    QVERIFY(rows[1].cells[0].sampled);
    QCOMPARE(rows[0].cells[1].probability, 1.0); // argmax
    QVERIFY(rows[0].cells[1].sampled);
    QVERIFY(std::abs(rows[1].token.probability - 0.25) < 1e-6);
}

void TestStepMatrix::choicesFurtherDownHaveARow()
{
    // At T = 5 each is 0.5^(1/5) as likely as the one before it, so the rank at u is
    // log(1 - u) / log(0.5^(1/5)): 16.6, the 17th token.
    const StepMatrix matrix(someStep(), lightTheme(), 800.0);
    QCOMPARE(matrix.rows().size(), std::size_t(13));
    QCOMPARE(matrix.rows().back().token.rank, 16);
    QVERIFY(matrix.rows().back().cells[2].sampled);
    for (std::size_t row = 0; row < matrix.rows().size(); ++row)
        QVERIFY(QRectF(0.0, 0.0, 800.0, matrix.height()).contains(matrix.cell(row, 2)));
}

void TestStepMatrix::canBeRead_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("columns");
    for (const int width : {columnWidth, 336, 960, 1920})
        for (const int columns : {1, 3, 9})
            QTest::addRow("%d columns at %d", columns, width) << width << columns;
}

void TestStepMatrix::canBeRead()
{
    QFETCH(int, width);
    QFETCH(int, columns);
    const auto step = someStep(columns);
    const auto figure = figureOnPage(
        [&](const FigureOptions& options) {
            return std::make_unique<ComparisonFigure>(madeUpComparison(columns, 40), options,
                                                      &step);
        },
        {}, {.width = width});
    const auto problem = unreadable(*figure);
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void TestStepMatrix::standsBelowTheGrid()
{
    const auto step = someStep();
    const ComparisonFigure figure(madeUpComparison(3, 40), {}, &step);
    const QRectF page(QPointF(), figure.size());
    QVERIFY(page.contains(figure.matrixPlace()));
    for (const QRectF& cell : figure.cells())
        QVERIFY(cell.bottom() < figure.matrixPlace().top());
    bool headed = false;
    for (const auto& text : recordedTexts(figure))
        headed |= text.text == step.head && figure.matrixPlace().contains(text.place);
    QVERIFY(headed);
}

void TestStepMatrix::canBeLeftOut()
{
    const auto step = someStep();
    FigureOptions options;
    options.step = false;
    QCOMPARE(ComparisonFigure(madeUpComparison(3, 40), options, &step).size(),
             ComparisonFigure(madeUpComparison(3, 40), {}).size());
}

void TestStepMatrix::hasTheChosenStrategiesAlone()
{
    const auto step = someStep();
    FigureOptions options;
    options.cells = {0, 2};
    const ComparisonFigure figure(madeUpComparison(3, 40), options, &step);
    QStringList below;
    for (const auto& text : recordedTexts(figure))
        if (figure.matrixPlace().contains(text.place.center()))
            below << text.text;
    QCOMPARE(below.filter("strategy_0").size(), 2); // in the head, too
    QCOMPARE(below.filter("strategy_1").size(), 0);
    QCOMPARE(below.filter("strategy_2").size(), 1);
}

// WCAG 2 asks for 4.5 to 1.
void TestStepMatrix::numbersCanBeReadOnTheirBoxes()
{
    for (const auto& theme : {lightTheme(), darkTheme()})
        for (int percent = 0; percent <= 100; ++percent) {
            const auto ground = keptColour(theme, percent / 100.0);
            QVERIFY2(contrast(readableOn(ground, theme), ground) >= 4.5,
                     qPrintable(QString("%1% on %2").arg(percent).arg(ground.name())));
        }
}

LOGITSCOPE_TEST(TestStepMatrix)
#include "tst_step_matrix.moc"
