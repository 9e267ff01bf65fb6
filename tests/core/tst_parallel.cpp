#include "core/parallel.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace logitscope;

namespace
{

using Ranges = std::vector<std::pair<int, int>>; // [begin, end), in order

Ranges rangesOf(int count, int grain)
{
    Ranges ranges;
    std::mutex mutex;
    parallelFor(count, grain, [&](int begin, int end) {
        const std::lock_guard lock(mutex);
        ranges.emplace_back(begin, end);
    });
    std::ranges::sort(ranges);
    return ranges;
}

} // namespace

class TestParallel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void coversAllOnce_data();
    void coversAllOnce();
    void nothingToDo();
    void onSeveralThreads();
    void waitsForAll();
    void nested();
    void exceptionsArrive();
    void fromSeveralThreads();
};

// Also on a machine with one core.
void TestParallel::initTestCase()
{
    setThreadCount(3);
}

void TestParallel::coversAllOnce_data()
{
    QTest::addColumn<int>("grain");
    for (const int grain : {1, 2, 7, 8, 1000})
        QTest::addRow("grain %d", grain) << grain;
}

void TestParallel::coversAllOnce()
{
    QFETCH(int, grain);
    for (const int count : {1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 63, 64, 65, 999, 1000, 1001}) {
        const auto ranges = rangesOf(count, grain);
        int next = 0;
        for (const auto& [begin, end] : ranges) {
            QCOMPARE(begin, next);
            QVERIFY(end > begin);
            next = end;
        }
        QCOMPARE(next, count);
        QVERIFY(static_cast<int>(ranges.size()) <= (count + grain - 1) / grain);
        QVERIFY(ranges.size() < 3 || ranges.size() % 3 == 0); // as many for each thread
    }
}

void TestParallel::nothingToDo()
{
    QVERIFY(rangesOf(0, 1).empty());
    QVERIFY(rangesOf(0, 8).empty());
}

// Two parts that each wait for the other to begin end only if both run at once.
void TestParallel::onSeveralThreads()
{
    QCOMPARE(rangesOf(2, 1).size(), std::size_t{2}); // or it would wait forever
    std::atomic<int> begun = 0;
    parallelFor(2, 1, [&](int, int) {
        ++begun;
        while (begun < 2)
            std::this_thread::yield();
    });
    QCOMPARE(begun.load(), 2);
}

void TestParallel::waitsForAll()
{
    for (int round = 0; round < 200; ++round) {
        std::vector<int> done(64, 0);
        parallelFor(64, 1, [&](int begin, int end) {
            for (int i = begin; i < end; ++i)
                done[static_cast<std::size_t>(i)] = i + round;
        });
        for (int i = 0; i < 64; ++i)
            QCOMPARE(done[static_cast<std::size_t>(i)], i + round);
    }
}

void TestParallel::nested()
{
    std::vector<std::atomic<int>> visits(12 * 34);
    std::atomic<int> onAnother = 0;
    parallelFor(12, 1, [&](int begin, int end) {
        for (int i = begin; i < end; ++i) {
            const auto thread = std::this_thread::get_id();
            parallelFor(34, 1, [&](int innerBegin, int innerEnd) {
                onAnother += std::this_thread::get_id() != thread;
                for (int j = innerBegin; j < innerEnd; ++j)
                    ++visits[static_cast<std::size_t>(i * 34 + j)];
            });
        }
    });
    QCOMPARE(onAnother.load(), 0);
    for (const auto& count : visits)
        QCOMPARE(count.load(), 1);
}

void TestParallel::exceptionsArrive()
{
    for (const int count : {1, 2, 64}) {
        for (const int bad : {0, count / 2, count - 1}) {
            const auto failing = [&] {
                parallelFor(count, 1, [&](int begin, int end) {
                    if (begin <= bad && bad < end)
                        throw std::runtime_error("no memory for part " + std::to_string(bad));
                });
            };
            QVERIFY_EXCEPTION_THROWN(failing(), std::runtime_error);
            try {
                failing();
            } catch (const std::exception& exception) {
                QCOMPARE(exception.what(), qPrintable(QString("no memory for part %1").arg(bad)));
            }
        }
    }
    const auto everywhere = [] {
        parallelFor(64, 1, [](int, int) { throw std::runtime_error("everywhere"); });
    };
    QVERIFY_EXCEPTION_THROWN(everywhere(), std::runtime_error);
    QCOMPARE(rangesOf(64, 64).size(), std::size_t{1}); // and it goes on afterwards
}

// The window's worker and its own thread may both be at work.
void TestParallel::fromSeveralThreads()
{
    std::vector<int> sums(4, 0);
    std::vector<std::thread> threads;
    for (int& sum : sums) {
        threads.emplace_back([&sum] {
            for (int round = 0; round < 50; ++round) {
                std::atomic<int> total = 0;
                parallelFor(100, 1, [&](int begin, int end) {
                    for (int i = begin; i < end; ++i)
                        total += i;
                });
                sum += total;
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    for (const int sum : sums)
        QCOMPARE(sum, 50 * 4950);
}

LOGITSCOPE_TEST(TestParallel)
#include "tst_parallel.moc"
