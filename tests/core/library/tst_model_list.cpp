#include "core/generation/open_model.h"
#include "core/library/model_list.h"
#include "core/model/gpt2_config.h"
#include "tests/fixtures/checkpoint.h"
#include "tests/test_program.h"

#include <QFile>
#include <QTest>

#include <filesystem>
#include <sys/stat.h>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

ModelEntry describe(const TestFolder& folder)
{
    return describeModel(folder.path(), ModelOrigin::Folder);
}

} // namespace

class TestModelList : public QObject
{
    Q_OBJECT

private slots:
    void sizes();
    void memoryIsThatOfTheLoadedModel();
    void aHeadOfItsOwn();
    void precision_data();
    void precision();
    void licence_data();
    void licence();
    void cardThatIsAPipe();
    void theCardsName();
    void problems();
    void places();
    void linksAreFiles();
};

void TestModelList::sizes()
{
    const TestFolder folder;
    randomCheckpoint({.contextLength = 12, .width = 8, .layers = 3, .heads = 4, .innerWidth = 20},
                     1)
        .writeTo(folder);
    folder.write("notes.txt", "0123456789");
    std::filesystem::create_directory(folder.file("of another program"));
    const auto entry = describe(folder);
    QCOMPARE(text(entry.problem), QString());
    QCOMPARE(text(entry.name), text(folder.path().filename().string()));
    QCOMPARE(entry.contextLength, 12);
    QCOMPARE(entry.vocabularySize, vocabularySize);
    QCOMPARE(entry.layers, 3);
    QCOMPARE(entry.heads, 4);
    QCOMPARE(entry.width, 8);

    std::int64_t bytes = 0;
    for (const auto& file : entry.files) {
        const auto size =
            QFile(QString::fromStdString(folder.file(file.name.c_str()).string())).size();
        QCOMPARE(file.bytes, size);
        bytes += size;
    }
    QCOMPARE(entry.bytes, bytes);
    QCOMPARE(entry.files.size(), std::size_t{5}); // config, weights, vocabulary, merges, notes
    QCOMPARE(text(entry.files.back().name), QString("vocab.json"));

    // Two norms, attention and MLP a layer; the embeddings; the last norm.
    constexpr int layer = 2 * 16 + (8 * 24 + 24) + (8 * 8 + 8) + (8 * 20 + 20) + (20 * 8 + 8);
    QCOMPARE(entry.parameters, std::int64_t{3 * layer + vocabularySize * 8 + 12 * 8 + 16});
    QCOMPARE(entry.memory.f32, 4 * entry.parameters);
    QCOMPARE(entry.memory.context, std::int64_t{4 * 2 * 3 * 12 * 8});
}

// Up to what fills the last panel of a matrix, and the positions, which a step hardly reads.
void TestModelList::memoryIsThatOfTheLoadedModel()
{
    const auto entry = describeModel(LOGITSCOPE_STARTER_MODEL, ModelOrigin::Bundled);
    const std::pair<Precision, std::int64_t> precisions[] = {{Precision::F32, entry.memory.f32},
                                                             {Precision::BF16, entry.memory.bf16},
                                                             {Precision::INT8, entry.memory.int8}};
    for (const auto& [precision, bytes] : precisions) {
        const auto model = openModelFolder(LOGITSCOPE_STARTER_MODEL,
                                           {.device = Device::Cpu, .precision = precision});
        QVERIFY(model);
        const auto held = static_cast<std::int64_t>((*model)->model->info().weightBytes);
        const std::int64_t positions = 512 * 320 * 4;
        QVERIFY2(std::abs(bytes - positions - held) < held / 100,
                 qPrintable(QString("%1, held %2").arg(bytes).arg(held)));
    }
    QCOMPARE(entry.parameters, std::int64_t{10'183'680}); // as its card says
    QCOMPARE(text(entry.licence), QString("cc0-1.0"));
    QCOMPARE(text(entry.precision), QString("F16"));
}

