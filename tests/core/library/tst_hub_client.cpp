// What a hub can answer, or send instead of a file, in a whole download.
#include "tests/core/library/download_case.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

const std::string address = "/small/resolve/" + HubServer::commit() + "/model.safetensors";

QString weightsAt()
{
    return "hub" + QString::fromStdString(address);
}

} // namespace

class TestHubClient : public QObject
{
    Q_OBJECT

private slots:
    void refusals_data();
    void refusals();
    void waitsAsLongAsTheHubWants_data();
    void waitsAsLongAsTheHubWants();
    void givesUp_data();
    void givesUp();
    void goesOnAfterADrop();
    void tooManyDrops();
    void rangeAnsweredByTheWholeFile();
    void alwaysFromTheBeginning();
    void rangeRefused();
    void rangeOfAnotherPlace();
    void fileThatGrows();
    void anotherFileMeanwhile();
    void noContentLength();
    void smallFileWithoutAnEnd();
    void webPage();
    void loginPage();
    void emptyFile();
    void unusableEtag();
};

void TestHubClient::refusals_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<bool>("hasToken");
    QTest::addColumn<QString>("sentence"); // behind the address
    const auto row = [](const char* name, int status, const char* code, bool hasToken,
                        const char* sentence) {
        QTest::newRow(name) << status << QByteArray(code) << hasToken << QString(sentence);
    };
    row("no such model", 401, "RepoNotFound", false,
        "there is no model small, or it is private; check the name, or set HF_TOKEN to a token "
        "that may read it");
    row("no such model, with a token", 404, "RepoNotFound", true,
        "there is no model small, or it is private and not for the account of the token; check the "
        "name");
    row("conditions", 401, "GatedRepo", false,
        "this model's conditions must be accepted first, at hub/small; then set "
        "HF_TOKEN to a token of that account");
    row("conditions, with a token", 403, "GatedRepo", true,
        "this model's conditions must be accepted first, at hub/small; then download it again with "
        "a token of that account");
    row("wrong token", 401, "", true, "the token isn't accepted; set HF_TOKEN to one that is");
    row("no token", 401, "", false,
        "asks for a token; set HF_TOKEN to a token that may read this model");
    row("forbidden", 403, "", true,
        "isn't for this account, or not yet; look at hub/small, and set HF_TOKEN to a token that "
        "may read it");
    row("no such revision", 404, "RevisionNotFound", false,
        "small has no revision main; its branches, tags and commits are at hub/small");
    row("something else", 418, "", false, "answers with HTTP status 418; try again later");
}

void TestHubClient::refusals()
{
    QFETCH(int, status);
    QFETCH(QByteArray, code);
    QFETCH(bool, hasToken);
    QFETCH(QString, sentence);
    DownloadCase test;
    test.settings.token = hasToken ? "hf_secret" : "";
    test.hub.setScript([&](const HubRequest&, HubReply& reply) {
        reply = {.status = status};
        if (!code.isEmpty())
            reply.headers["X-Error-Code"] = code.toStdString();
    });
    QCOMPARE(test.errorOf(), "hub/small/resolve/main/config.json: " + sentence);
    QCOMPARE(test.hub.requests().size(), 1u); // asking again doesn't help
    QVERIFY(!std::filesystem::exists(test.root()));
}

void TestHubClient::waitsAsLongAsTheHubWants_data()
{
    QTest::addColumn<QByteArray>("retryAfter");
    QTest::newRow("seconds") << QByteArray("0");
    QTest::newRow("date") << QByteArray("Thu, 01 Jan 1970 00:00:01 GMT");
    QTest::newRow("nothing") << QByteArray();
}

// Its own pause would be longer than the test: where the hub says a time, that counts.
void TestHubClient::waitsAsLongAsTheHubWants()
{
    QFETCH(QByteArray, retryAfter);
    DownloadCase test;
    if (!retryAfter.isEmpty())
        test.limits.retry.firstPause = test.limits.retry.longestPause = std::chrono::hours(1);
    test.hub.setScript(onWeights([&](int before, HubReply& reply) {
        if (before < 2)
            reply = {.status = before == 0 ? 429 : 503,
                     .headers = {{"Retry-After", retryAfter.toStdString()}}};
    }));
    QCOMPARE(test.errorOf(), "no error");
    QCOMPARE(rangesOf(test), QStringList({"", "", ""}));
    if (retryAfter.isEmpty())
        QVERIFY(test.hasTold(DownloadProgress::Doing::Waiting));
}

