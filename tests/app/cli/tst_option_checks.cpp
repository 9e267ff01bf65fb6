#include "app/cli/option_checks.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestOptionChecks : public QObject
{
    Q_OBJECT

private slots:
    void emptyValues();
    void seeds();
    void negativeSeeds();
    void badSeeds_data();
    void badSeeds();
    void numbers();
};

void TestOptionChecks::emptyValues()
{
    QCOMPARE(findEmptyValue(""), std::string("expected a value"));
    QCOMPARE(findEmptyValue(" "), std::string());
    QCOMPARE(findEmptyValue("models/tiny"), std::string());
}

void TestOptionChecks::seeds()
{
    for (const char* seed :
         {"0", "1", "9007199254740993", "18446744073709551615", "-1", "-9223372036854775808"})
        QCOMPARE(findSeedError(seed), std::string());
}

// As the API has them.
void TestOptionChecks::negativeSeeds()
{
    QCOMPARE(unsignedSeed("-1"), std::string("18446744073709551615"));
    QCOMPARE(unsignedSeed("-9223372036854775808"), std::string("9223372036854775808"));
    for (const char* other :
         {"0", "7", "18446744073709551615", "", "-", "-x", "-9223372036854775809"})
        QCOMPARE(unsignedSeed(other), std::string(other));
}

void TestOptionChecks::badSeeds_data()
{
    QTest::addColumn<QString>("seed");
    for (const char* seed :
         {"", "-0", "+1", "-01", "-", "--1", "-9223372036854775809", "1.5", "1e3", "0x10", "010",
          "seven", " 7", "7 ", "18446744073709551616", "99999999999999999999999"})
        QTest::newRow(seed) << seed;
}

void TestOptionChecks::badSeeds()
{
    QFETCH(QString, seed);
    QCOMPARE(QString::fromStdString(findSeedError(seed.toStdString())),
             "is " + seed +
                 ", expected a whole number from -9223372036854775808 to "
                 "18446744073709551615");
}

void TestOptionChecks::numbers()
{
    for (const char* number : {"0", "-3", "40", "2147483647"})
        QCOMPARE(findWholeNumberError(number), std::string());
    for (const char* number : {"", "abc", "1.5", "010", "-010", "4 ", "2147483648"})
        QCOMPARE(findWholeNumberError(number),
                 std::string("is ") + number + ", expected a whole number");
    for (const char* number : {"0", "-1", "0.8", "1e-3", ".5"})
        QCOMPARE(findNumberError(number), std::string());
    for (const char* number : {"", "abc", "0,8", "1.5x", " 1"})
        QCOMPARE(findNumberError(number), std::string("is ") + number + ", expected a number");
}

LOGITSCOPE_TEST(TestOptionChecks)
#include "tst_option_checks.moc"
