#include "tests/core/model/panels.h"
#include "tests/core/model/random_floats.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
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

std::vector<float> transposed(const std::vector<float>& values, int rows, int columns)
{
    std::vector<float> result;
    for (int column = 0; column < columns; ++column) {
        for (int row = 0; row < rows; ++row)
            result.push_back(values[static_cast<std::size_t>(row * columns + column)]);
    }
    return result;
}

} // namespace

class TestPanelMatrix : public QObject
{
    Q_OBJECT

private slots:
    void layout_data();
    void layout();

    void pairs_data() { layout_data(); }

    void pairs();

    void copiesColumns_data() { layout_data(); }

    void copiesColumns();
    void roundsToBf16();
    void quantises();
    void brokenColumns();
    void bytes();
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
    for (const auto& matrix :
         {panelsFromInOut(inOut(in, out), in, out), panelsFromOutIn(outIn(in, out), in, out)}) {
        QCOMPARE(matrix.in(), in);
        QCOMPARE(matrix.out(), out);
        QCOMPARE(matrix.panels(), (out - 1) / 64 + 1);
        for (int column = 0; column < matrix.panels() * 64; ++column) {
            const float* panel = matrix.panel<float>(column / 64);
            for (int row = 0; row < in; ++row) {
                const float expected = column < out ? numberAt(row, column) : 0.0f;
                QCOMPARE(panel[row * 64 + column % 64], expected);
            }
        }
    }
}

// In BF16 two rows beside each other, and a row of 0 after an odd number of them, as in INT8.
void TestPanelMatrix::pairs()
{
    QFETCH(int, in);
    QFETCH(int, out);
    const std::vector<float> ones(static_cast<std::size_t>(in * out), 1.0f);
    const auto bf16 = panelsFromInOut(inOut(in, out), in, out, Precision::BF16);
    const auto int8 = panelsFromOutIn(ones, in, out, Precision::INT8);
    for (int column = 0; column < bf16.panels() * 64; ++column) {
        const Bf16* pairs = bf16.panel<Bf16>(column / 64);
        const std::int8_t* rows = int8.panel<std::int8_t>(column / 64);
        for (int row = 0; row < in + in % 2; ++row) {
            const bool there = row < in && column < out;
            Bf16 expected = 0;
            if (there) {
                const float number = numberAt(row, column);
                roundToBf16({&number, 1}, &expected);
            }
            QCOMPARE(pairs[(row / 2 * 64 + column % 64) * 2 + row % 2], expected);
            QCOMPARE(rows[row * 64 + column % 64], static_cast<std::int8_t>(there ? 127 : 0));
        }
    }
}

void TestPanelMatrix::copiesColumns()
{
    QFETCH(int, in);
    QFETCH(int, out);
    const auto matrix = panelsFromInOut(inOut(in, out), in, out);
    for (int column = 0; column < out; ++column) {
        std::vector<float> values(static_cast<std::size_t>(in), -1.0f);
        matrix.copyColumn(column, values);
        for (int row = 0; row < in; ++row)
            QCOMPARE(values[static_cast<std::size_t>(row)], numberAt(row, column));
    }
}

// By the definition: the nearest number with 8 significant bits, of two the one whose last is 0.
void TestPanelMatrix::roundsToBf16()
{
    std::mt19937 random(1);
    auto values = randomFloats(200 * 65, random);
    const auto special = {0.0f,        -0.0f,         1.0f,
                          1.00390625f, 1.01171875f,   1.0000001f,
                          1.00390637f, 3.3895314e38f, 3.4e38f,
                          1e-40f,      -1e-40f,       std::numeric_limits<float>::infinity()};
    std::ranges::copy(special, values.begin());
    const auto rounded = [](float value) {
        if (!std::isfinite(value))
            return value;
        int exponent = 0;
        std::frexp(value, &exponent);
        const double unit = std::ldexp(1.0, std::max(exponent, -125) - 8);
        return static_cast<float>(std::nearbyint(value / unit) * unit); // beyond the largest: inf
    };
    const auto matrix = panelsFromInOut(values, 65, 200, Precision::BF16);
    for (int column = 0; column < 200; ++column) {
        std::vector<float> numbers(65);
        matrix.copyColumn(column, numbers);
        for (int row = 0; row < 65; ++row)
            QVERIFY(numbers[static_cast<std::size_t>(row)] ==
                    rounded(values[static_cast<std::size_t>(row * 200 + column)]));
    }
}

