#include "core/model/precision.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestPrecision : public QObject
{
    Q_OBJECT

private slots:
    void names();
    void otherNames();
    void automatic();
};

void TestPrecision::names()
{
    QCOMPARE(precisionNamed("auto").value(), Precision::Auto);
    QCOMPARE(precisionNamed("f32").value(), Precision::F32);
    QCOMPARE(precisionNamed("bf16").value(), Precision::BF16);
    QCOMPARE(precisionNamed("int8").value(), Precision::INT8);
    QCOMPARE(nameOf(Precision::F32), std::string_view("F32"));
    QCOMPARE(nameOf(Precision::BF16), std::string_view("BF16"));
    QCOMPARE(nameOf(Precision::INT8), std::string_view("INT8"));
}

void TestPrecision::otherNames()
{
    for (const auto* name : {"", "F32", "f16", "int4", " bf16"}) {
        const auto precision = precisionNamed(name);
        QVERIFY(!precision);
        QCOMPARE(QString::fromStdString(precision.error().message),
                 QString("precision is %1, expected auto, f32, bf16 or int8").arg(name));
    }
}

void TestPrecision::automatic()
{
    QCOMPARE(chosenPrecision(Precision::Auto, 10'000'000), Precision::F32);
    QCOMPARE(chosenPrecision(Precision::Auto, 50'000'000), Precision::F32);
    QCOMPARE(chosenPrecision(Precision::Auto, 50'000'001), Precision::BF16);
    for (const auto asked : {Precision::F32, Precision::BF16, Precision::INT8}) {
        QCOMPARE(chosenPrecision(asked, 1), asked);
        QCOMPARE(chosenPrecision(asked, 1'000'000'000), asked);
    }
}

LOGITSCOPE_TEST(TestPrecision)
#include "tst_precision.moc"
