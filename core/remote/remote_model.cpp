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

void RemoteModel::resume() const
{
    const std::lock_guard lock(mutex_);
    if (stop_.stop_requested())
        stop_ = std::stop_source();
}

// One for all that a call asks, so that no interruption between its questions is lost.
std::stop_token RemoteModel::stopToken() const
{
    const std::lock_guard lock(mutex_);
    return stop_.get_token();
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
Result<std::vector<ServerAnswer>> RemoteModel::ask(const CallsFor& callsFor, int& candidates,
                                                   const std::stop_token& stop) const
{
    const int most = std::min(candidates, mostCandidates());
    auto answers = askForCandidates(*server_.link, most, callsFor, stop);
    if (!answers)
        return tl::unexpected(answers.error());
    candidates = answers->candidates;
    if (candidates < most)
        mostCandidates_ = candidates;
    latency_ = answers->latency;
    if (answers->wasRetried)
        if (const auto same = checkSameModel(stop); !same)
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
    return askNext(texts, candidates, stopToken());
}

Result<std::vector<RemoteModel::Candidates>>
RemoteModel::askNext(std::span<const std::vector<TokenId>> texts, int candidates,
                     const std::stop_token& stop) const
{
    const auto answers = ask(
        [&](int count) {
            std::vector<ServerCall> calls;
            for (const auto& text : texts)
                calls.push_back(nextTokenCall(server_.asked, text, count));
            return calls;
        },
        candidates, stop);
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

Result<std::vector<TokenId>> RemoteModel::encode(std::string_view text, bool takesSpecial,
                                                 const std::stop_token& stop) const
{
    const auto& server = server_.link->server();
    if (server_.asked.kind == ServerKind::OpenAi)
        return fail("{}: has no /tokenize; the model's tokenizer files are needed on this machine",
                    server);
    const auto call = tokenizeCall(server_.asked, text, takesSpecial);
    if (!call)
        return tl::unexpected(call.error());
    const auto answer = server_.briefLink->object(*call, stop);
    if (!answer)
        return tl::unexpected(answer.error());
    return tokensIn(*answer, server_.asked.vocabulary, server);
}

} // namespace logitscope
