// Completions over HTTP, from the request to the events.
#include "core/server/api_server.h"
#include "tests/core/server/raw_client.h"
#include "tests/core/server/served_api.h"
#include "tests/test_program.h"

#include <QElapsedTimer>
#include <QTest>

#include <future>
#include <limits>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

const std::string form = "application/x-www-form-urlencoded"; // as curl -d has it
const std::string endless = R"({"prompt": "the", "max_tokens": 190000, "stream": true})";

std::string post(const std::string& body)
{
    return "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

// The texts of a stream's events, and whether it ended as it should.
std::string textOfStream(std::string_view stream, bool& done)
{
    std::string text;
    done = false;
    while (stream.starts_with("data: ")) {
        const auto end = stream.find("\n\n");
        const auto data = stream.substr(6, end - 6);
        stream.remove_prefix(end + 2);
        done = data == "[DONE]" && stream.empty();
        const auto json = nlohmann::json::parse(data, nullptr, false);
        if (json.is_object() && !json["choices"].empty())
            text += json["choices"][0]["text"];
    }
    return text;
}

} // namespace

class TestApiServer : public QObject
{
    Q_OBJECT

private slots:
    void completes();
    void streams();
    void whoWatchesSeesEveryStep();
    void pathsWithAndWithoutVersion();
    void healthAndModels();
    void setModel();
    void badBodies_data();
    void badBodies();
    void largeBody();
    void hangUpInMidStream();
    void hangUpWhileWaiting();
    void queueFull();
    void manyAtOnce();
    void stopsWhileStreaming();
    void modelFails();
    void startErrors();

private:
    std::shared_ptr<const OpenModel> starter_ = *openModelFolder(LOGITSCOPE_STARTER_MODEL);
    std::shared_ptr<const OpenModel> endless_ = endlessModel();
};

void TestApiServer::completes()
{
    ServedApi server(starter_);
    const auto answer = server.client().post(
        "/v1/completions", R"({"prompt": "The future is", "max_tokens": 5, "seed": 1})", form);
    QVERIFY(answer);
    QCOMPARE(answer->status, 200);
    QCOMPARE(answer->header("Content-Type"), std::string("application/json"));
    const auto json = jsonOf(answer);
    QVERIFY(json["id"].get<std::string>().starts_with("cmpl-"));
    QVERIFY(json["object"] == nlohmann::json("text_completion"));
    QVERIFY(json["model"] == nlohmann::json("starter"));
    QCOMPARE(json["choices"].size(), std::size_t{1});
    QVERIFY(json["usage"]["completion_tokens"] == nlohmann::json(5));
    QVERIFY(server.events() == (std::vector<std::string>{"began The future is", "ended 200"}));
    QCOMPARE(server.text(), json["choices"][0]["text"].get<std::string>());
    QCOMPARE(server->counters().requests, std::uint64_t{1});
    QCOMPARE(server->counters().generatedTokens, std::uint64_t{5});
}

void TestApiServer::streams()
{
    ServedApi server(starter_);
    auto client = server.client();
    const std::string begin = R"({"prompt": "The future is", "max_tokens": 9, "seed": 1)";
    const auto whole = jsonOf(client.post("/v1/completions", begin + "}", form));
    const auto answer = client.post("/v1/completions", begin + R"(, "stream": true})", form);
    QVERIFY(answer);
    QCOMPARE(answer->status, 200);
    QCOMPARE(answer->header("Content-Type"), std::string("text/event-stream"));
    QCOMPARE(answer->header("Cache-Control"), std::string("no-cache"));
    bool done = false;
    QCOMPARE(textOfStream(answer->body, done), whole["choices"][0]["text"].get<std::string>());
    QVERIFY(done);

    RawClient old(server->port()); // knows no chunks
    const std::string body = begin + R"(, "stream": true})";
    QVERIFY(old.send("POST /completions HTTP/1.0\r\nContent-Length: " +
                     std::to_string(body.size()) + "\r\n\r\n" + body));
    QCOMPARE(textOfStream(bodyOf(old.receiveAll()), done),
             whole["choices"][0]["text"].get<std::string>());
    QVERIFY(done);
}

