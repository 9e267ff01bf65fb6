// A whole download: its order, what it tells, and what it needs of the disk.
#include "core/generation/open_model.h"
#include "tests/core/library/download_case.h"
#include "tests/test_program.h"

#include <QTest>

#include <latch>
#include <thread>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

using Doing = DownloadProgress::Doing;

} // namespace

class TestModelDownload : public QObject
{
    Q_OBJECT

private slots:
    void opens();
    void fetchesNothingTwice();
    void tellsHowFarItIs();
    void stopsAndGoesOn();
    void stopsWhileItWaits();
    void severalAtOnce_data();
    void severalAtOnce();
    void offline();
    void knownModels_data();
    void knownModels();
    void diskIsFull();
    void sizesThatNoDiskHas();
    void diskThatTellsNoSize();
    void noPlaceForTheCache();
};

void TestModelDownload::opens()
{
    DownloadCase test;
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    const auto model = openModelFolder(*folder);
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    QCOMPARE((*model)->model->info().vocabularySize, vocabularySize);
    QCOMPARE((*model)->model->info().name, "small"); // and not the commit
}

void TestModelDownload::fetchesNothingTwice()
{
    DownloadCase test;
    QVERIFY(test.download());
    const auto gets = [&] {
        return std::ranges::count(test.hub.requests(), "GET", &HubRequest::method);
    };
    QCOMPARE(gets(), 4);
    const auto again = test.download();
    QVERIFY2(again, qPrintable(textOf(again)));
    QCOMPARE(gets(), 4);
}

void TestModelDownload::tellsHowFarItIs()
{
    DownloadCase test;
    QVERIFY(test.download());
    QVERIFY(test.hasTold(Doing::LookingUp));
    QVERIFY(test.hasTold(Doing::Downloading));
    QVERIFY(test.hasTold(Doing::Checking));
    std::int64_t all = 0;
    for (const auto& entry : std::filesystem::directory_iterator(test.root() / "blobs"))
        all += static_cast<std::int64_t>(entry.file_size());
    QCOMPARE(test.told.back().bytes, all);
    QCOMPARE(test.told.back().allBytes, all);
    for (std::size_t i = 1; i < test.told.size(); ++i)
        if (test.told[i].allBytes > 0 && test.told[i - 1].allBytes > 0)
            QVERIFY(test.told[i].bytes >= test.told[i - 1].bytes);
}

void TestModelDownload::stopsAndGoesOn()
{
    DownloadCase test;
    test.hub.setScript([](const HubRequest& request, HubReply& reply) {
        if (request.method == "GET" && request.isFor("model.safetensors")) {
            reply.most = 1000;
            reply.stalls = true;
        }
    });
    test.onProgress = [&](const DownloadProgress& now) {
        if (now.file == "model.safetensors" &&
            std::filesystem::exists(test.partialOf(test.weights())) &&
            std::filesystem::file_size(test.partialOf(test.weights())) == 1000)
            test.stop.request_stop();
    };
    QCOMPARE(test.errorOf(), "small: the download was stopped; what has arrived is kept, and the "
                             "next download goes on from there");
    QCOMPARE(contentsOf(test.partialOf(test.weights())), test.weights().left(1000));
    QVERIFY(!std::filesystem::exists(test.root() / "snapshots"));

    test.hub.setScript({});
    test.stop = {};
    std::optional<DownloadProgress> first;
    test.onProgress = [&](const DownloadProgress& now) {
        if (now.file == "model.safetensors" && now.doing == Doing::Downloading && !first)
            first = now;
    };
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    QCOMPARE(contentsOf(*folder / "model.safetensors"), test.weights());
    const auto rest = std::int64_t{test.weights().size()} - 1000; // what was there counts at once
    QVERIFY(first);
    QCOMPARE(first->allBytes - first->bytes, rest);
    const auto gets = test.hub.requests("GET", "model.safetensors");
    QCOMPARE(gets.size(), 2u);
    QCOMPARE(QString::fromStdString(gets[0].range()), "");
    QCOMPARE(QString::fromStdString(gets[1].range()), "bytes=1000-");
    QVERIFY(!std::filesystem::exists(test.partialOf(test.weights())));
}

// An hour: the test would not end.
void TestModelDownload::stopsWhileItWaits()
{
    DownloadCase test;
    test.limits.retry.longestRetryAfter = std::chrono::hours(1);
    test.hub.setScript([](const HubRequest&, HubReply& reply) {
        reply = {.status = 429, .headers = {{"Retry-After", "3600"}}};
    });
    test.onProgress = [&](const DownloadProgress& now) {
        if (now.doing == Doing::Waiting)
            test.stop.request_stop();
    };
    QVERIFY(test.errorOf().startsWith("small: the download was stopped"));
    const auto sentence = QString::fromStdString(test.told.back().sentence);
    QVERIFY2(sentence.endsWith(": too many requests from this computer; again in 3600 s"),
             qPrintable(sentence));
}

void TestModelDownload::severalAtOnce_data()
{
    QTest::addColumn<bool>("symbolicLinks");
    QTest::newRow("links") << true;
    QTest::newRow("a disk without links") << false;
}

