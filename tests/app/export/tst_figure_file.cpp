#include "app/export/figure_file.h"
#include "app/export/figure_run.h"
#include "core/run/comparison_json.h"
#include "tests/test_program.h"
#include "tests/widgets/figure/made_up_comparison.h"
#include "widgets/figure/comparison_figure.h"

#include <QBuffer>
#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QImage>
#include <QPdfWriter>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <nlohmann/json.hpp>

#include <csignal>
#include <sys/resource.h>

using namespace logitscope;

namespace
{

// Everything that a format could stumble over: escapes, double spaces, XML's own characters.
const std::string json = R"({"text":"caf\u00e9  <b> & ]]> \u2192 \ud83d\ude00","n":[1,  2]})"
                         "\n";

// A file can't grow beyond this while one of these lives, as on a full disk.
class FullDisk
{
public:
    explicit FullDisk(rlim_t bytes)
    {
        getrlimit(RLIMIT_FSIZE, &before_);
        handler_ = std::signal(SIGXFSZ, SIG_IGN);
        rlimit small = before_;
        small.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &small);
    }

    ~FullDisk()
    {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int);
};

QByteArray bytesOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
}

} // namespace

class TestFigureFile : public QObject
{
    Q_OBJECT

private slots:
    void runComesBack_data();
    void runComesBack();
    void largeRunComesBack();
    void everyCharacterComesBack();
    void figureOfBeforeOpens();
    void jsonFileIsItself();
    void pngHasTheSizeAskedFor_data();
    void pngHasTheSizeAskedFor();
    void pngIsReadByOthers();
    void svgIsWellFormed();
    void svgTextSaysItsWidth();
    void pdfHasTextAndRun();
    void failedWriteLeavesNothing_data();
    void failedWriteLeavesNothing();
    void unknownEndingIsAnError();
    void tooLargeAPngIsAnError();
    void filesWithoutARun_data();
    void filesWithoutARun();
    void damagedRunIsNone();
    void clipboardHasBoth();

private:
    QString path(const char* name) const { return folder_.filePath(QString::fromUtf8(name)); }

    QTemporaryDir folder_;
    const ComparisonFigure figure_{madeUpComparison(9, 40), {}};
};

void TestFigureFile::runComesBack_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("png") << QStringLiteral("run.png");
    QTest::newRow("svg") << QStringLiteral("run.svg");
    QTest::newRow("capitals") << QStringLiteral("RUN.PNG");
}

void TestFigureFile::runComesBack()
{
    QFETCH(QString, name);
    const QString file = folder_.filePath(name);
    QVERIFY(writeFigure(figure_, json, file));
    QCOMPARE(readRunJson(file).value(), json);
}

void TestFigureFile::largeRunComesBack()
{
    const std::string large = "[\"" + std::string(9'000'000, 'x') + "\"]";
    for (const char* name : {"large.png", "large.svg"}) {
        QVERIFY(writeFigure(figure_, large, path(name)));
        QVERIFY(readRunJson(path(name)).value() == large);
    }
}

