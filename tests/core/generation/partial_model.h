// A model of which a test hears the most likely tokens alone, as a server tells them: logarithms of
// probabilities, as many as were asked for.
#pragma once

#include "core/generation/open_model.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <mutex>
#include <numeric>
#include <utility>
#include <vector>

namespace logitscope::fixtures
{

// Beside the passes, from any thread.
class Fetches
{
public:
    void add(int candidates)
    {
        const std::lock_guard lock(mutex_);
        all_.push_back(candidates);
    }

    std::vector<int> all() const
    {
        const std::lock_guard lock(mutex_);
        return all_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<int> all_;
};

struct PartialAnswers
{
    int first = 16;                        // candidates of a step
    int most = 1'000'000;                  // that the server allows
    std::shared_ptr<Fetches> fetches = {}; // where they are noted
};

class PartialModel final : public LanguageModel
{
public:
    PartialModel(std::shared_ptr<const OpenModel> inner, PartialAnswers answers)
        : inner_(std::move(inner))
        , answers_(std::move(answers))
        , info_(inner_->model->info())
    {
        info_.givesProbabilities = true;
    }

    const ModelInfo& info() const override { return info_; }

    std::unique_ptr<Context> newContext() const override
    {
        return std::make_unique<PartialContext>(*this, inner_->model->newContext());
    }

    Result<void> read(std::span<const NextTokens> texts) const override
    {
        std::vector<NextTokens> inner;
        for (const auto& text : texts)
            inner.push_back({static_cast<PartialContext*>(text.context)->inner(), text.tokens});
        const auto read = inner_->model->read(inner);
        for (const auto& text : texts)
            if (read)
                static_cast<PartialContext*>(text.context)->tell(answers_.first);
        return read;
    }

private:
    struct Told
    {
        std::vector<float> logits = {};
        Coverage coverage = {};
    };

    static Told told(std::span<const float> all, int count)
    {
        std::vector<std::size_t> tokens(all.size());
        std::iota(tokens.begin(), tokens.end(), std::size_t{0});
        std::ranges::stable_sort(tokens, std::greater(), [&](std::size_t i) { return all[i]; });
        long double sum = 0.0L;
        for (const float logit : all)
            sum += std::exp(static_cast<long double>(logit));
        Told told;
        told.logits.assign(all.size(), -std::numeric_limits<float>::infinity());
        const int known = std::min(count, static_cast<int>(all.size()));
        long double probabilities = 0.0L;
        for (const auto token : std::span(tokens).first(static_cast<std::size_t>(known))) {
            const auto logarithm = static_cast<long double>(all[token]) - std::log(sum);
            told.logits[token] = static_cast<float>(logarithm);
            probabilities += std::exp(logarithm);
        }
        const bool isWhole = known == static_cast<int>(all.size());
        told.coverage = {known, static_cast<int>(all.size()),
                         isWhole ? 0.0 : static_cast<double>(1.0L - probabilities)};
        return told;
    }

    class PartialContext final : public Context
    {
    public:
        PartialContext(const PartialModel& model, std::unique_ptr<Context> inner)
            : model_(model)
            , inner_(std::move(inner))
        {
        }

        Result<std::span<const float>> prefill(std::span<const TokenId> tokens) override
        {
            if (const auto read = inner_->prefill(tokens); !read)
                return read;
            tell(model_.answers_.first);
            return std::span<const float>(told_.logits);
        }

        Result<void> prefillEach(std::span<const TokenId> tokens, std::span<float> each) override
        {
            if (const auto read = inner_->prefillEach(tokens, each); !read)
                return read;
            const auto vocabulary = each.size() / tokens.size();
            for (std::size_t i = 0; i < each.size(); i += vocabulary) {
                const auto logits = each.subspan(i, vocabulary);
                std::ranges::copy(told(logits, model_.answers_.first).logits, logits.begin());
            }
            tell(model_.answers_.first);
            return {};
        }

        std::unique_ptr<Context> fork() const override
        {
            auto fork = std::make_unique<PartialContext>(model_, inner_->fork());
            fork->told_ = told_;
            return fork;
        }

        void rewind(int length) override { inner_->rewind(length); }

        int length() const override { return inner_->length(); }

        std::span<const float> logits() const override { return told_.logits; }

        Coverage coverage() const override { return told_.coverage; }

        Result<void> fetch(int candidates) override
        {
            if (model_.answers_.fetches)
                model_.answers_.fetches->add(candidates);
            const int most = std::min(candidates, model_.answers_.most);
            if (most <= told_.coverage.known)
                return fail("it tells of {} tokens at most", model_.answers_.most);
            tell(most);
            return {};
        }

        void tell(int candidates) { told_ = told(inner_->logits(), candidates); }

        Context* inner() const { return inner_.get(); }

    private:
        const PartialModel& model_;
        std::unique_ptr<Context> inner_;
        Told told_;
    };

    std::shared_ptr<const OpenModel> inner_;
    PartialAnswers answers_;
    ModelInfo info_;
};

inline std::shared_ptr<const OpenModel> partial(const std::shared_ptr<const OpenModel>& model,
                                                PartialAnswers answers = {})
{
    return std::make_shared<const OpenModel>(
        OpenModel{model->folder, model->tokenizer, model->bounds,
                  std::make_unique<PartialModel>(model, std::move(answers))});
}

} // namespace logitscope::fixtures
