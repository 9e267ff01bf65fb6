#include "core/server/completion_answer.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

using namespace logitscope;

namespace
{

// Two choices that grow in turns, three tokens in all.
void fill(CompletionJob& job)
{
    const auto add = [&job](ChoicePiece piece, int tokens) {
        job.add(std::move(piece), {.promptTokens = 5, .completionTokens = tokens});
    };
    add({.index = 1, .text = "b"}, 1);
    add({.index = 0, .text = "a"}, 2);
    add({.index = 1, .text = "", .end = StopReason::StopString}, 2);
    add({.index = 0, .text = "c", .end = StopReason::Length}, 3);
}

// An answer, and what the events heard of it.
struct Answered
{
    explicit Answered(bool stream, bool includeUsage = false)
        : answer(std::make_unique<CompletionAnswer>(
              AnswerForm{.head = {.id = "cmpl-1", .created = 7, .model = "m"},
                         .stream = stream,
                         .includeUsage = includeUsage},
              job, events, ServerEvents::Request{.id = 9, .client = {}, .prompts = {}}))
    {
    }

    // Adds what came and says whether that was all.
    bool ask(bool stopping = false)
    {
        const auto piece = answer->next(stopping);
        body += piece.bytes;
        status = piece.status;
        return piece.last;
    }

    // Of the stream so far.
    std::vector<std::string> sentEvents() const
    {
        std::vector<std::string> sent;
        for (std::size_t begin = 0; begin < body.size();) {
            const auto next = std::min(body.find("\n\n", begin), body.size() - 2) + 2;
            sent.push_back(body.substr(begin, next - begin));
            begin = next;
        }
        return sent;
    }

    std::shared_ptr<CompletionJob> job = std::make_shared<CompletionJob>();
    std::string heard;
    std::optional<ServerEvents::End> end;
    ServerEvents events{.began = [this](const auto& request) { began = request.id == 9; },
                        .grew = [this](auto, const ChoicePiece& piece) { heard += piece.text; },
                        .ended =
                            [this](auto id, const auto& how) {
                                if (id == 9)
                                    end = how;
                            },
                        .refused = {}};
    bool began = false;
    std::string body;
    int status = 0;
    std::unique_ptr<CompletionAnswer> answer;
};

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
    void tellsOfNews();
    void modelFails();
    void hangUpWhileWaiting();
    void hangUpWhileSending();
    void serverStops();
    void everythingIsHeard();
    void events();
};

void TestCompletionAnswer::whole()
{
    Answered whole(false);
    QVERIFY(whole.began);
    fill(*whole.job);
    QVERIFY(!whole.ask());
    QCOMPARE(whole.body, std::string());
    whole.job->end();
    QVERIFY(whole.ask());
    QCOMPARE(whole.status, 200);
    const auto json = nlohmann::json::parse(whole.body, nullptr, false);
    QVERIFY(json["id"] == nlohmann::json("cmpl-1"));
    QVERIFY(json["usage"]["prompt_tokens"] == nlohmann::json(5));
    QVERIFY(json["usage"]["completion_tokens"] == nlohmann::json(3));
    QCOMPARE(json["choices"].size(), std::size_t{2});
    const auto& choices = json["choices"];
    QVERIFY(choices[0]["index"] == nlohmann::json(0));
    QVERIFY(choices[0]["text"] == nlohmann::json("ac"));
    QVERIFY(choices[0]["finish_reason"] == nlohmann::json("length"));
    QVERIFY(choices[1]["index"] == nlohmann::json(1));
    QVERIFY(choices[1]["text"] == nlohmann::json("b"));
    QVERIFY(choices[1]["finish_reason"] == nlohmann::json("stop"));

    QVERIFY(!whole.end);
    whole.answer->sent();
    whole.answer.reset();
    QCOMPARE(whole.end->status, 200);
    QVERIFY(!whole.end->disconnected);
    QCOMPARE(whole.end->usage.promptTokens, 5);
    QCOMPARE(whole.end->usage.completionTokens, 3);
}

void TestCompletionAnswer::streamed()
{
    Answered stream(true);
    fill(*stream.job);
    QVERIFY(!stream.ask());
    QCOMPARE(stream.sentEvents().size(), std::size_t{4});
    stream.job->end();
    QVERIFY(stream.ask());
    const auto sent = stream.sentEvents();
    QCOMPARE(sent.size(), std::size_t{5});
    QCOMPARE(sent.back(), std::string("data: [DONE]\n\n"));
    const auto last = dataOf(sent[3]);
    QVERIFY(last["id"] == nlohmann::json("cmpl-1"));
    QVERIFY(last["choices"][0]["text"] == nlohmann::json("c"));
    QVERIFY(last["choices"][0]["finish_reason"] == nlohmann::json("length"));
    QVERIFY(dataOf(sent[0])["choices"][0]["finish_reason"].is_null());
    stream.answer->sent();
    stream.answer.reset();
    QCOMPARE(stream.end->status, 200);
    QVERIFY(!stream.end->disconnected);
}

