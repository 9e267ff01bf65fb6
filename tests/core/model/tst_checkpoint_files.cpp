// Checkpoints in several files, as whoever opens them meets it: through loadGpt2.
#include "core/model/checkpoint_files.h"
#include "core/model/gpt2.h"
#include "tests/fixtures/checkpoint.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <vector>

using namespace logitscope;
using namespace logitscope::fixtures;
using Json = nlohmann::ordered_json;

namespace
{

constexpr auto indexName = "model.safetensors.index.json";

QString load(const TestFolder& folder)
{
    const auto model = loadGpt2(folder.path(), {.device = Device::Cpu});
    return model ? "it was loaded" : folder.named(model.error().message);
}

std::vector<float> logitsOf(const TestFolder& folder)
{
    const auto model = loadGpt2(folder.path(), {.device = Device::Cpu}).value();
    const auto context = model->newContext();
    const auto logits = context->prefill(std::vector<TokenId>{1, 2, 3}).value();
    return {logits.begin(), logits.end()};
}

} // namespace

class TestCheckpointFiles : public QObject
{
    Q_OBJECT

private slots:
    void theSameNumbers_data();
    void theSameNumbers();
    void theOneFileGoesFirst();
    void progressRisesToOne();
    void errors_data();
    void errors();
    void aMissingTensor();
    void deepNesting();
};

void TestCheckpointFiles::theSameNumbers_data()
{
    QTest::addColumn<QString>("prefix");
    QTest::newRow("as in the paper") << "";
    QTest::newRow("transformer.") << "transformer.";
}

void TestCheckpointFiles::theSameNumbers()
{
    QFETCH(QString, prefix);
    auto checkpoint = randomCheckpoint({}, 1);
    checkpoint.prefix = prefix.toStdString();
    const TestFolder one;
    checkpoint.writeTo(one);
    const TestFolder split;
    checkpoint.writeSplitTo(split, 3);
    QCOMPARE(logitsOf(split), logitsOf(one));
}

void TestCheckpointFiles::theOneFileGoesFirst()
{
    const TestFolder folder;
    randomCheckpoint({}, 1).writeSplitTo(folder, 3);
    const auto other = randomCheckpoint({}, 2);
    folder.write("model.safetensors", other.modelSafetensors());
    const TestFolder expected;
    other.writeTo(expected);
    QCOMPARE(logitsOf(folder), logitsOf(expected));
}

void TestCheckpointFiles::progressRisesToOne()
{
    const TestFolder folder;
    randomCheckpoint({}, 1).writeSplitTo(folder, 3);
    std::vector<double> parts;
    const auto model =
        loadGpt2(folder.path(), {.device = Device::Cpu, .progress = [&](double part) {
                                     parts.push_back(part);
                                     return true;
                                 }});
    QVERIFY(model);
    QVERIFY(std::ranges::is_sorted(parts));
    QCOMPARE(parts.back(), 1.0);
}

void TestCheckpointFiles::errors_data()
{
    QTest::addColumn<QByteArray>("contents"); // of the index
    QTest::addColumn<QString>("message");
    const auto row = [](const QByteArray& contents, const QString& message) {
        QTest::newRow(contents.left(60)) << contents << "folder/" + message;
    };
    const QString name = "model.safetensors.index.json: ";
    row("{", name + "is not a JSON object; fetch it again");
    row("{}", name + "weight_map is missing");
    row(R"({"weight_map": 7})", name + "weight_map is 7, expected an object");
    for (const auto* value : {"7", "\"\"", "\"..\"", "\"../part0.safetensors\"", "\"/etc/passwd\"",
                              "\"a/b.safetensors\""})
        row(QByteArray(R"({"weight_map": {"wte.weight": )") + value + "}}",
            name + "weight_map has " + value +
                " for tensor wte.weight, expected a .safetensors file of this folder");
    row(R"({"weight_map": {"wte.weight": "none.safetensors"}})",
        "none.safetensors: can't be read: No such file or directory");
    row(R"({"weight_map": {"other": "part0.safetensors"}})",
        "part0.safetensors: tensor other is missing, which model.safetensors.index.json says is "
        "here; fetch both again");
}

void TestCheckpointFiles::errors()
{
    QFETCH(QByteArray, contents);
    QFETCH(QString, message);
    const TestFolder folder;
    randomCheckpoint({}, 1).writeSplitTo(folder, 3);
    folder.write(indexName, contents);
    QCOMPARE(load(folder), message);
}

void TestCheckpointFiles::aMissingTensor()
{
    const TestFolder folder;
    auto whole = randomCheckpoint({}, 1).writeSplitTo(folder, 3);
    whole["weight_map"].erase("ln_f.bias");
    folder.write(indexName, QByteArray::fromStdString(whole.dump()));
    QCOMPARE(load(folder), QString("folder/model.safetensors.index.json: tensor ln_f.bias is "
                                   "missing; choose a folder with a whole GPT-2 checkpoint"));
}

// A parser that calls itself for every bracket would run out of stack.
void TestCheckpointFiles::deepNesting()
{
    const TestFolder folder;
    randomCheckpoint({}, 1).writeSplitTo(folder, 3);
    const QByteArray open(1'000'000, '[');
    for (const auto& end : {QByteArray(), QByteArray(1'000'000, ']') + "}}"}) {
        folder.write(indexName, R"({"weight_map": {"wte.weight": )" + open + end);
        QCOMPARE(
            load(folder),
            QString("folder/model.safetensors.index.json: is not a JSON object; fetch it again"));
    }
}

LOGITSCOPE_TEST(TestCheckpointFiles)
#include "tst_checkpoint_files.moc"
