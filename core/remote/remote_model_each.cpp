// What a RemoteModel says of every token of a text.
#include "core/remote/answer_json.h"
#include "core/remote/remote_model.h"
#include "core/remote/step_answer.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace logitscope
{

namespace
{

// Texts that eachToken() asks about at once: an answer may have the whole vocabulary in it.
constexpr std::size_t textsAtOnce = 8;

std::vector<TokenId> beginningOf(std::span<const TokenId> text, std::size_t tokens)
{
    const auto beginning = text.first(tokens);
    return {beginning.begin(), beginning.end()};
}

} // namespace

Result<std::vector<RemoteModel::Candidates>> RemoteModel::eachToken(std::span<const TokenId> text,
                                                                    int first, int candidates) const
{
    const auto stop = stopToken();
    auto each = askEach(text, first, candidates, stop);
    if (!each)
        return tl::unexpected(std::move(each).error());
    if (const auto done = askForThoseThatFollow(text, first, *each, stop); !done)
        return tl::unexpected(done.error());
    return std::move(each->steps);
}

// vLLM tells of all steps in one answer, and which rank the token has that follows.
Result<RemoteModel::EachStep> RemoteModel::askEach(std::span<const TokenId> text, int first,
                                                   int candidates,
                                                   const std::stop_token& stop) const
{
    EachStep each;
    if (server_.asked.kind == ServerKind::Vllm) {
        const auto answers =
            ask([&](int count) { return std::vector{eachTokenCall(server_.asked, text, count)}; },
                candidates, stop);
        if (!answers)
            return tl::unexpected(answers.error());
        const auto json = readAnswer(answers->front().body, server_.link->server());
        if (!json)
            return tl::unexpected(json.error());
        const auto want = wanted(candidates, text.size());
        auto told = promptSteps(*json, want);
        auto last = stepIn(*json, want);
        if (!told || !last)
            return tl::unexpected(told ? last.error() : told.error());
        for (auto& step : std::span(*told).subspan(static_cast<std::size_t>(first))) {
            each.steps.push_back(std::move(step.candidates));
            each.needed.push_back(step.rank.value_or(server_.asked.vocabulary));
        }
        each.steps.push_back(*std::move(last));
        return each;
    }
    for (auto end = static_cast<std::size_t>(first) + 1; end <= text.size();) {
        std::vector<std::vector<TokenId>> some;
        for (; end <= text.size() && some.size() < textsAtOnce; ++end)
            some.push_back(beginningOf(text, end));
        auto told = askNext(some, candidates, stop);
        if (!told)
            return tl::unexpected(std::move(told).error());
        std::ranges::move(*told, std::back_inserter(each.steps));
    }
    each.needed.assign(each.steps.size() - 1, server_.asked.vocabulary);
    return each;
}

// Of steps whose token isn't among those that were told.
Result<void> RemoteModel::askForThoseThatFollow(std::span<const TokenId> text, int first,
                                                EachStep& each, const std::stop_token& stop) const
{
    const auto begin = static_cast<std::size_t>(first) + 1; // tokens that the first step is after
    std::vector<std::size_t> lacking;
    for (std::size_t i = 0; i < each.needed.size(); ++i) {
        const bool isTold =
            std::ranges::count(each.steps[i], text[begin + i], &Candidate::token) > 0;
        if (!isTold && each.needed[i] <= mostCandidates())
            lacking.push_back(i);
    }
    for (std::size_t from = 0; from < lacking.size(); from += textsAtOnce) {
        const auto some =
            std::span(lacking).subspan(from, std::min(textsAtOnce, lacking.size() - from));
        std::vector<std::vector<TokenId>> texts;
        int candidates = 0;
        for (const auto i : some) {
            texts.push_back(beginningOf(text, begin + i));
            candidates = std::max(candidates, each.needed[i]);
        }
        auto told = askNext(texts, candidates, stop);
        if (!told)
            return tl::unexpected(std::move(told).error());
        for (std::size_t i = 0; i < some.size(); ++i)
            if ((*told)[i].size() > each.steps[some[i]].size())
                each.steps[some[i]] = std::move((*told)[i]);
    }
    return {};
}

} // namespace logitscope
