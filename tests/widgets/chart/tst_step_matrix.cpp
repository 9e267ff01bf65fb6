#include "tests/core/sampling/partial_step.h"
#include "tests/test_program.h"
#include "tests/widgets/chart/some_step.h"
#include "tests/widgets/contrast.h"
#include "widgets/chart/step_matrix.h"

#include <QTest>

#include <cmath>

using namespace logitscope;

namespace
{

StepMatrix::Style style()
{
    return {.names = {},
            .tokens = {},
            .numbers = {},
            .em = 11.5,
            .widestColumn = 5.2,
            .columnsShare = 0.62};
}

} // namespace

class TestStepMatrix : public QObject
{
    Q_OBJECT

private slots:
    void cellsAreProbabilities();
    void choicesFurtherDownHaveARow();
    void narrowOnesLeaveOutWhatHasNoRoom();
    void numbersCanBeReadOnTheirBoxes();
    void whatIsNotKnown();
};

void TestStepMatrix::cellsAreProbabilities()
{
    const StepMatrix matrix(someStep(), style(), lightTheme(), 800.0);
    const auto& rows = matrix.rows();
    // Of two that are left, two thirds and one third; u = 0.9 lies in the second.
    QVERIFY(std::abs(rows[0].probabilities[0] - 2.0 / 3.0) < 1e-6);
    QVERIFY(std::abs(rows[1].probabilities[0] - 1.0 / 3.0) < 1e-6);
    QCOMPARE(rows[2].probabilities[0], 0.0);
    QCOMPARE(matrix.mark(0), (StepMatrix::Mark{2, 1}));
    QCOMPARE(rows[0].probabilities[1], 1.0); // argmax
    QCOMPARE(matrix.mark(1).choice, std::optional(0));
    QVERIFY(std::abs(rows[1].token.probability - 0.25) < 1e-6);
}

void TestStepMatrix::choicesFurtherDownHaveARow()
{
    // At T = 5 each is 0.5^(1/5) as likely as the one before it, so the rank at u is
    // log(1 - u) / log(0.5^(1/5)): 16.6, the 17th token.
    const StepMatrix matrix(someStep(), style(), lightTheme(), 800.0);
    QCOMPARE(matrix.rows().size(), std::size_t(13));
    QCOMPARE(matrix.rows().back().token.rank, 16);
    QCOMPARE(matrix.mark(2).choice, std::optional(16));
    for (std::size_t row = 0; row < matrix.rows().size(); ++row)
        QVERIFY(QRectF(0.0, 0.0, 800.0, matrix.height()).contains(matrix.cell(2, row)));
}

// First the bars; what is left stands beside each other.
void TestStepMatrix::narrowOnesLeaveOutWhatHasNoRoom()
{
    QVERIFY(StepMatrix(someStep(9), style(), lightTheme(), 800.0).hasBars());
    for (const double width : {100.0, 200.0, 300.0}) {
        const StepMatrix matrix(someStep(9), style(), lightTheme(), width);
        QVERIFY(matrix.hasBars() == (width > 200.0));
        QVERIFY(matrix.cell(0, 0).left() > 0.0);
        QVERIFY(matrix.cell(8, 0).right() <= width);
        for (std::size_t column = 0; column < 9; ++column) {
            const auto cell = matrix.cell(column, 2);
            QCOMPARE(matrix.columnAt(cell.center().x()), std::optional(column));
            QCOMPARE(matrix.rowAt(cell.center().y()), std::optional(std::size_t(2)));
            QVERIFY(column == 0 || cell.left() > matrix.cell(column - 1, 2).right());
        }
        QVERIFY(!matrix.columnAt(matrix.cell(0, 0).left() - 5.0));
        QVERIFY(!matrix.columnAt(width + 1.0));
        QVERIFY(!matrix.rowAt(matrix.cell(0, 0).top() - 5.0));
        QVERIFY(!matrix.rowAt(matrix.height()));
    }
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

// Of 40 tokens a server told 8: enough for two of the strategies.
void TestStepMatrix::whatIsNotKnown()
{
    std::array<float, 40> logits{};
    for (std::size_t i = 0; i < logits.size(); ++i)
        logits[i] = -0.6931472f * static_cast<float>(i);
    std::mt19937 random(1);
    const auto part = partOf(logits, 8, random);
    auto step = someStep();
    step.distribution = Distribution::rank(part.logits, part.coverage).value();
    step.columns.clear();
    for (const auto& chain : {basicChain({.topK = 2}), basicChain({.temperature = 5.0})}) {
        const auto shaped = shapeStep(step.distribution, chain, {}, 0.9, {});
        step.columns.push_back({.name = QStringLiteral("s"),
                                .shaped = shaped.shaped,
                                .u = 0.9,
                                .isPickCertain = shaped.isPickCertain});
    }
    QCOMPARE(step.keptTexts(), (QStringList{"2", "≥ 8"}));
    const StepMatrix matrix(step, style(), lightTheme(), 800.0);
    QCOMPARE(matrix.rows().size(), std::size_t(8)); // none that says 0% of what isn't known
    QCOMPARE(matrix.mark(0).choice, std::optional(1));
    QVERIFY(!matrix.mark(1).choice);
}

LOGITSCOPE_TEST(TestStepMatrix)
#include "tst_step_matrix.moc"
