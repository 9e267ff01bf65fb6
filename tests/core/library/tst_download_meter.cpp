#include "core/library/download_meter.h"
#include "core/library/download_report.h"
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
    void waitingIsNotMeasured();
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

// What comes after a wait is as fast as it is, whatever the wait took.
void TestDownloadMeter::waitingIsNotMeasured()
{
    DownloadProgress told;
    DownloadReport report([&told](const DownloadProgress& progress) { told = progress; });
    report.expect(1'000'000);
    report.begin(DownloadProgress::Doing::Downloading, "model.safetensors");
    report.setFileBytes(1000, 1000);
    QTRY_VERIFY((report.tick(), told.bytesPerSecond > 0));
    report.wait("too many requests from here; again in 1 s");
    QCOMPARE(told.bytesPerSecond, 0.0);
    report.setFileBytes(2000, 1000);
    report.finishFile(2000); // which is told at once
    QVERIFY(told.doing == DownloadProgress::Doing::Downloading);
    QCOMPARE(told.bytesPerSecond, 0.0); // too little has come since to tell
}

LOGITSCOPE_TEST(TestDownloadMeter)
#include "tst_download_meter.moc"