void TestFigureFile::everyCharacterComesBack()
{
    for (const std::string text :
         {"caf\u00e9", "\u00a0 \u2192 中 \U0001F600  \t\r\n\n  x \n", ""}) {
        for (const int times : {1, 100, 400'000}) { // as it is, compressed, under several keywords
            std::string whole = "{";
            for (int i = 0; i < times; ++i)
                whole += text;
            QCOMPARE(pngJson(pngOf(figure_, FigureFormat::Png1, whole).value()).value(), whole);
        }
    }
}

// It was written by 0.1.0 before Qt wrote the run into it: as a tEXt chunk before the pixels.
void TestFigureFile::figureOfBeforeOpens()
{
    const auto run = readRunJson(LOGITSCOPE_TEST_DATA "/figure.png").value();
    const auto same = readRunJson(LOGITSCOPE_TEST_DATA "/figure.json").value();
    QVERIFY(nlohmann::json::parse(run) == nlohmann::json::parse(same));
    QCOMPARE(runFromRows(nlohmann::json::parse(run)).value().prompt, std::string("Un café  →"));
}

void TestFigureFile::jsonFileIsItself()
{
    write(path("run.json"), QByteArray::fromStdString(json));
    QCOMPARE(readRunJson(path("run.json")).value(), json);
}

void TestFigureFile::pngHasTheSizeAskedFor_data()
{
    QTest::addColumn<FigureFormat>("size");
    QTest::addColumn<int>("figureWidth");
    QTest::addColumn<int>("width");
    QTest::newRow("1") << FigureFormat::Png1 << 960 << 960;
    QTest::newRow("2") << FigureFormat::Png2 << 960 << 1920;
    QTest::newRow("3840") << FigureFormat::Png3840 << 960 << 3840;
    QTest::newRow("3840, odd") << FigureFormat::Png3840 << 771 << 3840;
}

void TestFigureFile::pngHasTheSizeAskedFor()
{
    QFETCH(FigureFormat, size);
    QFETCH(int, figureWidth);
    QFETCH(int, width);
    FigureOptions options;
    options.width = figureWidth;
    options.theme = darkTheme();
    const ComparisonFigure figure(madeUpComparison(3, 10), options);
    QVERIFY(writeFigure(figure, json, path("size.png"), size));
    const QImage image(path("size.png"));
    QCOMPARE(image.width(), width);
    const double scale = static_cast<double>(width) / figureWidth;
    QVERIFY(std::abs(image.height() - figure.size().height() * scale) <= 1.0);
    QCOMPARE(image.pixelColor(image.rect().bottomRight()), darkTheme().surface); // to the last line
}

void TestFigureFile::pngIsReadByOthers()
{
    QVERIFY(writeFigure(figure_, R"({"a":1})", path("others.png")));
    const QImage image(path("others.png"));
    QVERIFY(!image.isNull());
    QCOMPARE(image.text(QStringLiteral("logitscope")), QStringLiteral(R"({"a":1})")); // by libpng
}

void TestFigureFile::svgIsWellFormed()
{
    Run odd = madeUpComparison(3, 20);
    odd.prompt = "<p> & \"q\" \x01 \xef\xbf\xbf ]]>"; // U+FFFF is no XML
    QVERIFY(writeFigure(ComparisonFigure(odd, {}), json, path("odd.svg")));
    QXmlStreamReader xml(bytesOf(path("odd.svg")));
    QString all;
    while (!xml.atEnd())
        if (xml.readNext() == QXmlStreamReader::Characters)
            all += xml.text();
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QVERIFY(all.contains(QStringLiteral("<p> & \"q\" ␁ ▯ ]]>")));
    QVERIFY(all.contains(QStringLiteral(" extraordinarily")));
}

void TestFigureFile::svgTextSaysItsWidth()
{
    QVERIFY(writeFigure(figure_, json, path("width.svg")));
    QXmlStreamReader xml(bytesOf(path("width.svg")));
    int texts = 0;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement || xml.name() != QLatin1String("text"))
            continue;
        ++texts;
        const double x = xml.attributes().value(QLatin1String("x")).toDouble();
        const double length = xml.attributes().value(QLatin1String("textLength")).toDouble();
        QVERIFY(length > 0.0 && x + length <= figure_.size().width());
        QVERIFY(xml.attributes().value(QLatin1String("font-family")).contains(u','));
    }
    QVERIFY(texts > 100);
}

void TestFigureFile::pdfHasTextAndRun()
{
    QVERIFY(writeFigure(figure_, json, path("run.pdf")));
    const QByteArray pdf = bytesOf(path("run.pdf"));
    QVERIFY(pdf.startsWith("%PDF") && pdf.trimmed().endsWith("%%EOF"));
    QVERIFY(pdf.contains("/ToUnicode")); // its letters can be read back
    QVERIFY(pdf.contains("/EmbeddedFile"));
    QCOMPARE(pdf.count("/Type /Page\n"), 1);
    QCOMPARE(readRunJson(path("run.pdf")).value(), json);

    const QString tool = QStandardPaths::findExecutable(QStringLiteral("pdftotext"));
    if (tool.isEmpty())
        QSKIP("pdftotext isn't installed: the PDF's text isn't read back");
    QProcess process;
    process.start(tool, {QStringLiteral("-enc"), QStringLiteral("UTF-8"), path("run.pdf"),
                         QStringLiteral("-")});
    QVERIFY(process.waitForFinished());
    const QString text = QString::fromUtf8(process.readAllStandardOutput()).simplified();
    // Characters for which a font may have other shapes beside certain neighbours.
    for (const char* expected : {"In a world where", "strategy_8", "fi(A)", "3x4", "->", "≤ 0.01%",
                                 "40 tokens · token limit reached", "Logitscope 1.2.3"})
        QVERIFY2(text.contains(QString::fromUtf8(expected)), expected);
}

