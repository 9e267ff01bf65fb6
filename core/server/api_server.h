// The OpenAI-compatible endpoint: POST /v1/completions, GET /v1/models, GET /health. With
// allLogprobs, what core/remote asks of llama.cpp's server too: POST /completion, /tokenize and
// /detokenize, GET /props.
#pragma once

#include "core/api/completion.h"
#include "core/generation/generation_service.h"
#include "core/result.h"
#include "core/server/http_limits.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace logitscope
{

struct ServerOptions
{
    std::string host = "127.0.0.1";
    int port = 8000;             // 0: any that is free
    std::string apiKey = {};     // that requests have to bring; empty: none
    bool noAuth = false;         // no key is needed, although other machines reach the server
    std::string corsOrigin = {}; // that browsers may ask from; empty: none
    int maxQueue = 64;           // requests that wait while others run; 1 to 10,000

    // Clients may read a token's whole distribution, as large as it is; and the server answers as
    // llama.cpp's does, so that a program can use the model without its files.
    bool allLogprobs = false;
};

// What clients ask, for the window's log and the terminal. Called from the server's threads; may be
// empty. Nothing of it is written to disk.
struct ServerEvents
{
    static constexpr int clientDisconnected =
        499; // no status of HTTP's; what some servers' logs have

    struct Request
    {
        std::uint64_t id = 0;             // counts from 1
        std::string client;               // its address
        std::vector<std::string> prompts; // valid UTF-8
        int choices = 1;                  // of all prompts; those of the first come first
        bool stream = false;
        std::string model = {}; // its full name
        ModelIdentity identity = {};
        std::vector<std::vector<TokenId>> promptTokens = {};
        std::uint64_t seed = 0;
    };

    struct End
    {
        int status = 200;          // HTTP's, or clientDisconnected
        bool disconnected = false; // the client did, before it had everything
        Usage usage = {};
        std::string error = {}; // the sentence it was answered; empty where all went well
    };

    std::function<void(const Request&)> began; // a completion that was accepted
    // As it is sampled. Its tokens are there with their steps, whatever the request asks for.
    std::function<void(std::uint64_t id, const ChoicePiece&)> grew;
    std::function<void(std::uint64_t id, const End&)> ended;
    std::function<void(const std::string& client, const std::string& what, const End&)>
        refused; // what: "POST /v1/completions"
};

struct ServerCounters
{
    std::uint64_t requests = 0; // completions accepted
    int running = 0;
    int waiting = 0;
    std::uint64_t generatedTokens = 0;
};

class ApiServer
{
public:
    // Listens when it returns. Errors: the port is taken, the host is unknown, others than this
    // machine could reach it although there is neither a key nor noAuth. The service outlives it.
    static Result<std::unique_ptr<ApiServer>>
    start(GenerationService& service, std::shared_ptr<const OpenModel> model,
          const ServerOptions& options, ServerEvents events = {}, const HttpLimits& limits = {});

    // Ends what runs, within a second, and frees the port.
    virtual ~ApiServer() = default;

    virtual int port() const = 0;

    // "http://127.0.0.1:8000"
    virtual std::string url() const = 0;

    // For this machine: the same, but for the hosts 0.0.0.0 and ::, which no client can ask.
    virtual std::string localUrl() const = 0;

    // Requests that come from now on are for this one.
    virtual void setModel(std::shared_ptr<const OpenModel> model) = 0;

    virtual ServerCounters counters() const = 0;
};

} // namespace logitscope
