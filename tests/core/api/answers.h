// What comes of a request: from its job, and as plain runs of its prompts have it.
#pragma once

#include "core/api/completion_job.h"
#include "core/api/completion_request.h"
#include "core/api/completion_run.h"
#include "core/text/utf8_stream.h"
#include "tests/core/generation/plain_run.h"

#include <QTest>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace logitscope
{

struct Answer
{
    std::map<int, ChoicePiece> choices = {}; // whole
    int pieces = 0;
    Usage usage = {};
    std::optional<Error> error = {};

    void add(const CompletionJob::News& news)
    {
        for (const auto& piece : news.pieces) {
            auto& choice = choices[piece.index];
            if (choice.end)
                qFatal("choice %d goes on after its end", piece.index);
            choice.index = piece.index;
            append(choice, piece);
            ++pieces;
        }
        usage = news.usage;
        error = news.error;
    }
};

// Reads the job to its end.
inline Answer answerOf(CompletionJob& job)
{
    Answer answer;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(4);
    for (;;) {
        const auto news = job.wait(std::chrono::seconds(1));
        answer.add(news);
        if (news.ended)
            return answer;
        if (std::chrono::steady_clock::now() > deadline)
            qFatal("the job doesn't end");
    }
}

inline Answer run(std::shared_ptr<const OpenModel> model, const CompletionRequest& request)
{
    GenerationService service;
    GenerationClient client(service);
    return answerOf(*submitCompletion(client, std::move(model), request));
}

// One choice as a plain run has it.
inline ChoicePiece plainChoice(const std::shared_ptr<const OpenModel>& model,
                               const CompletionRequest& request, const std::vector<TokenId>& prompt,
                               const PlainRun& run)
{
    const auto bytesOf = [&](TokenId token) { return std::string(model->tokenizer.bytes(token)); };
    ChoicePiece choice;
    choice.end = run.reason;
    std::string bytes;
    const auto note = [&](TokenId token, std::span<const float> logits) {
        const auto begin = bytes.size();
        bytes += bytesOf(token);
        CompletionToken noted{.name = tokenName(token, bytesOf(token)), .token = token};
        const auto upTo = QString::fromStdString(validUtf8(bytes.substr(0, begin + 1)));
        noted.textOffset = static_cast<int>(upTo.toUcs4().size()) - 1;
        if (request.logprobs && !logits.empty()) {
            const auto all = logSoftmax(logits);
            noted.logprob = static_cast<double>(all[static_cast<std::size_t>(token)]);
            std::vector<TokenId> best;
            for (TokenId id = 0; id < static_cast<TokenId>(all.size()); ++id)
                best.push_back(id);
            std::ranges::stable_sort(best, std::greater(), [&](TokenId id) {
                return logits[static_cast<std::size_t>(id)];
            });
            best.resize(static_cast<std::size_t>(*request.logprobs));
            if (!std::ranges::count(best, token))
                best.push_back(token);
            for (const auto id : best)
                noted.top.push_back({tokenName(id, bytesOf(id)),
                                     static_cast<double>(all[static_cast<std::size_t>(id)]), id});
        }
        choice.tokens.push_back(noted);
        return begin;
    };

    if (request.echo) {
        for (std::size_t i = 0; i < prompt.size(); ++i) {
            std::vector<float> before;
            if (i > 0) { // prefix by prefix
                const auto context = model->model->newContext();
                const auto logits = context->prefill(std::span(prompt).first(i)).value();
                before.assign(logits.begin(), logits.end());
            }
            note(prompt[i], before);
        }
    }
    const auto shown = bytes.size() + cutAtStop(run.bytes, request.stop).bytes.size();
    for (std::size_t i = 0; i < run.draws.size(); ++i) {
        if (model->bounds.isEnd(run.draws[i].token)) { // without text
            if (!request.logprobs)
                break;
            const auto before = QString::fromStdString(validUtf8(bytes));
            note(run.draws[i].token, run.logits[i]);
            choice.tokens.back().textOffset = static_cast<int>(before.toUcs4().size());
            break;
        }
        if (note(run.draws[i].token, run.logits[i]) >= shown)
            choice.tokens.pop_back();
    }
    choice.text = validUtf8(bytes.substr(0, shown));
    if (!request.logprobs && !request.samplingInfo)
        choice.tokens.clear();
    return choice;
}

// Choices and usage as the plain runs of every prompt and candidate have them.
inline Answer plainAnswer(const std::shared_ptr<const OpenModel>& model,
                          const CompletionRequest& request)
{
    Answer answer;
    for (const auto& prompt : request.prompts) {
        answer.usage.promptTokens += static_cast<int>(prompt.size());
        std::vector<std::pair<long double, ChoicePiece>> candidates;
        for (int number = 0; number < request.bestOf; ++number) {
            const auto run = plainRun(model, prompt,
                                      {.seed = request.seed,
                                       .stream = static_cast<std::uint64_t>(number),
                                       .settings = request.settings,
                                       .bias = request.logitBias,
                                       .stop = request.stop,
                                       .count = request.maxTokens});
            long double sum = 0.0L;
            for (std::size_t i = 0; i < run.draws.size(); ++i)
                sum += logSoftmax(run.logits[i])[static_cast<std::size_t>(run.draws[i].token)];
            const auto count = static_cast<int>(run.draws.size());
            answer.usage.completionTokens += count;
            candidates.emplace_back(count > 0 ? sum / count : 0.0L,
                                    plainChoice(model, request, prompt, run));
        }
        if (request.bestOf > request.n)
            std::ranges::stable_sort(candidates, std::greater(),
                                     [](const auto& candidate) { return candidate.first; });
        for (int number = 0; number < request.n; ++number) {
            const auto index = static_cast<int>(answer.choices.size());
            auto& choice = answer.choices[index];
            choice = candidates[static_cast<std::size_t>(number)].second;
            choice.index = index;
        }
    }
    return answer;
}

inline bool isClose(double a, double b)
{
    return std::abs(a - b) <= 1e-12 * (1.0 + std::abs(b));
}

// Empty, or what is different.
inline std::string difference(const ChoicePiece& a, const ChoicePiece& b)
{
    const auto of = "choice " + std::to_string(b.index) + ": ";
    if (a.text != b.text)
        return of + "the text is " + a.text + ", expected " + b.text;
    if (a.end != b.end)
        return of + "another end";
    if (a.tokens.size() != b.tokens.size())
        return of + std::to_string(a.tokens.size()) + " tokens, expected " +
               std::to_string(b.tokens.size());
    for (std::size_t i = 0; i < a.tokens.size(); ++i) {
        const auto& one = a.tokens[i];
        const auto& two = b.tokens[i];
        const auto ofToken = of + "token " + std::to_string(i) + ": ";
        if (one.name != two.name || one.token != two.token)
            return ofToken + one.name + ", expected " + two.name;
        if (one.textOffset != two.textOffset)
            return ofToken + "another place";
        if (one.logprob.has_value() != two.logprob.has_value() ||
            (one.logprob && !isClose(*one.logprob, *two.logprob)))
            return ofToken + "another logprob";
        if (!std::ranges::equal(one.top, two.top, [](const auto& x, const auto& y) {
                return x.name == y.name && x.token == y.token && isClose(x.logprob, y.logprob);
            }))
            return ofToken + "other top tokens";
    }
    return {};
}

inline std::string difference(const Answer& a, const Answer& b)
{
    if (a.error)
        return a.error->message;
    if (a.choices.size() != b.choices.size())
        return std::to_string(a.choices.size()) + " choices, expected " +
               std::to_string(b.choices.size());
    if (a.usage.promptTokens != b.usage.promptTokens ||
        a.usage.completionTokens != b.usage.completionTokens)
        return "another usage";
    for (const auto& [index, choice] : b.choices) {
        if (!a.choices.contains(index))
            return "no choice " + std::to_string(index);
        if (const auto found = difference(a.choices.at(index), choice); !found.empty())
            return found;
    }
    return {};
}

} // namespace logitscope
