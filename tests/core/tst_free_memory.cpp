#include "core/free_memory.h"
#include "tests/fixtures/test_folder.h"
#include "tests/test_program.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

using Free = std::optional<std::uint64_t>;

void write(const TestFolder& folder, const char* name, const QByteArray& contents)
{
    QDir(QString::fromStdString(folder.path().string())).mkpath(QFileInfo(name).path());
    folder.write(name, contents);
}

// With 2000 kB available, and a group "outer/inner" in which the process is.
void writeSystem(const TestFolder& folder, const QByteArray& groups = "0::/outer/inner\n")
{
    write(folder, "proc/meminfo",
          "MemTotal:       24684092 kB\nMemFree:            1000 kB\nMemAvailable:       2000 kB\n"
          "Buffers:           26808 kB\n");
    write(folder, "proc/self/cgroup", groups);
}

} // namespace

class TestFreeMemory : public QObject
{
    Q_OBJECT

private slots:
    void ofThisMachine();
    void nothingIsSaid_data();
    void nothingIsSaid();
    void withoutGroups();
    void groups_data();
    void groups();
    void theSmallestOfAllGroups();
    void inAContainer();
};

void TestFreeMemory::ofThisMachine()
{
    const auto free = freeMemory();
    QFile file("/proc/meminfo");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto total = file.readLine().simplified().split(' ').at(1).toULongLong() * 1024;
    QVERIFY(free);
    QVERIFY(*free > 0 && *free <= total);
}

void TestFreeMemory::nothingIsSaid_data()
{
    QTest::addColumn<QByteArray>("meminfo");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("without the line") << QByteArray("MemFree: 1000 kB\n");
    QTest::newRow("no number") << QByteArray("MemAvailable: many kB\n");
}

void TestFreeMemory::nothingIsSaid()
{
    QFETCH(QByteArray, meminfo);
    const TestFolder folder;
    QCOMPARE(freeMemory(folder.path()), Free());
    write(folder, "proc/meminfo", meminfo);
    QCOMPARE(freeMemory(folder.path()), Free());
}

void TestFreeMemory::withoutGroups()
{
    const TestFolder folder;
    writeSystem(folder, "9:name=systemd:/\n4:memory:/somewhere\n"); // version 1
    QCOMPARE(freeMemory(folder.path()), Free(2000 * 1024));
}

void TestFreeMemory::groups_data()
{
    QTest::addColumn<QByteArray>("most");
    QTest::addColumn<QByteArray>("current");
    QTest::addColumn<QByteArray>("stat");
    QTest::addColumn<quint64>("expected");
    const QByteArray none;
    QTest::newRow("less than the machine")
        << QByteArray("1000000\n") << QByteArray("300000\n") << none << quint64{700'000};
    QTest::newRow("more than the machine")
        << QByteArray("9000000\n") << QByteArray("300000\n") << none << quint64{2000 * 1024};
    QTest::newRow("no limit") << QByteArray("max\n") << QByteArray("300000\n") << none
                              << quint64{2000 * 1024};
    QTest::newRow("full") << QByteArray("1000000\n") << QByteArray("1000000\n") << none
                          << quint64{0};
    QTest::newRow("over its limit")
        << QByteArray("1000000\n") << QByteArray("1200000\n") << none << quint64{0};
    QTest::newRow("cached files") << QByteArray("1000000\n") << QByteArray("800000\n")
                                  << QByteArray("anon 300000\nactive_file 200000\n"
                                                "inactive_file 300000\nfile 500000\n")
                                  << quint64{700'000};
    QTest::newRow("unreadable") << QByteArray("?\n") << QByteArray("?\n") << none
                                << quint64{2000 * 1024};
}

void TestFreeMemory::groups()
{
    QFETCH(QByteArray, most);
    QFETCH(QByteArray, current);
    QFETCH(QByteArray, stat);
    QFETCH(quint64, expected);
    const TestFolder folder;
    writeSystem(folder);
    write(folder, "sys/fs/cgroup/outer/inner/memory.max", most);
    write(folder, "sys/fs/cgroup/outer/inner/memory.current", current);
    write(folder, "sys/fs/cgroup/outer/inner/memory.stat", stat);
    QCOMPARE(freeMemory(folder.path()), Free(expected));
}

void TestFreeMemory::theSmallestOfAllGroups()
{
    const TestFolder folder;
    writeSystem(folder);
    const auto group = [&](const std::string& path, const char* most) {
        write(folder, (path + "/memory.max").c_str(), most);
        write(folder, (path + "/memory.current").c_str(), "100000");
    };
    group("sys/fs/cgroup/outer/inner", "1000000");
    group("sys/fs/cgroup/outer", "500000");
    group("sys/fs/cgroup/other", "200000"); // the process isn't in that one
    QCOMPARE(freeMemory(folder.path()), Free(400'000));
}

// There the process's own group is the root.
void TestFreeMemory::inAContainer()
{
    const TestFolder folder;
    writeSystem(folder, "0::/\n");
    write(folder, "sys/fs/cgroup/memory.max", "1000000");
    write(folder, "sys/fs/cgroup/memory.current", "400000");
    QCOMPARE(freeMemory(folder.path()), Free(600'000));
}

LOGITSCOPE_TEST(TestFreeMemory)
#include "tst_free_memory.moc"
