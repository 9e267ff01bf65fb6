#include "core/model/gpt2_config.h"
#include "tests/fixtures/test_folder.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <limits>
#include <utility>

using namespace logitscope;
using namespace logitscope::fixtures;
using Json = nlohmann::ordered_json;

namespace
{

// GPT-2 124M's, as it was published, with the fields that aren't needed.
Json gpt2()
{
    return Json::parse(R"({
        "activation_function": "gelu_new", "architectures": ["GPT2LMHeadModel"],
        "attn_pdrop": 0.1, "bos_token_id": 50256, "embd_pdrop": 0.1, "eos_token_id": 50256,
        "initializer_range": 0.02, "layer_norm_epsilon": 1e-05, "model_type": "gpt2",
        "n_ctx": 1024, "n_embd": 768, "n_head": 12, "n_layer": 12, "n_positions": 1024,
        "resid_pdrop": 0.1, "summary_use_proj": true, "vocab_size": 50257})");
}

// As a sentence names a value: the short ones as JSON has them.
QString shown(const QByteArray& value)
{
    const auto json = Json::parse(value.toStdString());
    return json.is_array()    ? "an array"
           : json.is_object() ? "an object"
                              : QString::fromStdString(json.dump());
}

} // namespace

class TestGpt2Config : public QObject
{
    Q_OBJECT

private slots:
    void asPublished();
    void innerWidth();
    void contextLength();
    void epsilon();
    void otherNames();
    void activations_data();
    void activations();
    void attentionScales();
    void otherModels_data();
    void otherModels();
    void tied();
    void irrelevantFields();
    void fieldsWithADefault_data();
    void fieldsWithADefault();
    void missingFields_data();
    void missingFields();
    void badFields_data();
    void badFields();
    void deepFields();
    void longFiles();
    void contextBytes();
    void largestSizes();
    void notAnObject_data();
    void notAnObject();
    void noFile();
    void starterModel();
    void shapes_data();
    void shapes();
    void otherShapes();

private:
    Result<Gpt2Config> read(const QByteArray& text) const
    {
        folder_.write("config.json", text);
        return readGpt2Config(folder_.file("config.json"));
    }

    Result<Gpt2Config> read(const Json& json) const
    {
        return read(QByteArray::fromStdString(json.dump()));
    }

    template <class Config>
    QString sentence(const Config& config) const
    {
        const auto result = read(config);
        return result ? "it was read" : folder_.named(result.error().message);
    }

    TestFolder folder_;
};

void TestGpt2Config::asPublished()
{
    const auto config = read(gpt2());
    QVERIFY(config);
    QCOMPARE(config->vocabularySize, 50257);
    QCOMPARE(config->contextLength, 1024);
    QCOMPARE(config->width, 768);
    QCOMPARE(config->layers, 12);
    QCOMPARE(config->heads, 12);
    QCOMPARE(config->headSize(), 64);
    QCOMPARE(config->innerWidth, 3072);
    QCOMPARE(config->layerNormEpsilon, 1e-5);
}

void TestGpt2Config::innerWidth()
{
    Json json = gpt2();
    json["n_inner"] = nullptr;
    QCOMPARE(read(json)->innerWidth, 3072);
    json["n_inner"] = 100;
    QCOMPARE(read(json)->innerWidth, 100);
}

void TestGpt2Config::contextLength()
{
    Json json = gpt2();
    json["n_positions"] = 2048; // what wpe has rows for; n_ctx is the older name
    QCOMPARE(read(json)->contextLength, 2048);
    json.erase("n_positions");
    QCOMPARE(read(json)->contextLength, 1024);
    json["n_positions"] = nullptr;
    QCOMPARE(read(json)->contextLength, 1024);
    json["n_positions"] = 512;
    json.erase("n_ctx");
    QCOMPARE(read(json)->contextLength, 512);
}

// transformers' names for every model, which GPT-2's config takes too.
void TestGpt2Config::otherNames()
{
    Json json = gpt2();
    for (const auto& [name, other] :
         {std::pair("n_positions", "max_position_embeddings"), std::pair("n_embd", "hidden_size"),
          std::pair("n_layer", "num_hidden_layers"), std::pair("n_head", "num_attention_heads")}) {
        json[other] = json[name];
        QVERIFY2(read(json), qPrintable(sentence(json))); // both, and they agree
        json.erase(name);
    }
    json.erase("n_ctx");
    const auto config = read(json);
    QVERIFY2(config, qPrintable(sentence(json)));
    QCOMPARE(config->contextLength, 1024);
    QCOMPARE(config->width, 768);
    QCOMPARE(config->layers, 12);
    QCOMPARE(config->heads, 12);
}

