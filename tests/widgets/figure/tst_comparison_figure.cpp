#include "tests/core/run/branches.h"
#include "tests/test_program.h"
#include "tests/widgets/chart/some_step.h"
#include "tests/widgets/figure/made_up_comparison.h"
#include "tests/widgets/figure/svg_texts.h"
#include "widgets/figure/comparison_cells.h"
#include "widgets/figure/comparison_figure.h"

#include <QImage>
#include <QTest>

#include <algorithm>
#include <array>

using namespace logitscope;

namespace
{

// One strategy with several seeds; `kinds` of its texts are different.
Run repeated(int repeats, int kinds)
{
    Run run = madeUpComparison(0, 0);
    for (int repeat = 0; repeat < repeats; ++repeat) {
        run.branches.push_back(changed(madeUpRow(std::min(repeat, kinds - 1), 12), [](Step& step) {
            step.settings = basicChain({.temperature = 0.1});
        }));
        run.branches.back().name = "greedy";
        run.branches.back().seed += static_cast<std::uint64_t>(repeat);
    }
    return run;
}

// Where a picture has the colour of a selected token's frame, within a rectangle.
QRect framed(const QImage& image, const QRectF& place)
{
    QRect frame;
    const QRect pixels = place.toAlignedRect().adjusted(-2, -2, 2, 2);
    for (int y = pixels.top(); y <= pixels.bottom(); ++y)
        for (int x = pixels.left(); x <= pixels.right(); ++x)
            if (image.pixelColor(x, y) == lightTheme().accent)
                frame |= QRect(x, y, 1, 1);
    return frame;
}

QImage painted(const Figure& figure)
{
    QImage image(figure.size(), QImage::Format_RGB32);
    QPainter painter(&image);
    figure.paint(painter);
    return image;
}

} // namespace

class TestComparisonFigure : public QObject
{
    Q_OBJECT

private slots:
    void cellsShareThePage_data();
    void cellsShareThePage();
    void nineAreThreeByThree();
    void columnsAreAsAsked();
    void longTextIsWhole();
    void textIsTextInOrder();
    void joinedLettersAreShaped();
    void promptAndCaptionAreText();
    void departureIsMarked();
    void selectedTokenIsMarked();
    void selectedTokenIsThatOfTheSeed();
    void anotherCellCanBeTheReference();
    void departureIsWhereBothGoOn();
    void repeatsShareACell();
    void repeatsHaveMeanAndDeviation();
    void rangesAreExplained();
    void presetsHaveReadableNames();
    void sameness_data();
    void sameness();
    void ownDiceAreNamed();
    void groundIsTheThemes();
    void nothingIsAPageToo();
};

void TestComparisonFigure::cellsShareThePage_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("tokens");
    QTest::addColumn<int>("width");
    for (int rows = 1; rows <= 12; ++rows)
        QTest::addRow("%d rows", rows) << rows << 40 << 960;
    QTest::newRow("no tokens") << 9 << 0 << 960;
    QTest::newRow("long") << 9 << 1000 << 960;
    QTest::newRow("narrow") << 9 << 40 << 320;
    QTest::newRow("wide") << 9 << 40 << 1920;
}

void TestComparisonFigure::cellsShareThePage()
{
    QFETCH(int, rows);
    QFETCH(int, tokens);
    QFETCH(int, width);
    FigureOptions options;
    options.width = width;
    const ComparisonFigure figure(madeUpComparison(rows, tokens), options);
    QCOMPARE(figure.size().width(), width);
    const QRectF page(QPointF(), figure.size());
    const auto& cells = figure.cells();
    QCOMPARE(cells.size(), static_cast<std::size_t>(rows));
    for (std::size_t i = 0; i < cells.size(); ++i) {
        QVERIFY(page.contains(cells[i]));
        for (std::size_t j = 0; j < i; ++j)
            QVERIFY(!cells[i].intersects(cells[j]));
        for (const CellBlock::Place& output : figure.outputs(i))
            QVERIFY(cells[i].contains(output.text));
    }
}

void TestComparisonFigure::nineAreThreeByThree()
{
    const ComparisonFigure figure(madeUpComparison(9, 40), {});
    const auto& cells = figure.cells();
    for (std::size_t i = 0; i < 9; ++i) {
        QCOMPARE(cells[i].left(), cells[i % 3].left());
        QCOMPARE(cells[i].top(), cells[i - i % 3].top());
        QCOMPARE(cells[i].height(), cells[i - i % 3].height()); // as high as the highest beside it
    }
}

