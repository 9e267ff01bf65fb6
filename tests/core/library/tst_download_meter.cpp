#include "core/library/download_meter.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace std::chrono_literals;

class TestDownloadMeter : public QObject
{
    Q_OBJECT

private slots:
    void evenSpeed();
    void tooEarly();
    void followsTheLastSeconds();
    void nothingComes();
};

void TestDownloadMeter::evenSpeed()
{
    DownloadMeter meter;
    const DownloadMeter::Time begin{};
    meter.add(0, begin);
    for (int i = 1; i <= 1000; ++i)
        meter.add(500, begin + i * 10ms);
    QVERIFY(std::abs(meter.bytesPerSecond() - 50'000) < 1);
    QVERIFY(std::abs(*meter.secondsFor(100'000) - 2) < 1e-3);
}

void TestDownloadMeter::tooEarly()
{
    DownloadMeter meter;
    QCOMPARE(meter.bytesPerSecond(), 0.0);
    QVERIFY(!meter.secondsFor(1));
    meter.add(1'000'000, DownloadMeter::Time{});
    meter.add(1'000'000, DownloadMeter::Time{} + 1ms);
    QCOMPARE(meter.bytesPerSecond(), 0.0);
}

// A minute of one speed, then of another.
void TestDownloadMeter::followsTheLastSeconds()
{
    DownloadMeter meter;
    DownloadMeter::Time now{};
    for (const int speed : {100, 900})
        for (int i = 0; i < 600; ++i)
            meter.add(speed, now += 100ms);
    QVERIFY(std::abs(meter.bytesPerSecond() - 9000) < 200);
}

void TestDownloadMeter::nothingComes()
{
    DownloadMeter meter;
    DownloadMeter::Time now{};
    for (int i = 0; i < 100; ++i)
        meter.add(100, now += 100ms);
    for (int i = 0; i < 100; ++i)
        meter.add(0, now += 100ms);
    QCOMPARE(meter.bytesPerSecond(), 0.0);
    QVERIFY(!meter.secondsFor(1));
}

LOGITSCOPE_TEST(TestDownloadMeter)
#include "tst_download_meter.moc"
