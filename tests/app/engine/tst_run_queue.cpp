#include "app/engine/run_queue.h"
#include "app/engine/step_record.h"
#include "tests/test_program.h"

#include <QTest>

#include <thread>

using namespace logitscope;

namespace
{

StepRecord record(TokenId token)
{
    StepRecord made;
    made.step.token = token;
    return made;
}

} // namespace

class RunQueueTest : public QObject
{
    Q_OBJECT

private slots:
    void theFirstStepSaysThatThereIsSomething();
    void stepsOfAnotherRunAreDropped();
    void nothingIsLostBetweenTwoThreads();
};

void RunQueueTest::theFirstStepSaysThatThereIsSomething()
{
    RunQueue<StepRecord> queue;
    QVERIFY(queue.push(1, record(10)));
    QVERIFY(!queue.push(1, record(11)));
    QCOMPARE(queue.take(1).size(), std::size_t(2));
    QVERIFY(queue.take(1).empty());
    QVERIFY(queue.push(1, record(12)));
}

void RunQueueTest::stepsOfAnotherRunAreDropped()
{
    RunQueue<StepRecord> queue;
    queue.push(1, record(10));
    queue.push(2, record(20));
    queue.push(2, record(21));
    const auto taken = queue.take(2);
    QCOMPARE(taken.size(), std::size_t(2));
    QCOMPARE(taken.front().step.token, 20);
    QVERIFY(queue.take(1).empty());
}

void RunQueueTest::nothingIsLostBetweenTwoThreads()
{
    constexpr int count = 20'000;
    RunQueue<StepRecord> queue;
    std::thread worker([&queue] {
        for (int i = 0; i < count; ++i)
            queue.push(1, record(i));
    });
    int expected = 0;
    while (expected < count) {
        for (const auto& taken : queue.take(1))
            QCOMPARE(taken.step.token, expected++);
    }
    worker.join();
}

LOGITSCOPE_TEST(RunQueueTest)
#include "tst_run_queue.moc"
