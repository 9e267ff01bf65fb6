#include "app/models/size_text.h"
#include "core/library/model_download.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class SizeTextTest : public QObject
{
    Q_OBJECT

private slots:
    void durations();
    void arrived();
    void progress();
};

void SizeTextTest::durations()
{
    QCOMPARE(durationText(0.2), QString("1 s"));
    QCOMPARE(durationText(21.0), QString("21 s"));
    QCOMPARE(durationText(100.0), QString("2 min"));
    QCOMPARE(durationText(59 * 60.0), QString("59 min"));
    QCOMPARE(durationText(80 * 60.0), QString("1 h 20 min"));
}

void SizeTextTest::arrived()
{
    QCOMPARE(arrivedText(312'000'000, 548'105'171), QString("312 MB of 548 MB"));
    QCOMPARE(arrivedText(312'000'000, 1'519'984'962), QString("312 MB of 1.52 GB"));
    QCOMPARE(arrivedText(312'000'000, 0), QString("312 MB")); // nobody knows of how many
}

void SizeTextTest::progress()
{
    DownloadProgress progress;
    QCOMPARE(progressText(progress), QString("Looking up its files …"));

    progress.doing = DownloadProgress::Doing::Downloading;
    progress.bytes = 312'000'000;
    progress.allBytes = 548'105'171;
    QCOMPARE(progressText(progress), QString("312 MB of 548 MB"));
    progress.bytesPerSecond = 11'240'000.0;
    progress.secondsLeft = 20.6;
    QCOMPARE(progressText(progress), QString("312 MB of 548 MB · 11.2 MB/s · 21 s left"));

    progress.doing = DownloadProgress::Doing::Checking;
    progress.file = "model.safetensors";
    QCOMPARE(progressText(progress), QString("Checking model.safetensors …"));
    progress.doing = DownloadProgress::Doing::Waiting;
    progress.sentence = "The hub asks to wait for 30 s.";
    QCOMPARE(progressText(progress), QString("The hub asks to wait for 30 s."));
}

LOGITSCOPE_TEST(SizeTextTest)
#include "tst_size_text.moc"
