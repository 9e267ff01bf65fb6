// What a download leaves under which name.
#include "core/generation/open_model.h"
#include "core/library/snapshot_links.h"
#include "tests/core/library/download_case.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestSnapshotLinks : public QObject
{
    Q_OBJECT

private slots:
    void layout();
    void revisionWithASlash();
    void commitAsRevision();
    void withoutLinks();
    void sameBytesTwiceWithoutLinks();
    void keepsWhatAnotherSnapshotLinksTo();
    void waitsForWhoeverMovesTheBlob();
};

// As huggingface_hub lays them out.
void TestSnapshotLinks::layout()
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

void TestSnapshotLinks::revisionWithASlash()
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

void TestSnapshotLinks::commitAsRevision()
{
    DownloadCase test;
    const auto folder = test.download("small@" + HubServer::commit());
    QVERIFY2(folder, qPrintable(textOf(folder)));
    QVERIFY(!std::filesystem::exists(test.root() / "refs"));
}

void TestSnapshotLinks::withoutLinks()
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

void TestSnapshotLinks::sameBytesTwiceWithoutLinks()
{
    DownloadCase test;
    test.limits.symbolicLinks = false;
    test.hub.add("small", "special_tokens_map.json", "{}");
    test.hub.add("small", "added_tokens.json", "{}");
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    for (const char* name : {"special_tokens_map.json", "added_tokens.json"})
        QCOMPARE(contentsOf(*folder / name), QByteArray("{}"));

    QVERIFY(test.remove());
    QCOMPARE(filesBelow(test.settings.cache), QStringList()); // no lock either
}

// A link that can't be made for another reason than that the disk has none.
void TestSnapshotLinks::keepsWhatAnotherSnapshotLinksTo()
{
    DownloadCase test;
    const auto etag = sha256Name(test.weights());
    put(test.root() / "blobs" / etag, test.weights());
    const auto theirs = test.root() / "snapshots" / std::string(40, 'a') / "model.safetensors";
    std::filesystem::create_directories(theirs.parent_path());
    std::filesystem::create_symlink("../../blobs/" + etag, theirs);
    test.limits.symbolicLinks = false;
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    QCOMPARE(contentsOf(*folder / "model.safetensors"), test.weights());
    QCOMPARE(contentsOf(theirs), test.weights());
}

// Two downloads that move the same blob at once would delete it.
void TestSnapshotLinks::waitsForWhoeverMovesTheBlob()
{
    const TestFolder cache;
    const auto model = *ModelId::parse("small");
    const HubFolder folder(cache.path(), model);
    const std::vector files = {
        RemoteFile{.name = "config.json", .commit = HubServer::commit(), .etag = "one"}};
    put(folder.blob("one"), "{}");
    std::stop_source stop;
    stop.request_stop(); // so that it doesn't wait
    {
        const auto lock = FileLock::tryTo(folder.blobLock("one"), FileLock::Mode::Exclusive);
        QVERIFY(lock && *lock);
        QVERIFY(!SnapshotLinks({model, folder, files, false, stop.get_token()}).make());
        QCOMPARE(contentsOf(folder.blob("one")), "{}");
    }
    const auto made = SnapshotLinks({model, folder, files, false, {}}).make();
    QVERIFY2(made, made ? "" : made.error().message.c_str());
    QCOMPARE(contentsOf(folder.snapshot(HubServer::commit()) / "config.json"), "{}");
}

LOGITSCOPE_TEST(TestSnapshotLinks)
#include "tst_snapshot_links.moc"
