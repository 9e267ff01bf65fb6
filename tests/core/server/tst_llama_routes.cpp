// What the server answers as llama.cpp's does, to those who may read whole distributions.
#include "tests/core/generation/open_checkpoint.h"
#include "tests/core/generation/plain_run.h"
#include "tests/core/server/served_api.h"
#include "tests/test_program.h"

#include <QTest>

#include <cmath>
#include <string>

using namespace logitscope;
using namespace logitscope::fixtures;

using LlamaJson = nlohmann::json;

class TestLlamaRoutes : public QObject
{
    Q_OBJECT

private slots:
    void wholeDistribution();
    void severalTokens();
    void endOfTextIsTold();
    void wholeDistributionInCompletions();
    void tokens();
    void models();
    void errors();
    void key();
    void offByDefault();
    void events();

private:
    LlamaJson post(ServedApi& server, const char* path, const LlamaJson& body)
    {
        return jsonOf(server.client().post(path, body.dump(), "application/json"));
    }

    const std::shared_ptr<const OpenModel> model_ =
        fixtures::open(randomCheckpoint({.contextLength = 32}, 3));
    static constexpr int all = fixtures::vocabularySize;
};

namespace
{

constexpr const char* jsonType = "application/json";

// Natural logarithms of the softmax, by its definition.
std::vector<double> logarithmsAfter(const OpenModel& model, const std::vector<TokenId>& text)
{
    const auto context = model.model->newContext();
    const auto logits = context->prefill(text).value();
    double sum = 0.0;
    for (const float logit : logits)
        sum += std::exp(static_cast<double>(logit));
    std::vector<double> logarithms;
    for (const float logit : logits)
        logarithms.push_back(logit - std::log(sum));
    return logarithms;
}

// Every token once, the most likely ones first, each with the logarithm that it has.
void compareAll(const LlamaJson& list, const std::vector<double>& truth)
{
    QCOMPARE(list.size(), truth.size());
    std::vector<bool> seen(truth.size());
    double last = 0.0;
    for (const auto& item : list) {
        const auto id = item.at("id").get<std::size_t>();
        QVERIFY(!seen.at(id));
        seen[id] = true;
        const auto logprob = item.at("logprob").get<double>();
        QVERIFY(std::abs(logprob - truth[id]) < 1e-6);
        QVERIFY(logprob <= last);
        last = logprob;
    }
}

} // namespace

void TestLlamaRoutes::wholeDistribution()
{
    ServedApi server(model_, {.allLogprobs = true});
    const auto answer =
        post(server, "/completion",
             {{"prompt", {'a', 'b'}}, {"n_predict", 1}, {"n_probs", all}, {"cache_prompt", true}});
    const auto& step = answer.at("completion_probabilities").at(0);
    compareAll(step.at("top_logprobs"), logarithmsAfter(*model_, {'a', 'b'}));
    for (const auto& item : step.at("top_logprobs")) {
        std::string bytes;
        for (const auto& byte : item.at("bytes"))
            bytes += static_cast<char>(byte.get<int>());
        QCOMPARE(bytes, std::string(model_->tokenizer.bytes(item.at("id").get<TokenId>())));
    }
    QCOMPARE(answer.at("tokens_evaluated").get<int>(), 2);
    QCOMPARE(answer.at("model").get<std::string>(), model_->model->info().name);
}

// As a plain run with the same seed draws them.
void TestLlamaRoutes::severalTokens()
{
    ServedApi server(model_, {.allLogprobs = true});
    SamplerChain settings;
    settings.put(newStage(StageKind::TopK));
    const auto run = plainRun(model_, {'a'}, {.seed = 5, .settings = settings, .count = 8});
    const auto answer =
        post(server, "/completion",
             {{"prompt", {'a'}}, {"n_predict", 8}, {"n_probs", 3}, {"seed", 5}, {"top_k", 40}});
    const auto& steps = answer.at("completion_probabilities");
    QCOMPARE(steps.size(), run.draws.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
        QCOMPARE(steps[i].at("id").get<TokenId>(), run.draws[i].token);
        QCOMPARE(steps[i].at("top_logprobs").size(), std::size_t{3});
    }
    QCOMPARE(answer.at("tokens_predicted").get<std::size_t>(), run.draws.size());
}

// A text that ends has a distribution that it ended from.
void TestLlamaRoutes::endOfTextIsTold()
{
    auto checkpoint = randomCheckpoint({}, 3);
    std::vector<float> logits(fixtures::vocabularySize, 0.0f);
    logits[fixtures::endOfText] = 30.0f;
    fixLogits(checkpoint, logits);
    ServedApi server(fixtures::open(checkpoint), {.allLogprobs = true});
    const auto answer =
        post(server, "/completion", {{"prompt", "a"}, {"n_predict", 4}, {"n_probs", all}});
    QCOMPARE(answer.at("stop_type").get<std::string>(), std::string("eos"));
    QCOMPARE(answer.at("content").get<std::string>(), std::string());
    const auto& steps = answer.at("completion_probabilities");
    QCOMPARE(steps.size(), std::size_t{1});
    QCOMPARE(steps[0].at("id").get<int>(), fixtures::endOfText);
    QCOMPARE(steps[0].at("top_logprobs").size(), std::size_t{all});
}

