#include "core/model/panel_matrix.h"

#include <QTest>

#include <cstdint>
#include <vector>

using namespace logitscope;

namespace
{

// A number that no other place of the matrix has, and that is never 0.
float numberAt(int row, int column)
{
    return static_cast<float>(1 + row * 1000 + column);
}

std::vector<float> inOut(int in, int out)
{
    std::vector<float> values;
    for (int row = 0; row < in; ++row) {
        for (int column = 0; column < out; ++column)
            values.push_back(numberAt(row, column));
    }
    return values;
}

std::vector<float> outIn(int in, int out)
{
    std::vector<float> values;
    for (int column = 0; column < out; ++column) {
        for (int row = 0; row < in; ++row)
            values.push_back(numberAt(row, column));
    }
    return values;
}

} // namespace

class TestPanelMatrix : public QObject
{
    Q_OBJECT

private slots:
    void layout_data();
    void layout();

    void copiesColumns_data() { layout_data(); }

    void copiesColumns();
    void panelsAreAligned();
    void canBeMoved();
    void none();
};

void TestPanelMatrix::layout_data()
{
    QTest::addColumn<int>("in");
    QTest::addColumn<int>("out");
    for (const int in : {1, 2, 5, 64, 129}) {
        for (const int out : {1, 2, 63, 64, 65, 127, 128, 129, 200})
            QTest::addRow("%d x %d", in, out) << in << out;
    }
}

void TestPanelMatrix::layout()
{
    QFETCH(int, in);
    QFETCH(int, out);
    for (const auto& matrix : {PanelMatrix::fromInOut(inOut(in, out), in, out),
                               PanelMatrix::fromOutIn(outIn(in, out), in, out)}) {
        QCOMPARE(matrix.in(), in);
        QCOMPARE(matrix.out(), out);
        QCOMPARE(matrix.panels(), (out - 1) / 64 + 1);
        for (int column = 0; column < matrix.panels() * 64; ++column) {
            const float* panel = matrix.panel(column / 64);
            for (int row = 0; row < in; ++row) {
                const float expected = column < out ? numberAt(row, column) : 0.0f;
                QCOMPARE(panel[row * 64 + column % 64], expected);
            }
        }
    }
}

void TestPanelMatrix::copiesColumns()
{
    QFETCH(int, in);
    QFETCH(int, out);
    const auto matrix = PanelMatrix::fromInOut(inOut(in, out), in, out);
    for (int column = 0; column < out; ++column) {
        std::vector<float> values(static_cast<std::size_t>(in), -1.0f);
        matrix.copyColumn(column, values);
        for (int row = 0; row < in; ++row)
            QCOMPARE(values[static_cast<std::size_t>(row)], numberAt(row, column));
    }
}

// As vectors are loaded: at whole multiples of the widest one's size.
void TestPanelMatrix::panelsAreAligned()
{
    const auto matrix = PanelMatrix::fromInOut(inOut(3, 200), 3, 200);
    for (int panel = 0; panel < matrix.panels(); ++panel)
        QCOMPARE(reinterpret_cast<std::uintptr_t>(matrix.panel(panel)) % 64, std::uintptr_t{0});
}

void TestPanelMatrix::canBeMoved()
{
    auto first = PanelMatrix::fromOutIn(outIn(3, 70), 3, 70);
    const PanelMatrix second = std::move(first);
    QCOMPARE(second.in(), 3);
    QCOMPARE(second.out(), 70);
    QCOMPARE(second.panel(1)[2 * 64 + 5], numberAt(2, 69));
}

void TestPanelMatrix::none()
{
    const PanelMatrix matrix;
    QCOMPARE(matrix.in(), 0);
    QCOMPARE(matrix.out(), 0);
    QCOMPARE(matrix.panels(), 0);
}

QTEST_APPLESS_MAIN(TestPanelMatrix)
#include "tst_panel_matrix.moc"