// A column's largest number is 127 times its scale; every other is the nearest multiple.
void TestPanelMatrix::quantises()
{
    std::mt19937 random(2);
    const int in = 65;
    const int out = 70;
    auto values = randomFloats(in * out, random);
    for (int row = 0; row < in; ++row)
        values[static_cast<std::size_t>(row * out + 3)] = 0.0f; // a column of nothing
    for (const auto& matrix :
         {panelsFromInOut(values, in, out, Precision::INT8),
          panelsFromOutIn(transposed(values, in, out), in, out, Precision::INT8)}) {
        for (int column = 0; column < out; ++column) {
            float largest = 0.0f;
            for (int row = 0; row < in; ++row)
                largest = std::max(largest,
                                   std::fabs(values[static_cast<std::size_t>(row * out + column)]));
            std::vector<float> numbers(in);
            matrix.copyColumn(column, numbers);
            for (int row = 0; row < in; ++row) {
                const float value = values[static_cast<std::size_t>(row * out + column)];
                const float number = numbers[static_cast<std::size_t>(row)];
                QVERIFY(std::fabs(number - value) <= largest / 254.0f * 1.0001f);
                if (std::fabs(value) == largest)
                    QVERIFY(std::fabs(number - value) <= largest * 1e-6f);
            }
        }
    }
}

// A number that is not finite makes its column NaN, and no other.
void TestPanelMatrix::brokenColumns()
{
    for (const float broken :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
          -std::numeric_limits<float>::infinity()}) {
        auto values = inOut(5, 70);
        values[2 * 70 + 66] = broken;
        const auto matrix = panelsFromInOut(values, 5, 70, Precision::INT8);
        for (int column = 0; column < 70; ++column) {
            std::vector<float> numbers(5);
            matrix.copyColumn(column, numbers);
            for (const float number : numbers)
                QCOMPARE(std::isnan(number), column == 66);
        }
    }
}

void TestPanelMatrix::bytes()
{
    const auto values = inOut(10, 65); // two panels
    QCOMPARE(panelsFromInOut(values, 10, 65, Precision::F32).bytes(), std::size_t{10 * 128 * 4});
    QCOMPARE(panelsFromInOut(values, 10, 65, Precision::BF16).bytes(), std::size_t{10 * 128 * 2});
    QCOMPARE(panelsFromInOut(values, 10, 65, Precision::INT8).bytes(),
             std::size_t{10 * 128 + 128 * 4});
}

// As vectors are loaded: at whole multiples of the widest one's size.
void TestPanelMatrix::panelsAreAligned()
{
    const auto matrix = panelsFromInOut(inOut(3, 200), 3, 200);
    for (int panel = 0; panel < matrix.panels(); ++panel)
        QCOMPARE(reinterpret_cast<std::uintptr_t>(matrix.panel<float>(panel)) % 64,
                 std::uintptr_t{0});
}

void TestPanelMatrix::canBeMoved()
{
    auto first = panelsFromOutIn(outIn(3, 70), 3, 70);
    const PanelMatrix second = std::move(first);
    QCOMPARE(second.in(), 3);
    QCOMPARE(second.out(), 70);
    QCOMPARE(second.panel<float>(1)[2 * 64 + 5], numberAt(2, 69));
}

void TestPanelMatrix::none()
{
    const PanelMatrix matrix;
    QCOMPARE(matrix.in(), 0);
    QCOMPARE(matrix.out(), 0);
    QCOMPARE(matrix.panels(), 0);
}

LOGITSCOPE_TEST(TestPanelMatrix)
#include "tst_panel_matrix.moc"
