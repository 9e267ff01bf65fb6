// Pearson's test against closed forms with 60 digits: tests/data/make_draws_goldens.py.
#include "core/sampling/goodness_of_fit.h"
#include "tests/test_program.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>
#include <vector>

using namespace logitscope;

class TestGoodnessOfFit : public QObject
{
    Q_OBJECT

private slots:

    void tailsAreTheClosedForms()
    {
        QFile file(LOGITSCOPE_TEST_DATA "/draws_goldens.json");
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto values = QJsonDocument::fromJson(file.readAll())["p_values"].toArray();
        QVERIFY(values.size() >= 60);
        for (const auto& each : values) {
            const auto value = each.toObject();
            const double p = value["p"].toDouble();
            const double ours =
                chiSquareTail(value["statistic"].toDouble(), value["degrees"].toInt());
            QVERIFY2(std::abs(ours - p) <= 1e-12 * p,
                     qPrintable(QString("%1 %2").arg(ours).arg(p, 0, 'g', 17)));
        }
        // The two that every table has.
        QVERIFY(std::abs(chiSquareTail(3.841458820694124, 1) - 0.05) < 1e-14);
        QVERIFY(std::abs(chiSquareTail(18.307038053275146, 10) - 0.05) < 1e-14);
    }

    void neighboursArePooled()
    {
        // Of 40: 20 | 8 | 4 + 4 | what is left, 4, joins these.
        const std::vector<double> p{0.5, 0.2, 0.1, 0.1, 0.05, 0.05};
        const std::vector<int> counts{23, 5, 6, 3, 1, 2};
        const auto fit = goodnessOfFit(counts, p);
        QVERIFY(fit);
        QCOMPARE(fit->degrees, 2);
        const double expected = 9.0 / 20.0 + 9.0 / 8.0 + 0.0 / 12.0;
        QVERIFY(std::abs(fit->statistic - expected) < 1e-12);
        QVERIFY(std::abs(fit->p - std::exp(-expected / 2.0)) < 1e-12); // of two degrees
    }

    void onePoolIsNoTest()
    {
        QVERIFY(!goodnessOfFit(std::vector{1000}, std::vector{1.0}));
        QVERIFY(!goodnessOfFit(std::vector{5, 4}, std::vector{0.5, 0.5})); // 4.5 each
        QVERIFY(!goodnessOfFit(std::vector{9, 1}, std::vector{0.9, 0.1})); // 9, and 1 joins it
        QVERIFY(goodnessOfFit(std::vector{5, 5}, std::vector{0.5, 0.5}));
        QVERIFY(!goodnessOfFit(std::vector{0, 0}, std::vector{0.5, 0.5}));
    }

    void exactCountsFitPerfectly()
    {
        const auto fit = goodnessOfFit(std::vector{50, 30, 20}, std::vector{0.5, 0.3, 0.2});
        QCOMPARE(fit->degrees, 2);
        QVERIFY(fit->statistic < 1e-25);
        QCOMPARE(fit->p, 1.0);
    }
};

LOGITSCOPE_TEST(TestGoodnessOfFit)
#include "tst_goodness_of_fit.moc"
