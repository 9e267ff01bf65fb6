#include "core/model/row_product.h"
#include "core/parallel.h"
#include "tests/core/each_target.h"
#include "tests/core/model/panels.h"
#include "tests/core/model/random_floats.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace logitscope;

namespace
{

using Floats = std::vector<float>;

// Every instruction set with every format.
void addTargetsAndPrecisions()
{
    QTest::addColumn<std::int64_t>("target");
    QTest::addColumn<Precision>("precision");
    for (const auto target : hwy::SupportedAndGeneratedTargets()) {
        for (const auto precision : {Precision::F32, Precision::BF16, Precision::INT8})
            QTest::addRow("%s, %s", hwy::TargetName(target), nameOf(precision).data())
                << target << precision;
    }
}

// A matrix, as numbers too, and what to multiply it with.
struct Case
{
    int in;
    int out;
    Floats weights; // [in, out], as the matrix has them
    Floats bias;
    PanelMatrix matrix;

    Case(int inSize, int outSize, std::mt19937& random, Precision precision = Precision::F32)
        : in(inSize)
        , out(outSize)
        , weights(randomFloats(static_cast<std::size_t>(in * out), random))
        , bias(randomFloats(static_cast<std::size_t>(out), random))
        , matrix(panelsFromInOut(weights, in, out, precision))
    {
        Floats column(static_cast<std::size_t>(in));
        for (int i = 0; i < out; ++i) {
            matrix.copyColumn(i, column);
            for (int k = 0; k < in; ++k)
                weights[static_cast<std::size_t>(k * out + i)] =
                    column[static_cast<std::size_t>(k)];
        }
    }

    Floats product(std::span<const float> rows, bool withBias = true) const
    {
        const auto count = rows.size() / static_cast<std::size_t>(in);
        Floats result(count * static_cast<std::size_t>(out), -1.0f);
        multiplyRows(rows, matrix, withBias ? bias : Floats(), result);
        return result;
    }

    std::span<const float> row(std::span<const float> rows, std::size_t index) const
    {
        return rows.subspan(index * static_cast<std::size_t>(in), static_cast<std::size_t>(in));
    }

    std::span<const float> result(std::span<const float> results, std::size_t index) const
    {
        return results.subspan(index * static_cast<std::size_t>(out),
                               static_cast<std::size_t>(out));
    }

    Floats someRows(std::size_t count, std::mt19937& random) const
    {
        return randomFloats(count * static_cast<std::size_t>(in), random);
    }
};

// By the definition: the nearest number with 8 significant bits, of two the one whose last is 0.
double bf16Of(double value)
{
    int exponent = 0;
    std::frexp(value, &exponent);
    const double unit = std::ldexp(1.0, exponent - 8);
    return std::nearbyint(value / unit) * unit;
}

// The largest error of a row's results, as a part of what rounding allows: every term is rounded
// once for each addition that follows it, and sums are at most 128 terms and their own sum long;
// INT8's sums are multiplied with their scale, and the reference's weights are rounded once. But in
// F32, the row is rounded to BF16 first.
double error(const Case& the, std::span<const float> row, std::span<const float> bias,
             std::span<const float> results)
{
    const double additions = std::min(the.in, 128) + the.in / 128 + 4;
    std::vector<double> factors(row.begin(), row.end());
    if (the.matrix.precision() != Precision::F32)
        std::ranges::transform(factors, factors.begin(), bf16Of);
    double largest = 0.0;
    for (std::size_t column = 0; column < results.size(); ++column) {
        double sum = bias.empty() ? 0.0 : bias[column];
        double terms = std::fabs(sum);
        for (std::size_t k = 0; k < row.size(); ++k) {
            const double term =
                factors[k] * the.weights[k * static_cast<std::size_t>(the.out) + column];
            sum += term;
            terms += std::fabs(term);
        }
        largest =
            std::max(largest, std::fabs(results[column] - sum) / (terms * additions * 0x1p-24));
    }
    return largest;
}

} // namespace

