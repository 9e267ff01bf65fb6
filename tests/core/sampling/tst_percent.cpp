#include "core/sampling/percent.h"
#include "tests/test_program.h"

#include <QTest>

#include <cmath>
#include <cstdlib>
#include <random>

using namespace logitscope;

namespace
{

// What a reader takes the text for, as a probability; ">99.999%" as a hair more than 0.99999.
double valueOf(const std::string& text)
{
    const bool more = text.front() == '>';
    return (std::strtod(text.c_str() + (more ? 1 : 0), nullptr) + (more ? 1e-9 : 0.0)) / 100.0;
}

} // namespace

class TestPercent : public QObject
{
    Q_OBJECT

private slots:
    void table_data();
    void table();
    void onlyCertaintyIsHundred();
    void onlyImpossibleIsZero();
    void neverDecreases();
    void isCloseToTheValue();
    void aRandomNumberIsNeverOne();
};

void TestPercent::table_data()
{
    QTest::addColumn<double>("probability");
    QTest::addColumn<QString>("text");
    const auto row = [](double probability, const char* text) {
        QTest::newRow(text) << probability << QString(text);
    };
    row(1.0, "100%");
    row(0.9999999, ">99.999%");
    row(0.99999, "99.999%");
    row(0.9996, "99.96%");
    row(0.9994, "99.9%");
    row(0.95, "95.0%");
    row(0.312, "31.2%");
    row(0.09999, "10.0%");
    row(0.05, "5.00%");
    row(0.01234, "1.23%");
    row(0.004, "0.40%");
    row(0.00099999, "0.10%");
    row(0.0005, "0.0500%");
    row(0.00001, "0.0010%");
    row(0.000123, "0.0123%");
    row(0.0000123, "0.0012%");
    row(0.00000123, "0.00012%");
    row(1e-6, "0.0001%");
    row(3.2e-9, "3.2e-7%");
    row(9.99e-7, "1.0e-4%");
    row(4.5e-14, "4.5e-12%");
    row(1.2e-200, "1.2e-198%");
    row(0.0, "0%");
}

void TestPercent::table()
{
    QFETCH(double, probability);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(formatPercent(probability)), text);
}

void TestPercent::onlyCertaintyIsHundred()
{
    for (double rest = 0.1; 1.0 - rest < 1.0; rest /= 1.7) {
        const std::string text = formatPercent(1.0 - rest);
        QVERIFY2(!text.starts_with("100"), text.c_str());
        QVERIFY2(text.size() <= 8, text.c_str());
    }
    QVERIFY(formatPercent(std::nextafter(1.0, 0.0)) != "100%");
    QCOMPARE(formatPercent(1.0), std::string("100%"));
}

void TestPercent::onlyImpossibleIsZero()
{
    for (double probability = 1.0; probability > 0.0; probability /= 3.1)
        QVERIFY2(valueOf(formatPercent(probability)) > 0.0, formatPercent(probability).c_str());
}

void TestPercent::neverDecreases()
{
    double previous = 0.0;
    // Steps of 0.05% over 1e-12 to 1 pass over every border between two notations.
    for (double probability = 1e-12; probability < 1.0; probability *= 1.0005) {
        const double shown = valueOf(formatPercent(probability));
        QVERIFY2(shown >= previous - 1e-18, formatPercent(probability).c_str());
        previous = shown;
    }
    previous = 0.0;
    for (double rest = 0.01; rest > 1e-16; rest *= 0.999) {
        const double shown = valueOf(formatPercent(1.0 - rest));
        QVERIFY2(shown >= previous, formatPercent(1.0 - rest).c_str());
        previous = shown;
    }
}

void TestPercent::aRandomNumberIsNeverOne()
{
    QCOMPARE(formatRandomNumber(0.0), std::string("0.0000"));
    QCOMPARE(formatRandomNumber(0.73128), std::string("0.7312"));
    QCOMPARE(formatRandomNumber(std::nextafter(1.0, 0.0)), std::string("0.9999"));
}

void TestPercent::isCloseToTheValue()
{
    std::mt19937 engine(1);
    std::uniform_real_distribution<double> exponent(-12.0, 0.0);
    for (int i = 0; i < 20'000; ++i) {
        const double probability = std::pow(10.0, exponent(engine));
        const double shown = valueOf(formatPercent(probability));
        // Two significant digits at the least: 1.04 may be shown as 1.0.
        QVERIFY2(std::abs(shown - probability) <= 0.051 * probability,
                 formatPercent(probability).c_str());
    }
}

LOGITSCOPE_TEST(TestPercent)
#include "tst_percent.moc"
