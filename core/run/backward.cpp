#include "core/run/backward.h"

#include "core/parallel.h"
#include "core/sampling/dice.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace logitscope
{

namespace
{

constexpr int stepsAThread = 4;

} // namespace

void Backward::setText(const Run& run)
{
    const auto& leaf = run.branch().leaf;
    const bool isSameBeginning =
        run.promptTokens == prompt_ && run.branch().seed == seed_; // penalties, random numbers
    if (isSameBeginning && (path_.empty() ? !leaf : path_.back() == leaf))
        return;
    auto path = pathTo(leaf);
    const auto known =
        isSameBeginning ? std::ranges::mismatch(path, path_).in1 - path.begin() : std::ptrdiff_t{0};
    prompt_ = run.promptTokens;
    seed_ = run.branch().seed;
    path_ = std::move(path);
    sampled_.resize(path_.size());
    std::ranges::transform(path_, sampled_.begin(),
                           [](const NodePtr& node) { return node->step.token; });

    const auto forget = [&](auto& list) {
        list.resize(static_cast<std::size_t>(known));
        list.resize(path_.size());
    };
    forget(judges_);
    forget(coverages_);
    forget(judgements_);
    forget(isCurrent_);
}

void Backward::setChain(const SamplerChain& chain)
{
    if (chain == chain_)
        return;
    chain_ = chain;
    std::ranges::fill(isCurrent_, char{0});
}

std::vector<int> Backward::waiting(int most, int first, int last, const LogitsOf& logitsOf) const
{
    std::vector<int> steps;
    const auto look = [&](int begin, int end) {
        for (int step = begin; step < end && std::ssize(steps) < most; ++step) {
            const auto index = static_cast<std::size_t>(step);
            if (!isCurrent_[index] && !logitsOf(path_[index]).empty())
                steps.push_back(step);
        }
    };
    const int size = static_cast<int>(path_.size());
    first = std::clamp(first, 0, size);
    last = std::clamp(last, first, size);
    look(first, last);
    look(0, first);
    look(last, size);
    return steps;
}

bool Backward::judgeSome(int most, int first, int last, const LogitsOf& logitsOf)
{
    const auto steps = waiting(most, first, last, logitsOf);
    std::vector<KnownLogits> logits;
    for (const int step : steps)
        logits.push_back(logitsOf(path_[static_cast<std::size_t>(step)]));
    parallelFor(static_cast<int>(steps.size()), stepsAThread, [&](int begin, int end) {
        for (int i = begin; i < end; ++i)
            judge(steps[static_cast<std::size_t>(i)], logits[static_cast<std::size_t>(i)]);
    });
    return !steps.empty();
}

void Backward::dropOld()
{
    for (std::size_t i = 0; i < path_.size(); ++i)
        if (!isCurrent_[i])
            judgements_[i].reset();
}

void Backward::judge(int number, const KnownLogits& logits)
{
    const auto index = static_cast<std::size_t>(number);
    const Step& step = path_[index]->step;
    auto& judge = judges_[index];
    if (!judge || coverages_[index] != logits.coverage) { // a server may have told more since
        judge.emplace(logits, step.token, logits.coverage);
        coverages_[index] = logits.coverage;
    }
    const Dice dice(seed_, step.stream);
    const DrawInput input{.chain = {.prompt = prompt_,
                                    .sampled = std::span(sampled_).first(index),
                                    .chance = dice.chance(index),
                                    .mu = index > 0 ? path_[index - 1]->step.mu : std::nullopt},
                          .numberOf = [&](TokenId token) { return dice.ofToken(index, token); }};
    auto judgement = judge->judge(logits, chain_, step.u, input);
    if (step.chosen) // by a person, and no random number replaces what that one wanted
        judgement.picked = step.token;
    judgements_[index] = judgement;
    isCurrent_[index] = 1;
}

Backward::Counts Backward::counts() const
{
    Counts counts{.judged = 0, .all = static_cast<int>(path_.size())};
    for (std::size_t i = 0; i < path_.size(); ++i) {
        if (!isCurrent_[i])
            continue;
        ++counts.judged;
        const auto& [verdict, picked, isCertain] = *judgements_[i];
        if (verdict.isUnknown() || (verdict.isKept() && !isCertain))
            ++counts.unknown;
        else if (!verdict.isKept())
            ++counts.impossible;
        else if (picked != sampled_[i])
            ++counts.replaced;
    }
    return counts;
}

} // namespace logitscope
