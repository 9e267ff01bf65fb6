// What goes of an unfinished download, and what stays.
#include "tests/core/library/download_case.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestCacheTidy : public QObject
{
    Q_OBJECT

private slots:
    void discards();
    void discardsOneRevisionAlone();
    void finishesInAnotherState();
    void discardsAllRevisions();
    void deletesNothingWhereLinksCantBeRead();
};

void TestCacheTidy::discards()
{
    DownloadCase test;
    test.hub.setScript([](const HubRequest& request, HubReply& reply) {
        if (request.method == "GET" && request.isFor("model.safetensors"))
            reply.most = 1000;
    });
    test.limits.retry.attempts = 1;
    const auto id = *ModelId::parse("small");
    QVERIFY(discardPartialDownload(id, test.settings) == Discarded::Nothing);
    bool inUse = false;
    test.onProgress = [&](const DownloadProgress& now) { // not while it is going on
        if (now.file == "model.safetensors")
            inUse = discardPartialDownload(id, test.settings) == Discarded::InUse;
    };
    QVERIFY(test.errorOf().startsWith("small: hub: the connection was lost"));
    QVERIFY(std::filesystem::exists(test.partialOf(test.weights())));
    QVERIFY(discardPartialDownload(id, test.settings) == Discarded::Removed);
    QVERIFY(!std::filesystem::exists(test.root()));
    QCOMPARE(filesBelow(test.settings.cache), QStringList());
    QVERIFY(!std::filesystem::exists(test.settings.cache / ".locks"));
    QVERIFY(inUse);
}

// Two are paused, of which one has only its config.json.
void TestCacheTidy::discardsOneRevisionAlone()
{
    DownloadCase test;
    test.limits.retry.attempts = 1;
    test.hub.setScript([](const HubRequest& request, HubReply& reply) {
        if (request.method == "GET" && request.isFor("model.safetensors"))
            reply.most = 1000;
    });
    QVERIFY(test.errorOf().startsWith("small: hub: the connection was lost"));
    const auto before = filesBelow(test.root() / "blobs");
    QCOMPARE(before.size(), 4);

    auto config = randomCheckpoint({}, 1).config;
    config["other"] = 1;
    const QByteArray text = QByteArray::fromStdString(config.dump());
    test.hub.setScript([&](const HubRequest& request, HubReply& reply) {
        if (request.path.find("config.json") != std::string::npos)
            reply = {.headers = {{"X-Repo-Commit", std::string(40, 'a')},
                                 {"ETag", "\"" + gitBlobName(text) + "\""}},
                     .body = text};
        else
            reply = {.status = 500};
    });
    QVERIFY(!test.download("small@v2"));
    QCOMPARE(filesBelow(test.root() / "blobs").size(), 5);
    QVERIFY(discardPartialDownload(*ModelId::parse("small@v2"), test.settings) ==
            Discarded::Removed);
    QCOMPARE(filesBelow(test.root() / "blobs"), before);
    QCOMPARE(contentsOf(test.partialOf(test.weights())), test.weights().left(1000));

    test.hub.setScript({});
    QVERIFY(test.download());
    QCOMPARE(QString::fromStdString(test.hub.requests("GET", "model.safetensors")[1].range()),
             "bytes=1000-");
    QVERIFY(discardPartialDownload(*ModelId::parse("small"), test.settings) == Discarded::Nothing);
}

// main has moved while the download of its state before was paused: nobody needs that any more.
void TestCacheTidy::finishesInAnotherState()
{
    DownloadCase test;
    test.limits.retry.attempts = 1;
    const auto old = sha256Name("old weights");
    test.hub.add("small", "model.safetensors", "old weights", HubServer::Storage::Large);
    test.hub.setScript(onWeights([](int, HubReply& reply) { reply.most = 5; }));
    QVERIFY(!test.download());
    const auto partial = test.root() / "blobs" / (old + ".logitscope-partial");
    QCOMPARE(contentsOf(partial), "old w");

    test.hub.addModel("small", randomCheckpoint({}, 1));
    test.serve("main", std::string(40, 'a'));
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    QVERIFY(!std::filesystem::exists(partial));
    QCOMPARE(filesBelow(test.root() / "blobs").size(), 4); // the old config.json neither
    QCOMPARE(filesBelow(*folder).size(), 4);
}

void TestCacheTidy::discardsAllRevisions()
{
    DownloadCase test;
    test.limits.retry.attempts = 1;
    for (const std::string revision : {"v2", "v3"}) {
        test.serve(revision, std::string(40, revision.back() == '2' ? 'a' : 'b'));
        test.onProgress = [&](const DownloadProgress& now) {
            if (now.file == "model.safetensors")
                test.stop.request_stop();
        };
        QVERIFY(!test.download("small@" + revision));
        test.stop = {};
    }
    const auto id = *ModelId::parse("small");
    QVERIFY(discardPartialDownload(id, test.settings) == Discarded::Nothing);
    QVERIFY(std::filesystem::exists(test.root()));
    QVERIFY(discardPartialDownloads(id, test.settings) == Discarded::Removed);
    QVERIFY(std::filesystem::is_empty(test.settings.cache));
}

// As a folder is without the right to read it, or on a disk that fails.
void TestCacheTidy::deletesNothingWhereLinksCantBeRead()
{
    DownloadCase test;
    QVERIFY(test.download());
    const auto snapshots = test.root() / "snapshots";
    std::filesystem::rename(snapshots, test.root() / "moved");
    std::filesystem::create_symlink("snapshots", snapshots); // a link to itself
    const auto before = filesBelow(test.root());
    const auto discarded = discardPartialDownload(*ModelId::parse("small"), test.settings);
    QVERIFY(!discarded);
    QVERIFY2(discarded.error().message.find("snapshots: can't be read") != std::string::npos,
             discarded.error().message.c_str());
    QVERIFY(!test.remove());
    QCOMPARE(filesBelow(test.root()), before);
}

LOGITSCOPE_TEST(TestCacheTidy)
#include "tst_cache_tidy.moc"