void TestModelList::aHeadOfItsOwn()
{
    const TestFolder tied;
    const TestFolder untied;
    auto checkpoint = randomCheckpoint({}, 1);
    checkpoint.writeTo(tied);
    checkpoint.weights["lm_head.weight"] = checkpoint.weights["wte.weight"];
    checkpoint.config["tie_word_embeddings"] = false;
    checkpoint.writeTo(untied);
    const auto with = describe(untied);
    const auto without = describe(tied);
    QCOMPARE(with.parameters - without.parameters, std::int64_t{vocabularySize * 8});
    QCOMPARE(with.memory.f32 - without.memory.f32, std::int64_t{vocabularySize * 8 * 4});
    QCOMPARE(with.memory.int8 - without.memory.int8, std::int64_t{vocabularySize * (8 + 4)});
}

void TestModelList::precision_data()
{
    QTest::addColumn<QString>("all");
    QTest::addColumn<QString>("embedding");
    QTest::addColumn<QString>("expected");
    QTest::newRow("F32") << "F32"
                         << "F32"
                         << "F32";
    QTest::newRow("BF16") << "BF16"
                          << "BF16"
                          << "BF16";
    QTest::newRow("mixed, mostly F32") << "BF16"
                                       << "F32"
                                       << "F32, BF16";
    QTest::newRow("mixed, mostly BF16") << "F32"
                                        << "BF16"
                                        << "BF16, F32";
}

void TestModelList::precision()
{
    QFETCH(QString, all);
    QFETCH(QString, embedding);
    const TestFolder folder;
    auto checkpoint = randomCheckpoint({.vocabulary = 2000}, 1); // the embedding is most of it
    checkpoint.dtype = all.toStdString();
    checkpoint.weights["wte.weight"].dtype = embedding.toStdString();
    checkpoint.writeTo(folder);
    QTEST(text(describe(folder).precision), "expected");
}

void TestModelList::licence_data()
{
    QTest::addColumn<QByteArray>("card");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const QByteArray& card, const QString& expected) {
        QTest::newRow(name) << card << expected;
    };
    row("gpt2's", "---\nlanguage: en\ntags:\n- exbert\n\nlicense: mit\n---\n\n\n# GPT-2\n", "mit");
    row("Windows", "---\r\nlicense: mit\r\n---\r\n", "mit");
    row("quoted", "---\nlicense: \"apache-2.0\"\n---\n", "apache-2.0");
    row("commented", "---\nlicense: mit # as it was\n---\n", "mit");
    row("a list", "---\nlicense:\n- mit\n---\n", "mit");
    row("a list in brackets", "---\nlicense: [mit]\n---\n", "mit");
    row("other", "---\nlicense: other\nlicense_name: our-licence\n---\n", "our-licence");
    row("other without a name", "---\nlicense: other\n---\n", "other");
    row("without a head", "# GPT-2\nlicense: mit\n", "");
    row("a head without an end", "---\nlicense: mit\n", "");
    row("below the head", "---\nlanguage: en\n---\nlicense: mit\n", "");
    row("of something else", "---\nmodel-index:\n  license: mit\n---\n", "");
    row("nothing", "", "");
    row("endless", "---\nlicense: " + QByteArray(1'000'000, 'x') + "\n---\n", "");
    row("no text", QByteArray("---\nlicense: \x01\x02\n---\n"), "");
}

void TestModelList::licence()
{
    QFETCH(QByteArray, card);
    const TestFolder folder;
    folder.write("README.md", card);
    QTEST(text(licenceOf(folder.file("README.md"))), "expected");
}

// Opening it would wait for ever.
void TestModelList::cardThatIsAPipe()
{
    const TestFolder folder;
    QCOMPARE(::mkfifo(folder.file("README.md").c_str(), 0600), 0);
    QVERIFY(licenceOf(folder.file("README.md")).empty());
}

