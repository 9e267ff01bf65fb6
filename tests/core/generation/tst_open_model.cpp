#include "core/generation/open_model.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/test_program.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <string>
#include <utility>
#include <vector>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

QString open(const TestFolder& folder)
{
    const auto model = openModelFolder(folder.path(), {.device = Device::Cpu});
    return model ? "it opened" : folder.named(model.error().message);
}

} // namespace

class TestOpenModel : public QObject
{
    Q_OBJECT

private slots:
    void opens();
    void opensTheStarterModel();
    void names_data();
    void names();
    void missingFiles_data();
    void missingFiles();
    void damagedFiles_data();
    void damagedFiles();
    void anotherVocabulary_data();
    void anotherVocabulary();
    void moreRowsThanTokens();
    void addedTokens();
    void itsOwnEnds();
    void notAFolder();
    void anOpenModelStaysOpen();
    void hasMadeRuns_data();
    void hasMadeRuns();
};

void TestOpenModel::opens()
{
    const TestFolder folder;
    randomCheckpoint({.contextLength = 20}, 1).writeTo(folder);
    const auto model = openModelFolder(folder.path(), {.device = Device::Cpu});
    QVERIFY(model);
    QCOMPARE((*model)->folder, folder.path());
    QCOMPARE((*model)->tokenizer.size(), vocabularySize);
    QVERIFY((*model)->bounds.isEnd(endOfText));
    QCOMPARE((*model)->model->info().contextLength, 20);
    QCOMPARE((*model)->model->info().vocabularySize, vocabularySize);
}

void TestOpenModel::opensTheStarterModel()
{
    const auto model = openModelFolder(LOGITSCOPE_STARTER_MODEL);
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    QCOMPARE((*model)->model->info().name, std::string("starter"));
    QCOMPARE((*model)->tokenizer.size(), (*model)->model->info().vocabularySize);
}

void TestOpenModel::names_data()
{
    QTest::addColumn<QString>("workingFolder"); // inside the test's
    QTest::addColumn<QString>("path");          // from there; %1 is the test's folder
    QTest::newRow("absolute") << "."
                              << "%1/models/tiny";
    QTest::newRow("trailing slash") << "."
                                    << "%1/models/tiny/";
    QTest::newRow("two trailing slashes") << "."
                                          << "%1/models/tiny//";
    QTest::newRow("relative") << "."
                              << "models/tiny";
    QTest::newRow("relative, trailing slash") << "."
                                              << "models/tiny/";
    QTest::newRow("relative, one name") << "models"
                                        << "tiny";
    QTest::newRow("dot before") << "models"
                                << "./tiny";
    QTest::newRow("dot after") << "models"
                               << "tiny/.";
    QTest::newRow("up and down") << "models"
                                 << "../models/tiny";
    QTest::newRow("dot") << "models/tiny"
                         << ".";
    QTest::newRow("dot and slash") << "models/tiny"
                                   << "./";
    QTest::newRow("two dots") << "models/tiny/inside"
                              << "..";
}

// Whichever way a person writes the folder, the window's title says "tiny".
void TestOpenModel::names()
{
    QFETCH(QString, workingFolder);
    QFETCH(QString, path);
    const TestFolder folder;
    const auto root = QDir(QString::fromStdString(folder.path().string()));
    QVERIFY(root.mkpath("models/tiny/inside"));
    randomCheckpoint({}, 2).writeTo(folder);
    for (const char* file : {"config.json", "vocab.json", "merges.txt", "model.safetensors"})
        QVERIFY(QFile::rename(root.filePath(file), root.filePath(QString("models/tiny/") + file)));

    const QString before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(root.filePath(workingFolder)));
    const auto model = openModelFolder(QString(path).replace("%1", root.path()).toStdString(),
                                       {.device = Device::Cpu});
    QVERIFY(QDir::setCurrent(before));
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    QCOMPARE(QString::fromStdString((*model)->model->info().name), QString("tiny"));
}

void TestOpenModel::missingFiles_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("what");
    const QString none = "there is no such file; a GPT-2 model's folder needs it";
    QTest::newRow("config") << "config.json"
                            << "can't be read: No such file or directory";
    QTest::newRow("vocabulary") << "vocab.json" << none;
    QTest::newRow("merges") << "merges.txt" << none;
    QTest::newRow("weights") << "model.safetensors"
                             << "can't be read: No such file or directory";
}

void TestOpenModel::missingFiles()
{
    QFETCH(QString, name);
    QFETCH(QString, what);
    const TestFolder folder;
    randomCheckpoint({}, 3).writeTo(folder);
    QVERIFY(QFile::remove(QString::fromStdString(folder.file(qPrintable(name)).string())));
    QCOMPARE(open(folder), "folder/" + name + ": " + what);
}

void TestOpenModel::damagedFiles_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name : {"config.json", "vocab.json", "merges.txt", "model.safetensors"})
        QTest::newRow(name) << name;
}

void TestOpenModel::damagedFiles()
{
    QFETCH(QString, name);
    const TestFolder folder;
    randomCheckpoint({}, 4).writeTo(folder);
    for (const QByteArray contents : {"", "damaged", "{}", "[]", "\xff\xfe"}) {
        folder.write(qPrintable(name), contents);
        if (name == "merges.txt" && contents.isEmpty()) { // a byte-level model without merges
            QCOMPARE(open(folder), QString("it opened"));
            continue;
        }
        const QString message = open(folder);
        QVERIFY2(message.startsWith("folder/" + name + ": "), qPrintable(message));
        QVERIFY2(!message.contains('\n'), qPrintable(message));
    }
}

void TestOpenModel::anotherVocabulary_data()
{
    QTest::addColumn<int>("tokens");
    QTest::newRow("one more") << vocabularySize + 1;
    QTest::newRow("many more") << 2 * vocabularySize;
}

