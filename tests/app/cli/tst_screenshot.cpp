// `logitscope --screenshot` as a shell runs it.
#include "tests/app/cli/program.h"
#include "tests/test_program.h"

#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestScreenshot : public QObject
{
    Q_OBJECT

private slots:
    void isAsLargeAsAskedFor_data();
    void isAsLargeAsAskedFor();
};

void TestScreenshot::isAsLargeAsAskedFor_data()
{
    QTest::addColumn<quint32>("width");
    QTest::addColumn<quint32>("height");
    QTest::newRow("small") << 900U << 640U;
    QTest::newRow("larger than the screen that isn't there") << 1920U << 1080U;
}

void TestScreenshot::isAsLargeAsAskedFor()
{
    QFETCH(quint32, width);
    QFETCH(quint32, height);
    const QTemporaryDir folder;
    const auto file = folder.filePath("picture.png");
    const auto run =
        runProgram({"--screenshot", file, "--size", QString("%1x%2").arg(width).arg(height),
                    "--text", "Once upon a time", "--seed", "1", "--max-tokens", "4"});
    QCOMPARE(run.exitCode, 0);
    const auto sampled = runProgram({"sample", "--text", "Once upon a time", "--strategy",
                                     "nucleus", "--seed", "1", "--max-tokens", "4"});
    QCOMPARE(run.out, sampled.out);
    const auto png = contentsOf(file);
    QVERIFY(png.startsWith("\x89PNG") && png.size() > 24);
    QCOMPARE(qFromBigEndian<quint32>(png.constData() + 16), width);
    QCOMPARE(qFromBigEndian<quint32>(png.constData() + 20), height);
}

LOGITSCOPE_TEST(TestScreenshot)
#include "tst_screenshot.moc"