class TestRowProduct : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();

    void likeTheSum_data() { addTargetsAndPrecisions(); }

    void likeTheSum();

    void rowsAreIndependent_data() { addTargetsAndPrecisions(); }

    void rowsAreIndependent();

    void notFinite_data() { addTargetsAndPrecisions(); }

    void notFinite();

    void columnsAreIndependent_data() { addTargetsAndPrecisions(); }

    void columnsAreIndependent();

    void anyNumberOfThreads_data() { addTargetsAndPrecisions(); }

    void anyNumberOfThreads();
    void sameOnAllProcessors_data();
    void sameOnAllProcessors();
    void resultsAnywhere();
    void noRows();
};

// Also on a machine with one core.
void TestRowProduct::initTestCase()
{
    setThreadCount(2);
}

void TestRowProduct::likeTheSum()
{
    QFETCH(std::int64_t, target);
    QFETCH(Precision, precision);
    const OnTarget only(target);
    std::mt19937 random(1);
    for (const int in : {1, 5, 127, 128, 129, 768}) {
        for (const int out : {1, 63, 64, 65, 200}) {
            const Case the(in, out, random, precision);
            for (const std::size_t count : {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 64}) {
                const bool withBias = count % 2 == 1;
                const auto rows = the.someRows(count, random);
                const auto results = the.product(rows, withBias);
                for (std::size_t row = 0; row < count; ++row) {
                    const auto found =
                        error(the, the.row(rows, row), withBias ? the.bias : Floats(),
                              the.result(results, row));
                    QVERIFY2(found <= 1.0,
                             qPrintable(QString("%1 rows, %2 x %3: %4 times what rounding allows")
                                            .arg(count)
                                            .arg(in)
                                            .arg(out)
                                            .arg(found)));
                }
            }
        }
    }
}

// Alone, in threes, among any number of others, and in any place: the same to the last bit.
void TestRowProduct::rowsAreIndependent()
{
    QFETCH(std::int64_t, target);
    QFETCH(Precision, precision);
    const OnTarget only(target);
    std::mt19937 random(2);
    for (const int in : {1, 5, 128, 129, 300}) {
        for (const int out : {1, 65, 200}) {
            const Case the(in, out, random, precision);
            const std::size_t most = 13;
            const auto rows = the.someRows(most, random);
            Floats alone;
            for (std::size_t row = 0; row < most; ++row) {
                const auto one = the.product(the.row(rows, row));
                alone.insert(alone.end(), one.begin(), one.end());
            }
            for (std::size_t count = 1; count <= most; ++count) {
                const auto size = count * static_cast<std::size_t>(in);
                const auto together = the.product(std::span(rows).first(size));
                QVERIFY(sameBits(together, std::span(alone).first(together.size())));
                const auto last = the.product(std::span(rows).last(size));
                QVERIFY(sameBits(last, std::span(alone).last(last.size())));
            }
            for (std::size_t row = 0; row < most; ++row) {
                auto others = the.someRows(most, random);
                std::ranges::copy(the.row(rows, row),
                                  others.begin() + static_cast<std::ptrdiff_t>(row) * in);
                QVERIFY(sameBits(the.result(the.product(others), row), the.result(alone, row)));
            }
        }
    }
}

void TestRowProduct::notFinite()
{
    QFETCH(std::int64_t, target);
    QFETCH(Precision, precision);
    const OnTarget only(target);
    std::mt19937 random(3);
    const float infinity = std::numeric_limits<float>::infinity();
    for (const int in : {5, 129}) {
        const Case the(in, 70, random, precision);
        const auto rows = the.someRows(8, random);
        const auto expected = the.product(rows);
        auto bad = rows;
        const auto at = [&](std::size_t row, std::size_t k) -> float& {
            return bad[row * static_cast<std::size_t>(in) + k];
        };
        at(2, 3) = std::numeric_limits<float>::quiet_NaN();
        at(4, 4) = infinity;
        at(7, 0) = -infinity;
        const auto results = the.product(bad);
        for (const std::size_t row : {0, 1, 3, 5, 6})
            QVERIFY(sameBits(the.result(results, row), the.result(expected, row)));
        for (std::size_t column = 0; column < 70; ++column) {
            QVERIFY(std::isnan(the.result(results, 2)[column]));
            QCOMPARE(the.result(results, 4)[column], infinity * the.weights[4 * 70 + column]);
            QCOMPARE(the.result(results, 7)[column], -infinity * the.weights[column]);
        }
    }
}

