// What tst_parallel can't see: rounds of work on the same threads. Run with a sanitizer, too.
#include "core/thread_pool.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>
#include <sys/resource.h>
#include <unistd.h>

using namespace logitscope;

class TestThreadPool : public QObject
{
    Q_OBJECT

private slots:
    void everyItemOnce();
    void manyRounds();
    void latecomers();
    void missedRounds();
    void ownShareFirst();
    void noWork();
    void exceptions();
    void niceness();
};

void TestThreadPool::everyItemOnce()
{
    for (const int threads : {1, 2, 5}) {
        ThreadPool pool(threads);
        for (const int count : {0, 1, 2, 3, 100}) {
            std::vector<std::atomic<int>> visits(static_cast<std::size_t>(count));
            std::mutex mutex;
            std::set<std::thread::id> onThreads;
            pool.run(count, [&](int item) {
                ++visits[static_cast<std::size_t>(item)];
                const std::lock_guard lock(mutex);
                onThreads.insert(std::this_thread::get_id());
            });
            for (const auto& visit : visits)
                QCOMPARE(visit.load(), 1);
            QVERIFY(static_cast<int>(onThreads.size()) <= threads);
        }
    }
}

// What a round has done is there when run() returns, and no thread misses a round.
void TestThreadPool::manyRounds()
{
    ThreadPool pool(3);
    std::vector<int> sums(4, 0); // not atomic: a round's work is done before the next begins
    constexpr int rounds = 3000;
    for (int round = 0; round < rounds; ++round)
        pool.run(4, [&](int item) { sums[static_cast<std::size_t>(item)] += item; });
    QCOMPARE(sums, (std::vector{0, rounds, 2 * rounds, 3 * rounds}));
}

// More threads than cores: many wake when a round's work is done and gone.
void TestThreadPool::latecomers()
{
    ThreadPool pool(24);
    for (int round = 0; round < 2000; ++round) {
        std::vector<int> visits(static_cast<std::size_t>(1 + round % 5));
        pool.run(static_cast<int>(visits.size()),
                 [&](int item) { ++visits[static_cast<std::size_t>(item)]; });
        QVERIFY(std::ranges::all_of(visits, [](int count) { return count == 1; }));
    }
}

// Two items that each wait for the other need another thread, however many rounds it has missed.
void TestThreadPool::missedRounds()
{
    ThreadPool pool(2);
    for (int missed = 0; missed < 200; ++missed) {
        for (int round = 0; round < missed; ++round)
            pool.run(1, [](int) {});
        std::atomic<int> begun = 0;
        pool.run(2, [&](int) {
            ++begun;
            while (begun < 2)
                std::this_thread::yield();
        });
        QCOMPARE(begun.load(), 2);
    }
}

// Each thread begins with a part of its own: what lies together is for the same one.
void TestThreadPool::ownShareFirst()
{
    ThreadPool pool(2);
    for (int round = 0; round < 200; ++round) {
        std::array<std::thread::id, 4> threads;
        std::atomic<int> begun = 0;
        pool.run(4, [&](int item) {
            threads[static_cast<std::size_t>(item)] = std::this_thread::get_id();
            if (item % 2 == 1)
                return;
            ++begun; // the first of each half: they wait for each other
            while (begun < 2)
                std::this_thread::yield();
        });
        QCOMPARE(threads[0], std::this_thread::get_id());
        QVERIFY(threads[2] != threads[0]);
    }
}

void TestThreadPool::noWork()
{
    for (int i = 0; i < 100; ++i)
        const ThreadPool pool(4); // ends before or after its threads have begun
}

void TestThreadPool::exceptions()
{
    ThreadPool pool(3);
    const auto failing = [&] {
        pool.run(50, [](int item) {
            if (item % 2 == 0)
                throw std::runtime_error("even");
        });
    };
    QVERIFY_EXCEPTION_THROWN(failing(), std::runtime_error);
    std::atomic<int> done = 0;
    pool.run(50, [&](int) { ++done; }); // and it goes on afterwards, without the exception
    QCOMPARE(done.load(), 50);
}

// The others are as nice as the thread that made the pool: who started the program with `nice`
// wants that of all of it.
void TestThreadPool::niceness()
{
    constexpr int rounds = 100'000; // until another thread has taken an item
    std::set<int> values;
    std::thread([&] {
        ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 7);
        ThreadPool pool(2);
        std::mutex mutex;
        std::set<pid_t> threads;
        for (int round = 0; round < rounds && threads.size() < 2; ++round) {
            pool.run(2, [&](int) {
                const std::lock_guard lock(mutex);
                threads.insert(::gettid());
                values.insert(::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid())));
            });
        }
    }).join();
    QCOMPARE(values, std::set{7});
}

LOGITSCOPE_TEST(TestThreadPool)
#include "tst_thread_pool.moc"
