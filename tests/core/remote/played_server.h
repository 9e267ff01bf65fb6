// A server of a language model, played: it answers as llama.cpp's, vLLM or another with OpenAI's
// completions does, from probabilities that a test says, or as badly as a test wants.
#pragma once

#include "core/remote/connect.h"
#include "tests/fixtures/hub_server.h"

#include <QString>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>
#include <memory>
#include <mutex>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace logitscope::fixtures
{

// A token for each byte, and three more: those of checkpoint.h.
inline std::vector<std::string> playedVocabulary()
{
    std::vector<std::string> vocabulary;
    for (int byte = 0; byte < 256; ++byte)
        vocabulary.push_back(std::string(1, static_cast<char>(byte)));
    vocabulary.insert(vocabulary.end(), {"he", " t", "<|endoftext|>"});
    return vocabulary;
}

// Natural logarithms of probabilities that differ with every token of the text.
inline std::vector<double> playedLogarithms(const std::vector<int>& text, std::size_t vocabulary)
{
    auto mixed = static_cast<double>(text.size());
    for (const int token : text)
        mixed = std::fmod(mixed * 1.7 + token * 0.37, 11.0);
    std::vector<double> logarithms(vocabulary);
    double sum = 0.0;
    for (std::size_t i = 0; i < vocabulary; ++i) {
        logarithms[i] = 4.0 * std::sin(static_cast<double>(i) * (1.3 + mixed));
        sum += std::exp(logarithms[i]);
    }
    for (double& logarithm : logarithms)
        logarithm -= std::log(sum);
    return logarithms;
}

class PlayedServer
{
public:
    using Json = nlohmann::json;
    using Fault = HubServer::Script; // makes another answer of the right one

    explicit PlayedServer(ServerKind kind, std::vector<std::string> tokens = playedVocabulary())
        : vocabulary(std::move(tokens))
        , mostLogprobs(kind == ServerKind::OpenAi ? 5 : static_cast<int>(vocabulary.size()))
        , kind_(kind)
    {
        server_.setScript([this](const HubRequest& request, HubReply& reply) {
            reply = usualReply(request);
            if (const auto fault = currentFault())
                fault(request, reply);
        });
    }

    // What it has, to be changed before it is asked. `next` is called on several threads.
    std::vector<std::string> vocabulary;
    int mostLogprobs;          // that a request may ask for
    int mostNames = 1'000'000; // that OpenAI's completions tell, whatever was asked for
    std::string model = "tiny";
    std::string key = {};
    int contextLength = 17;
    int textsAtOnce = 0; // 0: it doesn't say
    std::function<std::vector<double>(const std::vector<int>& text)> next =
        [this](const std::vector<int>& text) { return playedLogarithms(text, vocabulary.size()); };

    void setFault(Fault fault)
    {
        const std::lock_guard lock(mutex_);
        fault_ = std::move(fault);
    }

    // Of the next so many requests for that path.
    void setFault(int times, const std::string& path, const HubReply& wrong)
    {
        auto left = std::make_shared<std::atomic<int>>(times);
        setFault([left, path, wrong](const HubRequest& request, HubReply& reply) {
            if (request.path == path && (*left)-- > 0)
                reply = wrong;
        });
    }

    std::string address() const { return server_.address(); }

    const HubServer& hub() const { return server_; }

    // As llama.cpp's server until 2026: a kept connection keeps one of its few threads.
    void readOneTextAtATime()
    {
        textsAtOnce = 1;
        server_.setMostConnections(3);
    }

    std::vector<Json> bodies(const std::string& path) const // of the requests so far
    {
        std::vector<Json> all;
        for (const auto& request : server_.requests())
            if (request.path == path)
                all.push_back(Json::parse(request.body, nullptr, false));
        return all;
    }

    // Without the patience of a program.
    static RemoteTimes quickTimes()
    {
        RemoteTimes times;
        times.connect = std::chrono::milliseconds(2'000);
        times.attempts = 3;
        times.firstPause = std::chrono::milliseconds(1);
        times.longestPause = std::chrono::milliseconds(2);
        return times;
    }

    ConnectOptions options() const
    {
        ConnectOptions usual;
        usual.times = quickTimes();
        usual.key = key;
        usual.candidates = 10;
        if (kind_ != ServerKind::LlamaCpp)
            usual.vocabulary = vocabulary;
        return usual;
    }

    Result<std::unique_ptr<RemoteModel>> connect() const { return connect(options()); }

    Result<std::unique_ptr<RemoteModel>> connect(const ConnectOptions& with,
                                                 const std::string& name = {}) const
    {
        return connectTo(*RemoteAddress::parse(address() + name), with);
    }

    // The sentence, with this server called "server".
    template <class T>
    QString errorOf(const Result<T>& result) const
    {
        return result ? QString("no error")
                      : QString::fromStdString(result.error().message)
                            .replace(QString::fromStdString(address().substr(7)), "server");
    }

private:
    Fault currentFault() const
    {
        const std::lock_guard lock(mutex_);
        return fault_;
    }

    static HubReply jsonReply(const Json& json, int status = 200)
    {
        const auto text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
        return {.status = status,
                .headers = {{"Content-Type", "application/json"}},
                .body = QByteArray::fromStdString(text)};
    }

    static HubReply refusal(int status, const std::string& message)
    {
        return jsonReply({{"error", {{"message", message}}}}, status);
    }

    HubReply usualReply(const HubRequest& request) const
    {
        if (!key.empty() && (!request.has("authorization") ||
                             request.headers.at("authorization") != "Bearer " + key))
            return refusal(401, "Invalid API key " + key);
        const auto asked = Json::parse(request.body, nullptr, false);
        const bool isLlama = kind_ == ServerKind::LlamaCpp;
        if (request.path == "/v1/models")
            return jsonReply({{"object", "list"}, {"data", {listed()}}});
        if (request.path == "/props" && isLlama)
            return jsonReply({{"default_generation_settings", {{"n_ctx", contextLength}}},
                              {"total_slots", textsAtOnce},
                              {"bos_token", vocabulary.back()},
                              {"eos_token", vocabulary.back()}});
        if (request.path == "/tokenize" && kind_ != ServerKind::OpenAi)
            return jsonReply({{"tokens", tokensOf(asked.at(isLlama ? "content" : "prompt"))}});
        if (request.path == "/detokenize" && isLlama)
            return jsonReply({{"content", vocabulary.at(asked.at("tokens").at(0))}});
        if (request.path == "/completion" && isLlama)
            return llamaReply(asked);
        if (request.path == "/v1/completions" && !isLlama)
            return completionReply(asked);
        return refusal(404, "Not Found");
    }

    Json listed() const
    {
        switch (kind_) {
        case ServerKind::LlamaCpp:
            return {{"id", model},
                    {"owned_by", "llamacpp"},
                    {"meta",
                     {{"n_vocab", vocabulary.size()}, {"n_ctx_train", 99}, {"n_params", 1234}}}};
        case ServerKind::Vllm:
            return {{"id", model}, {"owned_by", "vllm"}, {"max_model_len", contextLength}};
        case ServerKind::OpenAi:
            break;
        }
        return {{"id", model}, {"owned_by", "somebody"}};
    }

    static Json tokensOf(const std::string& text) // a token for each byte
    {
        auto tokens = Json::array();
        for (const char byte : text)
            tokens.push_back(static_cast<unsigned char>(byte));
        return tokens;
    }

    // The most likely first.
    static std::vector<int> ranking(const std::vector<double>& logarithms)
    {
        std::vector<int> order(logarithms.size());
        std::iota(order.begin(), order.end(), 0);
        std::ranges::sort(order, [&](int a, int b) { return logarithms[a] > logarithms[b]; });
        return order;
    }

    HubReply llamaReply(const Json& asked) const
    {
        const std::vector<int> text = asked.at("prompt");
        const auto logarithms = next(text);
        auto top = Json::array();
        for (const int id : ranking(logarithms)) {
            if (std::cmp_equal(top.size(), asked.at("n_probs").get<int>()))
                break;
            auto bytes = Json::array(); // none of a special token
            for (const char byte : id + 1 < std::ssize(vocabulary) ? vocabulary[id] : "")
                bytes.push_back(static_cast<unsigned char>(byte));
            top.push_back({{"id", id},
                           {"token", vocabulary[id]},
                           {"bytes", bytes},
                           {"logprob", logarithms[id]}});
        }
        return jsonReply({{"model", model},
                          {"tokens_evaluated", text.size()},
                          {"truncated", false},
                          {"completion_probabilities", {{{"top_logprobs", top}}}}});
    }

    std::string nameOf(int token, bool byId) const
    {
        return byId ? "token_id:" + std::to_string(token) : vocabulary[token];
    }

    // The most likely and, as vLLM has it, the one that was sampled or stands there.
    Json named(const std::vector<double>& logarithms, int count, int beside, bool byId) const
    {
        auto order = ranking(logarithms);
        order.resize(std::min(count < 0 ? order.size() : static_cast<std::size_t>(count),
                              static_cast<std::size_t>(mostNames)));
        if (std::ranges::find(order, beside) == order.end())
            order.push_back(beside);
        auto names = Json::object();
        for (const int id : order)
            names[nameOf(id, byId)] = logarithms[id];
        return names;
    }

    HubReply completionReply(const Json& asked) const
    {
        const std::vector<int> text = asked.at("prompt");
        const bool isVllm = kind_ == ServerKind::Vllm;
        const int count = asked.value("logprobs", 0);
        const int counted = count < 0 ? static_cast<int>(vocabulary.size()) : count;
        if (counted > mostLogprobs)
            return refusal(400, isVllm ? "Requested sample logprobs of " + std::to_string(counted) +
                                             ", which is greater than max allowed: " +
                                             std::to_string(mostLogprobs) + " (parameter=logprobs)"
                                       : "logprobs is too large");
        std::string echoed;
        for (const int token : text)
            echoed += vocabulary[token];
        const int sampled = ranking(next(text)).back();
        Json choice{{"text", asked.value("echo", false) ? echoed + "!" : "!"},
                    {"logprobs",
                     {{"tokens", {nameOf(sampled, isVllm)}},
                      {"top_logprobs", Json::array({named(next(text), count, sampled, isVllm)})}}}};
        if (isVllm && asked.contains("prompt_logprobs")) {
            choice["prompt_logprobs"] = Json::array({nullptr});
            for (std::size_t i = 1; i < text.size(); ++i) {
                auto items = Json::object();
                const auto before = next(std::vector<int>(text.begin(), text.begin() + i));
                const auto told = named(before, asked.at("prompt_logprobs"), text[i], true);
                for (const auto& [name, value] : told.items()) {
                    const auto rank = 1 + std::ranges::count_if(before, [&](double other) {
                                          return other > value.get<double>();
                                      });
                    items[name.substr(9)] = {{"logprob", value}, {"rank", rank}};
                }
                choice["prompt_logprobs"].push_back(items);
            }
        }
        return jsonReply(
            {{"model", model}, {"choices", {choice}}, {"usage", {{"prompt_tokens", text.size()}}}});
    }

    ServerKind kind_;
    mutable std::mutex mutex_;
    Fault fault_;
    HubServer server_; // whose threads end first
};

} // namespace logitscope::fixtures