void TestModelList::theCardsName()
{
    const TestFolder folder;
    randomCheckpoint({}, 1).writeTo(folder);
    QCOMPARE(text(describe(folder).licence), QString());
    folder.write("CARD.md", "---\nlicense: mit\n---\n");
    QCOMPARE(text(describe(folder).licence), QString("mit"));
    folder.write("README.md", "---\nlicense: apache-2.0\n---\n");
    QCOMPARE(text(describe(folder).licence), QString("apache-2.0"));
}

void TestModelList::problems()
{
    const auto problemWith = [](const std::function<void(const TestFolder&)>& breakIt) {
        const TestFolder folder;
        randomCheckpoint({}, 1).writeTo(folder);
        breakIt(folder);
        return folder.named(describe(folder).problem);
    };
    const auto without = [](const char* name) {
        return [name](const TestFolder& folder) { std::filesystem::remove(folder.file(name)); };
    };
    QVERIFY(problemWith([](const TestFolder&) {}).isEmpty());
    QVERIFY(problemWith(without("config.json")).startsWith("folder/config.json: "));
    QVERIFY(problemWith(without("model.safetensors")).startsWith("folder/model.safetensors: "));
    QVERIFY(problemWith(without("merges.txt")).startsWith("folder: has no vocabulary; get "));
    QVERIFY(problemWith([](const TestFolder& folder) {
                std::filesystem::resize_file(folder.file("model.safetensors"), 1000);
            }).startsWith("folder/model.safetensors: "));
    QVERIFY(problemWith([](const TestFolder& folder) {
                folder.write("config.json", R"({"model_type": "gpt_neox"})");
            }).contains("gpt_neox"));

    // What is known of a model without weights is said all the same.
    const TestFolder folder;
    randomCheckpoint({}, 1).writeTo(folder);
    std::filesystem::remove(folder.file("model.safetensors"));
    QVERIFY(describe(folder).parameters > 0);
    QCOMPARE(describe(folder).files.size(), std::size_t{3});

    const auto gone = describeModel("/nowhere/at/all", ModelOrigin::Folder);
    QCOMPARE(text(gone.problem), QString("/nowhere/at/all: is no longer there"));
    QCOMPARE(text(gone.name), QString("all"));
}

void TestModelList::places()
{
    const TestFolder cached;
    const TestFolder downloaded;
    const TestFolder folder;
    for (const auto* each : {&cached, &downloaded, &folder})
        randomCheckpoint({}, 1).writeTo(*each);
    const std::filesystem::path starter = LOGITSCOPE_STARTER_MODEL;
    const auto models = listModels(
        {.bundled = starter,
         .cached = {{"owner/name", "0123abcd", cached.path(), false},
                    {"gpt2", "607a30d7", downloaded.path(), true}},
         .folders = {folder.path(), starter / "", folder.path() / ".", downloaded.path()}});
    QStringList found;
    for (const auto& model : models)
        found << QString("%1 %2 %3")
                     .arg(static_cast<int>(model.origin))
                     .arg(text(model.name), text(model.repository + "@" + model.commit));
    QCOMPARE(found,
             QStringList({"0 starter @", "2 owner/name owner/name@0123abcd", "1 gpt2 gpt2@607a30d7",
                          "3 " + text(folder.path().filename().string()) + " @"}));
}

// A snapshot of the cache has links to the blobs.
void TestModelList::linksAreFiles()
{
    const TestFolder blobs;
    const TestFolder snapshot;
    randomCheckpoint({}, 1).writeTo(blobs);
    for (const auto* name : {"config.json", "vocab.json", "merges.txt", "model.safetensors"})
        std::filesystem::create_symlink(blobs.file(name), snapshot.file(name));
    std::filesystem::create_symlink(blobs.file("gone"), snapshot.file("gone"));
    const auto entry = describe(snapshot);
    QCOMPARE(text(entry.problem), QString());
    QCOMPARE(entry.files.size(), std::size_t{4});
    QCOMPARE(entry.bytes, describe(blobs).bytes);
}

LOGITSCOPE_TEST(TestModelList)
#include "tst_model_list.moc"