void TestFigureFile::failedWriteLeavesNothing_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name : {"full.png", "full.svg", "full.pdf"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestFigureFile::failedWriteLeavesNothing()
{
    QFETCH(QString, name);
    const QTemporaryDir folder;
    const QString file = folder.filePath(name);
    const auto expectFailure = [&](const QString& target) {
        const FullDisk disk(2000);
        const auto written = writeFigure(figure_, json, target);
        QVERIFY(!written);
        QVERIFY2(written.error().message.starts_with(target.toStdString() + ": can't be written: "),
                 written.error().message.c_str());
    };
    expectFailure(file);
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList());

    write(file, "what was there before");
    expectFailure(file);
    QCOMPARE(bytesOf(file), QByteArray("what was there before"));

    expectFailure(folder.filePath(QStringLiteral("no such folder/") + name));
}

void TestFigureFile::unknownEndingIsAnError()
{
    const auto written = writeFigure(figure_, json, path("run.bmp"));
    QVERIFY(!written);
    QVERIFY(QString::fromStdString(written.error().message).contains(QLatin1String(".png, .svg")));
    QVERIFY(!QFileInfo::exists(path("run.bmp")));
}

void TestFigureFile::tooLargeAPngIsAnError()
{
    class Tall : public Figure
    {
        QString title() const override { return {}; }

        QSize size() const override { return {960, 20000}; }

        void paint(QPainter&) const override {}
    };

    const auto written = writeFigure(Tall(), json, path("tall.png"), FigureFormat::Png2);
    QVERIFY(!written);
    QVERIFY(
        QString::fromStdString(written.error().message).contains(QStringLiteral("1920 × 40000")));
    QVERIFY(!QFileInfo::exists(path("tall.png")));
    QVERIFY(writeFigure(Tall(), json, path("tall.pdf")));
}

void TestFigureFile::filesWithoutARun_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("expected");
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    QImage(8, 8, QImage::Format_RGB32).save(&buffer, "png");
    const QString none = QStringLiteral("has no Logitscope run in it");
    QTest::newRow("another png") << png << none;
    QTest::newRow("cut png") << png.first(20) << none;
    QImage many(8, 8, QImage::Format_RGB32);
    for (int i = 0; i < 50; ++i) // each may be of 8 MB
        many.setText(QStringLiteral("text %1").arg(i), QString(1000, u'x'));
    many.setText(pngKeyword(1), QStringLiteral("{}"));
    QByteArray manyTexts;
    QBuffer manyBuffer(&manyTexts);
    manyBuffer.open(QIODevice::WriteOnly);
    many.save(&manyBuffer, "png");
    QTest::newRow("too many texts") << manyTexts << none;
    QTest::newRow("a chunk longer than the file")
        << QByteArray(png).replace(8, 4, "\x7f\xff\xff\xf0") << none;
    QTest::newRow("another svg") << QByteArray("<svg><metadata>{}</metadata></svg>") << none;
    QTest::newRow("broken svg") << QByteArray("<svg><metadata id=\"logitscope\">{}") << none;
    QTest::newRow("text") << QByteArray("hello") << none;
    QTest::newRow("empty") << QByteArray() << none;
    QTest::newRow("damaged pdf") << QByteArray("%PDF-1.4") << none;
    QByteArray pdf;
    QBuffer pdfBuffer(&pdf);
    pdfBuffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&pdfBuffer);
    QPainter(&writer).drawLine(0, 0, 9, 9);
    QTest::newRow("another pdf") << pdf << none;
}

void TestFigureFile::filesWithoutARun()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, expected);
    write(path("photo.png"), bytes);
    const auto run = readRunJson(path("photo.png"));
    QVERIFY(!run);
    QVERIFY2(QString::fromStdString(run.error().message).contains(expected),
             run.error().message.c_str());
    QVERIFY(!readRunJson(path("no such file")));
    QVERIFY(!readRunJson(folder_.path()));
}

void TestFigureFile::damagedRunIsNone()
{
    QVERIFY(writeFigure(figure_, json, path("damaged.png")));
    QByteArray bytes = bytesOf(path("damaged.png"));
    const qsizetype at = bytes.indexOf("logitscope");
    QVERIFY(at > 0);
    char& one = bytes[at + 20]; // of the text, or of what it was compressed to
    one = static_cast<char>(one ^ 1);
    QVERIFY(!pngJson(bytes));
}

void TestFigureFile::clipboardHasBoth()
{
    QVERIFY(copyFigure(figure_, json));
    const QMimeData* data = QGuiApplication::clipboard()->mimeData();
    const QByteArray png = data->data(QStringLiteral("image/png"));
    QCOMPARE(QImage::fromData(png).width(), 1920);
    QCOMPARE(pngJson(png).value(), json);
    QVERIFY(data->data(QStringLiteral("image/svg+xml")).contains("<svg"));
}

LOGITSCOPE_TEST(TestFigureFile)
#include "tst_figure_file.moc"
