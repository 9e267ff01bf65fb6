// Answers as the servers write them.
#include "core/remote/answer_json.h"
#include "core/remote/step_answer.h"
#include "tests/test_program.h"

#include <QTest>

#include <cmath>
#include <vector>

using namespace logitscope;

class TestStepAnswer : public QObject
{
    Q_OBJECT

private slots:
    void llama();
    void llamaBytes();
    void llamaFaults_data();
    void llamaFaults();
    void vllm();
    void openAi();
    void namesThatCantBeMadeOut();
    void sampledBesideFewer();
    void completionFaults_data();
    void completionFaults();
    void vllmPrompt();
    void vllmPromptFaults();
};

namespace
{

const Wanted four{
    .server = "host:1", .vocabulary = 4, .candidates = 2, .tokens = 3, .model = "gpt2"};
const std::vector<std::string> words{"a", " b", "\xe2\x80", "<|endoftext|>"};

const char* llamaAnswer = R"({"index":0,"content":" b","tokens":[],"id_slot":0,"stop":true,
"model":"gpt2","tokens_predicted":1,"tokens_evaluated":3,"generation_settings":{"temperature":1.0},
"prompt":"a b","has_new_line":false,"truncated":false,"stop_type":"limit","stopping_word":"",
"tokens_cached":3,"timings":{"prompt_n":1},"completion_probabilities":[{"id":1,"token":" b",
"bytes":[32,98],"logprob":-0.6931471824645996,"top_logprobs":[
{"id":2,"token":"\ufffd","bytes":[226,128],"logprob":-0.6931471824645996},
{"id":0,"token":"a","bytes":[97],"logprob":-1.3862943649291992}]}]})";

const char* vllmAnswer = R"({"id":"cmpl-1","object":"text_completion","created":1,"model":"gpt2",
"choices":[{"index":0,"text":" b","logprobs":{"text_offset":[0],"token_logprobs":[-2.5],
"tokens":["token_id:1"],"top_logprobs":[{"token_id:1":-2.5,"token_id:3":-0.5,"token_id:0":-1.5}]},
"finish_reason":"length","stop_reason":null,"prompt_logprobs":[null,
{"1":{"logprob":-4.0,"rank":3,"decoded_token":" b"},
"0":{"logprob":-0.25,"rank":1,"decoded_token":"a"},
"2":{"logprob":-2.0,"rank":2,"decoded_token":"x"}},
{"3":{"logprob":-0.125,"rank":1,"decoded_token":"<|endoftext|>"},
"0":{"logprob":-3.0,"rank":2,"decoded_token":"a"}}]}],
"usage":{"prompt_tokens":3,"total_tokens":4,"completion_tokens":1}})";

const char* openAiAnswer = R"({"id":"cmpl-1","object":"text_completion","created":1,"model":"gpt2",
"choices":[{"text":" b","index":0,"logprobs":{"tokens":[" b"],"token_logprobs":[-1.5],
"top_logprobs":[{" b":-1.5,"bytes:\\xe2\\x80":-0.75}],"text_offset":[0]},
"finish_reason":"length"}]})";

QString replaced(const char* answer, const char* before, const char* after)
{
    QString text(answer);
    return text.contains(before) ? text.replace(before, after) : QString("nothing to replace");
}

template <class T>
QString messageOf(const Result<T>& result)
{
    return result ? QString("no error") : QString::fromStdString(result.error().message);
}

nlohmann::json jsonOf(std::string_view answer)
{
    return nlohmann::json::parse(answer);
}

// What is read of a text that may be no answer at all.
template <class Read>
QString faultOf(const QString& answer, const Read& read)
{
    const auto json = readAnswer(answer.toStdString(), "host:1");
    return json ? messageOf(read(*json)) : messageOf(json);
}

// The columns of a fault's test, and what adds a row.
auto faults()
{
    QTest::addColumn<QString>("answer");
    QTest::addColumn<QString>("part");
    return [](const char* name, const QString& answer, const char* part) {
        QTest::newRow(name) << answer << part;
    };
}

} // namespace

void TestStepAnswer::llama()
{
    const auto step = llamaStep(jsonOf(llamaAnswer), four);
    QVERIFY2(step, qPrintable(messageOf(step)));
    QCOMPARE(step->model, std::string("gpt2"));
    QCOMPARE(step->candidates.size(), 2u);
    QCOMPARE(step->candidates[0].token, 2);
    QVERIFY(std::abs(step->candidates[0].logProbability - std::log(0.5)) < 1e-7);
    QCOMPARE(step->candidates[1].token, 0);
}

