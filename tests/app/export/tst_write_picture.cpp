#include "app/export/figure_file.h"
#include "app/export/figure_run.h"
#include "app/export/write_picture.h"
#include "tests/test_program.h"
#include "tests/widgets/figure/made_up_comparison.h"

#include <QCoreApplication>
#include <QImageReader>
#include <QTemporaryDir>
#include <QTest>

using namespace logitscope;

class TestWritePicture : public QObject
{
    Q_OBJECT

private slots:
    void worksWithoutAnApplication();
    void isAsChosen();
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

void TestWritePicture::isAsChosen()
{
    const QTemporaryDir folder;
    const auto sizeOf = [&](const FigureChoice& choice) {
        const auto file = folder.filePath(QStringLiteral("grid.png"));
        if (!writePicture(madeUpComparison(9, 20), "[]", file.toStdString(), choice))
            return QSize();
        return QImageReader(file).size();
    };
    FigureChoice choice;
    QCOMPARE(sizeOf(choice).width(), 1920);
    choice.shape.width = 252;
    QCOMPARE(sizeOf(choice).width(), 504);
    choice.shape.slide = true;
    choice.format = FigureFormat::Png1;
    QCOMPARE(sizeOf(choice), QSize(1920, 1080));
}

LOGITSCOPE_TEST_WITHOUT_APPLICATION(TestWritePicture)
#include "tst_write_picture.moc"
