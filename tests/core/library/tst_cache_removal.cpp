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
    void forgetsMainThatPythonMoved();
    void neverRemovesPythons();
    void removesAllRevisions();
    void removesOneRevision();
    void removesBothStatesOfMain();
    void removesWhatAKilledProcessLeft_data();
    void removesWhatAKilledProcessLeft();
    void removesTemporaryFiles();
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
    const auto removed = test.remove();
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
    QVERIFY(test.remove());
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
    QVERIFY(test.remove());
    QCOMPARE(contentsOf(test.root() / "refs" / "main"), oneCommit.c_str());
    QCOMPARE(filesBelow(test.settings.cache),
             QStringList({"models--small/refs/main", "models--small/snapshots/" +
                                                         QString::fromStdString(oneCommit) +
                                                         "/config.json"}));
}

void TestCacheRemoval::forgetsMainThatPythonMoved()
{
    DownloadCase test;
    QVERIFY(test.download());
    put(test.root() / "refs" / "main", otherCommit.c_str());
    put(test.root() / "snapshots" / otherCommit / "config.json", "{}");
    QVERIFY(test.remove());
    QCOMPARE(contentsOf(test.root() / "refs" / "main"), otherCommit.c_str());
    QVERIFY(!std::filesystem::exists(test.root() / "logitscope.json"));
}

void TestCacheRemoval::neverRemovesPythons()
{
    const PythonCache cache;
    cache.addWhole("models--gpt2", oneCommit);
    const auto before = filesBelow(cache.path());
    const auto removed = removeDownloaded(cache.path(), *ModelId::parse("gpt2"));
    QVERIFY(!removed);
    QVERIFY(removed.error().message.starts_with("gpt2: isn't downloaded by Logitscope"));
    QCOMPARE(filesBelow(cache.path()), before);
}

// Who removes a model has nothing more of it, and the disk has all of its room again.
void TestCacheRemoval::removesAllRevisions()
{
    DownloadCase test;
    QVERIFY(test.download());
    test.serve("v2", otherCommit);
    QVERIFY(test.download("small@v2"));
    QCOMPARE(filesBelow(test.root() / "blobs").size(), 5); // two of config.json
    QVERIFY(test.remove());
    QCOMPARE(filesBelow(test.settings.cache), QStringList());
    QVERIFY(std::filesystem::is_empty(test.settings.cache));
}

void TestCacheRemoval::removesOneRevision()
{
    DownloadCase test;
    const auto main = test.download();
    QVERIFY2(main, qPrintable(textOf(main)));
    const auto before = filesBelow(test.root() / "blobs");
    test.serve("v2", otherCommit);
    QVERIFY(test.download("small@v2"));
    QVERIFY(test.remove("small@v2"));
    QCOMPARE(filesBelow(test.root() / "snapshots").size(), 4);
    QCOMPARE(contentsOf(*main / "model.safetensors"), test.weights());
    QCOMPARE(filesBelow(test.root() / "blobs"), before);
    QCOMPARE(filesBelow(test.root() / "refs"), QStringList("main"));
    const auto again = test.remove("small@v2");
    QVERIFY(!again);
    QVERIFY2(again.error().message.starts_with("small@v2: isn't downloaded by Logitscope"),
             again.error().message.c_str());
    QVERIFY(test.remove());
    QVERIFY(std::filesystem::is_empty(test.settings.cache));
}

// The older one has no name any more.
void TestCacheRemoval::removesBothStatesOfMain()
{
    DownloadCase test;
    QVERIFY(test.download());
    test.serve("main", otherCommit);
    QVERIFY(test.download());
    QCOMPARE(filesBelow(test.root() / "snapshots").size(), 8);
    QVERIFY(test.remove());
    QVERIFY(std::filesystem::is_empty(test.settings.cache));
}

void TestCacheRemoval::removesWhatAKilledProcessLeft_data()
{
    QTest::addColumn<QStringList>("missing");
    QTest::newRow("while it linked") << QStringList{"config.json", "merges.txt"};
    QTest::newRow("while it removed") << QStringList{"config.json", "model.safetensors"};
    QTest::newRow("before the record was written")
        << QStringList{"config.json", "merges.txt", "model.safetensors", "vocab.json"};
}

void TestCacheRemoval::removesWhatAKilledProcessLeft()
{
    QFETCH(QStringList, missing);
    DownloadCase test;
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    for (const auto& name : missing)
        QVERIFY(std::filesystem::remove(*folder / name.toStdString()));
    QVERIFY(!findCachedModel(test.settings.cache, *ModelId::parse("small")));
    QVERIFY(isDownloaded(test.settings.cache, *ModelId::parse("small")));
    QVERIFY(test.remove());
    QVERIFY(std::filesystem::is_empty(test.settings.cache));
}

// As a process leaves them that is killed while it writes the record, or a ref.
void TestCacheRemoval::removesTemporaryFiles()
{
    DownloadCase test;
    put(test.root() / ".logitscope-7-1", "{");
    put(test.root() / "refs" / ".logitscope-8-1", "01");
    QVERIFY(test.download());
    QVERIFY(test.remove());
    QVERIFY2(std::filesystem::is_empty(test.settings.cache),
             qPrintable(filesBelow(test.settings.cache).join('\n')));
}

void TestCacheRemoval::notDuringADownload()
{
    DownloadCase test;
    QVERIFY(test.download());
    std::optional<QString> error;
    test.onProgress = [&](const DownloadProgress&) {
        if (error)
            return;
        const auto removed = test.remove();
        error = QString::fromStdString(removed ? "removed" : removed.error().message);
    };
    QVERIFY(test.download());
    QCOMPARE(error.value_or(""), "small: is being downloaded; stop that first");
    QVERIFY(std::filesystem::exists(test.root() / "snapshots" / HubServer::commit() /
                                    "model.safetensors"));
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
    QVERIFY(!removeDownloaded(cache.path(), *ModelId::parse("gpt2")));
    QCOMPARE(filesBelow(cache.path()), before);
}

LOGITSCOPE_TEST(TestCacheRemoval)
#include "tst_cache_removal.moc"
