#include "core/remote/remote_model.h"

#include "core/json_fields.h"
#include "core/remote/answer_json.h"
#include "core/remote/candidate_request.h"
#include "core/remote/remote_context.h"
#include "core/remote/step_answer.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

// Texts that eachToken() asks about at once: an answer may have the whole vocabulary in it.
constexpr std::size_t textsAtOnce = 8;

} // namespace

// While it is there, interrupt() ends what uses its token. An interruption that came before counts.
struct RemoteModel::Asking
{
    explicit Asking(const RemoteModel& asked) : model(asked)
    {
        const std::lock_guard lock(model.mutex_);
        stop = model.stop_.get_token();
    }

    ~Asking()
    {
        const std::lock_guard lock(model.mutex_);
        if (stop.stop_requested() && stop == model.stop_.get_token())
            model.stop_ = std::stop_source();
    }

    Asking(const Asking&) = delete;
    Asking& operator=(const Asking&) = delete;

    const RemoteModel& model;
    std::stop_token stop;
};

RemoteModel::RemoteModel(ConnectedServer server, int candidates)
    : server_(std::move(server))
    , names_(server_.vocabulary)
    , candidates_(candidates)
    , mostCandidates_(server_.mostCandidates)
{
}

std::unique_ptr<Context> RemoteModel::newContext() const
{
    return std::make_unique<RemoteContext>(*this);
}

void RemoteModel::interrupt() const
{
    const std::lock_guard lock(mutex_);
    stop_.request_stop();
}

Result<void> RemoteModel::read(std::span<const NextTokens> texts) const
{
    std::vector<std::vector<TokenId>> whole;
    for (const auto& text : texts) {
        auto with = static_cast<const RemoteContext*>(text.context)->with(text.tokens);
        if (!with)
            return tl::unexpected(std::move(with).error());
        whole.push_back(*std::move(with));
    }
    const auto steps = nextTokens(whole, candidates_);
    if (!steps)
        return tl::unexpected(steps.error());
    for (std::size_t i = 0; i < texts.size(); ++i)
        static_cast<RemoteContext*>(texts[i].context)->take(std::move(whole[i]), (*steps)[i]);
    return {};
}

Wanted RemoteModel::wanted(int candidates, std::size_t tokens) const
{
    return {.server = server_.link->server(),
            .vocabulary = server_.asked.vocabulary,
            .candidates = candidates,
            .fewerAreFine = server_.asked.kind == ServerKind::OpenAi, // some have no name
            .tokens = static_cast<int>(tokens),
            .model = server_.answersAs};
}

Result<RemoteModel::Candidates> RemoteModel::stepIn(const nlohmann::json& answer,
                                                    const Wanted& wanted) const
{
    auto step = server_.asked.kind == ServerKind::LlamaCpp ? llamaStep(answer, wanted)
                                                           : completionStep(answer, names_, wanted);
    if (!step)
        return tl::unexpected(std::move(step).error());
    return std::move(step->candidates);
}

// All with status 200. `candidates` are as many as the server allowed in the end.
Result<std::vector<ServerAnswer>> RemoteModel::ask(const CallsFor& callsFor, int& candidates) const
{
    const Asking asking(*this);
    const int most = std::min(candidates, mostCandidates());
    auto answers = askForCandidates(*server_.link, most, callsFor, asking.stop);
    if (!answers)
        return tl::unexpected(answers.error());
    candidates = answers->candidates;
    if (candidates < most)
        mostCandidates_ = candidates;
    latency_ = answers->latency;
    if (answers->wasRetried)
        if (const auto same = checkSameModel(asking.stop); !same)
            return tl::unexpected(same.error());
    return std::move(answers->all);
}

