#include "core/model/mapped_file.h"
#include "tests/fixtures/test_folder.h"
#include "tests/test_program.h"

#include <QTest>

#include <sys/stat.h>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

QByteArray contents(const MappedFile& file)
{
    return {reinterpret_cast<const char*>(file.bytes().data()),
            static_cast<qsizetype>(file.bytes().size())};
}

} // namespace

class TestMappedFile : public QObject
{
    Q_OBJECT

private slots:
    void holdsTheFile_data();
    void holdsTheFile();
    void canBeMoved();
    void releasedBytesCanBeRead();
    void whatIsNoFile();

private:
    TestFolder folder_;
};

void TestMappedFile::holdsTheFile_data()
{
    QTest::addColumn<qsizetype>("size");
    for (const qsizetype size : {0, 1, 4095, 4096, 4097, 1'000'000}) // around a page
        QTest::addRow("%d", static_cast<int>(size)) << size;
}

void TestMappedFile::holdsTheFile()
{
    QFETCH(qsizetype, size);
    QByteArray bytes(size, 'x');
    for (qsizetype i = 0; i < size; ++i)
        bytes[i] = static_cast<char>(i % 251);
    folder_.write("file", bytes);
    const auto file = MappedFile::open(folder_.file("file"));
    QVERIFY(file);
    QCOMPARE(contents(*file), bytes);
}

// Parts of a page, whole pages, and nothing: the file's bytes come back, also those beside them.
void TestMappedFile::releasedBytesCanBeRead()
{
    QByteArray all;
    for (int i = 0; i < 100'000; ++i)
        all += static_cast<char>(i * 7 + i / 251);
    folder_.write("file", all);
    const auto file = MappedFile::open(folder_.file("file"));
    QVERIFY(file);
    for (const std::size_t first : {0, 1, 4096, 5000, 90'000}) {
        for (const std::size_t length : {0, 1, 4095, 4096, 10'000}) {
            file->release(file->bytes().subspan(first, length));
            QCOMPARE(contents(*file), all);
        }
    }
}

void TestMappedFile::canBeMoved()
{
    folder_.write("file", "abc");
    auto file = MappedFile::open(folder_.file("file"));
    QVERIFY(file);
    const auto before = file->bytes();
    const MappedFile moved = std::move(*file);
    QCOMPARE(contents(moved), QByteArray("abc"));
    QCOMPARE(moved.bytes().data(), before.data());
}

void TestMappedFile::whatIsNoFile()
{
    const auto none = MappedFile::open(folder_.file("none"));
    QVERIFY(!none);
    QCOMPARE(folder_.named(none.error().message),
             QString("folder/none: can't be read: No such file or directory"));

    const auto folder = MappedFile::open(folder_.path());
    QVERIFY(!folder);
    QCOMPARE(folder_.named(folder.error().message), QString("folder: is not a file"));

    const auto device = MappedFile::open("/dev/null");
    QVERIFY(!device);
    QCOMPARE(device.error().message, std::string("/dev/null: is not a file"));

    // A pipe that nobody writes to: no waiting.
    QCOMPARE(::mkfifo(folder_.file("pipe").c_str(), 0600), 0);
    const auto pipe = MappedFile::open(folder_.file("pipe"));
    QVERIFY(!pipe);
    QCOMPARE(folder_.named(pipe.error().message), QString("folder/pipe: is not a file"));
}

LOGITSCOPE_TEST(TestMappedFile)
#include "tst_mapped_file.moc"
