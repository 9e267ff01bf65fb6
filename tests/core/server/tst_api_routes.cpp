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
    const auto none = client.Get("/v1/models");
    QCOMPARE(errorOf(none), std::string("401 invalid_api_key"));
    QCOMPARE(none->get_header_value("WWW-Authenticate"), std::string("Bearer"));
    const auto get = [&](const char* path, const char* authorization) {
        return errorOf(client.Get(path, {{"Authorization", authorization}}));
    };
    QCOMPARE(get("/v1/models", "Bearer se cret"), std::string("401 invalid_api_key"));
    QCOMPARE(get("/v1/nothing", "Bearer wrong"), std::string("401 invalid_api_key"));
    QCOMPARE(get("/v1/nothing", "Bearer se+cret"), std::string("404 unknown_url"));
    QCOMPARE(client.Get("/v1/models", {{"Authorization", "Bearer se+cret"}})->status, 200);
    QCOMPARE(client.Get("/health")->status, 200);
    QCOMPARE(errorOf(client.Post("/v1/completions", R"({"prompt": "a"})", "application/json")),
             std::string("401 invalid_api_key"));
    QCOMPARE(server->counters().requests, std::uint64_t{0});
}

void TestApiRoutes::noKeyNeeded()
{
    ServedApi server(model_);
    QCOMPARE(server.client().Get("/v1/models", {{"Authorization", "Bearer any"}})->status, 200);
}

// A page whose name was made to point to this machine.
void TestApiRoutes::foreignName()
{
    const httplib::Headers foreign = {{"Host", "evil.example"}};
    ServedApi safe(model_);
    QCOMPARE(errorOf(safe.client().Get("/v1/models", foreign)), std::string("403"));
    QCOMPARE(safe.client().Get("/v1/models", {{"Host", "localhost:1234"}})->status, 200);
    ServedApi keyed(model_, {.apiKey = "key"});
    QCOMPARE(errorOf(keyed.client().Get("/v1/models", foreign)),
             std::string("401 invalid_api_key"));
    ServedApi open(model_, {.noAuth = true});
    QCOMPARE(open.client().Get("/v1/models", foreign)->status, 200);
}

void TestApiRoutes::unknownPaths()
{
    ServedApi server(model_);
    auto client = server.client();
    for (const std::string path : {"/", "/v1", "/v1/", "/v1/chat/completions", "/completions/",
                                   "/v1/v1/completions", "/health/x", "/%00", "/%ff"})
        QCOMPARE(errorOf(client.Post(path, "{}", "application/json")),
                 std::string("404 unknown_url"));
    QCOMPARE(errorOf(client.Get("/favicon.ico")), std::string("404 unknown_url"));
}

void TestApiRoutes::wrongMethods()
{
    ServedApi server(model_);
    auto client = server.client();
    const auto get = client.Get("/v1/completions");
    QCOMPARE(errorOf(get), std::string("405 method_not_allowed"));
    QCOMPARE(get->get_header_value("Allow"), std::string("POST, OPTIONS"));
    const auto post = client.Post("/health", "", "text/plain");
    QCOMPARE(errorOf(post), std::string("405 method_not_allowed"));
    QCOMPARE(post->get_header_value("Allow"), std::string("GET, HEAD, OPTIONS"));
    QCOMPARE(errorOf(client.Delete("/v1/models/starter")), std::string("405 method_not_allowed"));
    QCOMPARE(errorOf(client.Put("/v1/completions", "{}", "application/json")),
             std::string("405 method_not_allowed"));
    QCOMPARE(client.Options("/v1/completions")->status, 204);
}

void TestApiRoutes::cors()
{
    ServedApi server(model_, {.apiKey = "key", .corsOrigin = "https://example.org"});
    auto client = server.client();
    const auto preflight =
        client.Options("/v1/completions", {{"Origin", "https://example.org"},
                                           {"Access-Control-Request-Method", "POST"},
                                           {"Access-Control-Request-Headers", "authorization"}});
    QCOMPARE(preflight->status, 204);
    QCOMPARE(preflight->get_header_value("Access-Control-Allow-Headers"),
             std::string("authorization"));
    const auto allowed = [](const httplib::Result& result) {
        return result->get_header_value("Access-Control-Allow-Origin");
    };
    const std::string origin = "https://example.org";
    QCOMPARE(allowed(preflight), origin);
    QCOMPARE(allowed(client.Get("/health")), origin);
    QCOMPARE(client.Get("/health")->get_header_value("Vary"), std::string("Origin"));
    QCOMPARE(allowed(client.Get("/v1/models")), origin); // the 401, so that the page can read it
    QCOMPARE(allowed(client.Post("/v1/completions", std::string(2'000'000, 'a'), "text/plain")),
             origin); // the 413
}

void TestApiRoutes::noCors()
{
    ServedApi server(model_);
    auto client = server.client();
    const httplib::Headers origin = {{"Origin", "https://example.org"}};
    const auto get = client.Get("/health", origin);
    const auto post = client.Post("/v1/completions", origin, "{}", "text/plain");
    for (const auto* result : {&get, &post}) {
        QCOMPARE(errorOf(*result), std::string("403")); // a page could let this machine compute
        QVERIFY(!(*result)->has_header("Access-Control-Allow-Origin"));
    }
    QVERIFY(!client.Options("/v1/completions", origin)->has_header("Access-Control-Allow-Origin"));

    ServedApi open(model_, {.corsOrigin = "https://example.org"});
    QCOMPARE(open.client().Get("/health", origin)->status, 200);
    QCOMPARE(errorOf(open.client().Get("/health", {{"Origin", "https://example.com"}})),
             std::string("403"));
    ServedApi toAll(model_, {.corsOrigin = "*"});
    QCOMPARE(toAll.client().Get("/health", origin)->status, 200);
}

LOGITSCOPE_TEST(TestApiRoutes)
#include "tst_api_routes.moc"