void TestOpenModel::anotherVocabulary()
{
    QFETCH(int, tokens);
    auto checkpoint = randomCheckpoint({}, 5);
    while (std::cmp_less(checkpoint.spellings.size(), tokens))
        checkpoint.spellings.push_back("hehe" + std::to_string(checkpoint.spellings.size()));
    const TestFolder folder;
    checkpoint.writeTo(folder);
    QCOMPARE(open(folder), QString("folder/vocab.json: has %1 tokens, expected 259 at most "
                                   "(config.json: vocab_size); choose the vocabulary that belongs "
                                   "to this model")
                               .arg(tokens));
}

// The rows that pad a vocabulary to a round number, as trainers do: tokens without text.
void TestOpenModel::moreRowsThanTokens()
{
    auto checkpoint = randomCheckpoint({.vocabulary = vocabularySize + 5}, 5);
    checkpoint.spellings.resize(vocabularySize);
    std::vector<float> logits(vocabularySize + 5, 0.0f);
    logits[vocabularySize + 2] = 100.0f;
    fixLogits(checkpoint, logits);
    const TestFolder folder;
    checkpoint.writeTo(folder);
    const auto model = openModelFolder(folder.path(), {.device = Device::Cpu});
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    QCOMPARE((*model)->model->info().vocabularySize, vocabularySize + 5);
    auto continuation = begin(*model, "a");
    const auto step = advance(continuation);
    QCOMPARE(step.token, vocabularySize + 2);
    QCOMPARE(step.bytes, std::string());
    QVERIFY(!continuation.end());
}

void TestOpenModel::addedTokens()
{
    auto checkpoint = randomCheckpoint({.vocabulary = vocabularySize + 2}, 5);
    checkpoint.spellings.resize(vocabularySize);
    const TestFolder folder;
    checkpoint.writeTo(folder);
    folder.write("added_tokens.json", R"({"<|pad|>": 260, "<|none|>": 261})");
    const auto model = openModelFolder(folder.path(), {.device = Device::Cpu});
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    QCOMPARE((*model)->tokenizer.encode("a<|pad|>").value(), (std::vector<TokenId>{'a', 260}));
}

void TestOpenModel::itsOwnEnds()
{
    auto checkpoint = randomCheckpoint({}, 5);
    checkpoint.config["bos_token_id"] = 'b';
    checkpoint.config["eos_token_id"] = {'y', 'z'};
    const TestFolder folder;
    checkpoint.writeTo(folder);
    const auto model = openModelFolder(folder.path(), {.device = Device::Cpu}).value();
    QCOMPARE(tokensOf(*model, "").value(), std::vector<TokenId>{'b'});
    QCOMPARE(model->bounds.ends, (std::vector<TokenId>{'y', 'z'}));
}

void TestOpenModel::notAFolder()
{
    const TestFolder folder;
    const QString what = ": is not a folder; choose one with config.json, vocab.json, merges.txt "
                         "and model.safetensors";
    folder.write("file", "");
    for (const auto& path :
         {folder.file("file"), folder.file("none"), folder.file("file/inside")}) {
        const auto model = openModelFolder(path, {.device = Device::Cpu});
        QVERIFY(!model);
        QCOMPARE(QString::fromStdString(model.error().message),
                 QString::fromStdString(path.string()) + what);
    }
    QVERIFY(!openModelFolder({}, {.device = Device::Cpu}));
}

void TestOpenModel::anOpenModelStaysOpen()
{
    const TestFolder folder;
    randomCheckpoint({}, 6).writeTo(folder);
    const auto model = openModelFolder(folder.path(), {.device = Device::Cpu});
    QVERIFY(model);
    const std::vector<TokenId> tokens = {1, 2, 3};
    const auto before = (*model)->model->newContext()->prefill(tokens).map(
        [](std::span<const float> logits) { return std::vector(logits.begin(), logits.end()); });
    QVERIFY(before);

    folder.write("model.safetensors", "damaged");
    QVERIFY(!openModelFolder(folder.path(), {.device = Device::Cpu}));
    const auto context = (*model)->model->newContext();
    const auto after = context->prefill(tokens);
    QVERIFY(after);
    QVERIFY(std::ranges::equal(*before, *after));
}

void TestOpenModel::hasMadeRuns_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("weights"); // empty: the run has no digest
    QTest::addColumn<QString>("precision");
    QTest::addColumn<bool>("expected");
    QTest::newRow("by its name") << "NAME"
                                 << ""
                                 << "F32" << true;
    QTest::newRow("another name") << "gpt2"
                                  << ""
                                  << "F32" << false;
    QTest::newRow("by its files, in a folder of another name") << "gpt2"
                                                               << "01"
                                                               << "F32" << true;
    QTest::newRow("a namesake with other files") << "NAME"
                                                 << "02"
                                                 << "F32" << false;
    QTest::newRow("in another precision") << "NAME BF16"
                                          << "01"
                                          << "BF16" << false;
}

void TestOpenModel::hasMadeRuns()
{
    QFETCH(QString, name);
    QFETCH(QString, weights);
    QFETCH(QString, precision);
    QFETCH(bool, expected);
    const auto model = open(randomCheckpoint({}, 1));
    model->identity.setDigest({.weights = "01", .tokenizer = "03"});
    Run run{.model = name.replace("NAME", model->model->info().name.c_str()).toStdString()};
    if (!weights.isEmpty())
        run.identity = {precision.toStdString(), "native",
                        ModelDigest{.weights = weights.toStdString(), .tokenizer = "03"}};
    QCOMPARE(hasMade(*model, run), expected);
}

LOGITSCOPE_TEST(TestOpenModel)
#include "tst_open_model.moc"
