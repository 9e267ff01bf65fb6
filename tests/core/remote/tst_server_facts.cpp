#include "core/remote/server_facts.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace logitscope;

class TestServerFacts : public QObject
{
    Q_OBJECT

private slots:
    void llama();
    void several();
    void nothing();
    void props();
    void tokens();
};

namespace
{

template <class T>
QString sentenceOf(const Result<T>& result)
{
    return result ? QString("no error") : QString::fromStdString(result.error().message);
}

} // namespace

void TestServerFacts::llama()
{
    const auto listed = listedModel(
        R"({"models":[{"name":"gpt2.gguf"}],"object":"list","data":[{"id":"gpt2.gguf",
        "object":"model","created":1,"owned_by":"llamacpp","meta":{"vocab_type":2,"n_vocab":50257,
        "n_ctx_train":1024,"n_embd":768,"n_params":163037184,"size":330000000}}]})"_json,
        "", "host:1");
    QVERIFY2(listed, qPrintable(sentenceOf(listed)));
    QCOMPARE(*listed, (ListedModel{"gpt2.gguf", "llamacpp", 50'257, 1024, 163'037'184}));
}

void TestServerFacts::several()
{
    const auto answer =
        R"({"data":[{"id":"a","owned_by":"vllm","max_model_len":2048},{"id":"b"}]})"_json;
    QCOMPARE(*listedModel(answer, "a", "host:1"), (ListedModel{"a", "vllm", 0, 2048, 0}));
    QCOMPARE(*listedModel(answer, "b", "host:1"), (ListedModel{"b", "", 0, 0, 0}));
    QCOMPARE(
        sentenceOf(listedModel(answer, "", "host:1")),
        "host:1: has 2 models; choose one with # and its name after the address, such as \"a\"");
    QCOMPARE(sentenceOf(listedModel(answer, "c", "host:1")),
             "host:1: has no model \"c\"; one that it has is \"a\"");
}

void TestServerFacts::nothing()
{
    for (const auto* answer : {"{}", "{\"data\":[]}", "{\"data\":7}"})
        QVERIFY(sentenceOf(listedModel(nlohmann::json::parse(answer), "", "host:1"))
                    .contains("lists no model"));
    const auto odd = listedModel(
        R"({"data":[{"id":7,"meta":{"n_vocab":-5,"n_ctx_train":1e99,"n_params":"x"}}]})"_json, "",
        "");
    QCOMPARE(*odd, ListedModel{});
}

void TestServerFacts::props()
{
    const auto props = llamaProps(R"({"default_generation_settings":{"n_ctx":512},"total_slots":4,
        "bos_token":"<s>","eos_token":"</s>"})"_json);
    QCOMPARE(props.contextLength, 512);
    QCOMPARE(props.textsAtOnce, 4);
    QCOMPARE(props.beginOfText, std::string("<s>"));
    QCOMPARE(props.endOfText, std::string("</s>"));
    QCOMPARE(llamaProps("{}"_json).contextLength, 0);
    QCOMPARE(llamaProps("{}"_json).textsAtOnce, 0);
}

void TestServerFacts::tokens()
{
    QCOMPARE(*tokensIn(R"({"tokens":[1,0,2]})"_json, 3, "host:1"), std::vector<TokenId>({1, 0, 2}));
    QCOMPARE(sentenceOf(tokensIn(R"({"tokens":[1,3]})"_json, 3, "host:1")),
             "host:1: /tokenize tells of token 3, but the model has 3 tokens; check the server");
    QVERIFY(
        sentenceOf(tokensIn(R"({"tokens":["a"]})"_json, 3, "h")).contains("tells of token \"a\""));
    QVERIFY(sentenceOf(tokensIn("{}"_json, 3, "h")).contains("has no tokens"));
    QCOMPARE(detokenized(R"({"content":"<s>"})"_json), std::string("<s>"));
}

LOGITSCOPE_TEST(TestServerFacts)
#include "tst_server_facts.moc"
