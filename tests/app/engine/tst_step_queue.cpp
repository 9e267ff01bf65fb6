#include "app/engine/step_queue.h"

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

class StepQueueTest : public QObject
{
    Q_OBJECT

private slots:
    void theFirstStepSaysThatThereIsSomething();
    void stepsOfAnotherRunAreDropped();
    void nothingIsLostBetweenTwoThreads();
};

void StepQueueTest::theFirstStepSaysThatThereIsSomething()
{
    StepQueue queue;
    QVERIFY(queue.push(1, record(10)));
    QVERIFY(!queue.push(1, record(11)));
    QCOMPARE(queue.take(1).size(), std::size_t(2));
    QVERIFY(queue.take(1).empty());
    QVERIFY(queue.push(1, record(12)));
}

void StepQueueTest::stepsOfAnotherRunAreDropped()
{
    StepQueue queue;
    queue.push(1, record(10));
    queue.push(2, record(20));
    queue.push(2, record(21));
    const auto taken = queue.take(2);
    QCOMPARE(taken.size(), std::size_t(2));
    QCOMPARE(taken.front().step.token, 20);
    QVERIFY(queue.take(1).empty());
}

void StepQueueTest::nothingIsLostBetweenTwoThreads()
{
    constexpr int count = 20'000;
    StepQueue queue;
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

QTEST_APPLESS_MAIN(StepQueueTest)
#include "tst_step_queue.moc"