void TestCompletionAnswer::usage()
{
    Answered stream(true, true);
    fill(*stream.job);
    stream.job->end();
    QVERIFY(stream.ask());
    const auto sent = stream.sentEvents();
    QCOMPARE(sent.size(), std::size_t{6});
    QVERIFY(dataOf(sent[0])["usage"].is_null());
    const auto usage = dataOf(sent[4]);
    QVERIFY(usage["choices"].empty());
    QVERIFY(usage["usage"]["completion_tokens"] == nlohmann::json(3));
}

void TestCompletionAnswer::tellsOfNews()
{
    Answered stream(true);
    std::binary_semaphore news(0);
    stream.answer->onNews([&] { news.release(); });
    QVERIFY(!stream.ask());
    std::thread scheduler([&] { stream.job->end(); });
    QVERIFY(news.try_acquire_for(std::chrono::seconds(20)));
    scheduler.join();
    QVERIFY(stream.ask());
    QCOMPARE(stream.sentEvents().size(), std::size_t{1});
}

void TestCompletionAnswer::modelFails()
{
    for (const bool streams : {false, true}) {
        Answered answered(streams);
        fill(*answered.job);
        answered.job->end(Error{"step 4: the logit of token 0 is NaN"});
        QVERIFY(answered.ask());
        const auto sent = answered.sentEvents();
        QCOMPARE(sent.size(), std::size_t{streams ? 5u : 1u});
        const auto error =
            (streams ? dataOf(sent.back())
                     : nlohmann::json::parse(answered.body, nullptr, false))["error"];
        QVERIFY(error["message"] == nlohmann::json("step 4: the logit of token 0 is NaN"));
        QVERIFY(error["type"] == nlohmann::json("server_error"));
        QCOMPARE(answered.status, 500);
        answered.answer->sent();
        answered.answer.reset();
        QCOMPARE(answered.end->status, 500);
        QCOMPARE(answered.end->error, std::string("step 4: the logit of token 0 is NaN"));
    }
}

void TestCompletionAnswer::hangUpWhileWaiting()
{
    for (const bool streams : {false, true}) {
        Answered answered(streams);
        fill(*answered.job); // and it goes on
        QVERIFY(!answered.ask());
        answered.answer.reset();
        QVERIFY(answered.end->disconnected);
        QCOMPARE(answered.end->status, ServerEvents::clientDisconnected);
        QCOMPARE(answered.end->error, std::string());
        QCOMPARE(answered.end->usage.completionTokens, 3);
        QVERIFY(answered.job->isCancelled());
    }
}

// Everything is there, but the client doesn't take the last of it.
void TestCompletionAnswer::hangUpWhileSending()
{
    for (const bool streams : {false, true}) {
        Answered answered(streams);
        fill(*answered.job);
        answered.job->end();
        QVERIFY(answered.ask());
        answered.answer.reset();
        QVERIFY(answered.end->disconnected);
        QCOMPARE(answered.end->status, ServerEvents::clientDisconnected);
    }
}

void TestCompletionAnswer::serverStops()
{
    Answered stream(true);
    fill(*stream.job);
    QVERIFY(stream.ask(true));
    QVERIFY(dataOf(stream.sentEvents().back())["error"]["message"] ==
            nlohmann::json("the server was stopped"));
    stream.answer.reset();
    QCOMPARE(stream.end->status, 503);
    QVERIFY(stream.job->isCancelled());
}

void TestCompletionAnswer::everythingIsHeard()
{
    Answered whole(false);
    fill(*whole.job);
    whole.job->end();
    QVERIFY(whole.ask());
    QCOMPARE(whole.heard, std::string("bac"));
}

// A line break would end the event; JSON has none, and bytes that are no UTF-8 don't throw.
void TestCompletionAnswer::events()
{
    QCOMPARE(serverSentEvent({{"text", "a\nb\r\xff"}}),
             std::string("data: {\"text\":\"a\\nb\\r\xef\xbf\xbd\"}\n\n"));
}

LOGITSCOPE_TEST(TestCompletionAnswer)
#include "tst_completion_answer.moc"
