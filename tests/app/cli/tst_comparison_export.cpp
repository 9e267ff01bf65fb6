#include "app/cli/comparison_export.h"
#include "core/run/comparison_csv.h"
#include "core/run/comparison_json.h"
#include "core/run/comparison_markdown.h"
#include "tests/core/run/some_comparison.h"
#include "tests/fixtures/test_folder.h"
#include "tests/test_program.h"

#include <QFile>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

const PictureWriter drawsNothing = [](const Run&, const std::string&, const PictureOptions&) {
    return Result<void>();
};

QByteArray contentsOf(const std::filesystem::path& path)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
}

QString sentenceFor(const std::string& file, const PictureWriter& pictureWriter = drawsNothing)
{
    const auto error = findExportError(file, pictureWriter);
    return error ? QString::fromStdString(error->message) : QString();
}

} // namespace

class TestComparisonExport : public QObject
{
    Q_OBJECT

private slots:
    void endings();
    void folders();
    void texts();
    void pictures();
    void pictureWidths();
};

void TestComparisonExport::endings()
{
    for (const char* file :
         {"a.png", "a.svg", "a.pdf", "a.csv", "a.json", "a.md", "A.PNG", "a.Md", "a.b.csv"})
        QCOMPARE(sentenceFor(file), QString());
    for (const char* file : {"a", "a.bmp", "png", "a.csv.gz", "a."})
        QCOMPARE(sentenceFor(file), QString("--export is %1, expected an ending in .png, .svg, "
                                            ".pdf, .csv, .json or .md")
                                        .arg(file));
    for (const char* file : {"a.png", "a.svg", "a.PDF"})
        QCOMPARE(sentenceFor(file, {}),
                 QString("%1: this build draws no pictures; use .csv, .json or .md").arg(file));
    QCOMPARE(sentenceFor("a.csv", {}), QString());
}

void TestComparisonExport::folders()
{
    const TestFolder folder;
    folder.write("file", "");
    std::filesystem::create_directory(folder.file("sub.csv"));
    const auto named = [&](const std::filesystem::path& path) {
        return folder.named(sentenceFor(path.string()).toStdString());
    };
    QCOMPARE(named(folder.file("a.csv")), QString());
    QCOMPARE(named(folder.file("none") / "a.csv"),
             QString("folder/none/a.csv: there is no folder folder/none"));
    QCOMPARE(named(folder.file("file") / "a.png"),
             QString("folder/file/a.png: there is no folder folder/file"));
    QCOMPARE(named(folder.file("sub.csv")),
             QString("folder/sub.csv: this is a folder; expected a file"));
}

void TestComparisonExport::texts()
{
    const TestFolder folder;
    const auto comparison = someComparison();
    for (const char* name : {"a.csv", "a.json", "a.MD"})
        QVERIFY(exportComparison(comparison, folder.file(name).string(), {}).has_value());
    QCOMPARE(contentsOf(folder.file("a.csv")), QByteArray::fromStdString(toCsv(comparison)));
    QCOMPARE(contentsOf(folder.file("a.MD")), QByteArray::fromStdString(toMarkdown(comparison)));
    const auto json = contentsOf(folder.file("a.json"));
    QVERIFY(json.endsWith("]\n"));
    QVERIFY(rowsToJson(runFromRows(nlohmann::json::parse(json.toStdString())).value()) ==
            rowsToJson(comparison));
}

void TestComparisonExport::pictures()
{
    std::string drawn;
    const PictureWriter writer = [&](const Run& comparison, const std::string& file,
                                     const PictureOptions& options) -> Result<void> {
        drawn = file + " " + comparison.model + " " + std::to_string(options.width);
        return fail("no paint");
    };
    const auto written = exportComparison(someComparison(), "a.svg", writer, {.width = 300});
    QCOMPARE(drawn, std::string("a.svg starter 300"));
    QCOMPARE(written.error().message, std::string("no paint"));
}

void TestComparisonExport::pictureWidths()
{
    PictureOptions options;
    QVERIFY(readPictureWidth("640", options).has_value());
    QCOMPARE(options.width, 640);
    QVERIFY(readPictureWidth("column", options).has_value());
    QCOMPARE(options.width, 252); // 3.5 inches of 72 points
    QVERIFY(!options.slide);
    QVERIFY(readPictureWidth("slide", options).has_value());
    QVERIFY(options.slide);
    for (const char* text : {"", "199", "4001", "-960", "960pt", "9.5", "wide", "99999999999"})
        QCOMPARE(QString::fromStdString(readPictureWidth(text, options).error().message),
                 QString("--figure-width is %1, expected 200 to 4000 points, column or slide")
                     .arg(text));
    QVERIFY(!findError(PictureOptions{.typePercent = 250}));
    QVERIFY(!findError(PictureOptions{.width = 252, .typePercent = 112}));
    QCOMPARE(QString::fromStdString(
                 findError(PictureOptions{.width = 252, .typePercent = 113})->message),
             QString("--figure-type is 113, but a figure of 252 points has room for at most 112 "
                     "percent; make it wider, or its type smaller"));
    QCOMPARE(QString::fromStdString(findError(PictureOptions{.typePercent = 251})->message),
             QString("--figure-type is 251, expected 70 to 250 percent"));
}

LOGITSCOPE_TEST(TestComparisonExport)
#include "tst_comparison_export.moc"