void TestStepAnswer::llamaBytes()
{
    const auto vocabulary = llamaVocabulary(jsonOf(llamaAnswer), four);
    QVERIFY2(vocabulary, qPrintable(messageOf(vocabulary)));
    QCOMPARE(*vocabulary, std::vector<std::string>({"a", "", "\xe2\x80", ""}));
    const auto wrong = replaced(llamaAnswer, "[226,128]", "[226,256]").toStdString();
    QCOMPARE(messageOf(llamaVocabulary(jsonOf(wrong), four)),
             "host:1: token 2 has the byte 256, expected 0 to 255; check the server");
    const auto none = replaced(llamaAnswer, "\"bytes\":[97]", "\"bytes\":7").toStdString();
    QVERIFY(messageOf(llamaVocabulary(jsonOf(none), four)).contains("id and bytes of every token"));
}

void TestStepAnswer::llamaFaults_data()
{
    const auto add = faults();
    add("web page", "\n<!DOCTYPE html><html></html>", "answers with a web page");
    add("empty", "", "answers with no JSON");
    add("cut", QString(llamaAnswer).chopped(9), "answers with no JSON");
    add("list", "[]", "answers with an array");
    add("nothing in it", "{}", "no completion_probabilities[0].top_logprobs");
    add("NaN", replaced(llamaAnswer, "-1.3862943649291992", "NaN"), "answers with no JSON");
    add("null", replaced(llamaAnswer, "-1.3862943649291992", "null"),
        "token 0 has the log probability nan");
    add("text", replaced(llamaAnswer, "-1.3862943649291992", "\"-1\""), "log probability nan");
    add("positive", replaced(llamaAnswer, "-1.3862943649291992", "0.5"), "log probability 0.5");
    add("id", replaced(llamaAnswer, "\"id\":0,", "\"id\":4,"), "tells of token 4");
    add("no id", replaced(llamaAnswer, "\"id\":0,", ""), "tells of token -1");
    add("large id", replaced(llamaAnswer, "\"id\":0,", "\"id\":4294967296,"), "tells of token -1");
    add("twice", replaced(llamaAnswer, "\"id\":0,", "\"id\":2,"), "tells of token 2 twice");
    add("sum", replaced(llamaAnswer, "-0.6931471824645996", "-0.1"), "together, more than 1");
    add("order", replaced(llamaAnswer, "-1.3862943649291992", "-0.5"), "most likely tokens first");
    add("another model", replaced(llamaAnswer, "\"gpt2\"", "\"gpt3\""),
        "serves \"gpt3\" now, no longer \"gpt2\"");
    add("cut text", replaced(llamaAnswer, "\"tokens_evaluated\":3", "\"tokens_evaluated\":2"),
        "read 2 tokens, but 3 were sent");
    add("deep", QString("{\"a\":") + QString(9999, '['), "answers with no JSON");
}

void TestStepAnswer::llamaFaults()
{
    QFETCH(QString, answer);
    QFETCH(QString, part);
    const auto message = faultOf(answer, [](const auto& json) { return llamaStep(json, four); });
    QVERIFY2(message.startsWith("host:1: ") && message.contains(part) && message.contains(";"),
             qPrintable(message));
}

// The third is the token that was sampled.
void TestStepAnswer::vllm()
{
    const auto step = completionStep(jsonOf(vllmAnswer), TokenNames(words), four);
    QVERIFY2(step, qPrintable(messageOf(step)));
    QCOMPARE(step->candidates, std::vector<Candidate>({{3, -0.5}, {0, -1.5}}));
}

void TestStepAnswer::openAi()
{
    const auto step = completionStep(jsonOf(openAiAnswer), TokenNames(words), four);
    QVERIFY2(step, qPrintable(messageOf(step)));
    QCOMPARE(step->candidates, std::vector<Candidate>({{2, -0.75}, {1, -1.5}}));
}

// One of U+FFFD may be any token whose bytes are no text: what is less likely than it is not known
// to be next in rank.
void TestStepAnswer::namesThatCantBeMadeOut()
{
    const auto second = replaced(openAiAnswer, "\" b\":-1.5", "\"\\ufffd\":-1.0,\" b\":-1.5");
    const auto step = completionStep(jsonOf(second.toStdString()), TokenNames(words), four);
    QVERIFY2(step, qPrintable(messageOf(step)));
    QCOMPARE(step->candidates, std::vector<Candidate>({{2, -0.75}}));

    const auto first = replaced(openAiAnswer, "\" b\":-1.5", "\" c\":-0.7");
    const auto message =
        messageOf(completionStep(jsonOf(first.toStdString()), TokenNames(words), four));
    QVERIFY2(message.contains("most likely token is \" c\""), qPrintable(message));
}

