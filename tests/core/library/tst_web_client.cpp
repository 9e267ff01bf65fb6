// Redirects and connections, and who gets the token, in a whole download.
#include "tests/core/library/download_case.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestWebClient : public QObject
{
    Q_OBJECT

private slots:
    void largeFilesFromAnotherHost();
    void redirectsWithinTheHub();
    void neverFromHttpsToHttp();
    void endlessRefusal();
    void stalls();
    void refusedConnection();
    void unknownHost();
    void certificate();
    void proxyThatRefuses();
    void tokenIsNeverSaid();
};

// The token goes to the hub, and not to whom it redirects to.
void TestWebClient::largeFilesFromAnotherHost()
{
    DownloadCase test;
    HubServer storage;
    test.hub.storeLargeFilesAt(storage);
    test.settings.token = "hf_secret";
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    QCOMPARE(contentsOf(*folder / "model.safetensors"), test.weights());
    QCOMPARE(storage.requests().size(), 1u);
    QVERIFY(!storage.requests().front().has("authorization"));
    for (const auto& request : test.hub.requests())
        QCOMPARE(QString::fromStdString(request.headers.at("authorization")), "Bearer hf_secret");
}

// A repository that has another name now, and the cache that the hub has for small files.
void TestWebClient::redirectsWithinTheHub()
{
    DownloadCase test;
    test.settings.token = "hf_secret";
    test.hub.setScript([](const HubRequest& request, HubReply& reply) {
        if (request.path.starts_with("/old/resolve/"))
            reply = {.status = 307,
                     .headers = {{"Location", "/small" + request.path.substr(4)}},
                     .body = "Temporary Redirect. This has a length of its own."};
    });
    const auto folder = test.download("old");
    QVERIFY2(folder, qPrintable(textOf(folder)));
    QCOMPARE(contentsOf(*folder / "model.safetensors"), test.weights());
    for (const auto& request : test.hub.requests())
        QVERIFY(request.has("authorization"));

    test.hub.setScript([](const HubRequest& request, HubReply& reply) {
        if (request.isFor("config.json"))
            reply = {.status = 307, .headers = {{"Location", request.path}}};
    });
    QCOMPARE(test.errorOf(), "small: hub: redirects in a circle; check HF_ENDPOINT");
    test.hub.setScript([](const HubRequest&, HubReply& reply) {
        reply = {.status = 302, .headers = {{"Location", "file:///etc/passwd"}}};
    });
    QCOMPARE(test.errorOf(), "small: hub: redirects to no web address; check HF_ENDPOINT");
}

// Without a server that has a certificate: the rule itself is what is asked.
void TestWebClient::neverFromHttpsToHttp()
{
    const auto hub = WebAddress::parse("https://huggingface.co/gpt2/resolve/main/config.json");
    QVERIFY(hub);
    const auto plain = hub->redirectedTo("http://huggingface.co/a");
    QVERIFY(plain && !hub->isSameOrigin(*plain));
    QVERIFY(!hub->allowsRedirectTo(*plain));
    QVERIFY(hub->allowsRedirectTo(*hub->redirectedTo("https://cdn.example/a")));
    QVERIFY(plain->allowsRedirectTo(*hub));
}

// Its first megabyte says enough: the answer would otherwise stall.
void TestWebClient::endlessRefusal()
{
    DownloadCase test;
    test.hub.setScript([](const HubRequest& request, HubReply& reply) {
        if (request.method == "GET")
            reply = {.status = 403,
                     .body = QByteArray(4'000'000, 'x'),
                     .most = 3'000'000,
                     .stalls = true};
    });
    const auto error = test.errorOf();
    QVERIFY2(error.contains("isn't for this account"), qPrintable(error));
}

// Nothing comes for as long as the limits have it, a second here.
void TestWebClient::stalls()
{
    DownloadCase test;
    test.hub.setScript(onWeights([](int before, HubReply& reply) {
        if (before == 0) {
            reply.most = 500;
            reply.stalls = true;
        }
    }));
    QCOMPARE(test.errorOf(), "no error");
    QCOMPARE(rangesOf(test), QStringList({"", "bytes=500-"}));
    QVERIFY(test.hasTold(DownloadProgress::Doing::Waiting));
}

// A port that was free a moment ago.
void TestWebClient::refusedConnection()
{
    DownloadCase test;
    test.settings.endpoint = HubServer().address();
    const auto error = test.errorOf();
    QVERIFY2(error.startsWith("small: 127.0.0.1:") && error.contains(": can't be reached (") &&
                 error.endsWith("; check the network, HF_ENDPOINT and the proxy"),
             qPrintable(error));
}

// RFC 6761: nobody has a name that ends so.
void TestWebClient::unknownHost()
{
    DownloadCase test;
    test.settings.endpoint = "http://hub.invalid";
    const auto error = test.errorOf();
    QVERIFY2(error.startsWith("small: hub.invalid: its address can't be found ("),
             qPrintable(error));
}

// The server speaks no TLS.
void TestWebClient::certificate()
{
    DownloadCase test;
    test.settings.endpoint = "https" + test.hub.address().substr(4);
    const auto error = test.errorOf();
    QVERIFY2(error.startsWith("small: hub: no safe connection ("), qPrintable(error));
    QCOMPARE(test.hub.requests().size(), 0u);
}

// The server is the proxy here.
void TestWebClient::proxyThatRefuses()
{
    DownloadCase test;
    test.settings.endpoint = "https://hub.invalid";
    test.settings.token = "hf_secret";
    test.hub.setScript([](const HubRequest&, HubReply& reply) { reply = {.status = 407}; });
    const auto before = qgetenv("https_proxy");
    qputenv("https_proxy", test.hub.address().c_str());
    const auto error = test.errorOf();
    before.isNull() ? qunsetenv("https_proxy") : qputenv("https_proxy", before);
    QCOMPARE(error, "small: hub.invalid: the proxy refuses the connection with HTTP status 407; "
                    "check the proxy's address and password, as https_proxy has them");
    const auto requests = test.hub.requests();
    QCOMPARE(requests.size(), 1u);
    QCOMPARE(requests[0].method, std::string("CONNECT"));
    QVERIFY(!requests[0].has("authorization"));
}

void TestWebClient::tokenIsNeverSaid()
{
    for (const int status : {401, 403, 404, 416, 418, 429, 500}) {
        DownloadCase test;
        test.settings.token = "hf_secret";
        test.limits.retry.attempts = 2;
        test.hub.setScript(onWeights([&](int, HubReply& reply) { reply = {.status = status}; }));
        const auto error = test.errorOf();
        QVERIFY2(!error.contains("hf_secret") && error != "no error", qPrintable(error));
        for (const auto& now : test.told)
            QVERIFY(now.sentence.find("hf_secret") == std::string::npos);
    }
}

LOGITSCOPE_TEST(TestWebClient)
#include "tst_web_client.moc"