void TestGpt2Config::activations_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<Activation>("activation");
    const auto row = [](const QByteArray& value, Activation activation) {
        QTest::newRow(value) << value << activation;
    };
    row("null", Activation::GeluTanh);
    for (const char* name : {"\"gelu_new\"", "\"gelu_fast\"", "\"gelu_accurate\"",
                             "\"gelu_pytorch_tanh\"", "\"gelu_python_tanh\""})
        row(name, Activation::GeluTanh);
    row("\"gelu\"", Activation::Gelu);
    row("\"gelu_python\"", Activation::Gelu);
    row("\"relu\"", Activation::Relu);
    row("\"silu\"", Activation::Silu);
    row("\"swish\"", Activation::Silu);
    row("\"quick_gelu\"", Activation::QuickGelu);
}

void TestGpt2Config::activations()
{
    QFETCH(QByteArray, value);
    QFETCH(Activation, activation);
    Json json = gpt2();
    json["activation_function"] = Json::parse(value.toStdString());
    const auto config = read(json);
    QVERIFY2(config, qPrintable(sentence(json)));
    QCOMPARE(config->activation, activation);
}

// transformers: softmax(q k / sqrt(D) / (1 + layer)), each division as the config says.
void TestGpt2Config::attentionScales()
{
    Json json = gpt2();
    const auto scale = [&](int layer) { return read(json)->attentionScale(layer); };
    QCOMPARE(scale(0), 1.0 / 8);
    QCOMPARE(scale(11), 1.0 / 8);
    json["scale_attn_by_inverse_layer_idx"] = true;
    QCOMPARE(scale(0), 1.0 / 8);
    QCOMPARE(scale(11), 1.0 / 8 / 12);
    json["scale_attn_weights"] = false;
    QCOMPARE(scale(0), 1.0);
    QCOMPARE(scale(11), 1.0 / 12);
    json["scale_attn_by_inverse_layer_idx"] = false;
    QCOMPARE(scale(11), 1.0);
}

void TestGpt2Config::otherModels_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QString>("what");
    QTest::newRow("known") << QByteArray("\"gpt_neox\"")
                           << "gpt_neox: GPT-NeoX models aren't supported";
    QTest::newRow("another known one")
        << QByteArray("\"llama\"") << "llama: Llama models aren't supported";
    QTest::newRow("unknown") << QByteArray("\"brand_new\"")
                             << "brand_new: brand_new models aren't supported";
    QTest::newRow("on one line") << QByteArray(R"("a\nb")")
                                 << R"(a\nb: a\nb models aren't supported)";
}

// Also where all the fields are there that a GPT-2 has, and where none is.
void TestGpt2Config::otherModels()
{
    QFETCH(QByteArray, type);
    QFETCH(QString, what);
    for (Json json : {gpt2(), Json::object()}) {
        json["model_type"] = Json::parse(type.toStdString());
        QCOMPARE(sentence(json),
                 "folder/config.json: model_type is " + what + "; GPT-2 architectures are");
    }
}

void TestGpt2Config::tied()
{
    Json json = gpt2();
    QVERIFY(read(json)->tied);
    json["tie_word_embeddings"] = true;
    QVERIFY(read(json)->tied);
    json["tie_word_embeddings"] = false;
    QVERIFY(!read(json)->tied);
}

// What transformers reads and a forward pass in evaluation doesn't depend on: dropout, training,
// summaries, how attention is computed. Unlikely values, so that one that is looked at is noticed.
void TestGpt2Config::irrelevantFields()
{
    Json json = gpt2();
    json.update(Json::parse(R"({
        "attn_pdrop": 1, "embd_pdrop": 1, "resid_pdrop": 1, "initializer_range": 9,
        "summary_type": "first", "summary_use_proj": false, "summary_activation": "tanh",
        "summary_proj_to_labels": false, "summary_first_dropout": 1, "use_cache": false,
        "reorder_and_upcast_attn": true, "torch_dtype": "float16", "dtype": "bfloat16",
        "transformers_version": "5.17.0", "architectures": ["X"], "task_specific_params": {},
        "id2label": {}, "label2id": {}, "output_attentions": true, "pad_token_id": 0,
        "gradient_checkpointing": true, "chunk_size_feed_forward": 7, "is_encoder_decoder": false,
        "pruned_heads": {}, "add_cross_attention": false, "n_ctx": 1})"));
    const auto config = read(json);
    QVERIFY2(config, qPrintable(sentence(json)));
    QCOMPARE(config->contextLength, 1024);
    QCOMPARE(config->innerWidth, 3072);
}

void TestGpt2Config::epsilon()
{
    Json json = gpt2();
    json["layer_norm_epsilon"] = 1e-6;
    QCOMPARE(read(json)->layerNormEpsilon, 1e-6);
    json["layer_norm_epsilon"] = 1; // a whole number is a number too
    QCOMPARE(read(json)->layerNormEpsilon, 1.0);
}