void TestLlamaRoutes::wholeDistributionInCompletions()
{
    ServedApi server(model_, {.allLogprobs = true});
    const auto answer = post(server, "/v1/completions",
                             {{"prompt", {'b'}},
                              {"max_tokens", 1},
                              {"logprobs", all},
                              {"logit_bias", {{std::to_string(fixtures::endOfText), -100}}}});
    const auto& told = answer.at("choices").at(0).at("logprobs").at("top_logprobs").at(0);
    const auto truth = logarithmsAfter(*model_, {'b'});
    QCOMPARE(told.size(), truth.size());
    for (TokenId token = 0; token < all; ++token) {
        const auto name = tokenName(token, model_->tokenizer.bytes(token));
        QVERIFY(std::abs(told.at(name).get<double>() - truth[static_cast<std::size_t>(token)]) <
                1e-6);
    }
}

void TestLlamaRoutes::tokens()
{
    ServedApi server(model_, {.allLogprobs = true});
    QCOMPARE(post(server, "/tokenize", {{"content", "he<|endoftext|>"}}),
             LlamaJson({{"tokens", {256, fixtures::endOfText}}}));
    QCOMPARE(post(server, "/detokenize", {{"tokens", {256, 0xc3}}}),
             LlamaJson({{"content", "he\uFFFD"}}));
    const auto props = jsonOf(server.client().get("/props"));
    QCOMPARE(props.at("default_generation_settings").at("n_ctx").get<int>(), 32);
}

void TestLlamaRoutes::models()
{
    ServedApi server(model_, {.allLogprobs = true});
    const auto listed = jsonOf(server.client().get("/v1/models")).at("data").at(0);
    QCOMPARE(listed.at("meta").at("n_vocab").get<int>(), all);
    QCOMPARE(listed.at("meta").at("n_ctx_train").get<int>(), 32);
    QCOMPARE(listed.at("meta").at("n_params").get<std::int64_t>(),
             model_->model->info().parameters);
    ServedApi other(model_);
    const auto without = jsonOf(other.client().get("/v1/models")).at("data").at(0);
    QVERIFY(!without.contains("meta"));
    QCOMPARE(without.at("max_model_len").get<int>(), 32);
}

void TestLlamaRoutes::errors()
{
    ServedApi server(model_, {.allLogprobs = true});
    auto client = server.client();
    for (const auto* path : {"/completion", "/tokenize", "/detokenize"}) {
        QCOMPARE(errorOf(client.post(path, "{", jsonType)), std::string("400"));
        QCOMPARE(errorOf(client.get(path)), std::string("405 method_not_allowed"));
        const auto large = client.post(path, std::string(2'000'000, ' '), jsonType);
        QVERIFY(errorOf(large).starts_with("413"));
    }
    QCOMPARE(errorOf(client.post("/props", "{}", jsonType)), std::string("405 method_not_allowed"));
    QCOMPARE(errorOf(client.post("/completion", R"({"n_predict": 99})", jsonType)),
             std::string("400 context_length_exceeded"));
}

void TestLlamaRoutes::key()
{
    ServedApi server(model_, {.apiKey = "secret", .allLogprobs = true});
    auto client = server.client();
    const Headers right{{"Authorization", "Bearer secret"}};
    for (const auto* path : {"/completion", "/tokenize", "/detokenize"})
        QCOMPARE(errorOf(client.post(path, "{}", jsonType)), std::string("401 invalid_api_key"));
    QCOMPARE(errorOf(client.get("/props")), std::string("401 invalid_api_key"));
    QCOMPARE(client.get("/props", right)->status, 200);
    QCOMPARE(client.post("/tokenize", R"({"content": "a"})", jsonType, right)->status, 200);
}

void TestLlamaRoutes::offByDefault()
{
    ServedApi server(model_);
    auto client = server.client();
    for (const auto* path : {"/completion", "/tokenize", "/detokenize"}) {
        const auto refused = client.post(path, R"({"n_predict": 1})", jsonType);
        QCOMPARE(errorOf(refused), std::string("404 unknown_url"));
        QVERIFY(refused->body.find("--all-logprobs") != std::string::npos);
    }
    QCOMPARE(errorOf(client.get("/props")), std::string("404 unknown_url"));
    QCOMPARE(errorOf(client.post("/v1/completions", R"({"logprobs": 101})", jsonType)),
             std::string("400"));
}

// The window's log shows such a request as any other.
void TestLlamaRoutes::events()
{
    ServedApi server(model_, {.allLogprobs = true});
    QVERIFY(post(server, "/completion", {{"prompt", "ab"}, {"n_predict", 1}, {"n_probs", all}})
                .is_object());
    QTRY_VERIFY(server.events() == (std::vector<std::string>{"began ab", "ended 200"}));
    QCOMPARE(server->counters().requests, std::uint64_t{1});
}

LOGITSCOPE_TEST(TestLlamaRoutes)
#include "tst_llama_routes.moc"