void TestApiServer::whoWatchesSeesEveryStep()
{
    ServedApi server(starter_);
    const auto answer = server.client().post(
        "/v1/completions", R"({"prompt": ["The future", "Once"], "max_tokens": 9, "seed": 1})",
        form);
    const auto json = jsonOf(answer);
    QVERIFY(!json["choices"][0].contains("sampling_info")); // it wasn't asked for
    QVERIFY(json["choices"][0]["logprobs"].is_null());
    QVERIFY(!server.text().empty());
    QCOMPARE(server.stepText(), server.text());
    QCOMPARE(server.events().front(), std::string("began The future, Once"));
}

void TestApiServer::pathsWithAndWithoutVersion()
{
    ServedApi server(starter_);
    auto client = server.client();
    client.keepAlive();
    for (const std::string path : {"/v1/completions", "/completions"})
        QCOMPARE(client.post(path, R"({"prompt": "a", "max_tokens": 1})", form)->status, 200);
    for (const std::string path : {"/health", "/models", "/v1/models", "/v1/models/starter"})
        QCOMPARE(client.get(path)->status, 200);
}

void TestApiServer::healthAndModels()
{
    ServedApi server(starter_);
    auto client = server.client();
    const nlohmann::json health = {{"status", "ok"}, {"model", "starter"}, {"running", 0},
                                   {"waiting", 0},   {"requests", 0},      {"generated_tokens", 0}};
    QVERIFY(jsonOf(client.get("/health")) == health);
    QCOMPARE(client.ask("HEAD", "/health")->body, std::string());
    const auto models = jsonOf(client.get("/v1/models"));
    QVERIFY(models["object"] == nlohmann::json("list"));
    const auto& model = models["data"].at(0);
    QVERIFY(model["id"] == nlohmann::json("starter"));
    QVERIFY(model["object"] == nlohmann::json("model"));
    QVERIFY(model["owned_by"] == nlohmann::json("logitscope"));
    QVERIFY(model["created"].get<std::int64_t>() > 1'700'000'000);
    QVERIFY(jsonOf(client.get("/v1/models/starter")) == model);
    QCOMPARE(errorOf(client.get("/v1/models/gpt-4")), std::string("404 model_not_found"));
    QVERIFY(server.events() == std::vector<std::string>{"404 GET /v1/models/gpt-4"});
}

void TestApiServer::setModel()
{
    ServedApi server(starter_);
    server->setModel(endless_);
    const auto json =
        jsonOf(server.client().post("/completions", R"({"prompt": "the", "max_tokens": 2})", form));
    QVERIFY(json["model"] == nlohmann::json(endless_->model->info().name));
    QVERIFY(json["usage"]["prompt_tokens"] == nlohmann::json(2));
}

void TestApiServer::badBodies_data()
{
    QTest::addColumn<std::string>("body");
    QTest::newRow("empty") << std::string();
    QTest::newRow("truncated") << std::string(R"({"prompt": "The fut)");
    QTest::newRow("no object") << std::string("[1, 2]");
    QTest::newRow("NULs") << std::string(1000, '\0');
    QTest::newRow("no UTF-8") << std::string("{\"prompt\": \"\xff\xfe\x80\"}");
    QTest::newRow("deep") << std::string(1'000'000, '[');
    QTest::newRow("deep objects") << [] {
        std::string body;
        for (int i = 0; i < 150'000; ++i)
            body += "{\"a\":";
        return body;
    }();
}

void TestApiServer::badBodies()
{
    QFETCH(std::string, body);
    ServedApi server(starter_);
    auto client = server.client();
    const auto answer = client.post("/v1/completions", body, "application/json");
    QVERIFY(answer);
    QCOMPARE(answer->status, 400);
    QVERIFY(errorOf(answer).starts_with("400"));
    QCOMPARE(client.get("/health")->status, 200);
    QVERIFY(server.events() == std::vector<std::string>{"400 POST /v1/completions"});
}

// Nearly as much as is read, as curl sends it.
void TestApiServer::largeBody()
{
    ServedApi server(starter_);
    auto client = server.client();
    const std::string prompt = R"({"prompt": "a", "max_tokens": 1, "user": ")";
    const auto fits =
        client.post("/v1/completions", prompt + std::string(1'000'000, 'x') + "\"}", form);
    QVERIFY(fits);
    QCOMPARE(fits->status, 200);
    const auto tooLong =
        client.post("/v1/completions", prompt + std::string(1'100'000, 'x') + "\"}", form);
    QCOMPARE(errorOf(tooLong), std::string("413"));
    QCOMPARE(client.get("/health")->status, 200);
}

void TestApiServer::hangUpInMidStream()
{
    ServedApi server(endless_);
    RawClient client(server->port());
    QVERIFY(client.send(post(endless)));
    QCOMPARE(statusOf(client.receiveUntil("data: ")), 200);
    QCOMPARE(server->counters().running, 1);
    client.hangUp();
    QTRY_COMPARE_WITH_TIMEOUT(server->counters().running, 0, 20'000);
    QVERIFY(server->counters().generatedTokens < 190'000);
    QTRY_VERIFY(server.events() == (std::vector<std::string>{"began the", "disconnected"}));
}

void TestApiServer::hangUpWhileWaiting()
{
    ServedApi server(endless_);
    RawClient client(server->port());
    QVERIFY(client.send(post(R"({"prompt": "the", "max_tokens": 190000})")));
    QTRY_COMPARE_WITH_TIMEOUT(server->counters().running, 1, 20'000);
    client.hangUp();
    QTRY_COMPARE_WITH_TIMEOUT(server->counters().running, 0, 20'000);
    QVERIFY(server->counters().generatedTokens < 190'000);
    QTRY_VERIFY(server.events() == (std::vector<std::string>{"began the", "disconnected"}));
}

void TestApiServer::queueFull()
{
    ServedApi server(endless_, {.maxQueue = 1});
    // As many rows as run at once, so that the next waits and the one after it is sent away.
    RawClient half(server->port());
    RawClient otherHalf(server->port());
    for (auto* const client : {&half, &otherHalf}) {
        QVERIFY(client->send(
            post(R"({"prompt": "the", "max_tokens": 3000, "n": 64, "stream": true})")));
        QCOMPARE(statusOf(client->receiveUntil("data: ")), 200);
    }
    RawClient waiting(server->port());
    QVERIFY(waiting.send(post(endless)));
    QTRY_COMPARE_WITH_TIMEOUT(server->counters().waiting, 1, 20'000);

    const auto answer =
        server.client().post("/v1/completions", R"({"prompt": "the", "max_tokens": 1})", form);
    QCOMPARE(errorOf(answer), std::string("429 rate_limit_exceeded"));
    QVERIFY(!answer->header("Retry-After").empty());
    QVERIFY(jsonOf(server.client().get("/health"))["waiting"] == nlohmann::json(1));
}

// Each gets what it would get alone.
void TestApiServer::manyAtOnce()
{
    ServedApi server(starter_);
    const auto ask = [&](int seed, bool stream) {
        auto client = server.client();
        const auto answer =
            client.post("/v1/completions",
                        R"({"prompt": "The future is", "max_tokens": 12, "seed": )" +
                            std::to_string(seed) + (stream ? R"(, "stream": true})" : "}"),
                        form);
        if (!answer)
            return std::string("no answer");
        bool done = false;
        return stream ? textOfStream(answer->body, done)
                      : jsonOf(answer)["choices"][0]["text"].get<std::string>();
    };
    std::vector<std::string> alone;
    for (int seed = 0; seed < 16; ++seed)
        alone.push_back(ask(seed, false));
    std::vector<std::future<std::string>> together;
    for (int seed = 0; seed < 16; ++seed)
        together.push_back(std::async(std::launch::async, ask, seed, true));
    for (std::size_t seed = 0; seed < 16; ++seed)
        QCOMPARE(together[seed].get(), alone[seed]);
    QCOMPARE(server->counters().requests, std::uint64_t{32});
}

void TestApiServer::stopsWhileStreaming()
{
    ServedApi server(endless_);
    const int port = server->port();
    RawClient streaming(port);
    QVERIFY(streaming.send(post(endless)));
    QCOMPARE(statusOf(streaming.receiveUntil("data: ")), 200);
    RawClient waiting(port);
    QVERIFY(waiting.send(post(R"({"prompt": "the", "max_tokens": 190000})")));
    QTRY_COMPARE_WITH_TIMEOUT(server->counters().running, 2, 20'000);
    // Reads on, so that there is room for the last event.
    std::string stream;
    std::thread reader([&] { stream = streaming.receiveAll(); });

    QElapsedTimer timer;
    timer.start();
    server.stop();
    const auto took = timer.elapsed();
    reader.join();
    QVERIFY2(took < 1000, qPrintable(QString::number(took)));
    QVERIFY(stream.find("data: {\"error\":{\"message\":\"the server was stopped\"") != stream.npos);
    QVERIFY(stream.ends_with("\r\n0\r\n\r\n")); // whole, as chunks go
    QCOMPARE(statusOf(waiting.receiveAll()), 503);
    QVERIFY(!RawClient(port).isConnected());

    ServerOptions again;
    again.port = port;
    GenerationService service;
    QVERIFY(ApiServer::start(service, endless_, again).has_value());
}

void TestApiServer::modelFails()
{
    const TestFolder folder;
    auto failing = randomCheckpoint({}, 4); // where it reads the fifth token
    removeEndOfText(failing);
    failing.weights.at("wpe.weight").values[4 * 8] = std::numeric_limits<float>::quiet_NaN();
    failing.writeTo(folder);
    ServedApi server(*openModelFolder(folder.path()));
    auto client = server.client();
    const std::string body = R"({"prompt": "the", "max_tokens": 9, "stream": )";
    QCOMPARE(errorOf(client.post("/v1/completions", body + "false}", form)), std::string("500"));
    const auto stream = client.post("/v1/completions", body + "true}", form);
    QVERIFY(stream);
    const auto last = stream->body.rfind("data: ");
    QVERIFY(last != std::string::npos);
    const auto json = nlohmann::json::parse(stream->body.substr(last + 6), nullptr, false);
    QVERIFY(json.is_object() && json.contains("error"));
    QTRY_VERIFY(server.events() ==
                (std::vector<std::string>{"began the", "ended 500", "began the", "ended 500"}));
}

void TestApiServer::startErrors()
{
    const auto errorOfStart = [&](const ServerOptions& options) {
        GenerationService service;
        const auto server = ApiServer::start(service, endless_, options);
        return QString::fromStdString(server ? "none" : server.error().message);
    };
    const QString reachable = "other machines can reach %1: set an API key that they have to "
                              "bring (--api-key), or allow requests without one (--no-auth)";
    for (const std::string host : {"0.0.0.0", "::"})
        QCOMPARE(errorOfStart({.host = host, .port = 0}),
                 reachable.arg(QString::fromStdString(host)));
    QCOMPARE(errorOfStart({.host = "0.0.0.0", .port = 0, .apiKey = "key"}), QString("none"));
    QCOMPARE(errorOfStart({.host = "0.0.0.0", .port = 0, .noAuth = true}), QString("none"));
    for (const int places : {-1, 0, 10001, std::numeric_limits<int>::max()})
        QCOMPARE(errorOfStart({.port = 0, .maxQueue = places}),
                 QString("the queue has %1 places, expected 1 to 10000").arg(places));
    QCOMPARE(errorOfStart({.port = 65536}), QString("the port is 65536, expected 0 to 65535"));
    QCOMPARE(errorOfStart({.port = 0, .apiKey = "a b"}),
             QString("the API key has spaces or control characters; choose one without"));
    QVERIFY(errorOfStart({.port = 0, .corsOrigin = "https://example.org/"})
                .startsWith("the origin is https://example.org/, expected "));
    ServedApi first(endless_);
    QCOMPARE(errorOfStart({.port = first->port()}),
             QString("port %1 is taken on 127.0.0.1; choose another, or end what uses it")
                 .arg(first->port()));
}

LOGITSCOPE_TEST(TestApiServer)
#include "tst_api_server.moc"