void TestModelDownload::severalAtOnce()
{
    QFETCH(bool, symbolicLinks);
    DownloadCase test;
    test.limits.symbolicLinks = symbolicLinks;
    test.hub.add("small", "special_tokens_map.json", "{}"); // one blob
    test.hub.add("small", "added_tokens.json", "{}");
    test.hub.setScript([](const HubRequest& request, HubReply& reply) {
        if (request.method == "GET" && request.isFor("model.safetensors")) {
            reply.part = 4000;
            reply.pause = std::chrono::milliseconds(30);
        }
    });
    constexpr int threads = 4;
    std::latch begin(threads);
    std::array<QString, threads> folders;
    {
        std::vector<std::jthread> running;
        for (auto& folder : folders)
            running.emplace_back([&] {
                begin.arrive_and_wait();
                folder =
                    textOf(downloadModel(*ModelId::parse("small"), test.settings, {}, test.limits));
            });
    }
    const auto expected = test.root() / "snapshots" / HubServer::commit();
    for (const auto& folder : folders)
        QCOMPARE(folder, QString::fromStdString(expected.string()));
    QCOMPARE(contentsOf(expected / "model.safetensors"), test.weights());
    for (const char* name : {"special_tokens_map.json", "added_tokens.json"})
        QCOMPARE(contentsOf(expected / name), QByteArray("{}"));
    for (const char* name : {"config.json", "vocab.json", "merges.txt", "model.safetensors"})
        QCOMPARE(test.hub.requests("GET", name).size(), 1u);
}

void TestModelDownload::offline()
{
    DownloadCase test;
    test.settings.offline = true;
    QCOMPARE(test.errorOf(),
             "small: isn't in folder/hub, and HF_HUB_OFFLINE says that the network isn't to be "
             "used; unset it to download the model");
    QCOMPARE(test.hub.requests().size(), 0u);
    test.settings.offline = false;
    QVERIFY(test.download());
    const auto before = test.hub.requests().size();
    test.settings.offline = true;
    QVERIFY(test.download());
    QCOMPARE(test.hub.requests().size(), before);
}

void TestModelDownload::knownModels_data()
{
    QTest::addColumn<QString>("commit");
    QTest::addColumn<bool>("isFetched");
    QTest::newRow("the known commit") << QString("607a30d7").leftJustified(40, '0') << false;
    QTest::newRow("a later one") << QString("1").repeated(40) << true;
}

// The hub's gpt2 is another one here.
void TestModelDownload::knownModels()
{
    QFETCH(QString, commit);
    QFETCH(bool, isFetched);
    DownloadCase test;
    test.hub.addModel("gpt2", randomCheckpoint({}, 1));
    test.hub.setScript([&](const HubRequest& request, HubReply& reply) {
        const auto slash = request.path.rfind('/');
        if (reply.status == 404 && request.path.find(commit.toStdString()) != std::string::npos)
            reply = test.hub.replyTo("/gpt2/resolve/main" + request.path.substr(slash));
        if (reply.status == 200)
            reply.headers["X-Repo-Commit"] = commit.toStdString();
    });
    const auto error = test.errorOf("gpt2");
    if (isFetched)
        QCOMPARE(error, "no error");
    else
        QVERIFY2(error.contains("248dfc391186 was published "
                                "there; nothing of it was fetched"),
                 qPrintable(error));
    QCOMPARE(test.hub.requests("GET", "model.safetensors").size(), isFetched ? 1u : 0u);
}

void TestModelDownload::diskIsFull()
{
    DownloadCase test;
    test.limits.freeBytes = [](const std::filesystem::path&) { return std::int64_t{1500}; };
    const auto error = test.errorOf();
    QVERIFY2(error.startsWith("small: the download needs "), qPrintable(error));
    QVERIFY2(
        error.endsWith(", and 1.50 kB are free in folder/hub; make room, or set HF_HUB_CACHE to "
                       "a folder on another disk"),
        qPrintable(error));
    QCOMPARE(test.hub.requests("GET", "model.safetensors").size(), 0u);
}

// Their sum is beyond 64 bits.
void TestModelDownload::sizesThatNoDiskHas()
{
    DownloadCase test;
    test.hub.setScript([](const HubRequest& request, HubReply& reply) {
        if (request.isFor("vocab.json") || request.isFor("merges.txt"))
            reply.headers["X-Linked-Size"] = "9000000000000000000";
    });
    const auto error = test.errorOf();
    QVERIFY2(error.startsWith("small: the download needs 9.22 EB, and "), qPrintable(error));
    QCOMPARE(test.hub.requests("GET", "vocab.json").size(), 0u);
}

// Some network disks say that they have no room at all, and take files nevertheless.
void TestModelDownload::diskThatTellsNoSize()
{
    QVERIFY(!freeBytesAt("/proc"));
    const TestFolder folder;
    QVERIFY(freeBytesAt(folder.path()).value_or(-1) >= 0);
    QVERIFY(!freeBytesAt("/nowhere"));
}

void TestModelDownload::noPlaceForTheCache()
{
    DownloadCase test;
    test.settings.cache.clear();
    QCOMPARE(test.errorOf(), "small: there is no folder to keep it in; set HF_HUB_CACHE to one");
    test.folder.write("file", "");
    test.settings.cache = test.folder.path() / "file";
    const auto error = test.errorOf();
    QVERIFY2(error.startsWith("small: folder/file/"), qPrintable(error));
    QVERIFY2(error.endsWith(": can't be written: Not a directory; set HF_HUB_CACHE to a folder "
                            "where files can be written"),
             qPrintable(error));
}

LOGITSCOPE_TEST(TestModelDownload)
#include "tst_model_download.moc"
