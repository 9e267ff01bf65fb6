#include "core/server/completion_answer.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <string>
#include <thread>
#include <vector>

using namespace logitscope;

namespace
{

const Audience listening{.isThere = [] { return true; }, .isStopping = [] { return false; }};

// Two choices that grow in turns, three tokens in all.
void fill(CompletionJob& job)
{
    job.add({{.index = 1, .text = "b"}, {.index = 0, .text = "a"}},
            {.promptTokens = 5, .completionTokens = 2});
    job.add({{.index = 1, .text = "", .end = StopReason::StopString},
             {.index = 0, .text = "c", .end = StopReason::Length}},
            {.promptTokens = 5, .completionTokens = 3});
}

struct Stream
{
    std::vector<std::string> events;
    AnswerEnd end;
};

Stream stream(CompletionJob& job, const Audience& audience, bool includeUsage = false,
              std::size_t taken = 1000)
{
    Stream result;
    const AnswerForm form{.head = {.id = "cmpl-1", .created = 7, .model = "m"},
                          .includeUsage = includeUsage};
    result.end = streamChoices(job, audience, form, [&](std::string_view event) {
        result.events.emplace_back(event);
        return result.events.size() < taken;
    });
    return result;
}

nlohmann::json dataOf(const std::string& event)
{
    if (!event.starts_with("data: ") || !event.ends_with("\n\n"))
        return {};
    return nlohmann::json::parse(event.substr(6), nullptr, false);
}

} // namespace

class TestCompletionAnswer : public QObject
{
    Q_OBJECT

private slots:
    void whole();
    void streamed();
    void usage();
    void waitsForNews();
    void modelFails();
    void hangUpWhileWaiting();
    void hangUpWhileSending();
    void serverStops();
    void everythingIsHeard();
    void events();
};

void TestCompletionAnswer::whole()
{
    CompletionJob job;
    fill(job);
    job.end();
    std::vector<ChoicePiece> choices;
    const auto end = collectChoices(job, listening, choices);
    QVERIFY(!end.error && !end.hungUp);
    QCOMPARE(end.usage.promptTokens, 5);
    QCOMPARE(end.usage.completionTokens, 3);
    QCOMPARE(choices.size(), std::size_t{2});
    QCOMPARE(choices[0].index, 0);
    QCOMPARE(choices[0].text, std::string("ac"));
    QVERIFY(choices[0].end == StopReason::Length);
    QCOMPARE(choices[1].index, 1);
    QCOMPARE(choices[1].text, std::string("b"));
    QVERIFY(choices[1].end == StopReason::StopString);
}

void TestCompletionAnswer::streamed()
{
    CompletionJob job;
    fill(job);
    job.end();
    const auto answer = stream(job, listening);
    QVERIFY(!answer.end.error && !answer.end.hungUp);
    QCOMPARE(answer.events.size(), std::size_t{5});
    QCOMPARE(answer.events.back(), std::string("data: [DONE]\n\n"));
    const auto last = dataOf(answer.events[3]);
    QVERIFY(last["id"] == nlohmann::json("cmpl-1"));
    QVERIFY(last["choices"][0]["text"] == nlohmann::json("c"));
    QVERIFY(last["choices"][0]["finish_reason"] == nlohmann::json("length"));
    QVERIFY(dataOf(answer.events[0])["choices"][0]["finish_reason"].is_null());
}

void TestCompletionAnswer::usage()
{
    CompletionJob job;
    fill(job);
    job.end();
    const auto answer = stream(job, listening, true);
    QCOMPARE(answer.events.size(), std::size_t{6});
    QVERIFY(dataOf(answer.events[0])["usage"].is_null());
    const auto usage = dataOf(answer.events[4]);
    QVERIFY(usage["choices"].empty());
    QVERIFY(usage["usage"]["completion_tokens"] == nlohmann::json(3));
}

void TestCompletionAnswer::waitsForNews()
{
    CompletionJob job;
    std::thread scheduler([&] {
        fill(job);
        job.end();
    });
    const auto answer = stream(job, listening);
    scheduler.join();
    QCOMPARE(answer.events.size(), std::size_t{5});
}

void TestCompletionAnswer::modelFails()
{
    CompletionJob job;
    fill(job);
    job.end(Error{"step 4: the logit of token 0 is NaN"});
    const auto answer = stream(job, listening);
    QCOMPARE(answer.events.size(), std::size_t{5});
    const auto error = dataOf(answer.events.back())["error"];
    QVERIFY(error["message"] == nlohmann::json("step 4: the logit of token 0 is NaN"));
    QVERIFY(error["type"] == nlohmann::json("server_error"));
    QCOMPARE(answer.end.error->status, 500);
}

void TestCompletionAnswer::hangUpWhileWaiting()
{
    const Audience gone{.isThere = [] { return false; }, .isStopping = [] { return false; }};
    for (const bool streams : {false, true}) {
        CompletionJob job;
        fill(job); // and it goes on
        std::vector<ChoicePiece> choices;
        const auto end = streams ? stream(job, gone).end : collectChoices(job, gone, choices);
        QVERIFY(end.hungUp);
        QVERIFY(!end.error);
        QVERIFY(job.isCancelled());
    }
}

void TestCompletionAnswer::hangUpWhileSending()
{
    CompletionJob job;
    fill(job);
    const auto answer = stream(job, listening, false, 2);
    QCOMPARE(answer.events.size(), std::size_t{2}); // nothing is sent after one that wasn't taken
    QVERIFY(answer.end.hungUp);
    QVERIFY(job.isCancelled());
}

void TestCompletionAnswer::serverStops()
{
    const Audience stopping{.isThere = [] { return true; }, .isStopping = [] { return true; }};
    CompletionJob job;
    fill(job);
    const auto answer = stream(job, stopping);
    QVERIFY(dataOf(answer.events.back())["error"]["message"] ==
            nlohmann::json("the server was stopped"));
    QCOMPARE(answer.end.error->status, 503);
    QVERIFY(job.isCancelled());
}

void TestCompletionAnswer::everythingIsHeard()
{
    std::string heard;
    auto audience = listening;
    audience.heard = [&](const ChoicePiece& piece) { heard += piece.text; };
    CompletionJob job;
    fill(job);
    job.end();
    std::vector<ChoicePiece> choices;
    collectChoices(job, audience, choices);
    QCOMPARE(heard, std::string("bac"));
}

// A line break would end the event; JSON has none, and bytes that are no UTF-8 don't throw.
void TestCompletionAnswer::events()
{
    QCOMPARE(serverSentEvent({{"text", "a\nb\r\xff"}}),
             std::string("data: {\"text\":\"a\\nb\\r\xef\xbf\xbd\"}\n\n"));
}

LOGITSCOPE_TEST(TestCompletionAnswer)
#include "tst_completion_answer.moc"
