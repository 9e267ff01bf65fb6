#include "core/library/file_sums.h"
#include "tests/fixtures/test_folder.h"
#include "tests/test_program.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTest>

#include <chrono>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

// By another implementation.
QString expectedSum(const QByteArray& bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

bool never()
{
    return false;
}

QString sumIn(FileSums& sums, const std::filesystem::path& file)
{
    const auto sum = sums.of(file, never);
    return QString::fromStdString(sum ? *sum : sum.error().message);
}

} // namespace

class TestFileSums : public QObject
{
    Q_OBJECT

private slots:
    void texts();
    void files_data();
    void files();
    void aFileThatIsNotThere();
    void endsInTheMiddle();
    void keepsSums();
    void forgetsWhatHasChanged();
    void takesAnyFileForKept_data();
    void takesAnyFileForKept();
};

// FIPS 180-4's example, and the empty text.
void TestFileSums::texts()
{
    QCOMPARE(sha256Of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    QCOMPARE(sha256Of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

void TestFileSums::files_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("short") << QByteArray("a\0b", 3);
    QTest::newRow("one part") << QByteArray(1 << 20, 'x');
    QTest::newRow("three parts and a byte") << QByteArray((3 << 20) + 1, 'y');
}

void TestFileSums::files()
{
    QFETCH(QByteArray, bytes);
    const TestFolder folder;
    folder.write("file", bytes);
    FileSums sums({});
    QCOMPARE(sumIn(sums, folder.path() / "file"), expectedSum(bytes));
}

void TestFileSums::aFileThatIsNotThere()
{
    const TestFolder folder;
    FileSums sums({});
    const auto sum = sums.of(folder.path() / "none", never);
    QVERIFY(!sum);
    QCOMPARE(folder.named(sum.error().message),
             "folder/none: can't be read: No such file or directory");
}

void TestFileSums::endsInTheMiddle()
{
    const TestFolder folder;
    folder.write("file", QByteArray(3 << 20, 'x'));
    FileSums sums(folder.path() / "kept");
    int asked = 0;
    const auto sum = sums.of(folder.path() / "file", [&asked] { return ++asked == 2; });
    QVERIFY(!sum);
    QCOMPARE(asked, 2);
    sums.save();
    QCOMPARE(sumIn(sums, folder.path() / "file"), expectedSum(QByteArray(3 << 20, 'x')));
}

void TestFileSums::keepsSums()
{
    const TestFolder folder;
    folder.write("file", "contents");
    const auto kept = folder.path() / "a folder" / "kept";
    {
        FileSums sums(kept);
        QCOMPARE(sumIn(sums, folder.path() / "file"), expectedSum("contents"));
        sums.save();
    }
    FileSums sums(kept);
    const auto again = sums.of(folder.path() / "file", [] { return true; }); // it isn't read
    QVERIFY(again);
    QCOMPARE(QString::fromStdString(*again), expectedSum("contents"));
}

void TestFileSums::forgetsWhatHasChanged()
{
    const TestFolder folder;
    const auto file = folder.path() / "file";
    folder.write("file", "contents");
    FileSums sums({});
    QCOMPARE(sumIn(sums, file), expectedSum("contents"));
    folder.write("file", "other text");
    QCOMPARE(sumIn(sums, file), expectedSum("other text"));
    folder.write("file", "more texts"); // as long
    using namespace std::chrono_literals;
    std::filesystem::last_write_time(file, std::filesystem::last_write_time(file) + 2s);
    QCOMPARE(sumIn(sums, file), expectedSum("more texts"));
}

void TestFileSums::takesAnyFileForKept_data()
{
    QTest::addColumn<QByteArray>("kept");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("\x7f"
                                           "ELF");
    QTest::newRow("an array") << QByteArray("[1, 2]");
    QTest::newRow("no objects") << QByteArray(R"({"FILE": 7})");
    QTest::newRow("no sum") << QByteArray(R"({"FILE": {"size": 8, "time": "0"}})");
    QTest::newRow("a number as time")
        << QByteArray(R"({"FILE": {"size": 8, "time": 0, "sha256": "00"}})");
}

void TestFileSums::takesAnyFileForKept()
{
    QFETCH(QByteArray, kept);
    const TestFolder folder;
    folder.write("file", "contents");
    const auto file = folder.path() / "file";
    folder.write("kept", kept.replace("FILE", file.c_str()));
    FileSums sums(folder.path() / "kept");
    QCOMPARE(sumIn(sums, file), expectedSum("contents"));
}

LOGITSCOPE_TEST(TestFileSums)
#include "tst_file_sums.moc"