void TestComparisonFigure::columnsAreAsAsked()
{
    FigureOptions options;
    options.columns = 2;
    const ComparisonFigure figure(madeUpComparison(9, 10), options);
    QCOMPARE(figure.cells()[2].left(), figure.cells()[0].left());
    QVERIFY(figure.cells()[1].left() > figure.cells()[0].right());
}

void TestComparisonFigure::longTextIsWhole()
{
    const Run comparison = madeUpComparison(2, 1000);
    const ComparisonFigure figure(comparison, {});
    const auto texts = svgTexts(plainSvg(figure));
    for (std::size_t cell = 0; cell < 2; ++cell)
        QCOMPARE(textIn(texts, figure.outputs(cell).front().text),
                 QString::fromStdString(continuationOf(comparison.branches[cell])));
}

void TestComparisonFigure::textIsTextInOrder()
{
    Run comparison = madeUpComparison(9, 40);
    auto steps = stepsOf(comparison.branches[4]);
    steps[3].bytes = std::string(".\n");
    steps[9].bytes = std::string("\t");
    steps[12].bytes = std::string("\xe2\x82"); // the euro sign in two tokens
    steps[13].bytes = std::string("\xac");
    comparison.branches[4].leaf = follow(nullptr, steps);
    const ComparisonFigure figure(comparison, {});
    const auto texts = svgTexts(plainSvg(figure));
    for (std::size_t cell = 0; cell < 9; ++cell) {
        // A line break is a line of its own, a tab a space.
        auto expected = QString::fromStdString(continuationOf(comparison.branches[cell]));
        expected.remove(u'\n').replace(u'\t', u' ');
        QCOMPARE(textIn(texts, figure.outputs(cell).front().text), expected);
    }
}

void TestComparisonFigure::joinedLettersAreShaped()
{
    const QFont font = figureFont(figureType::text);
    QCOMPARE(font.styleStrategy(), QFont::PreferNoShaping);
    for (const char* plain : {"3x4 -> (A)", "na\u00efve \u2192 \u4f60", "\U0001F600"})
        QCOMPARE(fittedTo(QString::fromUtf8(plain), font).styleStrategy(), QFont::PreferNoShaping);
    for (const char* joined :
         {"it \u0633\u0644\u0627\u0645", "\u0928\u093f", "e\u0301", "\U0001F469\u200D\U0001F680"})
        QCOMPARE(fittedTo(QString::fromUtf8(joined), font).styleStrategy(), QFont::PreferDefault);
}

void TestComparisonFigure::promptAndCaptionAreText()
{
    Run comparison = madeUpComparison(9, 40);
    const QString prompt =
        QStringLiteral("A <prompt> & more, long enough for several lines. ").repeated(8).trimmed();
    comparison.prompt = prompt.toStdString();
    const ComparisonFigure figure(comparison, {});
    QString all;
    for (const SvgText& text : svgTexts(plainSvg(figure)))
        all += text.text;
    for (const QString& expected :
         {prompt,
          QStringLiteral("model made-up · seed 7 · same random numbers for all strategies · "
                         "Logitscope 1.2.3"),
          QStringLiteral("strategy_8"), QStringLiteral("T 1.3"),
          QStringLiteral("40 tokens · token limit reached"),
          QStringLiteral("first token that differs from strategy_0")})
        QVERIFY2(all.contains(expected), qPrintable(expected));
}

void TestComparisonFigure::departureIsMarked()
{
    const Run comparison = madeUpComparison(9, 40);
    const ComparisonFigure figure(comparison, {});
    QVERIFY(!figure.outputs(0).front().mark);
    const QImage image = painted(figure);
    for (std::size_t cell = 1; cell < 9; ++cell) {
        const auto place = figure.outputs(cell).front();
        QVERIFY(place.mark);
        QVERIFY(place.text.adjusted(-1, -1, 1, 1).contains(*place.mark));
        // The cloth flies over the letters, in the text's colour; the pole stands before them.
        const double size = place.mark->height();
        const auto isInk = [&](double right, double down) {
            const QPointF at = place.mark->topLeft() + QPointF(right, down) * size;
            return QColor(image.pixel(at.toPoint())).lightness() < 128;
        };
        QVERIFY(isInk(0.05, -0.1));
        QVERIFY(!isInk(0.6, -0.15));
    }
    // Row 5 agrees with the first for five tokens.
    const auto reference = cellsOf(comparison).front().outputs;
    QCOMPARE(departureFrom(reference, comparison.branches[5]), std::optional(5));
    QCOMPARE(departureFrom(reference, comparison.branches[0]), std::nullopt);
}

