// What isn't a GPT-2 that can be opened, as whoever opens it meets it: through loadGpt2.
#include "core/model/gpt2.h"
#include "core/model/gpt2_folder.h"
#include "tests/fixtures/checkpoint.h"
#include "tests/test_program.h"

#include <QFile>
#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

QString opened(const TestFolder& folder)
{
    const auto model = loadGpt2(folder.path(), {.device = Device::Cpu});
    return model ? "it was opened" : folder.named(model.error().message);
}

void remove(const TestFolder& folder, const char* name)
{
    if (!QFile::remove(QString::fromStdString(folder.file(name).string())))
        qFatal("%s can't be removed", name);
}

QString conversion(const QString& more)
{
    return "python3 -c \"from transformers import GPT2LMHeadModel as M; M.from_pretrained('.'" +
           more + ").save_pretrained('.')\"";
}

} // namespace

class TestGpt2Folder : public QObject
{
    Q_OBJECT

private slots:
    void readsTheConfig();
    void otherFormats_data();
    void otherFormats();
    void theFirstOfSeveral();
    void noModel();
    void missingFiles();
    void noFolder();
    void otherArchitectures_data();
    void otherArchitectures();
};

void TestGpt2Folder::readsTheConfig()
{
    const TestFolder folder;
    randomCheckpoint({.contextLength = 20}, 1).writeTo(folder);
    const auto config = readGpt2Folder(folder.path());
    QVERIFY(config);
    QCOMPARE(config->contextLength, 20);
}

void TestGpt2Folder::otherFormats_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("sentence");
    const QString pickle = "is a pickle, which can run code when opened; if you trust it, convert "
                           "it with this command in its folder: " +
                           conversion("");
    const auto row = [](const char* name, const QString& sentence) {
        QTest::newRow(name) << name << sentence;
    };
    row("pytorch_model.bin", pickle);
    row("pytorch_model.bin.index.json", pickle);
    row("adapter_config.json",
        "an adapter (LoRA) is no whole model; merge it into the model that it adapts with this "
        "command in its folder, and choose the new folder merged: python3 -c \"from peft import "
        "AutoPeftModelForCausalLM as M; M.from_pretrained('.').merge_and_unload()"
        ".save_pretrained('merged')\"");
    const QString madeFrom = " files aren't opened; choose the folder of the model that it was "
                             "made from, with its config.json and model.safetensors";
    row("gpt2.Q4_K_M.gguf", "GGUF" + madeFrom);
    row("decoder_model.onnx", "ONNX" + madeFrom);
    row("tf_model.h5", "TensorFlow's weights aren't opened; convert them with this command in "
                       "their folder: " +
                           conversion(", from_tf=True"));
    row("flax_model.msgpack", "Flax's weights aren't opened; convert them with this command in "
                              "their folder: " +
                                  conversion(", from_flax=True"));
}

void TestGpt2Folder::otherFormats()
{
    QFETCH(QString, name);
    QFETCH(QString, sentence);
    const TestFolder folder;
    const auto checkpoint = randomCheckpoint({}, 1);
    checkpoint.writeTo(folder);
    folder.write(qPrintable(name), "");
    QCOMPARE(opened(folder), QString("it was opened")); // beside the weights it does no harm
    remove(folder, "model.safetensors");
    QCOMPARE(opened(folder), "folder/" + name + ": " + sentence);
    remove(folder, "config.json");
    QCOMPARE(opened(folder), "folder/" + name + ": " + sentence);

    const TestFolder alone;
    alone.write(qPrintable(name), "");
    QCOMPARE(opened(alone), "folder/" + name + ": " + sentence);
}

void TestGpt2Folder::theFirstOfSeveral()
{
    const TestFolder folder;
    for (const char* name : {"c.gguf", "a.gguf", "b.gguf"})
        folder.write(name, "");
    QVERIFY(opened(folder).startsWith("folder/a.gguf: "));
}

void TestGpt2Folder::noModel()
{
    const TestFolder folder;
    const QString none = "folder: holds no model; choose a folder with config.json, vocab.json, "
                         "merges.txt and model.safetensors";
    QCOMPARE(opened(folder), none);
    folder.write("letter.txt", "Dear");
    QCOMPARE(opened(folder), none);
}

// A part of a model: the file that is missing.
void TestGpt2Folder::missingFiles()
{
    const QString notThere = ": can't be read: No such file or directory";
    for (const char* missing : {"config.json", "model.safetensors"}) {
        const TestFolder folder;
        randomCheckpoint({}, 1).writeTo(folder);
        remove(folder, missing);
        QCOMPARE(opened(folder), QString("folder/") + missing + notThere);
    }
    const TestFolder folder;
    folder.write("vocab.json", "{}");
    QCOMPARE(opened(folder), "folder/config.json" + notThere);
}

void TestGpt2Folder::noFolder()
{
    const TestFolder folder;
    folder.write("model.safetensors", "");
    folder.write("small.gguf", "");
    const auto sentence = [&](const char* name) {
        return folder.named(readGpt2Folder(folder.file(name)).error().message);
    };
    const QString what = ": is not a folder; choose one with config.json, vocab.json, merges.txt "
                         "and model.safetensors";
    QCOMPARE(sentence("model.safetensors"), "folder/model.safetensors" + what);
    QCOMPARE(sentence("none"), "folder/none" + what);
    QVERIFY2(sentence("small.gguf").startsWith("folder/small.gguf: GGUF files aren't opened; "),
             qPrintable(sentence("small.gguf")));
}

void TestGpt2Folder::otherArchitectures_data()
{
    QTest::addColumn<bool>("hasPickle");
    QTest::newRow("with weights") << false;
    QTest::newRow("with a pickle, which nobody needs to convert") << true;
}

// A config.json as that model has it, with none of GPT-2's names.
void TestGpt2Folder::otherArchitectures()
{
    QFETCH(bool, hasPickle);
    const TestFolder folder;
    folder.write("config.json", R"({"architectures": ["GPTNeoXForCausalLM"], "hidden_act": "gelu",
        "hidden_size": 512, "intermediate_size": 2048, "max_position_embeddings": 2048,
        "model_type": "gpt_neox", "num_attention_heads": 8, "num_hidden_layers": 6,
        "rotary_pct": 0.25, "vocab_size": 50304})");
    folder.write(hasPickle ? "pytorch_model.bin" : "model.safetensors", "");
    QCOMPARE(opened(folder), QString("folder/config.json: model_type is gpt_neox: GPT-NeoX models "
                                     "aren't supported; GPT-2 architectures are"));
}

LOGITSCOPE_TEST(TestGpt2Folder)
#include "tst_gpt2_folder.moc"
