// Jobs of the generation service on a server that fails, lies or is silent in mid-run.
#include "core/generation/generation_service.h"
#include "tests/core/generation/noted_job.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/core/remote/played_server.h"
#include "tests/test_program.h"

#include <QTest>

#include <chrono>
#include <functional>
#include <memory>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestRemoteJobs : public QObject
{
    Q_OBJECT

private slots:
    void faults_data();
    void faults();
    void stops();
    void othersGoOn_data();
    void othersGoOn();
};

namespace
{

const SamplerChain fiveBest = basicChain({.temperature = 1.0, .topK = 5});

constexpr auto anyTime = std::chrono::minutes(10);

// The played vocabulary is this tokenizer's.
std::shared_ptr<const OpenModel> opened(const PlayedServer& server, const RemoteTimes& times)
{
    auto options = server.options();
    options.times = times;
    auto model = server.connect(options);
    if (!model)
        qFatal("%s", qPrintable(server.errorOf(model)));
    const auto local = fixtures::open(randomCheckpoint({}, 7));
    return std::make_shared<const OpenModel>(
        OpenModel{local->folder, local->tokenizer, local->bounds, *std::move(model)});
}

RemoteTimes patient()
{
    auto times = PlayedServer::quickTimes();
    times.stall = times.answer = anyTime;
    return times;
}

GenerationJob jobAfter(const std::shared_ptr<const OpenModel>& model, std::vector<TokenId> prompt,
                       int tokens, const SamplerChain& chain = fiveBest)
{
    return {.model = model,
            .prompts = {std::move(prompt)},
            .rows = {{.seed = 5, .settings = chain}},
            .tokens = tokens};
}

nlohmann::json bodyOf(const HubRequest& request)
{
    return nlohmann::json::parse(request.body, nullptr, false);
}

// Whether it asks for the token after so many.
bool isStepAfter(const HubRequest& request, std::size_t tokens)
{
    return request.path == "/completion" && bodyOf(request).at("prompt").size() == tokens;
}

const HubReply silence{.body = "{\"a\":1}", .most = 3, .stalls = true};

} // namespace

void TestRemoteJobs::faults_data()
{
    using Change = std::function<void(HubReply&)>;
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("part");
    const auto add = [](const char* name, const Change& change, const char* part) {
        QTest::newRow(name) << change << part;
    };
    const auto reply = [](const HubReply& wrong) {
        return [wrong](HubReply& right) { right = wrong; };
    };
    // Of the most likely candidate.
    const auto first = [](const char* name, const nlohmann::json& value) {
        return [name, value](HubReply& right) {
            auto answer = nlohmann::json::parse(right.body.toStdString());
            answer["completion_probabilities"][0]["top_logprobs"][0][name] = value;
            right.body = QByteArray::fromStdString(answer.dump());
        };
    };
    add("lost", reply({.body = "{\"a\":1}", .most = 3}), "the connection was lost");
    add("silent", reply(silence), "its answer takes too long");
    add("401", reply({.status = 401}), "asks for a key");
    add("429", reply({.status = 429}), "has too many requests");
    add("500", reply({.status = 500}), "fails with HTTP status 500");
    add("503", reply({.status = 503}), "isn't ready yet");
    add("null", first("logprob", nullptr), "has the log probability nan");
    add("positive", first("logprob", 0.7), "has the log probability 0.7");
    add("more than 1", first("logprob", -1e-9), "together, more than 1");
    add("id", first("id", 259), "tells of token 259");
    add("no JSON", reply({.body = "<html>"}), "a web page");
    add(
        "other model", [](HubReply& right) { right.body.replace("\"tiny\"", "\"huge\""); },
        "serves \"huge\" now");
}