void TestHubClient::givesUp_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("429")
        << 429
        << "the hub has too many requests from this computer; try again in a few minutes, "
           "or set HF_TOKEN, which raises the limit";
    QTest::newRow("500") << 500 << "answers with HTTP status 500; try again later";
    QTest::newRow("504") << 504 << "answers with HTTP status 504; try again later";
}

void TestHubClient::givesUp()
{
    QFETCH(int, status);
    QFETCH(QString, sentence);
    DownloadCase test;
    test.hub.setScript(onWeights([&](int, HubReply& reply) { reply = {.status = status}; }));
    QCOMPARE(test.errorOf(), weightsAt() + ": " + sentence);
    QCOMPARE(rangesOf(test).size(), 3);
}

void TestHubClient::goesOnAfterADrop()
{
    DownloadCase test;
    // More drops than attempts: bytes in between make the count begin again.
    test.hub.setScript(onWeights([](int before, HubReply& reply) {
        if (before < 6)
            reply.most = 500;
    }));
    QCOMPARE(test.errorOf(), "no error");
    QCOMPARE(rangesOf(test), QStringList({"", "bytes=500-", "bytes=1000-", "bytes=1500-",
                                          "bytes=2000-", "bytes=2500-", "bytes=3000-"}));
    QCOMPARE(contentsOf(test.root() / "blobs" / sha256Name(test.weights())), test.weights());
}

void TestHubClient::tooManyDrops()
{
    DownloadCase test;
    test.hub.setScript(
        onWeights([](int before, HubReply& reply) { reply.most = before == 0 ? 500 : 0; }));
    const auto error = test.errorOf();
    QVERIFY2(error.startsWith("hub: the connection was lost ("), qPrintable(error));
    QVERIFY2(error.endsWith("; what has arrived is kept: download it again to go on"),
             qPrintable(error));
    QCOMPARE(contentsOf(test.partialOf(test.weights())), test.weights().left(500));
}

void TestHubClient::rangeAnsweredByTheWholeFile()
{
    DownloadCase test;
    test.hub.setScript(onWeights([](int before, HubReply& reply) {
        reply.ignoresRange = true;
        if (before == 0)
            reply.most = 500;
    }));
    QCOMPARE(test.errorOf(), "no error");
    QCOMPARE(rangesOf(test), QStringList({"", "bytes=500-"}));
    QCOMPARE(contentsOf(test.root() / "blobs" / sha256Name(test.weights())), test.weights());
}

// A hub that never sends more than the beginning is given up.
void TestHubClient::alwaysFromTheBeginning()
{
    DownloadCase test;
    test.hub.setScript(onWeights([](int, HubReply& reply) {
        reply.ignoresRange = true;
        reply.most = 500;
    }));
    const auto error = test.errorOf();
    QVERIFY2(error.endsWith("; what has arrived is kept: download it again to go on"),
             qPrintable(error));
    QCOMPARE(rangesOf(test), QStringList({"", "bytes=500-", "bytes=500-"}));
}

void TestHubClient::rangeRefused()
{
    DownloadCase test;
    test.hub.setScript(onWeights([](int before, HubReply& reply) {
        if (before == 0)
            reply.most = 500;
        if (before == 1)
            reply = {.status = 416, .headers = {{"Content-Range", "bytes */7"}}};
    }));
    QCOMPARE(test.errorOf(), "no error");
    QCOMPARE(rangesOf(test), QStringList({"", "bytes=500-", ""}));

    DownloadCase again;
    again.hub.setScript(onWeights([](int before, HubReply& reply) {
        reply.most = 500;
        if (before > 0)
            reply = {.status = 416};
    }));
    const auto error = again.errorOf();
    QVERIFY2(error.startsWith(weightsAt() + ": what comes isn't the file of "), qPrintable(error));
    QCOMPARE(rangesOf(again), QStringList({"", "bytes=500-", ""}));
}

void TestHubClient::rangeOfAnotherPlace()
{
    DownloadCase test;
    test.hub.setScript(onWeights([&](int before, HubReply& reply) {
        if (before == 0)
            reply.most = 500;
        if (before == 1) {
            const auto size = std::to_string(test.weights().size());
            reply.status = 206;
            reply.headers["Content-Range"] =
                "bytes 0-" + std::to_string(test.weights().size() - 1) + "/" + size;
        }
    }));
    QCOMPARE(test.errorOf(), "no error");
    QCOMPARE(rangesOf(test), QStringList({"", "bytes=500-", ""}));
    QCOMPARE(contentsOf(test.root() / "blobs" / sha256Name(test.weights())), test.weights());
}

