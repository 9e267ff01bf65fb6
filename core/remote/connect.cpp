#include "core/remote/connect.h"

#include "core/json_fields.h"
#include "core/remote/step_answer.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace logitscope
{

namespace
{

// Where a server doesn't say how long a text may be; it refuses by itself what is too long.
constexpr int unknownContextLength = 1'000'000;

constexpr int mostTokens = 2'000'000; // of a vocabulary: there has to be memory for it

constexpr std::size_t mostSpecialTokens = 2'000; // whose text is asked for one by one

// That a server is asked for at first which has OpenAI's completions and says no limit.
constexpr int usualCandidates = 100;

class Connecting
{
public:
    Connecting(const RemoteAddress& address, const ConnectOptions& options) : options_(options)
    {
        server_.link =
            std::make_unique<ServerLink>(address, options.key, options.times, options.waiting);
    }

    // Each of these is a step, after those before it.
    Result<void> findModel(const std::string& name);
    Result<void> findTokens();
    Result<void> findCandidates();

    ConnectedServer finish() &&;

private:
    const ServerLink& link() const { return *server_.link; }

    Result<void> readLlamaProps();
    Result<void> readLlamaVocabulary();
    void readSpecialTokens();
    Result<void> compareTokens();
    std::vector<TokenId> someWords() const;
    std::string textOfTokens(std::span<const TokenId> tokens) const;
    std::optional<TokenId> tokenOf(const std::string& text) const;
    void noteVocabulary(std::span<const Candidate> told);

    const ConnectOptions& options_;
    ConnectedServer server_;
    LlamaProps props_;
};

Result<void> Connecting::findModel(const std::string& name)
{
    const auto answer = link().body({"/v1/models"}, options_.stop);
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
                     .vocabulary = listed->vocabularySize};
    return {};
}

Result<void> Connecting::findTokens()
{
    if (server_.asked.kind == ServerKind::LlamaCpp) {
        if (const auto done = readLlamaProps(); !done)
            return done;
        return readLlamaVocabulary();
    }
    if (options_.vocabulary.empty())
        return fail(
            "{}: doesn't tell what its tokens stand for; name a folder on this machine with "
            "the model's tokenizer.json, too",
            link().server());
    server_.vocabulary = options_.vocabulary;
    server_.asked.vocabulary = static_cast<int>(server_.vocabulary.size());
    return compareTokens();
}

Result<void> Connecting::readLlamaProps()
{
    if (server_.asked.vocabulary == 0)
        return fail("{}: doesn't say how many tokens its model has; update llama.cpp's server",
                    link().server());
    const auto answer = link().body({"/props"}, options_.stop);
    const auto props =
        answer ? llamaProps(*answer, link().server()) : tl::unexpected(answer.error());
    if (!props)
        return tl::unexpected(props.error());
    props_ = *props;
    return {};
}

// After any token: the answer has all of them.
Result<void> Connecting::readLlamaVocabulary()
{
    const std::vector<TokenId> any{0};
    const auto answer =
        link().body(nextTokenCall(server_.asked, any, server_.asked.vocabulary), options_.stop);
    if (!answer)
        return tl::unexpected(answer.error());
    const Wanted wanted{.server = link().server(),
                        .vocabulary = server_.asked.vocabulary,
                        .candidates = server_.asked.vocabulary,
                        .tokens = 1};
    const auto step = llamaStep(*answer, wanted);
    if (!step)
        return tl::unexpected(step.error());
    auto vocabulary = llamaVocabulary(*answer, wanted);
    if (!vocabulary)
        return tl::unexpected(std::move(vocabulary).error());
    server_.answersAs = step->model;
    server_.vocabulary = *std::move(vocabulary);
    server_.mostCandidates = server_.asked.vocabulary;
    readSpecialTokens();
    server_.beginOfText = tokenOf(props_.beginOfText);
    server_.endOfText = tokenOf(props_.endOfText);
    return {};
}

// What isn't found out stays without text, as it would be shown.
void Connecting::readSpecialTokens()
{
    std::vector<ServerCall> calls;
    std::vector<std::string*> tokens;
    for (TokenId id = 0; auto& bytes : server_.vocabulary) {
        if (bytes.empty() && calls.size() < mostSpecialTokens) {
            calls.push_back(detokenizeCall(id));
            tokens.push_back(&bytes);
        }
        ++id;
    }
    const auto answers = link().send(calls, options_.stop);
    for (std::size_t i = 0; answers && i < calls.size(); ++i)
        if (const auto& answer = answers->all[i]; answer.status == 200)
            *tokens[i] = detokenized(answer.body, link().server()).value_or("");
}

// Whether the tokenizer on this machine is the model's: some text has to come back as it is.
Result<void> Connecting::compareTokens()
{
    auto words = someWords();
    std::string text = textOfTokens(words);
    std::string back;
    if (server_.asked.kind == ServerKind::Vllm) {
        const auto call = tokenizeCall(server_.asked, text, true);
        const auto answer = call ? link().body(*call, options_.stop) : tl::unexpected(call.error());
        const auto tokens = answer ? tokensIn(*answer, server_.asked.vocabulary, link().server())
                                   : tl::unexpected(answer.error());
        if (!tokens)
            return tl::unexpected(tokens.error());
        back = textOfTokens(*tokens);
    } else {
        const auto answer = link().body(echoCall(server_.asked, words), options_.stop);
        auto echoed =
            answer ? completionText(*answer, link().server()) : tl::unexpected(answer.error());
        if (!echoed)
            return tl::unexpected(std::move(echoed).error());
        back = echoed->substr(0, text.size());
    }
    if (text.empty() || back != text)
        return fail(
            "{}: its tokens are others than those of the tokenizer on this machine ({} is {} "
            "there); name the folder of this model's own tokenizer.json",
            link().server(), describe(text), describe(back));
    return {};
}

// How many tokens the server tells of. vLLM may tell of all: then the vocabulary has as many.
Result<void> Connecting::findCandidates()
{
    if (server_.mostCandidates > 0)
        return {};
    const auto words = someWords();
    const bool isVllm = server_.asked.kind == ServerKind::Vllm;
    int candidates =
        isVllm ? server_.asked.vocabulary : std::min(usualCandidates, server_.asked.vocabulary);
    while (true) {
        const auto call = nextTokenCall(server_.asked, words, candidates);
        const auto answers = link().send({&call, 1}, options_.stop);
        if (!answers)
            return tl::unexpected(answers.error());
        const auto& answer = answers->all.front();
        if (answer.status == 200) {
            const bool isWhole = isVllm && candidates == server_.asked.vocabulary;
            const auto step =
                completionStep(answer.body, TokenNames(server_.vocabulary),
                               {.server = link().server(),
                                .vocabulary = isWhole ? anyInt : server_.asked.vocabulary,
                                .candidates = isWhole ? anyInt : candidates,
                                .fewerAreFine = true,
                                .tokens = static_cast<int>(words.size())});
            if (!step)
                return tl::unexpected(step.error());
            server_.answersAs = step->model;
            server_.mostCandidates = static_cast<int>(step->candidates.size());
            if (isWhole)
                noteVocabulary(step->candidates);
            return {};
        }
        const auto fewer =
            answer.status == 400 ? fewerCandidates(answer.body, candidates) : std::nullopt;
        if (!fewer)
            return tl::unexpected(link().refusal(call, answer));
        candidates = *fewer;
    }
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

// From all over the vocabulary, and of letters alone.
std::vector<TokenId> Connecting::someWords() const
{
    constexpr std::size_t count = 16;
    std::vector<TokenId> words;
    const auto& vocabulary = server_.vocabulary;
    for (std::size_t part = 0; part < count; ++part) {
        const auto begin = part * vocabulary.size() / count;
        const auto end = (part + 1) * vocabulary.size() / count;
        const auto word = std::find_if(
            vocabulary.begin() + static_cast<std::ptrdiff_t>(begin),
            vocabulary.begin() + static_cast<std::ptrdiff_t>(end), [](const std::string& bytes) {
                return !bytes.empty() && std::ranges::all_of(bytes, [](char c) {
                    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                });
            });
        if (word != vocabulary.begin() + static_cast<std::ptrdiff_t>(end))
            words.push_back(static_cast<TokenId>(word - vocabulary.begin()));
    }
    return words;
}

std::string Connecting::textOfTokens(std::span<const TokenId> tokens) const
{
    std::string text;
    for (const auto token : tokens)
        text += server_.vocabulary[static_cast<std::size_t>(token)];
    return text;
}

// Nothing where several tokens have this text, or none.
std::optional<TokenId> Connecting::tokenOf(const std::string& text) const
{
    if (text.empty() || std::ranges::count(server_.vocabulary, text) != 1)
        return std::nullopt;
    return static_cast<TokenId>(std::ranges::find(server_.vocabulary, text) -
                                server_.vocabulary.begin());
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
