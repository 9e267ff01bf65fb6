// What a removal deletes, and what it leaves to others.
#include "core/library/hub_cache.h"
#include "tests/core/library/download_case.h"
#include "tests/core/library/python_cache.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestCacheRemoval : public QObject
{
    Q_OBJECT

private slots:
    void removesWhatWasDownloaded();
    void keepsWhatPythonLinksTo();
    void restoresPythonsMain();
    void neverRemovesPythons();
    void notDuringADownload();
    void recordThatLeadsOut();
};

// Nothing is left, not even a folder.
void TestCacheRemoval::removesWhatWasDownloaded()
{
    DownloadCase test;
    QVERIFY(test.download());
    const auto found = findCachedModel(test.settings.cache, *ModelId::parse("small"));
    QVERIFY(found && found->downloadedHere);
    const auto removed = removeDownloaded(test.settings.cache, *found);
    QVERIFY2(removed, removed ? "" : removed.error().message.c_str());
    QVERIFY(std::filesystem::is_empty(test.settings.cache));
}

// Python's snapshot of another commit has the same files, but for one.
void TestCacheRemoval::keepsWhatPythonLinksTo()
{
    DownloadCase test;
    QVERIFY(test.download());
    const auto snapshots = test.root() / "snapshots";
    std::filesystem::create_directories(snapshots / otherCommit);
    for (const char* name : {"config.json", "vocab.json", "merges.txt"})
        std::filesystem::copy_symlink(snapshots / HubServer::commit() / name,
                                      snapshots / otherCommit / name);
    const auto found = findCachedModel(test.settings.cache, *ModelId::parse("small"));
    QVERIFY(found && found->commit == HubServer::commit());
    QVERIFY(removeDownloaded(test.settings.cache, *found));
    QVERIFY(!std::filesystem::exists(snapshots / HubServer::commit()));
    QVERIFY(std::filesystem::exists(snapshots / otherCommit / "config.json"));
    QCOMPARE(filesBelow(test.root() / "blobs").size(), 3);
    QVERIFY(!std::filesystem::exists(test.root() / "logitscope.json"));
    QVERIFY(!std::filesystem::exists(test.root() / "refs")); // it was this program's
}

void TestCacheRemoval::restoresPythonsMain()
{
    DownloadCase test;
    const auto snapshot = test.root() / "snapshots" / oneCommit;
    put(snapshot / "config.json", "{}");
    put(test.root() / "refs" / "main", oneCommit.c_str());
    QVERIFY(test.download());
    QCOMPARE(contentsOf(test.root() / "refs" / "main"), HubServer::commit().c_str());
    const auto found = findCachedModel(test.settings.cache, *ModelId::parse("small"));
    QVERIFY(removeDownloaded(test.settings.cache, *found));
    QCOMPARE(contentsOf(test.root() / "refs" / "main"), oneCommit.c_str());
    QCOMPARE(filesBelow(test.settings.cache),
             QStringList({"models--small/refs/main", "models--small/snapshots/" +
                                                         QString::fromStdString(oneCommit) +
                                                         "/config.json"}));
}

void TestCacheRemoval::neverRemovesPythons()
{
    const PythonCache cache;
    cache.addWhole("models--gpt2", oneCommit);
    const auto before = filesBelow(cache.path());
    const auto removed = removeDownloaded(cache.path(), *cache.find("gpt2"));
    QVERIFY(!removed);
    QVERIFY(removed.error().message.starts_with("gpt2: isn't downloaded by Logitscope"));
    QCOMPARE(filesBelow(cache.path()), before);
}

void TestCacheRemoval::notDuringADownload()
{
    DownloadCase test;
    QVERIFY(test.download());
    const auto found = findCachedModel(test.settings.cache, *ModelId::parse("small"));
    std::optional<QString> error;
    test.onProgress = [&](const DownloadProgress&) {
        if (error)
            return;
        const auto removed = removeDownloaded(test.settings.cache, *found);
        error = QString::fromStdString(removed ? "removed" : removed.error().message);
    };
    QVERIFY(test.download());
    QCOMPARE(error.value_or(""), "small: is being downloaded; stop that first");
    QVERIFY(std::filesystem::exists(found->folder / "model.safetensors"));
}

// Somebody's record names what isn't in the model's folder.
void TestCacheRemoval::recordThatLeadsOut()
{
    const PythonCache cache;
    put(cache.path() / "precious", "x");
    cache.addWhole("models--gpt2", oneCommit);
    put(cache.path() / "models--gpt2" / "logitscope.json",
        QByteArray(R"({"blobs": ["../../precious", 7], "refs": {"../../precious": "", "a": 1},
                       "snapshots": {"COMMIT": ["../../../precious", ""], "..": ["precious"]}})")
            .replace("COMMIT", oneCommit.c_str()));
    const auto before = filesBelow(cache.path());
    QVERIFY(!cache.find("gpt2")->downloadedHere);
    QVERIFY(!removeDownloaded(cache.path(), *cache.find("gpt2")));
    QCOMPARE(filesBelow(cache.path()), before);
}

LOGITSCOPE_TEST(TestCacheRemoval)
#include "tst_cache_removal.moc"