// It is the second token of the first text.
void TestComparisonFigure::selectedTokenIsMarked()
{
    const StepUnderAll step = someStep();
    const ComparisonFigure figure(madeUpComparison(3, 40), {}, &step);
    const QRectF text = figure.outputs(0).front().text;
    const QRect frame = framed(painted(figure), text);
    const QFontMetricsF metrics(figureFont(figureType::text));
    const double left = text.left() + metrics.horizontalAdvance(QStringLiteral(" the"));
    const double width = metrics.horizontalAdvance(QStringLiteral(" extraordinarily"));
    QVERIFY(std::abs(frame.left() - left) < 2.0);
    QVERIFY(std::abs(frame.width() - width) < 3.0);
    QVERIFY(frame.bottom() < text.top() + 1.5 * metrics.height());
    for (std::size_t cell = 1; cell < 3; ++cell)
        QVERIFY(framed(painted(figure), figure.outputs(cell).front().text).isNull());
    const auto says = [](const ComparisonFigure& made) {
        return std::ranges::any_of(svgTexts(plainSvg(made)), [](const SvgText& each) {
            return each.text == QStringLiteral("selected token");
        });
    };
    QVERIFY(says(figure));

    FigureOptions without;
    without.step = false;
    const ComparisonFigure alone(madeUpComparison(3, 40), without, &step);
    QVERIFY(framed(painted(alone), alone.outputs(0).front().text).isNull());
    QVERIFY(!says(alone));
    FigureOptions others;
    others.cells = {1, 2};
    QVERIFY(!says(ComparisonFigure(madeUpComparison(3, 40), others, &step)));
}

void TestComparisonFigure::selectedTokenIsThatOfTheSeed()
{
    StepUnderAll step = someStep(1);
    step.columns.front().name = QStringLiteral("greedy");
    step.seed = 8;
    const ComparisonFigure figure(repeated(3, 3), {}, &step);
    const QImage image = painted(figure);
    const auto outputs = figure.outputs(0);
    for (std::size_t output = 0; output < 3; ++output)
        QCOMPARE(framed(image, outputs[output].text).isNull(), output != 1);
}

void TestComparisonFigure::anotherCellCanBeTheReference()
{
    Run comparison = repeated(3, 2); // one cell
    for (int row = 1; row < 4; ++row)
        comparison.branches.push_back(madeUpRow(row, 12));
    FigureOptions options;
    options.reference = 4;
    const ComparisonFigure figure(comparison, options);
    QVERIFY(figure.outputs(0).front().mark);
    QVERIFY(figure.outputs(1).front().mark);
    QVERIFY(!figure.outputs(2).front().mark); // the fifth row's
    QVERIFY(figure.outputs(3).front().mark);
    QString all;
    for (const SvgText& text : svgTexts(plainSvg(figure)))
        all += text.text;
    QVERIFY(all.contains(QStringLiteral("differs from strategy_2")));
    options.reference = 99;
    QVERIFY(!ComparisonFigure(comparison, options).outputs(0).front().mark);
}

void TestComparisonFigure::departureIsWhereBothGoOn()
{
    Run comparison = madeUpComparison(2, 12);
    auto& rows = comparison.branches;
    rows[1].leaf = rows[0].leaf;
    rows[0].leaf = pathTo(rows[0].leaf)[4]; // it was stopped
    QCOMPARE(departureFrom(cellsOf(comparison).front().outputs, rows[1]), std::nullopt);
}

void TestComparisonFigure::repeatsShareACell()
{
    Run comparison = repeated(3, 2);
    comparison.branches.push_back(madeUpRow(5, 12));
    const ComparisonFigure figure(comparison, {});
    QCOMPARE(figure.cells().size(), std::size_t(2));
    const auto outputs = figure.outputs(0);
    QCOMPARE(outputs.size(), std::size_t(3));
    QVERIFY(outputs[0].text.bottom() < outputs[1].text.top());
    QVERIFY(outputs[1].text.bottom() < outputs[2].text.top());
    const auto texts = svgTexts(plainSvg(figure));
    for (std::size_t i = 0; i < 3; ++i)
        QCOMPARE(textIn(texts, outputs[i].text),
                 QString::fromStdString(continuationOf(comparison.branches[i])));
    const QString cell = textIn(texts, figure.cells()[0]);
    for (const char* expected : {"2 of 3 distinct", "seed 7", "seed 8", "seed 9"})
        QVERIFY2(cell.contains(QLatin1String(expected)), expected);
}

