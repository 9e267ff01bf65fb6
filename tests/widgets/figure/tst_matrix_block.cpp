#include "tests/test_program.h"
#include "tests/widgets/chart/some_step.h"
#include "tests/widgets/figure/made_up_comparison.h"
#include "tests/widgets/figure/recorded_texts.h"
#include "widgets/figure/comparison_figure.h"
#include "widgets/figure/page_shape.h"

#include <QTest>

using namespace logitscope;

class TestMatrixBlock : public QObject
{
    Q_OBJECT

private slots:
    void canBeRead_data();
    void canBeRead();
    void standsBelowTheGrid();
    void canBeLeftOut();
    void hasTheChosenStrategiesAlone();
};

void TestMatrixBlock::canBeRead_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("columns");
    for (const int width : {columnWidth, 336, 960, 1920})
        for (const int columns : {1, 3, 9})
            QTest::addRow("%d columns at %d", columns, width) << width << columns;
}

void TestMatrixBlock::canBeRead()
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

void TestMatrixBlock::standsBelowTheGrid()
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

void TestMatrixBlock::canBeLeftOut()
{
    const auto step = someStep();
    FigureOptions options;
    options.step = false;
    QCOMPARE(ComparisonFigure(madeUpComparison(3, 40), options, &step).size(),
             ComparisonFigure(madeUpComparison(3, 40), {}).size());
}

void TestMatrixBlock::hasTheChosenStrategiesAlone()
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

LOGITSCOPE_TEST(TestMatrixBlock)
#include "tst_matrix_block.moc"
