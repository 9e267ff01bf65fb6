#include "app/export/figure_file.h"
#include "app/export/write_picture.h"
#include "tests/test_program.h"
#include "tests/widgets/figure/made_up_comparison.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>

using namespace logitscope;

class TestWritePicture : public QObject
{
    Q_OBJECT

private slots:
    void worksWithoutAnApplication();
};

void TestWritePicture::worksWithoutAnApplication()
{
    QVERIFY(QCoreApplication::instance() == nullptr);
    const QTemporaryDir folder;
    for (const char* name : {"grid.png", "grid.svg", "grid.pdf"}) {
        const QString file = folder.filePath(QString::fromLatin1(name));
        const auto written =
            writePicture(madeUpComparison(9, 20), R"({"rows":[]})", file.toStdString());
        QVERIFY2(written, written ? "" : written.error().message.c_str());
        QVERIFY(QFileInfo(file).size() > 1000);
    }
    QCOMPARE(readRunJson(folder.filePath(QStringLiteral("grid.png"))).value(), R"({"rows":[]})");
    QVERIFY(QCoreApplication::instance() == nullptr);
}

LOGITSCOPE_TEST_WITHOUT_APPLICATION(TestWritePicture)
#include "tst_write_picture.moc"