// Entropies 1, 2 and 6.
void TestComparisonFigure::repeatsHaveMeanAndDeviation()
{
    Run comparison = repeated(3, 2);
    for (std::size_t row = 0; row < 3; ++row)
        comparison.branches[row] = changed(comparison.branches[row], [row](Step& step) {
            step.info.samplingEntropy = std::array{1.0, 2.0, 6.0}[row];
        });
    const ComparisonFigure figure(comparison, {});
    const QString cell = textIn(svgTexts(plainSvg(figure)), figure.cells()[0]);
    for (const char* expected : {"mean", "3.00 bits", "± sd", "2.65 bits"})
        QVERIFY2(cell.contains(QString::fromUtf8(expected)), expected);
}

// Where there are some.
void TestComparisonFigure::rangesAreExplained()
{
    const auto isExplained = [](const Run& comparison) {
        QString all;
        for (const SvgText& text : svgTexts(plainSvg(ComparisonFigure(comparison, {}))))
            all += text.text;
        return all.contains("an upright bar is what the entropy lies in");
    };
    Run comparison = madeUpComparison(3, 4);
    QVERIFY(!isExplained(comparison));
    comparison.branches[2] = changed(comparison.branches[2], [](Step& step) {
        step.coverage = {100, 8192, 0.25};
    });
    QVERIFY(isExplained(comparison));
}

void TestComparisonFigure::presetsHaveReadableNames()
{
    Run comparison = madeUpComparison(2, 4);
    auto& rows = comparison.branches;
    rows[0] =
        changed(rows[0], [](Step& step) { step.settings = basicChain({.temperature = 0.7}); });
    rows[0].name = "low_temp";
    rows[1] = changed(rows[1], [](Step& step) {
        step.settings = basicChain({.temperature = 0.8, .topK = 40, .topP = 0.9});
    });
    rows[1].name = "nucleus";
    const ComparisonFigure figure(comparison, {});
    const auto texts = svgTexts(plainSvg(figure));
    QVERIFY(textIn(texts, figure.cells()[0]).contains("low temperature"));
    QVERIFY(textIn(texts, figure.cells()[1]).contains("T 0.8, top-k 40 + top-p 0.9"));
}

void TestComparisonFigure::sameness_data()
{
    QTest::addColumn<int>("repeats");
    QTest::addColumn<int>("kinds");
    QTest::addColumn<QString>("expected");
    QTest::newRow("one") << 1 << 1 << QString();
    QTest::newRow("all the same") << 3 << 1 << QStringLiteral("all identical");
    QTest::newRow("two of three") << 3 << 2 << QStringLiteral("2 of 3 distinct");
    QTest::newRow("all different") << 5 << 5 << QStringLiteral("5 of 5 distinct");
}

void TestComparisonFigure::sameness()
{
    QFETCH(int, repeats);
    QFETCH(int, kinds);
    QFETCH(QString, expected);
    const Run comparison = repeated(repeats, kinds);
    const auto cells = cellsOf(comparison);
    QCOMPARE(cells.size(), std::size_t(1));
    QCOMPARE(samenessText(cells.front().outputs), expected);
}

void TestComparisonFigure::ownDiceAreNamed()
{
    Run comparison = madeUpComparison(3, 4);
    QCOMPARE(randomNumbersText(comparison),
             QStringLiteral("seed 7 · same random numbers for all strategies"));
    auto& row = comparison.branches[1];
    row = changed(row, [](Step& step) { step.stream = 1; });
    QCOMPARE(randomNumbersText(comparison),
             QStringLiteral("seed 7 · own random numbers for each strategy"));
    QCOMPARE(randomNumbersText(repeated(3, 1)), QStringLiteral("seeds 7–9"));
}

void TestComparisonFigure::groundIsTheThemes()
{
    for (const Theme& theme : {lightTheme(), darkTheme()}) {
        FigureOptions options;
        options.theme = theme;
        const QImage image = painted(ComparisonFigure(madeUpComparison(3, 10), options));
        for (const QPoint& corner : {QPoint(0, 0), image.rect().bottomRight()})
            QCOMPARE(image.pixelColor(corner), theme.surface);
    }
    QCOMPARE(lightTheme().surface, QColor(Qt::white));
}

void TestComparisonFigure::nothingIsAPageToo()
{
    const ComparisonFigure figure(Run{.branches = {}}, {});
    QVERIFY(figure.size().height() > 0);
    painted(figure);
}

LOGITSCOPE_TEST(TestComparisonFigure)
#include "tst_comparison_figure.moc"