// One sentence, which names the step, and what came before stays.
void TestRemoteJobs::faults()
{
    QFETCH(std::function<void(HubReply&)>, change);
    QFETCH(QString, part);
    PlayedServer server(ServerKind::LlamaCpp);
    auto times = patient();
    if (part == "its answer takes too long")
        times.stall = std::chrono::seconds(2);
    times.loading = {};
    const auto model = opened(server, times);
    GenerationService service;
    GenerationClient client(service);
    const auto expected = NotedJob(client, jobAfter(model, {'a', 'b'}, 6)).notes();
    QCOMPARE(expected.sentence(), QString());
    QCOMPARE(expected.lengths(), std::vector{6});

    server.setFault([change](const HubRequest& request, HubReply& reply) {
        if (isStepAfter(request, 5))
            change(reply);
    });
    const auto notes = NotedJob(client, jobAfter(model, {'a', 'b'}, 6)).notes();
    const auto sentence = notes.sentence();
    QVERIFY2(sentence.startsWith("step 4: 127.0.0.1:") && sentence.contains(part),
             qPrintable(sentence));
    QVERIFY2(!sentence.contains('\n') && !sentence.endsWith('.'), qPrintable(sentence));
    auto tokens = expected.rows[0].tokens();
    tokens.resize(3);
    QCOMPARE(notes.rows[0].tokens(), tokens);

    server.setFault({}); // and the model is as good as before
    QCOMPARE(NotedJob(client, jobAfter(model, {'a', 'b'}, 6)).notes().rows[0].tokens(),
             expected.rows[0].tokens());
}

// Though minutes would be left.
void TestRemoteJobs::stops()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = opened(server, patient());
    GenerationService service;
    GenerationClient client(service);
    const auto step = [](const HubRequest& request) { return isStepAfter(request, 5); };
    server.setFault([step](const HubRequest& request, HubReply& reply) {
        if (step(request))
            reply = silence;
    });
    const NotedJob job(client, jobAfter(model, {'a', 'b'}, 6));
    QVERIFY(server.hub().waitFor(step));
    job.cancel();
    QCOMPARE(job.notes().sentence(), QString());
    QCOMPARE(job.notes().reasons(), std::vector{StopReason::Stopped});
    QCOMPARE(job.notes().lengths(), std::vector{3});
    server.setFault({});
    const NotedJob again(client, jobAfter(model, {'a', 'b'}, 6));
    QCOMPARE(again.notes().sentence(), QString());
    QCOMPARE(again.notes().lengths(), std::vector{6});
}

void TestRemoteJobs::othersGoOn_data()
{
    QTest::addColumn<std::string>("chain");
    QTest::newRow("steps") << std::string("top-k=5");
    QTest::newRow("rows that lack candidates") << std::string("top-k=30"); // 10 come with the step
}

// Both are in one pass, or ask for more of a step, and one never gets its answer.
void TestRemoteJobs::othersGoOn()
{
    QFETCH(std::string, chain);
    const auto settings = parseChain(chain).value();
    const bool isFetch = chain != "top-k=5";
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = opened(server, patient());
    GenerationService service;
    GenerationClient client(service);
    const auto mine = jobAfter(model, {'a', 'b'}, 6, settings);
    const auto expected = NotedJob(client, mine).notes();
    QCOMPARE(expected.sentence(), QString());

    const auto isTheirs = [isFetch](const HubRequest& request) {
        return request.path == "/completion" && bodyOf(request).at("prompt")[0] == 'x' &&
               (isFetch ? bodyOf(request).at("n_probs") > 10 : isStepAfter(request, 4));
    };
    server.setFault([&](const HubRequest& request, HubReply& reply) {
        if (isTheirs(request))
            reply = silence;
    });
    const NotedJob two(client, jobAfter(model, {'x', 'y'}, 6, settings));
    const NotedJob one(client, mine);
    QVERIFY(server.hub().waitFor(isTheirs));
    two.cancel();
    QCOMPARE(two.notes().sentence(), QString());
    QCOMPARE(two.notes().reasons(), std::vector{StopReason::Stopped});
    QCOMPARE(one.notes().sentence(), QString());
    QCOMPARE(one.notes().rows[0].tokens(), expected.rows[0].tokens());
}

LOGITSCOPE_TEST(TestRemoteJobs)
#include "tst_remote_jobs.moc"
