#include "core/bench/peak_memory.h"
#include "tests/test_program.h"

#include <QTest>

#include <vector>

using namespace logitscope;

class TestPeakMemory : public QObject
{
    Q_OBJECT

private slots:
    void risesAndStays();
};

void TestPeakMemory::risesAndStays()
{
    const double before = peakMemory();
    QVERIFY(before > 1.0); // a program with Qt Test in it
    constexpr std::size_t megabytes = 200;
    {
        const std::vector<char> memory(megabytes * 1'000'000, 1);
        QVERIFY(peakMemory() - before > megabytes * 0.8);
        QVERIFY(peakMemory() - before < megabytes * 1.2);
    }
    QVERIFY(peakMemory() - before > megabytes * 0.8); // what was given back counts as well
}

LOGITSCOPE_TEST(TestPeakMemory)
#include "tst_peak_memory.moc"
