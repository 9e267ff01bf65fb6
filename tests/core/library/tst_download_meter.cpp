#include "core/library/byte_count.h"
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
    void byteCounts_data();
    void byteCounts();
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

void TestDownloadMeter::byteCounts_data()
{
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("0") << qint64(0) << "0 bytes";
    QTest::newRow("1") << qint64(1) << "1 byte";
    QTest::newRow("999") << qint64(999) << "999 bytes";
    QTest::newRow("1000") << qint64(1000) << "1.00 kB";
    QTest::newRow("rounded up") << qint64(9'996) << "10.0 kB";
    QTest::newRow("to the next unit") << qint64(999'999) << "1.00 MB";
    QTest::newRow("gpt2") << qint64(548'105'171) << "548 MB";
    QTest::newRow("gpt2-medium") << qint64(1'519'984'962) << "1.52 GB";
    QTest::newRow("most") << std::numeric_limits<qint64>::max() << "9.22 EB";
}

void TestDownloadMeter::byteCounts()
{
    QFETCH(qint64, bytes);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(byteCount(bytes)), text);
}

LOGITSCOPE_TEST(TestDownloadMeter)
#include "tst_download_meter.moc"
