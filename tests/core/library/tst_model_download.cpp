#include "core/generation/model_folder.h"
#include "core/library/hub_cache.h"
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

QString textOf(const Result<std::filesystem::path>& done)
{
    return QString::fromStdString(done ? done->string() : done.error().message);
}

} // namespace

class TestModelDownload : public QObject
{
    Q_OBJECT

private slots:
    void opens();
    void layout();
    void fetchesNothingTwice();
    void revisionWithASlash();
    void commitAsRevision();
    void allFilesAreOfOneCommit();
    void severalFilesOfWeights();
    void tokenizerJsonAlone();
    void tellsHowFarItIs();
    void largeFilesFromAnotherHost();
    void redirectsWithinTheHub();
    void neverFromHttpsToHttp();
    void withoutLinks();
    void sameBytesTwiceWithoutLinks();
    void usesWhatPythonHas();
    void stopsAndGoesOn();
    void stopsWhileItWaits();
    void goesOnWhereAProcessWasKilled();
    void partialFileThatIsTooLong();
    void twoAtOnce();
    void waitsForPythonsLock();
    void discards();
    void discardsOneRevisionAlone();
    void deletesNothingWhereLinksCantBeRead();
    void offline();
    void refusesBeforeTheWeights_data();
    void refusesBeforeTheWeights();
    void knownModels_data();
    void knownModels();
    void diskIsFull();
    void sizesThatNoDiskHas();
    void configThatIsTooLong();
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

// As huggingface_hub lays them out.
void TestModelDownload::layout()
{
    DownloadCase test;
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    const auto snapshot = test.root() / "snapshots" / HubServer::commit();
    QCOMPARE(folder->string(), snapshot.string());
    QCOMPARE(contentsOf(test.root() / "refs" / "main"),
             QByteArray::fromStdString(HubServer::commit()));
    QCOMPARE(contentsOf(snapshot / "model.safetensors"), test.weights());

    const auto blob = [&](const char* name) {
        return QString::fromStdString(gitBlobName(contentsOf(snapshot / name)));
    };
    const auto link = "../../blobs/%1";
    const auto weights = QString::fromStdString(sha256Name(test.weights()));
    QCOMPARE(filesBelow(snapshot),
             (QStringList{"config.json -> " + QString(link).arg(blob("config.json")),
                          "merges.txt -> " + QString(link).arg(blob("merges.txt")),
                          "model.safetensors -> " + QString(link).arg(weights),
                          "vocab.json -> " + QString(link).arg(blob("vocab.json"))}));
    QStringList blobs = {blob("config.json"), blob("merges.txt"), blob("vocab.json"), weights};
    blobs.sort();
    QCOMPARE(filesBelow(test.root() / "blobs"), blobs);
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

void TestModelDownload::revisionWithASlash()
{
    DownloadCase test;
    test.hub.setScript([](const HubRequest& request, HubReply& reply) {
        if (request.path == "/small/resolve/refs%2Fpr%2F1/config.json") {
            const auto config = randomCheckpoint({}, 1).config.dump(2) + "\n";
            reply = {.headers = {{"X-Repo-Commit", HubServer::commit()},
                                 {"ETag", "\"" + gitBlobName(config.c_str()) + "\""}},
                     .body = config.c_str()};
        }
    });
    test.hub.add("small", "config.json", (randomCheckpoint({}, 1).config.dump(2) + "\n").c_str());
    const auto folder = test.download("small@refs/pr/1");
    QVERIFY2(folder, qPrintable(textOf(folder)));
    QCOMPARE(contentsOf(test.root() / "refs" / "refs" / "pr" / "1"),
             QByteArray::fromStdString(HubServer::commit()));
}

void TestModelDownload::commitAsRevision()
{
    DownloadCase test;
    const auto folder = test.download("small@" + HubServer::commit());
    QVERIFY2(folder, qPrintable(textOf(folder)));
    QVERIFY(!std::filesystem::exists(test.root() / "refs"));
}

// The first answer says which: main may move meanwhile.
void TestModelDownload::allFilesAreOfOneCommit()
{
    DownloadCase test;
    QVERIFY(test.download());
    const auto requests = test.hub.requests();
    QCOMPARE(QString::fromStdString(requests.front().path), "/small/resolve/main/config.json");
    QCOMPARE(std::ranges::count_if(requests,
                                   [](const HubRequest& request) {
                                       return request.path.find(HubServer::commit()) !=
                                              std::string::npos;
                                   }),
             std::ssize(requests) - 1);
    for (const auto& request : requests) {
        QCOMPARE(QString::fromStdString(request.headers.at("accept-encoding")), "identity");
        QVERIFY(request.headers.at("user-agent").starts_with("logitscope/"));
        QVERIFY(!request.has("authorization"));
    }
}

void TestModelDownload::severalFilesOfWeights()
{
    DownloadCase test;
    test.hub.remove("small", "model.safetensors");
    auto weightMap = nlohmann::json::object();
    const auto checkpoint = randomCheckpoint({}, 1);
    for (const bool first : {true, false}) {
        auto part = checkpoint;
        std::erase_if(part.weights,
                      [first](const auto& weight) { return (weight.first < "h.1") != first; });
        const std::string name = first ? "a.safetensors" : "b of two.safetensors";
        for (const auto& [tensor, weight] : part.weights)
            weightMap[tensor] = name;
        test.hub.add("small", name, part.modelSafetensors(), HubServer::Storage::Large);
    }
    test.hub.add("small", "model.safetensors.index.json",
                 nlohmann::json{{"weight_map", weightMap}}.dump().c_str());
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    const auto model = openModelFolder(*folder);
    QVERIFY2(model, model ? "" : model.error().message.c_str());
}

void TestModelDownload::tokenizerJsonAlone()
{
    DownloadCase test;
    test.hub.remove("small", "vocab.json");
    test.hub.remove("small", "merges.txt");
    test.hub.add("small", "tokenizer.json", "{}");
    test.hub.add("small", "README.md", "---\nlicense: mit\n---\n");
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    QCOMPARE(contentsOf(*folder / "tokenizer.json"), QByteArray("{}"));
    QVERIFY(contentsOf(*folder / "README.md").contains("license: mit"));
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

// The token goes to the hub, and not to whom it redirects to.
void TestModelDownload::largeFilesFromAnotherHost()
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
void TestModelDownload::redirectsWithinTheHub()
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
    QCOMPARE(test.errorOf(), "hub: redirects in a circle");
    test.hub.setScript([](const HubRequest&, HubReply& reply) {
        reply = {.status = 302, .headers = {{"Location", "file:///etc/passwd"}}};
    });
    QCOMPARE(test.errorOf(), "hub: redirects to no web address");
}

// Without a server that has a certificate: the rule itself is what is asked.
void TestModelDownload::neverFromHttpsToHttp()
{
    const auto hub = WebAddress::parse("https://huggingface.co/gpt2/resolve/main/config.json");
    QVERIFY(hub);
    const auto plain = hub->redirectedTo("http://huggingface.co/a");
    QVERIFY(plain && !hub->isSameOrigin(*plain));
    QVERIFY(!hub->allowsRedirectTo(*plain));
    QVERIFY(hub->allowsRedirectTo(*hub->redirectedTo("https://cdn.example/a")));
    QVERIFY(plain->allowsRedirectTo(*hub));
}

void TestModelDownload::withoutLinks()
{
    DownloadCase test;
    test.limits.symbolicLinks = false;
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    QCOMPARE(filesBelow(*folder),
             (QStringList{"config.json", "merges.txt", "model.safetensors", "vocab.json"}));
    QVERIFY(openModelFolder(*folder));
    const auto requests = test.hub.requests().size();
    QVERIFY(test.download());
    for (const auto& request : test.hub.requests())
        QVERIFY(request.method == "HEAD" || requests > 0);
    QCOMPARE(test.hub.requests("GET", "model.safetensors").size(), 1u);
}

void TestModelDownload::sameBytesTwiceWithoutLinks()
{
    DownloadCase test;
    test.limits.symbolicLinks = false;
    test.hub.add("small", "special_tokens_map.json", "{}");
    test.hub.add("small", "added_tokens.json", "{}");
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    for (const char* name : {"special_tokens_map.json", "added_tokens.json"})
        QCOMPARE(contentsOf(*folder / name), QByteArray("{}"));

    const auto cached = findCachedModel(test.settings.cache, *ModelId::parse("small"));
    QVERIFY(removeDownloaded(test.settings.cache, *cached));
    QCOMPARE(filesBelow(test.settings.cache), QStringList()); // no lock either
}

void TestModelDownload::usesWhatPythonHas()
{
    DownloadCase test;
    const auto name = sha256Name(test.weights());
    std::filesystem::create_directories(test.root() / "blobs");
    QFile blob(QString::fromStdString((test.root() / "blobs" / name).string()));
    QVERIFY(blob.open(QIODevice::WriteOnly));
    blob.write(test.weights());
    blob.close();
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    QCOMPARE(test.hub.requests("GET", "model.safetensors").size(), 0u);
    QVERIFY(openModelFolder(*folder));

    // It stays Python's.
    const auto cached = findCachedModel(test.settings.cache, *ModelId::parse("small"));
    QVERIFY(cached && cached->downloadedHere);
    QVERIFY(removeDownloaded(test.settings.cache, *cached));
    QCOMPARE(filesBelow(test.settings.cache),
             QStringList{"models--small/blobs/" + QString::fromStdString(name)});
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

// What a process leaves that ends in the middle: a file without anybody who has its lock.
void TestModelDownload::goesOnWhereAProcessWasKilled()
{
    DownloadCase test;
    std::filesystem::create_directories(test.root() / "blobs");
    QFile partial(QString::fromStdString(test.partialOf(test.weights()).string()));
    QVERIFY(partial.open(QIODevice::WriteOnly));
    partial.write(test.weights().left(77));
    partial.close();
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    QCOMPARE(contentsOf(*folder / "model.safetensors"), test.weights());
    QCOMPARE(QString::fromStdString(test.hub.requests("GET", "model.safetensors")[0].range()),
             "bytes=77-");
}

void TestModelDownload::partialFileThatIsTooLong()
{
    DownloadCase test;
    std::filesystem::create_directories(test.root() / "blobs");
    QFile partial(QString::fromStdString(test.partialOf(test.weights()).string()));
    QVERIFY(partial.open(QIODevice::WriteOnly));
    partial.write(test.weights() + "more");
    partial.close();
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    QCOMPARE(contentsOf(*folder / "model.safetensors"), test.weights());
    QCOMPARE(QString::fromStdString(test.hub.requests("GET", "model.safetensors")[0].range()), "");
}

void TestModelDownload::twoAtOnce()
{
    DownloadCase test;
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
    for (const char* name : {"config.json", "vocab.json", "merges.txt", "model.safetensors"})
        QCOMPARE(test.hub.requests("GET", name).size(), 1u);
}

// huggingface_hub holds .locks/models--small/<etag>.lock by flock() while it fetches.
void TestModelDownload::waitsForPythonsLock()
{
    DownloadCase test;
    const auto name = sha256Name(test.weights());
    auto lock = FileLock::tryTo(test.settings.cache / ".locks" / "models--small" / (name + ".lock"),
                                FileLock::Mode::Exclusive);
    QVERIFY(lock && *lock);
    test.onProgress = [&](const DownloadProgress& now) {
        if (now.doing != Doing::Waiting || !*lock)
            return;
        QCOMPARE(QString::fromStdString(now.sentence),
                 "model.safetensors: another program, or another download, fetches it");
        QFile blob(QString::fromStdString((test.root() / "blobs" / name).string()));
        QVERIFY(blob.open(QIODevice::WriteOnly));
        blob.write(test.weights());
        blob.close();
        lock->reset();
    };
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    QVERIFY(test.hasTold(Doing::Waiting));
    QCOMPARE(test.hub.requests("GET", "model.safetensors").size(), 0u);
}

void TestModelDownload::discards()
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
    QVERIFY(test.errorOf().startsWith("hub: the connection was lost"));
    QVERIFY(std::filesystem::exists(test.partialOf(test.weights())));
    QVERIFY(discardPartialDownload(id, test.settings) == Discarded::Removed);
    QVERIFY(!std::filesystem::exists(test.root()));
    QCOMPARE(filesBelow(test.settings.cache), QStringList());
    QVERIFY(!std::filesystem::exists(test.settings.cache / ".locks"));
    QVERIFY(inUse);
}

// Two are paused, of which one has only its config.json.
void TestModelDownload::discardsOneRevisionAlone()
{
    DownloadCase test;
    test.limits.retry.attempts = 1;
    test.hub.setScript([](const HubRequest& request, HubReply& reply) {
        if (request.method == "GET" && request.isFor("model.safetensors"))
            reply.most = 1000;
    });
    QVERIFY(test.errorOf().startsWith("hub: the connection was lost"));
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

// As a folder is without the right to read it, or on a disk that fails.
void TestModelDownload::deletesNothingWhereLinksCantBeRead()
{
    DownloadCase test;
    QVERIFY(test.download());
    const auto cached = findCachedModel(test.settings.cache, *ModelId::parse("small"));
    const auto snapshots = test.root() / "snapshots";
    std::filesystem::rename(snapshots, test.root() / "moved");
    std::filesystem::create_symlink("snapshots", snapshots); // a link to itself
    const auto before = filesBelow(test.root());
    const auto discarded = discardPartialDownload(*ModelId::parse("small"), test.settings);
    QVERIFY(!discarded);
    QVERIFY2(discarded.error().message.find("snapshots: can't be read") != std::string::npos,
             discarded.error().message.c_str());
    QVERIFY(!removeDownloaded(test.settings.cache, *cached));
    QCOMPARE(filesBelow(test.root()), before);
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

void TestModelDownload::refusesBeforeTheWeights_data()
{
    QTest::addColumn<QByteArray>("file");     // that is another
    QTest::addColumn<QByteArray>("contents"); // empty: it isn't there
    QTest::addColumn<QString>("sentence");
    QTest::newRow("config") << QByteArray("config.json") << QByteArray("[]")
                            << "small/config.json: is not a JSON object";
    QTest::newRow("no config")
        << QByteArray("config.json") << QByteArray()
        << "small: has no config.json in revision main, so that it is no model that can be opened; "
           "choose a GPT-2";
    QTest::newRow("no tokenizer") << QByteArray("merges.txt") << QByteArray()
                                  << "small: has no tokenizer: neither vocab.json and merges.txt "
                                     "nor tokenizer.json; choose a GPT-2 that has one";
    QTest::newRow("no weights") << QByteArray("model.safetensors") << QByteArray()
                                << "small: has no model.safetensors; choose a repository that has "
                                   "one";
    QTest::newRow("pickle") << QByteArray("pytorch_model.bin") << QByteArray("pickle")
                            << "small: has its weights in pytorch_model.bin alone; it is a "
                               "pickle, which can run code when opened";
    QTest::newRow("out of the folder")
        << QByteArray("model.safetensors.index.json")
        << QByteArray(R"({"weight_map": {"wte.weight": "../x.safetensors"}})")
        << "small/model.safetensors.index.json: weight_map has \"../x.safetensors\" for tensor "
           "wte.weight, expected a .safetensors file of this folder";
    QTest::newRow("part is missing")
        << QByteArray("model.safetensors.index.json")
        << QByteArray(R"({"weight_map": {"wte.weight": "x.safetensors"}})")
        << "small: model.safetensors.index.json names x.safetensors, which the repository doesn't "
           "have; try again later";
    QByteArray names;
    for (int number = 0; number < 1001; ++number)
        names += QByteArray(number > 0 ? "," : "") + "\"t" + QByteArray::number(number) + "\": \"" +
                 QByteArray::number(number) + ".safetensors\"";
    QTest::newRow("too many parts")
        << QByteArray("model.safetensors.index.json") << "{\"weight_map\": {" + names + "}}"
        << "small/model.safetensors.index.json: names 1001 files";
}

void TestModelDownload::refusesBeforeTheWeights()
{
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, contents);
    QFETCH(QString, sentence);
    DownloadCase test;
    if (contents.isEmpty())
        test.hub.remove("small", file.toStdString());
    else
        test.hub.add("small", file.toStdString(), contents);
    if (file.startsWith("pytorch") || file.endsWith("index.json"))
        test.hub.remove("small", "model.safetensors");
    const auto error = test.errorOf();
    QVERIFY2(error.startsWith(sentence), qPrintable(error));
    for (const auto& request : test.hub.requests())
        QVERIFY(request.method == "HEAD" || request.isFor("config.json") ||
                request.isFor("model.safetensors.index.json"));
    if (!sentence.contains("try again later")) // that may be mended
        QVERIFY2(!std::filesystem::exists(test.root()),
                 qPrintable(filesBelow(test.root()).join('\n')));
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
        QVERIFY2(error.contains("248dfc3911869ec493c76e65bf2fcf7f615828b0254c12b473182f0f81d3a707 "
                                "was published there; nothing of it was fetched"),
                 qPrintable(error));
    QCOMPARE(test.hub.requests("GET", "model.safetensors").size(), isFetched ? 1u : 0u);
}

void TestModelDownload::diskIsFull()
{
    DownloadCase test;
    test.limits.freeBytes = [](const std::filesystem::path&) { return std::int64_t{1500}; };
    const auto error = test.errorOf();
    QVERIFY2(error.startsWith("folder/hub: the download of small needs "), qPrintable(error));
    QVERIFY2(error.endsWith(", and 1.50 kB are free; make room, or set HF_HUB_CACHE to a folder on "
                            "another disk"),
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
    QVERIFY2(error.startsWith("folder/hub: the download of small needs 9.22 EB, and "),
             qPrintable(error));
    QCOMPARE(test.hub.requests("GET", "vocab.json").size(), 0u);
}

void TestModelDownload::configThatIsTooLong()
{
    DownloadCase test;
    test.hub.setScript([](const HubRequest& request, HubReply& reply) {
        if (request.isFor("config.json"))
            reply.headers["X-Linked-Size"] = "500000000000";
    });
    QCOMPARE(test.errorOf(),
             "small/config.json: takes 500 GB, more than any model's; choose a GPT-2");
    QCOMPARE(test.hub.requests("GET", "config.json").size(), 0u);
}

void TestModelDownload::noPlaceForTheCache()
{
    DownloadCase test;
    test.settings.cache.clear();
    QCOMPARE(test.errorOf(), "small: there is no folder to keep it in; set HF_HUB_CACHE to one");
    test.folder.write("file", "");
    test.settings.cache = test.folder.path() / "file";
    const auto error = test.errorOf();
    QVERIFY2(error.startsWith("folder/file/"), qPrintable(error));
    QVERIFY2(error.contains("can't be written: Not a directory"), qPrintable(error));
}

LOGITSCOPE_TEST(TestModelDownload)
#include "tst_model_download.moc"
