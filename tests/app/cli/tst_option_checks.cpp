#include "app/cli/option_checks.h"

#include <QTest>

using namespace logitscope;

class TestOptionChecks : public QObject
{
    Q_OBJECT

private slots:
    void emptyValues();
    void seeds();
    void badSeeds_data();
    void badSeeds();
};

void TestOptionChecks::emptyValues()
{
    QCOMPARE(findEmptyValue(""), std::string("expected a value"));
    QCOMPARE(findEmptyValue(" "), std::string());
    QCOMPARE(findEmptyValue("models/tiny"), std::string());
}

void TestOptionChecks::seeds()
{
    for (const char* seed : {"0", "1", "9007199254740993", "18446744073709551615"})
        QCOMPARE(findSeedError(seed), std::string());
}

void TestOptionChecks::badSeeds_data()
{
    QTest::addColumn<QString>("seed");
    for (const char* seed : {"", "-1", "-0", "+1", "1.5", "1e3", "0x10", "010", "seven", " 7", "7 ",
                             "18446744073709551616", "99999999999999999999999"})
        QTest::newRow(seed) << seed;
}

void TestOptionChecks::badSeeds()
{
    QFETCH(QString, seed);
    QCOMPARE(QString::fromStdString(findSeedError(seed.toStdString())),
             "is " + seed + ", expected a whole number from 0 to 18446744073709551615");
}

QTEST_APPLESS_MAIN(TestOptionChecks)
#include "tst_option_checks.moc"
