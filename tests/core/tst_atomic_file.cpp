#include "core/atomic_file.h"
#include "tests/fixtures/test_folder.h"
#include "tests/test_program.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

QByteArray contentsOf(const std::filesystem::path& path)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
}

QStringList namesIn(const TestFolder& folder)
{
    return QDir(QString::fromStdString(folder.path().string()))
        .entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
}

mode_t permissionsOf(const std::filesystem::path& path)
{
    struct stat found = {};
    return ::stat(path.c_str(), &found) == 0 ? found.st_mode & 07777 : 0;
}

QString sentenceFor(const TestFolder& folder, const std::filesystem::path& path,
                    std::string_view contents = "new")
{
    const auto written = writeAtomically(path.string(), contents);
    return written ? QString() : folder.named(written.error().message);
}

} // namespace

class TestAtomicFile : public QObject
{
    Q_OBJECT

private slots:
    void newFile();
    void replacedFile();
    void byItsNameAlone();
    void largeFile();
    void link();
    void device();
    void folders();
    void readOnly();
};

void TestAtomicFile::newFile()
{
    const TestFolder folder;
    const auto before = ::umask(027);
    const auto sentence = sentenceFor(folder, folder.file("a"), "one\n\xff");
    ::umask(before);
    QCOMPARE(sentence, QString());
    QCOMPARE(contentsOf(folder.file("a")), QByteArray("one\n\xff"));
    QCOMPARE(permissionsOf(folder.file("a")), mode_t{0640}); // as any new file's
    QCOMPARE(namesIn(folder), QStringList{"a"});
    QCOMPARE(sentenceFor(folder, folder.file("b"), ""), QString());
    QCOMPARE(contentsOf(folder.file("b")), QByteArray(""));
}

void TestAtomicFile::replacedFile()
{
    const TestFolder folder;
    folder.write("a", "a longer text than the new one");
    QCOMPARE(::chmod(folder.file("a").c_str(), 0604), 0);
    QCOMPARE(sentenceFor(folder, folder.file("a")), QString());
    QCOMPARE(contentsOf(folder.file("a")), QByteArray("new"));
    QCOMPARE(permissionsOf(folder.file("a")), mode_t{0604});
    QCOMPARE(namesIn(folder), QStringList{"a"});
}

void TestAtomicFile::byItsNameAlone()
{
    const TestFolder folder;
    const auto before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(QString::fromStdString(folder.path().string())));
    const auto written = writeAtomically("a", "new");
    QDir::setCurrent(before);
    QVERIFY(written.has_value());
    QCOMPARE(contentsOf(folder.file("a")), QByteArray("new"));
}

void TestAtomicFile::largeFile()
{
    const TestFolder folder;
    const std::string large(20'000'000, 'x');
    QCOMPARE(sentenceFor(folder, folder.file("a"), large), QString());
    QVERIFY(contentsOf(folder.file("a")) == QByteArray::fromStdString(large));
}

void TestAtomicFile::link()
{
    const TestFolder folder;
    folder.write("a", "old");
    std::filesystem::create_symlink("a", folder.file("b"));
    QCOMPARE(sentenceFor(folder, folder.file("b")), QString());
    QCOMPARE(contentsOf(folder.file("a")), QByteArray("new"));
    QVERIFY(std::filesystem::is_symlink(folder.file("b")));
}

void TestAtomicFile::device()
{
    const TestFolder folder;
    std::filesystem::create_symlink("/dev/full", folder.file("full"));
    QCOMPARE(sentenceFor(folder, folder.file("full")),
             QString("folder/full: can't be written: No space left on device"));
    std::filesystem::create_symlink("/dev/null", folder.file("null"));
    QCOMPARE(sentenceFor(folder, folder.file("null")), QString());
    QVERIFY(std::filesystem::is_character_file("/dev/null"));
    QCOMPARE(namesIn(folder), (QStringList{"full", "null"}));
}

void TestAtomicFile::folders()
{
    const TestFolder folder;
    QCOMPARE(sentenceFor(folder, folder.file("none") / "a"),
             QString("folder/none/a: can't be written: No such file or directory"));
    std::filesystem::create_directory(folder.file("sub"));
    QCOMPARE(sentenceFor(folder, folder.file("sub")),
             QString("folder/sub: can't be written: Is a directory"));
    folder.write("file", "x");
    QCOMPARE(sentenceFor(folder, folder.file("file") / "a"),
             QString("folder/file/a: can't be written: Not a directory"));
    QCOMPARE(namesIn(folder), (QStringList{"file", "sub"}));
}

void TestAtomicFile::readOnly()
{
    if (::geteuid() == 0)
        QSKIP("root may write anywhere");
    const TestFolder folder;
    folder.write("a", "old");
    QCOMPARE(::chmod(folder.file("a").c_str(), 0444), 0);
    QCOMPARE(sentenceFor(folder, folder.file("a")),
             QString("folder/a: can't be written: Permission denied"));
    QCOMPARE(contentsOf(folder.file("a")), QByteArray("old"));

    QCOMPARE(::chmod(folder.path().c_str(), 0555), 0);
    const auto sentence = sentenceFor(folder, folder.file("b"));
    ::chmod(folder.path().c_str(), 0755);
    QCOMPARE(sentence, QString("folder/b: can't be written: Permission denied"));
    QCOMPARE(namesIn(folder), QStringList{"a"});
}

LOGITSCOPE_TEST(TestAtomicFile)
#include "tst_atomic_file.moc"
