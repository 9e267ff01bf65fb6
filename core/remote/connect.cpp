#include "core/remote/connect.h"

#include "core/json_fields.h"
#include "core/remote/answer_json.h"
#include "core/remote/candidate_request.h"
#include "core/remote/llama_vocabulary.h"
#include "core/remote/step_answer.h"
#include "core/remote/tokenizer_check.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

// Where a server doesn't say how long a text may be; it refuses by itself what is too long.
constexpr int unknownContextLength = 1'000'000;

constexpr int mostTokens = 2'000'000; // of a vocabulary: there has to be memory for it

RemoteTimes brief(RemoteTimes times)
{
    constexpr std::chrono::milliseconds most{3'000};
    times.connect = std::min(times.connect, most);
    times.stall = std::min(times.stall, most);
    times.answer = std::min(times.answer, most);
    times.loading = {};
    times.attempts = 1;
    return times;
}

class Connecting
{
public:
    Connecting(const RemoteAddress& address, const ConnectOptions& options) : options_(options)
    {
        server_.link =
            std::make_unique<ServerLink>(address, options.key, options.times, options.waiting);
        server_.briefLink =
            std::make_unique<ServerLink>(address, options.key, brief(options.times));
    }

    // Each of these is a step, after those before it.
    Result<void> findModel(const std::string& name);
    Result<void> findTokens();
    Result<void> findCandidates();

    ConnectedServer finish() &&;

private:
    const ServerLink& link() const { return *server_.link; }

    Result<void> readLlamaProps();
    Result<void> readLlamaTokens();
    void noteVocabulary(std::span<const Candidate> told);

    const ConnectOptions& options_;
    ConnectedServer server_;
    LlamaProps props_;
};

Result<void> Connecting::findModel(const std::string& name)
{
    const auto answer = link().object({"/v1/models"}, options_.stop);
    if (!answer)
        return tl::unexpected(answer.error());
    const auto listed = listedModel(*answer, name, link().server());
    if (!listed)
        return tl::unexpected(listed.error());
    if (listed->vocabularySize > mostTokens)
        return fail("{}: says that its model has {} tokens, more than any has; check the server",
                    link().server(), listed->vocabularySize);
    server_.listed = *listed;
    const bool isLlama = listed->owner == "llamacpp" || listed->vocabularySize > 0;
    server_.asked = {.kind = isLlama                   ? ServerKind::LlamaCpp
                             : listed->owner == "vllm" ? ServerKind::Vllm
                                                       : ServerKind::OpenAi,
                     .name = listed->name,
                     .vocabulary = listed->vocabularySize,
                     .failsAtPartsOfCharacters = listed->owner == "llamacpp"};
    return {};
}

Result<void> Connecting::findTokens()
{
    if (server_.asked.kind == ServerKind::LlamaCpp) {
        if (const auto done = readLlamaProps(); !done)
            return done;
        return readLlamaTokens();
    }
    if (options_.vocabulary.empty())
        return fail(
            "{}: doesn't tell what its tokens stand for; {}", link().server(),
            server_.listed.owner == "logitscope"
                ? "let clients read whole distributions there (logitscope serve --all-logprobs)"
                : "name a folder on this machine with the model's tokenizer.json, too");
    server_.vocabulary = options_.vocabulary;
    server_.asked.vocabulary = static_cast<int>(server_.vocabulary.size());
    return checkTokenizer(link(), server_.asked, server_.vocabulary, options_.stop);
}

Result<void> Connecting::readLlamaProps()
{
    if (server_.asked.vocabulary == 0)
        return fail("{}: doesn't say how many tokens its model has; update llama.cpp's server",
                    link().server());
    const auto answer = link().object({"/props"}, options_.stop);
    if (!answer)
        return tl::unexpected(answer.error());
    props_ = llamaProps(*answer);
    // Its threads were slots + 2 until 2026, and one stays with a connection that is kept.
    if (props_.textsAtOnce > 0)
        for (const auto* asking : {&server_.link, &server_.briefLink})
            (*asking)->setMostAtOnce(static_cast<std::size_t>(props_.textsAtOnce));
    return {};
}

Result<void> Connecting::readLlamaTokens()
{
    auto read = readLlamaVocabulary(link(), server_.asked, props_, options_.stop);
    if (!read)
        return tl::unexpected(std::move(read).error());
    server_.vocabulary = std::move(read->bytes);
    server_.answersAs = std::move(read->answersAs);
    server_.beginOfText = read->beginOfText;
    server_.endOfText = read->endOfText;
    server_.mostCandidates = server_.asked.vocabulary;
    return {};
}

// How many tokens the server may be asked for. vLLM may tell of all: then the vocabulary has as
// many.
Result<void> Connecting::findCandidates()
{
    if (server_.mostCandidates > 0)
        return {};
    const auto words = someWords(server_.vocabulary);
    const bool isVllm = server_.asked.kind == ServerKind::Vllm;
    const int vocabulary = server_.asked.vocabulary;
    const auto answers = askForCandidates(
        link(), isVllm ? vocabulary : std::clamp(options_.candidates, usualCandidates, vocabulary),
        [&](int count) { return std::vector{nextTokenCall(server_.asked, words, count)}; },
        options_.stop);
    if (!answers)
        return tl::unexpected(answers.error());
    const auto answer = readAnswer(answers->all.front().body, link().server());
    if (!answer)
        return tl::unexpected(answer.error());
    const bool isWhole = isVllm && answers->candidates == vocabulary;
    const auto step = completionStep(*answer, TokenNames(server_.vocabulary),
                                     {.server = link().server(),
                                      .vocabulary = isWhole ? anyInt : vocabulary,
                                      .candidates = isWhole ? anyInt : answers->candidates,
                                      .fewerAreFine = true,
                                      .tokens = static_cast<int>(words.size())});
    if (!step)
        return tl::unexpected(step.error());
    server_.answersAs = step->model;
    server_.mostCandidates = answers->candidates;
    if (isWhole) {
        noteVocabulary(step->candidates);
        server_.mostCandidates = static_cast<int>(step->candidates.size());
    }
    return {};
}

// A model may have more rows than its tokenizer has tokens.
void Connecting::noteVocabulary(std::span<const Candidate> told)
{
    const auto last = std::ranges::max(told, {}, &Candidate::token).token;
    if (std::cmp_equal(told.size(), last + 1) && told.size() >= server_.vocabulary.size()) {
        server_.asked.vocabulary = static_cast<int>(told.size());
        server_.vocabulary.resize(told.size());
    }
}

ConnectedServer Connecting::finish() &&
{
    const auto& listed = server_.listed;
    const auto length = props_.contextLength > 0 ? props_.contextLength : listed.contextLength;
    auto& info = server_.info;
    info.name = listed.name;
    info.parameters = listed.parameters;
    info.vocabularySize = server_.asked.vocabulary;
    info.contextLength = length > 0 ? length - 1 : unknownContextLength; // it adds a token
    info.device = link().server();
    info.givesProbabilities = true;
    info.engine = listed.owner == "logitscope"                 ? "Logitscope"
                  : server_.asked.kind == ServerKind::LlamaCpp ? "llama.cpp"
                  : server_.asked.kind == ServerKind::Vllm     ? "vLLM"
                                                               : "OpenAI-compatible";
    return std::move(server_);
}

bool canBeKey(const std::string& key)
{
    return std::ranges::all_of(key, [](char c) { return c > ' ' && c < '\x7f'; });
}

} // namespace

Result<std::unique_ptr<RemoteModel>> connectTo(const RemoteAddress& address,
                                               const ConnectOptions& options)
{
    if (!canBeKey(options.key))
        return fail("{}: the key has a blank, a line break or a letter beyond ASCII in it; give it "
                    "again",
                    address.authority);
    Connecting connecting(address, options);
    if (const auto done = connecting.findModel(address.model); !done)
        return tl::unexpected(done.error());
    if (const auto done = connecting.findTokens(); !done)
        return tl::unexpected(done.error());
    if (const auto done = connecting.findCandidates(); !done)
        return tl::unexpected(done.error());
    return std::make_unique<RemoteModel>(std::move(connecting).finish(), options.candidates);
}

} // namespace logitscope
