// Caches as huggingface_hub leaves them, made by hand.
#include "core/library/find_model.h"
#include "core/library/hub_cache.h"
#include "tests/core/library/download_case.h"
#include "tests/core/library/python_cache.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

QStringList namesIn(const std::filesystem::path& cache)
{
    QStringList names;
    for (const auto& model : cachedModels(cache))
        names << QString::fromStdString(model.repository);
    return names;
}

} // namespace

class TestHubCache : public QObject
{
    Q_OBJECT

private slots:
    void pythonsModels();
    void realFiles();
    void mainsSnapshot();
    void newestSnapshot();
    void revisions();
    void garbage();
    void noCache();
    void namesOfModels();
};

void TestHubCache::pythonsModels()
{
    const PythonCache cache;
    cache.addWhole("models--gpt2", oneCommit);
    cache.addWhole("models--owner--a.model-2", otherCommit);
    cache.add("datasets--owner--text", oneCommit, "config.json", "{}");
    QCOMPARE(namesIn(cache.path()), QStringList({"gpt2", "owner/a.model-2"}));
    const auto found = cache.find("owner/a.model-2");
    QVERIFY(found);
    QCOMPARE(found->commit, otherCommit);
    QCOMPARE(found->folder.string(),
             (cache.path() / "models--owner--a.model-2" / "snapshots" / otherCommit).string());
    QVERIFY(!found->downloadedHere);
    QVERIFY(!cache.find("model-2"));
}

void TestHubCache::realFiles()
{
    const PythonCache cache;
    put(cache.path() / "models--gpt2" / "snapshots" / oneCommit / "config.json", "{}");
    QVERIFY(cache.find("gpt2"));
}

void TestHubCache::mainsSnapshot()
{
    const PythonCache cache;
    cache.addWhole("models--gpt2", otherCommit);
    cache.addWhole("models--gpt2", oneCommit);
    cache.refer("models--gpt2", "main", otherCommit.c_str());
    QCOMPARE(cache.find("gpt2")->commit, otherCommit);
    cache.refer("models--gpt2", "main", oneCommit.c_str());
    QCOMPARE(cache.find("gpt2")->commit, oneCommit);
}

void TestHubCache::newestSnapshot()
{
    const PythonCache cache;
    cache.addWhole("models--gpt2", oneCommit);
    cache.addWhole("models--gpt2", otherCommit);
    const auto newer = std::filesystem::last_write_time(cache.find("gpt2")->folder);
    const auto snapshots = cache.path() / "models--gpt2" / "snapshots";
    using namespace std::chrono_literals;
    std::filesystem::last_write_time(snapshots / oneCommit, newer + 5s);
    QCOMPARE(cache.find("gpt2")->commit, oneCommit);
    std::filesystem::last_write_time(snapshots / otherCommit, newer + 10s);
    QCOMPARE(cache.find("gpt2")->commit, otherCommit);
    cache.refer("models--gpt2", "main", std::string(40, 'f').c_str()); // without a snapshot
    QCOMPARE(cache.find("gpt2")->commit, otherCommit);
}

void TestHubCache::revisions()
{
    const PythonCache cache;
    cache.addWhole("models--gpt2", oneCommit);
    cache.addWhole("models--gpt2", otherCommit);
    cache.refer("models--gpt2", "refs/pr/7", oneCommit.c_str());
    QCOMPARE(cache.find("gpt2@refs/pr/7")->commit, oneCommit);
    QCOMPARE(cache.find(("gpt2@" + otherCommit).c_str())->commit, otherCommit);
    QVERIFY(!cache.find("gpt2@v2"));
    QVERIFY(!cache.find(("gpt2@" + std::string(40, 'f')).c_str()));
}

void TestHubCache::garbage()
{
    const PythonCache cache;
    cache.addWhole("models--whole", oneCommit);
    const auto root = cache.path();
    put(root / "models--file", "not a folder");
    put(root / "models--", "x");
    put(root / "models--a--b--c" / "snapshots" / oneCommit / "config.json", "{}");
    put(root / "models--bad\nname" / "snapshots" / oneCommit / "config.json", "{}");
    put(root / "models--no-snapshots" / "snapshots", "a file");
    put(root / "models--named" / "snapshots" / "main" / "config.json", "{}");
    put(root / "models--broken" / "logitscope.json", "[[[");
    std::filesystem::create_directories(root / "models--broken" / "snapshots" / oneCommit);
    std::filesystem::create_symlink("../../blobs/gone", root / "models--broken" / "snapshots" /
                                                            oneCommit / "config.json");
    std::filesystem::create_directory_symlink("..",
                                              root / "models--broken" / "snapshots" / otherCommit);
    std::filesystem::create_symlink("models--circle", root / "models--circle");
    std::filesystem::create_directories(root / "models--folder" / "snapshots" / oneCommit /
                                        "config.json");
    cache.refer("models--whole", "main", "../../../../etc");
    cache.refer("models--whole", "v1", QByteArray(1000, 'a'));
    std::filesystem::create_directories(root / "models--whole" / "refs" / "v2");
    QCOMPARE(namesIn(root), QStringList("whole"));
    QCOMPARE(cache.find("whole")->commit, oneCommit);
    QVERIFY(!cache.find("whole@v1") && !cache.find("whole@v2"));
}

void TestHubCache::noCache()
{
    QCOMPARE(namesIn("/nowhere"), QStringList());
    QCOMPARE(namesIn(""), QStringList());
    QVERIFY(!findCachedModel("", *ModelId::parse("gpt2")));
    const TestFolder folder;
    folder.write("file", "");
    QCOMPARE(namesIn(folder.path() / "file"), QStringList());
}

void TestHubCache::namesOfModels()
{
    const PythonCache cache;
    cache.addWhole("models--openai-community--gpt2", oneCommit);
    cache.add("models--distilgpt2", oneCommit, "config.json", "{}");
    const auto before = qgetenv("HF_HUB_CACHE");
    qputenv("HF_HUB_CACHE", cache.path().c_str());
    const auto textOf = [](const std::string& name) {
        const auto folder = findModelFolder(name);
        return QString::fromStdString(folder ? folder->string() : folder.error().message);
    };
    const auto gpt2 =
        (cache.path() / "models--openai-community--gpt2" / "snapshots" / oneCommit).string();
    QCOMPARE(textOf("openai-community/gpt2"), QString::fromStdString(gpt2));
    QCOMPARE(textOf("gpt2"), QString::fromStdString(gpt2)); // another name of the same
    QCOMPARE(textOf("gpt2-xl"),
             "gpt2-xl: is neither a folder nor a model in the cache; `logitscope download gpt2-xl` "
             "gets it");
    QCOMPARE(textOf("distilgpt2"),
             "distilgpt2: is in the cache without some of its files; `logitscope download "
             "distilgpt2` gets the others");
    const auto folder = cache.path().string();
    QCOMPARE(textOf(folder), QString::fromStdString(folder)); // a folder is one
    QCOMPARE(textOf("/nowhere/at all"), "/nowhere/at all");   // as is what is no name
    qputenv("HF_TOKEN", "no token\n at all");                 // which nobody needs for this
    QCOMPARE(textOf("gpt2"), QString::fromStdString(gpt2));
    qunsetenv("HF_TOKEN");
    before.isNull() ? qunsetenv("HF_HUB_CACHE") : qputenv("HF_HUB_CACHE", before);
}

LOGITSCOPE_TEST(TestHubCache)
#include "tst_hub_cache.moc"