void TestGpt2Config::fieldsWithADefault_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name : {"activation_function", "model_type", "layer_norm_epsilon", "n_inner",
                             "scale_attn_weights", "scale_attn_by_inverse_layer_idx"})
        QTest::newRow(name) << name;
}

void TestGpt2Config::fieldsWithADefault()
{
    QFETCH(QString, name);
    Json json = gpt2();
    json.erase(name.toStdString());
    const auto missing = read(json);
    QVERIFY2(missing, qPrintable(sentence(json)));
    QCOMPARE(missing->layerNormEpsilon, 1e-5);
    json[name.toStdString()] = nullptr;
    const auto null = read(json);
    QVERIFY2(null, qPrintable(sentence(json)));
    QCOMPARE(null->layerNormEpsilon, 1e-5);
}

void TestGpt2Config::missingFields_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name : {"vocab_size", "n_embd", "n_layer", "n_head"})
        QTest::newRow(name) << name;
}

void TestGpt2Config::missingFields()
{
    QFETCH(QString, name);
    Json json = gpt2();
    json[name.toStdString()] = nullptr;
    QCOMPARE(sentence(json), "folder/config.json: " + name + " is missing");
    json.erase(name.toStdString());
    QCOMPARE(sentence(json), "folder/config.json: " + name + " is missing");

    json = gpt2();
    json.erase("n_positions");
    json.erase("n_ctx");
    QVERIFY(sentence(json).contains("n_ctx is missing"));
}

void TestGpt2Config::badFields_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("what");

    const QStringList sizes = {"vocab_size", "n_positions", "n_embd",
                               "n_layer",    "n_head",      "n_inner"};
    const QList<QByteArray> notSizes = {
        "0", "-1", "12.5", "\"12\"", "true", "[12]", "{}", "1e300", "-9223372036854775808"};
    for (const QString& name : sizes) {
        for (const QByteArray& value : notSizes) {
            QTest::newRow(qPrintable(name + " " + value))
                << name << value
                << name + " is " + shown(value) + ", expected a whole number from 1 to 100000000";
        }
        for (const QByteArray value : {"100000001", "2147483648", "4294967297", // an int's end
                                       "18446744073709551615"})
            QTest::newRow(qPrintable(name + " " + value))
                << name << value
                << name + " is " + value + ", expected a whole number from 1 to 100000000";
    }

    for (const QByteArray value : {"\"1e-5\"", "true", "[]"})
        QTest::newRow("epsilon " + value)
            << "layer_norm_epsilon" << value
            << QString("layer_norm_epsilon is " + shown(value) + ", expected a number");

    QTest::newRow("heads that don't divide")
        << "n_head" << QByteArray("10") << "n_embd = 768 is not a multiple of n_head = 10";
    QTest::newRow("more heads than width")
        << "n_head" << QByteArray("1536") << "n_embd = 768 is not a multiple of n_head = 1536";

    const auto row = [](const char* name, const QByteArray& value, const QString& message) {
        QTest::newRow(name + QByteArray(" ") + value) << name << value << name + (" " + message);
    };
    for (const QByteArray value :
         {"\"tanh\"", "\"gelu_10\"", "\"GELU\"", "\"\"", "0", "true", "[]"})
        row("activation_function", value,
            "is " + shown(value) + ", expected gelu_new, gelu, relu, silu or quick_gelu");
    for (const QByteArray value : {"7", "\"\"", "[]"})
        row("model_type", value, "is " + shown(value) + ", expected \"gpt2\"");
    for (const char* name :
         {"scale_attn_weights", "scale_attn_by_inverse_layer_idx", "add_cross_attention"})
        row(name, "1", "is 1, expected true or false");
    row("add_cross_attention", "true",
        "is true: models that read a second text aren't supported; choose a GPT-2 that reads one");
    row("pruned_heads", R"({"0": [1]})",
        "names heads: models without some of their heads aren't supported; choose the model before "
        "it was pruned");
    row("pruned_heads", "[]", "is an array, expected an object");
    row("quantization_config", R"({"bits": 4})",
        "is there: quantized weights aren't supported; choose the model before it was quantized");
    row("quantization_config", R"({"quant_method": "gptq"})",
        "is there: quantized weights (gptq) aren't supported; choose the model before it was "
        "quantized");
    QTest::newRow("two widths") << "hidden_size" << QByteArray("64")
                                << "hidden_size is 64, but n_embd is 768";
    QTest::newRow("tied perhaps") << "tie_word_embeddings" << QByteArray("1")
                                  << "tie_word_embeddings is 1, expected true or false";
}

void TestGpt2Config::badFields()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, value);
    QFETCH(QString, what);
    Json json = gpt2();
    json[name.toStdString()] = Json::parse(value.toStdString());
    QCOMPARE(sentence(json), "folder/config.json: " + what);
}

