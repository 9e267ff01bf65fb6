#include "core/sampling/columns.h"

#include <QTest>

#include <cstdint>
#include <numeric>

using namespace logitscope;

class TestColumns : public QObject
{
    Q_OBJECT

private slots:

    void columnsDontOverlap()
    {
        Columns<float, std::int32_t, std::uint32_t> table(1001);
        QCOMPARE(table.rows(), std::size_t{1001});
        std::ranges::fill(table.column<0>(), 0.5f);
        std::iota(table.column<1>().begin(), table.column<1>().end(), -7);
        std::ranges::fill(table.column<2>(), 0xFFFFFFFFu);

        const auto copy = table;
        std::ranges::fill(table.column<0>(), 0.0f);
        std::ranges::fill(table.column<1>(), 0);
        for (std::size_t row = 0; row < copy.rows(); ++row) {
            QCOMPARE(copy.column<0>()[row], 0.5f);
            QCOMPARE(copy.column<1>()[row], static_cast<std::int32_t>(row) - 7);
            QCOMPARE(copy.column<2>()[row], 0xFFFFFFFFu);
        }
    }

    void noRows()
    {
        const Columns<float, std::int32_t> table;
        QVERIFY(table.column<0>().empty());
        QVERIFY(table.column<1>().empty());
    }
};

QTEST_APPLESS_MAIN(TestColumns)
#include "tst_columns.moc"