void TestHubClient::fileThatGrows()
{
    DownloadCase test;
    test.hub.setScript(onWeights([](int before, HubReply& reply) {
        reply.body += QByteArray(before + 1, 'x');
        reply.hasLength = before != 0; // so that only the bytes tell
    }));
    const auto error = test.errorOf();
    QVERIFY2(error.startsWith(weightsAt() + ": what comes isn't the file of "), qPrintable(error));
    QVERIFY2(error.endsWith(" that the hub has told of; try again later"), qPrintable(error));
    QCOMPARE(rangesOf(test), QStringList({"", ""}));
}

void TestHubClient::anotherFileMeanwhile()
{
    DownloadCase test;
    test.hub.setScript(onWeights([](int before, HubReply& reply) {
        if (before == 0)
            reply.headers["X-Linked-Etag"] = "\"" + std::string(64, 'a') + "\"";
    }));
    QCOMPARE(test.errorOf(), "no error");
    QCOMPARE(rangesOf(test), QStringList({"", ""}));
}

// Neither in the hub's answer nor in the storage's: the sum alone tells.
void TestHubClient::noContentLength()
{
    DownloadCase test;
    test.hub.setScript([](const HubRequest& request, HubReply& reply) {
        if (request.isFor("model.safetensors")) {
            reply.headers.erase("X-Linked-Size");
            reply.hasLength = false;
        }
    });
    QCOMPARE(test.errorOf(), "no error");
    QCOMPARE(test.told.back().allBytes, std::int64_t{0});
    QVERIFY(!test.told.back().secondsLeft);
    QCOMPARE(contentsOf(test.root() / "blobs" / sha256Name(test.weights())), test.weights());
}

void TestHubClient::smallFileWithoutAnEnd()
{
    DownloadCase test;
    test.limits.smallFile = 5000;
    test.hub.setScript([](const HubRequest& request, HubReply& reply) {
        if (!request.isFor("vocab.json"))
            return;
        reply.hasLength = false;
        if (request.method == "GET")
            reply.body = QByteArray(1'000'000, ' ');
    });
    const auto error = test.errorOf();
    QVERIFY2(error.endsWith("/vocab.json: has more than 5.00 kB, the most that such a file of a "
                            "model may have; choose a GPT-2"),
             qPrintable(error));
}

void TestHubClient::webPage()
{
    DownloadCase test;
    test.hub.setScript(onWeights([](int, HubReply& reply) {
        reply = {.headers = {{"Content-Type", "text/html; charset=utf-8"}},
                 .body = "<html>Welcome to the hotel</html>"};
    }));
    QCOMPARE(test.errorOf(),
             weightsAt() + ": a web page came instead of the file; a network that asks for a login "
                           "sends one, and a wrong HF_ENDPOINT");
}

void TestHubClient::loginPage()
{
    DownloadCase test;
    test.hub.setScript([](const HubRequest&, HubReply& reply) {
        reply = {.headers = {{"Content-Type", "text/html"}, {"ETag", "\"page\""}},
                 .body = "<html>Welcome to the hotel</html>"};
    });
    QCOMPARE(test.errorOf(),
             "hub/small/resolve/main/config.json: the answer names no commit, so that it isn't a "
             "hub's; a network that asks for a login answers so, and a wrong HF_ENDPOINT");
}

void TestHubClient::emptyFile()
{
    DownloadCase test;
    test.hub.add("small", "README.md", "");
    QCOMPARE(test.errorOf(), "no error");
    QVERIFY(std::filesystem::exists(test.root() / "snapshots" / HubServer::commit() / "README.md"));
}

void TestHubClient::unusableEtag()
{
    DownloadCase test;
    test.hub.setScript(
        [](const HubRequest&, HubReply& reply) { reply.headers["ETag"] = "\"../../../evil\""; });
    QCOMPARE(test.errorOf(), "hub/small/resolve/main/config.json: the answer has no ETag that a "
                             "file can be called by; try again later");
}

LOGITSCOPE_TEST(TestHubClient)
#include "tst_hub_client.moc"