// A server that was away may have come back with another model.
Result<void> RemoteModel::checkSameModel(const std::stop_token& stop) const
{
    const auto answer = server_.link->object({"/v1/models"}, stop);
    if (!answer)
        return tl::unexpected(answer.error());
    const auto& server = server_.link->server();
    const auto now = listedModel(*answer, server_.listed.name, server);
    if (!now)
        return tl::unexpected(now.error());
    if (*now != server_.listed)
        return fail("{}: serves another model now, no longer the {} that it had; connect again",
                    server, describe(server_.listed.name));
    return {};
}

Result<std::vector<RemoteModel::Candidates>>
RemoteModel::nextTokens(std::span<const std::vector<TokenId>> texts, int candidates) const
{
    const auto answers = ask(
        [&](int count) {
            std::vector<ServerCall> calls;
            for (const auto& text : texts)
                calls.push_back(nextTokenCall(server_.asked, text, count));
            return calls;
        },
        candidates);
    if (!answers)
        return tl::unexpected(answers.error());
    std::vector<Candidates> steps;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto json = readAnswer((*answers)[i].body, server_.link->server());
        if (!json)
            return tl::unexpected(json.error());
        auto step = stepIn(*json, wanted(candidates, texts[i].size()));
        if (!step)
            return tl::unexpected(std::move(step).error());
        steps.push_back(*std::move(step));
    }
    return steps;
}

Result<std::vector<RemoteModel::Candidates>> RemoteModel::eachToken(std::span<const TokenId> text,
                                                                    int first, int candidates) const
{
    const auto upTo = [text](std::size_t tokens) {
        return std::vector(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(tokens));
    };
    const auto begin = static_cast<std::size_t>(first) + 1; // tokens that the first is after
    std::vector<Candidates> steps;
    if (server_.asked.kind == ServerKind::Vllm) {
        const auto answers =
            ask([&](int count) { return std::vector{eachTokenCall(server_.asked, text, count)}; },
                candidates);
        if (!answers)
            return tl::unexpected(answers.error());
        const auto want = wanted(candidates, text.size());
        const auto json = readAnswer(answers->front().body, server_.link->server());
        if (!json)
            return tl::unexpected(json.error());
        auto told = promptSteps(*json, want);
        auto last = stepIn(*json, want);
        if (!told || !last)
            return tl::unexpected(told ? last.error() : told.error());
        steps.assign(std::next(told->begin(), first), told->end());
        steps.push_back(*std::move(last));
    } else {
        while (begin + steps.size() <= text.size()) {
            std::vector<std::vector<TokenId>> some;
            for (auto end = begin + steps.size(); end <= text.size() && some.size() < textsAtOnce;
                 ++end)
                some.push_back(upTo(end));
            auto told = nextTokens(some, candidates);
            if (!told)
                return told;
            std::ranges::move(*told, std::back_inserter(steps));
        }
    }

    // The token that follows in the text, too, where the server can tell of all.
    for (auto end = begin; end < text.size() && mostCandidates() == server_.asked.vocabulary;
         ++end) {
        auto& step = steps[end - begin];
        if (std::ranges::find(step, text[end], &Candidate::token) != step.end())
            continue;
        const auto before = upTo(end);
        auto all = nextTokens({&before, 1}, server_.asked.vocabulary);
        if (!all)
            return all;
        step = std::move(all->front());
    }
    return steps;
}

Result<std::vector<TokenId>> RemoteModel::encode(std::string_view text, bool takesSpecial) const
{
    const auto& server = server_.link->server();
    if (server_.asked.kind == ServerKind::OpenAi)
        return fail("{}: has no /tokenize; the model's tokenizer files are needed on this machine",
                    server);
    const auto call = tokenizeCall(server_.asked, text, takesSpecial);
    if (!call)
        return tl::unexpected(call.error());
    const Asking asking(*this);
    const auto answer = server_.link->object(*call, asking.stop);
    if (!answer)
        return tl::unexpected(answer.error());
    return tokensIn(*answer, server_.asked.vocabulary, server);
}

} // namespace logitscope