// A parser, a comparison or an end that calls itself for every bracket would run out of stack.
void TestGpt2Config::deepFields()
{
    const QByteArray deep = QByteArray(1'000'000, '[') + QByteArray(1'000'000, ']');
    const QString notObject = "folder/config.json: is not a JSON object";
    QCOMPARE(sentence(R"({"model_type": )" + deep + "}"), notObject);
    const auto whole = QByteArray::fromStdString(gpt2().dump());
    QCOMPARE(sentence(whole.chopped(1) + R"(, "other": )" + deep + "}"), notObject);
}

void TestGpt2Config::longFiles()
{
    const auto text = QByteArray::fromStdString(gpt2().dump());
    QVERIFY(read(text + QByteArray(1'000'000, ' ')));
    QCOMPARE(
        sentence(text + QByteArray(12'000'000, ' ')),
        QString("folder/config.json: takes 12.0 MB, more than any model's; choose a folder with "
                "a GPT-2"));
}

void TestGpt2Config::contextBytes()
{
    // 12 layers, a key and a value of 768 F32 each, 1024 positions.
    QCOMPARE(gpt2Shape("gpt2")->contextBytes(), std::size_t{12} * 2 * 768 * 4 * 1024);
}

// 10^24 of them don't fit into 64 bits.
void TestGpt2Config::largestSizes()
{
    Json json = gpt2();
    for (const auto* name : {"vocab_size", "n_positions", "n_embd", "n_layer", "n_head"})
        json[name] = 100'000'000;
    QCOMPARE(read(json)->parameters(), std::numeric_limits<std::int64_t>::max());
    json["n_layer"] = 1; // 12 C^2 + 13 C, both embeddings and the last norm
    QCOMPARE(read(json)->parameters(),
             std::int64_t{100'000'000} * (14 * std::int64_t{100'000'000} + 13 + 2));
}

void TestGpt2Config::notAnObject_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("not JSON") << QByteArray("n_embd: 768");
    QTest::newRow("cut short") << QByteArray(R"({"n_embd": 76)");
    QTest::newRow("array") << QByteArray("[768]");
    QTest::newRow("null") << QByteArray("null");
    QTest::newRow("not UTF-8") << QByteArray("{\"n_embd\": \"\xff\"}");
    QTest::newRow("a number beyond double") << QByteArray(R"({"n_embd": 1e999})");
    QTest::newRow("deep") << QByteArray(1'000'000, '[');
    QTest::newRow("deep and whole") << QByteArray(1'000'000, '[') + QByteArray(1'000'000, ']');
    QTest::newRow("deep objects") << QByteArray(R"({"a":)").repeated(1'000'000);
}

void TestGpt2Config::notAnObject()
{
    QFETCH(QByteArray, text);
    QCOMPARE(sentence(text), "folder/config.json: is not a JSON object");
}

void TestGpt2Config::noFile()
{
    const auto config = readGpt2Config(folder_.file("none.json"));
    QVERIFY(!config);
    QCOMPARE(folder_.named(config.error().message),
             QString("folder/none.json: can't be read: No such file or directory"));
}

void TestGpt2Config::starterModel()
{
    const auto config = readGpt2Config(LOGITSCOPE_STARTER_MODEL "/config.json");
    QVERIFY(config);
    QCOMPARE(config->width % config->heads, 0);
}

// As the published checkpoints count them, every tensor once.
void TestGpt2Config::shapes_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<std::int64_t>("parameters");
    QTest::newRow("gpt2") << "gpt2" << std::int64_t{124'439'808};
    QTest::newRow("gpt2-medium") << "gpt2-medium" << std::int64_t{354'823'168};
    QTest::newRow("gpt2-large") << "gpt2-large" << std::int64_t{774'030'080};
    QTest::newRow("gpt2-xl") << "gpt2-xl" << std::int64_t{1'557'611'200};
}

void TestGpt2Config::shapes()
{
    QFETCH(QString, name);
    QFETCH(std::int64_t, parameters);
    const auto shape = gpt2Shape(name.toStdString());
    QVERIFY(shape);
    QCOMPARE(shape->parameters(), parameters);
    QCOMPARE(shape->width % shape->heads, 0);
}

void TestGpt2Config::otherShapes()
{
    for (const auto* name : {"", "gpt3", "GPT2"}) {
        const auto shape = gpt2Shape(name);
        QVERIFY(!shape);
        QCOMPARE(
            QString::fromStdString(shape.error().message),
            QString("shape is %1, expected gpt2, gpt2-medium, gpt2-large or gpt2-xl").arg(name));
    }
}

LOGITSCOPE_TEST(TestGpt2Config)
#include "tst_gpt2_config.moc"
