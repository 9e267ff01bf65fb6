// What of a file is there already, and whether what arrived is the file.
#include "core/generation/open_model.h"
#include "core/library/hub_cache.h"
#include "tests/core/library/download_case.h"
#include "tests/test_program.h"

#include <QTest>

#include <atomic>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

using Doing = DownloadProgress::Doing;

} // namespace

class TestBlobFetch : public QObject
{
    Q_OBJECT

private slots:
    void usesWhatPythonHas();
    void goesOnWhereAProcessWasKilled();
    void partialFileThatIsTooLong();
    void waitsForPythonsLock();
    void wrongChecksum_data();
    void wrongChecksum();
    void wrongRestOfAPartialFile();
    void endsEarlyWithoutContentLength();
    void etagThatIsNoSum();
};

void TestBlobFetch::usesWhatPythonHas()
{
    DownloadCase test;
    const auto name = sha256Name(test.weights());
    put(test.root() / "blobs" / name, test.weights());
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    QCOMPARE(test.hub.requests("GET", "model.safetensors").size(), 0u);
    QVERIFY(openModelFolder(*folder));

    // It stays Python's.
    const auto cached = findCachedModel(test.settings.cache, *ModelId::parse("small"));
    QVERIFY(cached && cached->downloadedHere);
    QVERIFY(test.remove());
    QCOMPARE(filesBelow(test.settings.cache),
             QStringList{"models--small/blobs/" + QString::fromStdString(name)});
}

// What a process leaves that ends in the middle: a file without anybody who has its lock.
void TestBlobFetch::goesOnWhereAProcessWasKilled()
{
    DownloadCase test;
    put(test.partialOf(test.weights()), test.weights().left(77));
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    QCOMPARE(contentsOf(*folder / "model.safetensors"), test.weights());
    QCOMPARE(QString::fromStdString(test.hub.requests("GET", "model.safetensors")[0].range()),
             "bytes=77-");
}

void TestBlobFetch::partialFileThatIsTooLong()
{
    DownloadCase test;
    put(test.partialOf(test.weights()), test.weights() + "more");
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    QCOMPARE(contentsOf(*folder / "model.safetensors"), test.weights());
    QCOMPARE(QString::fromStdString(test.hub.requests("GET", "model.safetensors")[0].range()), "");
}

// huggingface_hub holds .locks/models--small/<etag>.lock by flock() while it fetches.
void TestBlobFetch::waitsForPythonsLock()
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
        put(test.root() / "blobs" / name, test.weights());
        lock->reset();
    };
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    QVERIFY(test.hasTold(Doing::Waiting));
    QCOMPARE(test.hub.requests("GET", "model.safetensors").size(), 0u);
}

void TestBlobFetch::wrongChecksum_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::newRow("SHA-256") << QByteArray("model.safetensors");
    QTest::newRow("git blob") << QByteArray("vocab.json");
}

// One bit is another.
void TestBlobFetch::wrongChecksum()
{
    QFETCH(QByteArray, file);
    DownloadCase test;
    test.hub.setScript([&](const HubRequest& request, HubReply& reply) {
        if (request.method == "GET" && request.isFor(file.toStdString()))
            reply.body[reply.body.size() / 2] = char(reply.body[reply.body.size() / 2] ^ 1);
    });
    QCOMPARE(test.errorOf(), "small: " + file +
                                 ": what arrived isn't what the hub announced (the "
                                 "checksum is wrong), and was deleted; download it again");
    QVERIFY(!std::filesystem::exists(test.root() / "snapshots"));
    QCOMPARE(filesBelow(test.root()).filter("partial"), QStringList());
}

// It may be the beginning that is wrong: that is tried again.
void TestBlobFetch::wrongRestOfAPartialFile()
{
    DownloadCase test;
    put(test.partialOf(test.weights()), "not what the file begins with");
    QCOMPARE(test.errorOf(), "no error");
    QCOMPARE(rangesOf(test), QStringList({"bytes=29-", ""}));
    QCOMPARE(contentsOf(test.root() / "blobs" / sha256Name(test.weights())), test.weights());
}

void TestBlobFetch::endsEarlyWithoutContentLength()
{
    DownloadCase test;
    auto drops = std::make_shared<std::atomic<int>>(0);
    test.hub.setScript([drops](const HubRequest& request, HubReply& reply) {
        if (!request.isFor("model.safetensors"))
            return;
        reply.headers.erase("X-Linked-Size");
        reply.hasLength = false;
        if (request.method == "GET" && (*drops)++ == 0)
            reply.most = 500;
    });
    QCOMPARE(test.errorOf(), "no error");
    QCOMPARE(contentsOf(test.root() / "blobs" / sha256Name(test.weights())), test.weights());
}

// Only the size can be compared.
void TestBlobFetch::etagThatIsNoSum()
{
    DownloadCase test;
    test.hub.setScript([](const HubRequest& request, HubReply& reply) {
        if (request.isFor("vocab.json"))
            reply.headers["ETag"] = "\"no-sum-1\"";
    });
    QCOMPARE(test.errorOf(), "no error");
    QVERIFY(std::filesystem::exists(test.root() / "blobs" / "no-sum-1"));
}

LOGITSCOPE_TEST(TestBlobFetch)
#include "tst_blob_fetch.moc"
