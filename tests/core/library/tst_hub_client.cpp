// What a hub can answer, or send instead of a file, in a whole download.
#include "tests/core/library/download_case.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestHubClient : public QObject
{
    Q_OBJECT

private slots:
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
    void keepsWhatIsHereFromAnotherFile_data();
    void keepsWhatIsHereFromAnotherFile();
    void noContentLength();
    void smallFileWithoutAnEnd();
    void diskThatFillsUp();
    void webPage();
    void loginPage();
    void emptyFile();
    void unusableEtag();
};

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
        << "small: hub has too many requests from this computer; try again in a few minutes, or "
           "set HF_TOKEN, which raises the limit";
    for (const int status : {500, 504})
        QTest::addRow("%d", status)
            << status
            << QString("small: model.safetensors: hub answers with HTTP status %1; try again later")
                   .arg(status);
}

void TestHubClient::givesUp()
{
    QFETCH(int, status);
    QFETCH(QString, sentence);
    DownloadCase test;
    test.hub.setScript(onWeights([&](int, HubReply& reply) { reply = {.status = status}; }));
    QCOMPARE(test.errorOf(), sentence);
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
    QVERIFY2(error.startsWith("small: hub: the connection was lost ("), qPrintable(error));
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
    QVERIFY2(error.startsWith("small: model.safetensors: what comes isn't the file of "),
             qPrintable(error));
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
    QVERIFY2(error.startsWith("small: model.safetensors: what comes isn't the file of "),
             qPrintable(error));
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

void TestHubClient::keepsWhatIsHereFromAnotherFile_data()
{
    QTest::addColumn<QByteArray>("etag");
    QTest::newRow("another length") << QByteArray();
    QTest::newRow("another etag") << QByteArray(64, 'a');
}

// Gigabytes may be here, and it is no fault of theirs.
void TestHubClient::keepsWhatIsHereFromAnotherFile()
{
    QFETCH(QByteArray, etag);
    DownloadCase test;
    put(test.partialOf(test.weights()), test.weights().left(500));
    test.hub.setScript(onWeights([&](int, HubReply& reply) {
        if (etag.isEmpty())
            reply = {.body = "Welcome to the hotel", .ignoresRange = true};
        else
            reply.headers["X-Linked-Etag"] = etag.toStdString();
    }));
    const auto error = test.errorOf();
    QVERIFY2(error.startsWith("small: model.safetensors: what comes isn't the file of "),
             qPrintable(error));
    QCOMPARE(contentsOf(test.partialOf(test.weights())), test.weights().left(500));
    test.hub.setScript({});
    QCOMPARE(test.errorOf(), "no error");
    QCOMPARE(rangesOf(test).back(), "bytes=500-");
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
    QCOMPARE(test.errorOf(), "small: vocab.json: has more than 5.00 kB, the most that such a file "
                             "of a model may have; choose a GPT-2");
}

// Nobody knows before how much is to come.
void TestHubClient::diskThatFillsUp()
{
    DownloadCase test;
    test.hub.setScript([](const HubRequest& request, HubReply& reply) {
        if (!request.isFor("model.safetensors"))
            return;
        reply.headers.erase("X-Linked-Size");
        reply.hasLength = false;
        reply.part = 1000;
        reply.pause = std::chrono::milliseconds(20);
    });
    test.limits.freeBytes = [&](const std::filesystem::path&) {
        std::error_code none;
        const auto here = std::filesystem::file_size(test.partialOf(test.weights()), none);
        return 2500 - (none ? 0 : static_cast<std::int64_t>(here));
    };
    const auto error = test.errorOf();
    QVERIFY2(error.startsWith("small: model.safetensors: the disk of folder/hub is full; "),
             qPrintable(error));
    QVERIFY2(error.endsWith(" have arrived, and the hub doesn't tell how many there are; make "
                            "room, or set HF_HUB_CACHE to a folder on another disk, and download "
                            "it again"),
             qPrintable(error));
    const auto here = contentsOf(test.partialOf(test.weights()));
    QVERIFY(here.size() > 0 && here.size() <= 2500);
    QVERIFY(test.weights().startsWith(here));
    test.limits.freeBytes = freeBytesAt;
    QCOMPARE(test.errorOf(), "no error"); // it goes on
    QCOMPARE(rangesOf(test), QStringList({"", "bytes=" + QString::number(here.size()) + "-"}));
}

void TestHubClient::webPage()
{
    DownloadCase test;
    test.hub.setScript(onWeights([](int, HubReply& reply) {
        reply = {.headers = {{"Content-Type", "text/html; charset=utf-8"}},
                 .body = "<html>Welcome to the hotel</html>"};
    }));
    QCOMPARE(test.errorOf(),
             "small: model.safetensors: a web page came instead of the file; log in to the "
             "network if it asks for that, and check HF_ENDPOINT");
}

void TestHubClient::loginPage()
{
    DownloadCase test;
    test.hub.setScript([](const HubRequest&, HubReply& reply) {
        reply = {.headers = {{"Content-Type", "text/html"}, {"ETag", "\"page\""}},
                 .body = "<html>Welcome to the hotel</html>"};
    });
    QCOMPARE(
        test.errorOf(),
        "small: config.json: the answer of hub names no commit, so that it isn't a hub's; log in "
        "to the network if it asks for that, and check HF_ENDPOINT");
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
    QCOMPARE(test.errorOf(), "small: config.json: the answer of hub has no ETag that a file can be "
                             "called by; try again later");
}

LOGITSCOPE_TEST(TestHubClient)
#include "tst_hub_client.moc"
