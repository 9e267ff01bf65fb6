// Who may ask, and for what.
#include "core/server/api_routes.h"
#include "tests/core/server/served_api.h"
#include "tests/test_program.h"

#include <QTest>

#include <string>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestApiRoutes : public QObject
{
    Q_OBJECT

private slots:
    void key();
    void noKeyNeeded();
    void foreignName();
    void unknownPaths();
    void wrongMethods();
    void cors();
    void noCors();

private:
    std::shared_ptr<const OpenModel> model_ = endlessModel();
};

void TestApiRoutes::key()
{
    ServedApi server(model_, {.apiKey = "se+cret"});
    auto client = server.client();
    const auto none = client.get("/v1/models");
    QCOMPARE(errorOf(none), std::string("401 invalid_api_key"));
    QCOMPARE(none->header("WWW-Authenticate"), std::string("Bearer"));
    const auto get = [&](const char* path, const char* authorization) {
        return errorOf(client.get(path, {{"Authorization", authorization}}));
    };
    QCOMPARE(get("/v1/models", "Bearer se cret"), std::string("401 invalid_api_key"));
    QCOMPARE(get("/v1/nothing", "Bearer wrong"), std::string("401 invalid_api_key"));
    QCOMPARE(get("/v1/nothing", "Bearer se+cret"), std::string("404 unknown_url"));
    QCOMPARE(client.get("/v1/models", {{"Authorization", "Bearer se+cret"}})->status, 200);
    QCOMPARE(client.get("/health")->status, 200);
    QCOMPARE(errorOf(client.post("/v1/completions", R"({"prompt": "a"})", "application/json")),
             std::string("401 invalid_api_key"));
    QCOMPARE(server->counters().requests, std::uint64_t{0});
}

void TestApiRoutes::noKeyNeeded()
{
    ServedApi server(model_);
    QCOMPARE(server.client().get("/v1/models", {{"Authorization", "Bearer any"}})->status, 200);
}

// A page whose name was made to point to this machine.
void TestApiRoutes::foreignName()
{
    const Headers foreign = {{"Host", "evil.example"}};
    ServedApi safe(model_);
    QCOMPARE(errorOf(safe.client().get("/v1/models", foreign)), std::string("403"));
    QCOMPARE(safe.client().get("/v1/models", {{"Host", "localhost:1234"}})->status, 200);
    QCOMPARE(errorOf(safe.client().get("http://evil.example/v1/models")), std::string("403"));
    QCOMPARE(safe.client().get("http://localhost:1234/v1/models", foreign)->status, 200);
    ServedApi keyed(model_, {.apiKey = "key"});
    QCOMPARE(errorOf(keyed.client().get("/v1/models", foreign)),
             std::string("401 invalid_api_key"));
    ServedApi open(model_, {.noAuth = true});
    QCOMPARE(open.client().get("/v1/models", foreign)->status, 200);
}

void TestApiRoutes::unknownPaths()
{
    ServedApi server(model_);
    auto client = server.client();
    for (const std::string path : {"/", "/v1", "/v1/", "/v1/chat/completions", "/completions/",
                                   "/v1/v1/completions", "/health/x", "/%00", "/%ff"})
        QCOMPARE(errorOf(client.post(path, "{}", "application/json")),
                 std::string("404 unknown_url"));
    QCOMPARE(errorOf(client.get("/favicon.ico")), std::string("404 unknown_url"));
}

void TestApiRoutes::wrongMethods()
{
    ServedApi server(model_);
    auto client = server.client();
    const auto get = client.get("/v1/completions");
    QCOMPARE(errorOf(get), std::string("405 method_not_allowed"));
    QCOMPARE(get->header("Allow"), std::string("POST, OPTIONS"));
    const auto post = client.post("/health", "", "text/plain");
    QCOMPARE(errorOf(post), std::string("405 method_not_allowed"));
    QCOMPARE(post->header("Allow"), std::string("GET, HEAD, OPTIONS"));
    QCOMPARE(errorOf(client.ask("DELETE", "/v1/models/starter")),
             std::string("405 method_not_allowed"));
    QCOMPARE(errorOf(client.ask("PUT", "/v1/completions", {}, "{}")),
             std::string("405 method_not_allowed"));
    QCOMPARE(client.ask("OPTIONS", "/v1/completions")->status, 204);
}

void TestApiRoutes::cors()
{
    ServedApi server(model_, {.apiKey = "key", .corsOrigin = "https://example.org"});
    auto client = server.client();
    const auto preflight = client.ask("OPTIONS", "/v1/completions",
                                      {{"Origin", "https://example.org"},
                                       {"Access-Control-Request-Method", "POST"},
                                       {"Access-Control-Request-Headers", "authorization"}});
    QCOMPARE(preflight->status, 204);
    QCOMPARE(preflight->header("Access-Control-Allow-Headers"), std::string("authorization"));
    const auto allowed = [](const std::optional<Response>& result) {
        return result->header("Access-Control-Allow-Origin");
    };
    const std::string origin = "https://example.org";
    QCOMPARE(allowed(preflight), origin);
    QCOMPARE(allowed(client.get("/health")), origin);
    QCOMPARE(client.get("/health")->header("Vary"), std::string("Origin"));
    QCOMPARE(allowed(client.get("/v1/models")), origin); // the 401, so that the page can read it
    QCOMPARE(allowed(client.post("/v1/completions", std::string(2'000'000, 'a'), "text/plain")),
             origin); // the 413
}

void TestApiRoutes::noCors()
{
    ServedApi server(model_);
    auto client = server.client();
    const Headers origin = {{"Origin", "https://example.org"}};
    const auto get = client.get("/health", origin);
    const auto post = client.post("/v1/completions", "{}", "text/plain", origin);
    for (const auto* result : {&get, &post}) {
        QCOMPARE(errorOf(*result), std::string("403")); // a page could let this machine compute
        QVERIFY(!(*result)->hasHeader("Access-Control-Allow-Origin"));
    }
    QVERIFY(!client.ask("OPTIONS", "/v1/completions", origin)
                 ->hasHeader("Access-Control-Allow-Origin"));

    ServedApi open(model_, {.corsOrigin = "https://example.org"});
    QCOMPARE(open.client().get("/health", origin)->status, 200);
    QCOMPARE(errorOf(open.client().get("/health", {{"Origin", "https://example.com"}})),
             std::string("403"));
    ServedApi toAll(model_, {.corsOrigin = "*"});
    QCOMPARE(toAll.client().get("/health", origin)->status, 200);
}

LOGITSCOPE_TEST(TestApiRoutes)
#include "tst_api_routes.moc"