// A token whose weights are broken breaks its own logit alone.
void TestRowProduct::columnsAreIndependent()
{
    QFETCH(std::int64_t, target);
    QFETCH(Precision, precision);
    const OnTarget only(target);
    std::mt19937 random(4);
    for (const std::size_t broken : {0, 63, 64, 69}) {
        Case the(129, 70, random, precision);
        const auto rows = the.someRows(7, random);
        const auto expected = the.product(rows);
        the.weights[100 * 70 + broken] = std::numeric_limits<float>::quiet_NaN();
        the.matrix = panelsFromInOut(the.weights, the.in, the.out, precision);
        const auto results = the.product(rows);
        for (std::size_t i = 0; i < results.size(); ++i) {
            if (i % 70 == broken)
                QVERIFY(std::isnan(results[i]));
            else
                QVERIFY(results[i] == expected[i]);
        }
    }
}

// What is called from within a part runs on that part's thread alone.
void TestRowProduct::anyNumberOfThreads()
{
    QFETCH(std::int64_t, target);
    QFETCH(Precision, precision);
    const OnTarget only(target);
    std::mt19937 random(5);
    const Case the(300, 1000, random, precision);
    for (const std::size_t count : {1, 9, 13}) {
        const auto rows = the.someRows(count, random);
        const auto onTwo = the.product(rows);
        std::vector<Floats> onOne(2);
        parallelFor(2, 1, [&](int begin, int end) {
            for (int part = begin; part < end; ++part)
                onOne[static_cast<std::size_t>(part)] = the.product(rows);
        });
        QVERIFY(sameBits(onOne[0], onTwo));
        QVERIFY(sameBits(onOne[1], onTwo));
    }
}

void TestRowProduct::sameOnAllProcessors_data()
{
    QTest::addColumn<Precision>("precision");
    QTest::addColumn<int>("in");
    for (const int in : {1, 5, 128})
        QTest::addRow("INT8, %d", in) << Precision::INT8 << in; // one sum, so that scales are exact
    for (const int in : {1, 5, 128, 129, 768})
        QTest::addRow("BF16, %d", in) << Precision::BF16 << in;
}

// Products of two BF16 are exact in F32, and added up in one order, whatever the vectors' size.
void TestRowProduct::sameOnAllProcessors()
{
    QFETCH(Precision, precision);
    QFETCH(int, in);
    std::mt19937 random(8);
    const Case the(in, 70, random, precision);
    const auto rows = the.someRows(13, random);
    const auto expected = the.product(rows, false);
    for (const auto target : hwy::SupportedAndGeneratedTargets()) {
        const OnTarget only(target);
        QVERIFY2(sameBits(the.product(rows, false), expected), hwy::TargetName(target));
    }
}

// In memory of their own, in any order.
void TestRowProduct::resultsAnywhere()
{
    std::mt19937 random(7);
    const Case the(40, 70, random);
    const auto rows = the.someRows(3, random);
    Floats first(70, -1.0f);
    Floats second(70, -1.0f);
    Floats third(70, -1.0f);
    const std::vector<std::span<float>> out{third, first, second};
    multiplyRows(rows, the.matrix, the.bias, out);
    const auto together = the.product(rows);
    QVERIFY(sameBits(third, the.result(together, 0)));
    QVERIFY(sameBits(first, the.result(together, 1)));
    QVERIFY(sameBits(second, the.result(together, 2)));
}

void TestRowProduct::noRows()
{
    std::mt19937 random(6);
    QVERIFY(Case(5, 70, random).product({}).empty());
}

LOGITSCOPE_TEST(TestRowProduct)
#include "tst_row_product.moc"
