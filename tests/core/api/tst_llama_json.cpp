#include "core/api/llama_json.h"
#include "tests/core/api/written_choice.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/test_program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestLlamaJson : public QObject
{
    Q_OBJECT

private slots:
    void withoutProbabilities();
    void probabilities();
    void tokenBeyondTheList();
    void infinity();
    void stopTypes();
    void props();
};

namespace
{

// By another parser than the one that the program reads JSON with.
QJsonObject rereadText(const std::string& text)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(text), &error);
    return error.error == QJsonParseError::NoError ? document.object() : QJsonObject();
}

const Strings someTokens{"\"\\\n", "\xe4\xb8", "é"};

CompletionToken tokenWith(const ModelTokenizer& tokenizer, const Strings& top)
{
    CompletionToken token{.name = {}, .token = idOf(tokenizer, top.back()), .logprob = -2.5};
    double logprob = -0.5;
    for (const auto& bytes : top) {
        token.top.push_back({"", logprob, idOf(tokenizer, bytes)});
        logprob -= 1.0;
    }
    return token;
}

} // namespace

void TestLlamaJson::withoutProbabilities()
{
    const ChoicePiece choice{.text = "a \"b\"", .end = StopReason::Length};
    const auto answer = rereadText(llamaCompletionText(
        choice, {.promptTokens = 5, .completionTokens = 2}, "tiny", tokenizerOf({}), {}));
    QCOMPARE(answer["content"].toString(), "a \"b\"");
    QCOMPARE(answer["model"].toString(), "tiny");
    QCOMPARE(answer["stop"].toBool(), true);
    QCOMPARE(answer["tokens_evaluated"].toInt(), 5);
    QCOMPARE(answer["tokens_predicted"].toInt(), 2);
    QVERIFY(!answer.contains("completion_probabilities"));
}

void TestLlamaJson::probabilities()
{
    const auto tokenizer = tokenizerOf(someTokens);
    ChoicePiece choice{.text = "x"};
    choice.tokens = {tokenWith(tokenizer, someTokens), tokenWith(tokenizer, {"a"})};
    const auto answer = rereadText(llamaCompletionText(choice, {}, "tiny", tokenizer, 3));
    const auto tokens = answer["completion_probabilities"].toArray();
    QCOMPARE(tokens.size(), 2);
    QCOMPARE(tokens[0]["id"].toInt(), idOf(tokenizer, "é"));
    QCOMPARE(tokens[0]["logprob"].toDouble(), -2.5);
    const auto top = tokens[0]["top_logprobs"].toArray();
    QCOMPARE(top.size(), 3);
    const QStringList texts{"\"\\\n", "\uFFFD", "é"};
    for (qsizetype i = 0; i < 3; ++i) {
        const auto& bytes = someTokens[static_cast<std::size_t>(i)];
        QCOMPARE(top[i]["id"].toInt(), idOf(tokenizer, bytes));
        QCOMPARE(top[i]["token"].toString(), texts[i]);
        QCOMPARE(top[i]["logprob"].toDouble(), -0.5 - static_cast<double>(i));
        std::string told;
        for (const auto& byte : top[i]["bytes"].toArray())
            told += static_cast<char>(byte.toInt());
        QCOMPARE(told, bytes);
    }
    QCOMPARE(tokens[1]["top_logprobs"].toArray().size(), 1);
}

// The list says the most likely ones; what was sampled beside them would look like the next.
void TestLlamaJson::tokenBeyondTheList()
{
    const auto tokenizer = tokenizerOf(someTokens);
    ChoicePiece choice{.text = "x"};
    choice.tokens = {tokenWith(tokenizer, someTokens)};
    const auto answer = rereadText(llamaCompletionText(choice, {}, "tiny", tokenizer, 2));
    const auto token = answer["completion_probabilities"][0];
    QCOMPARE(token["top_logprobs"].toArray().size(), 2);
    QCOMPARE(token["id"].toInt(), idOf(tokenizer, "é"));
}

void TestLlamaJson::infinity()
{
    const auto tokenizer = tokenizerOf({});
    ChoicePiece choice{.text = "a"};
    choice.tokens = {tokenWith(tokenizer, {"a"})};
    choice.tokens[0].top[0].logprob = -INFINITY;
    const auto answer = rereadText(llamaCompletionText(choice, {}, "tiny", tokenizer, 1));
    const auto least =
        answer["completion_probabilities"][0]["top_logprobs"][0]["logprob"].toDouble();
    QVERIFY(least < -1e38 && std::isfinite(least));
}

void TestLlamaJson::stopTypes()
{
    const auto typeOf = [](std::optional<StopReason> end) {
        const ChoicePiece choice{.text = {}, .end = end};
        return rereadText(llamaCompletionText(choice, {}, "tiny", tokenizerOf({}), {}))["stop_type"]
            .toString();
    };
    QCOMPARE(typeOf(StopReason::Length), "limit");
    QCOMPARE(typeOf(StopReason::ContextFull), "limit");
    QCOMPARE(typeOf(StopReason::EndOfText), "eos");
    QCOMPARE(typeOf(StopReason::StopString), "word");
}

void TestLlamaJson::props()
{
    const auto model = open(randomCheckpoint({.contextLength = 48}, 1));
    const auto answer = rereadText(llamaPropsJson(*model, "tiny").dump());
    QCOMPARE(answer["default_generation_settings"]["n_ctx"].toInt(), 48);
    QCOMPARE(answer["bos_token"].toString(), "<|endoftext|>");
    QCOMPARE(answer["eos_token"].toString(), "<|endoftext|>");
    QCOMPARE(answer["model_alias"].toString(), "tiny");
    const auto endless = openEndless(1);
    QCOMPARE(rereadText(llamaPropsJson(*endless, "tiny").dump())["eos_token"].toString(), "");
}

LOGITSCOPE_TEST(TestLlamaJson)
#include "tst_llama_json.moc"
