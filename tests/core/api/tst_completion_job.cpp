#include "core/api/completion_job.h"
#include "tests/test_program.h"

#include <QTest>

#include <future>

using namespace logitscope;
using namespace std::chrono_literals;

namespace
{

ChoicePiece piece(int index, std::string text)
{
    return {.index = index, .text = std::move(text)};
}

} // namespace

class TestCompletionJob : public QObject
{
    Q_OBJECT

private slots:
    void nothingYet();
    void newsSinceTheLastCall();
    void endsOnce();
    void wakesWhoWaits();
    void tellsOfNews();
    void cancelling();
    void noPieceIsLost();
};

void TestCompletionJob::nothingYet()
{
    CompletionJob job;
    const auto news = job.wait(0ms);
    QVERIFY(news.pieces.empty() && !news.ended && !news.error);
}

void TestCompletionJob::newsSinceTheLastCall()
{
    CompletionJob job;
    job.add(piece(0, "a"), {3, 1});
    job.add(piece(1, "b"), {3, 2});
    job.add(piece(0, "c"), {3, 3});
    const auto news = job.wait(1h);
    QCOMPARE(news.pieces.size(), std::size_t{3});
    QCOMPARE(news.pieces[0].text + news.pieces[1].text + news.pieces[2].text, std::string("abc"));
    QCOMPARE(news.usage.promptTokens, 3);
    QCOMPARE(news.usage.completionTokens, 3);
    QVERIFY(job.wait(0ms).pieces.empty());
    job.add(piece(0, "d"), {3, 4});
    QCOMPARE(job.wait(1h).pieces.at(0).text, std::string("d"));
}

// The last pieces may come with the end; a caller that asks again is told again, at once.
void TestCompletionJob::endsOnce()
{
    CompletionJob job;
    job.add(piece(0, "a"), {1, 1});
    job.end(Error{"the server is stopping"});
    auto news = job.wait(1h);
    QCOMPARE(news.pieces.size(), std::size_t{1});
    QVERIFY(news.ended);
    QCOMPARE(news.error->message, std::string("the server is stopping"));
    news = job.wait(1h);
    QVERIFY(news.ended && news.pieces.empty() && news.error);

    CompletionJob good;
    good.end();
    QVERIFY(good.wait(1h).ended);
    QVERIFY(!good.wait(1h).error);
}

void TestCompletionJob::wakesWhoWaits()
{
    CompletionJob job;
    auto first = std::async(std::launch::async, [&] { return job.wait(1h); });
    job.add(piece(0, "a"), {1, 1});
    QCOMPARE(first.get().pieces.size(), std::size_t{1});
    auto second = std::async(std::launch::async, [&] { return job.wait(1h); });
    job.end();
    QVERIFY(second.get().ended);
}

void TestCompletionJob::tellsOfNews()
{
    CompletionJob job;
    int told = 0;
    job.onNews([&] { ++told; });
    QCOMPARE(told, 0);
    job.add(piece(0, "a"), {1, 1});
    QCOMPARE(told, 1);
    job.end();
    QCOMPARE(told, 2);
    job.onNews([&] { told = 7; }); // there is news already
    QCOMPARE(told, 7);
}

void TestCompletionJob::cancelling()
{
    CompletionJob job;
    QVERIFY(!job.isCancelled());
    std::async(std::launch::async, [&] { job.cancel(); }).get();
    QVERIFY(job.isCancelled());
}

void TestCompletionJob::noPieceIsLost()
{
    CompletionJob job;
    auto writer = std::async(std::launch::async, [&] {
        for (int i = 0; i < 20000; ++i)
            job.add(piece(i, ""), {0, i});
        job.end();
    });
    int next = 0;
    for (bool ended = false; !ended;) {
        const auto news = job.wait(1h);
        for (const auto& one : news.pieces)
            QCOMPARE(one.index, next++);
        ended = news.ended;
    }
    QCOMPARE(next, 20000);
}

LOGITSCOPE_TEST(TestCompletionJob)
#include "tst_completion_job.moc"