// Of two that were asked for one came, or both: then the sampled one stands last by its rank, or
// because it always stands there. As the only one it is the most likely.
void TestStepAnswer::sampledBesideFewer()
{
    auto some = four;
    some.fewerAreFine = true;
    const auto candidatesOf = [&](const char* logprobs) {
        const auto answer =
            replaced(openAiAnswer, R"({" b":-1.5,"bytes:\\xe2\\x80":-0.75})", logprobs);
        return completionStep(jsonOf(answer.toStdString()), TokenNames(words), some)
            .value()
            .candidates;
    };
    QCOMPARE(candidatesOf(R"({"a":-0.75," b":-1.5})"), std::vector<Candidate>({{0, -0.75}}));
    QCOMPARE(candidatesOf(R"({" b":-0.75,"a":-1.5})"),
             std::vector<Candidate>({{1, -0.75}, {0, -1.5}}));
    QCOMPARE(candidatesOf(R"({" b":-0.75})"), std::vector<Candidate>({{1, -0.75}}));
    QCOMPARE(candidatesOf(R"({"a":-0.75,"<|endoftext|>":-1.5," b":-2.0})"),
             std::vector<Candidate>({{0, -0.75}, {3, -1.5}}));
}

void TestStepAnswer::completionFaults_data()
{
    const auto add = faults();
    add("web page", "<html>", "answers with a web page");
    add("no choice", replaced(openAiAnswer, "choices", "choice"), "no choices[0].logprobs");
    add("no logprobs", R"({"choices":[{"text":"a","logprobs":null}]})", "no choices[0].logprobs");
    add("empty", R"({"choices":[{"logprobs":{"top_logprobs":[{}]}}]})", "no choices[0].logprobs");
    add("end", R"({"choices":[{"text":"","finish_reason":"stop","logprobs":{"top_logprobs":[]}}]})",
        "sampled the end of the text");
    add("null", replaced(openAiAnswer, "-0.75", "null"), "log probability nan");
    add("positive", replaced(openAiAnswer, "-0.75", "0.75"), "log probability 0.75");
    add("sum", replaced(openAiAnswer, "-0.75", "-0.1"), "together, more than 1");
    add("fewer", replaced(openAiAnswer, "\" b\":-1.5,", ""), "tells of 1 tokens");
    add("id", replaced(vllmAnswer, "token_id:3", "token_id:4"), "tells of token 4");
    add("twice", replaced(vllmAnswer, "token_id:3", "token_id:00"), "tells of token 0 twice");
    add("another model", replaced(vllmAnswer, "\"gpt2\"", "\"gpt3\""), "serves \"gpt3\" now");
    add("BOS", replaced(vllmAnswer, "\"prompt_tokens\":3", "\"prompt_tokens\":4"),
        "read 4 tokens, but 3 were sent");
}

void TestStepAnswer::completionFaults()
{
    QFETCH(QString, answer);
    QFETCH(QString, part);
    const auto message = faultOf(
        answer, [](const auto& json) { return completionStep(json, TokenNames(words), four); });
    QVERIFY2(message.startsWith("host:1: ") && message.contains(part) && message.contains(";"),
             qPrintable(message));
}

// Beside the two most likely, the token that stands there.
void TestStepAnswer::vllmPrompt()
{
    const auto steps = promptSteps(jsonOf(vllmAnswer), four);
    QVERIFY2(steps, qPrintable(messageOf(steps)));
    QCOMPARE(steps->size(), 2u);
    QCOMPARE((*steps)[0].candidates,
             std::vector<Candidate>({{0, -0.25}, {2, -2.0}})); // 1 isn't the next
    QCOMPARE((*steps)[0].rank, std::optional(3));
    QCOMPARE((*steps)[1].candidates, std::vector<Candidate>({{3, -0.125}, {0, -3.0}}));
    QCOMPARE((*steps)[1].rank, std::nullopt);
    for (const auto* rank : {"null", "0", "5", "1e99", "\"3\""}) {
        const auto without =
            replaced(vllmAnswer, "\"rank\":3", qPrintable(QString("\"rank\":%1").arg(rank)));
        QCOMPARE(promptSteps(jsonOf(without.toStdString()), four).value()[0].rank, std::nullopt);
    }
}

void TestStepAnswer::vllmPromptFaults()
{
    const auto errorOf = [](const char* before, const char* after) {
        return messageOf(
            promptSteps(jsonOf(replaced(vllmAnswer, before, after).toStdString()), four));
    };
    QVERIFY(errorOf("prompt_logprobs", "prompt").contains("for every token of the text"));
    QVERIFY(errorOf("[null,", "[null,null,").contains("for every token of the text"));
    QVERIFY(
        errorOf("\"3\":{\"logprob\":-0.125", "\"3\":{\"log\":-0.125").contains("log probability"));
    QVERIFY(errorOf("\"3\":{\"logprob\"", "\"x\":{\"logprob\"").contains("tells of token -1"));
    QVERIFY(errorOf("-0.125", "-0.01").contains("together, more than 1"));
}

LOGITSCOPE_TEST(TestStepAnswer)
#include "tst_step_answer.moc"
