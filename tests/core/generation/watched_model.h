// A model whose passes a test watches: it can count them, hold them up, or let them fail.
#pragma once

#include "core/generation/open_model.h"

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace logitscope::fixtures
{

struct Pass
{
    int tokens;                    // that it reads
    bool prompt;                   // of texts; otherwise a step of that many rows
    std::vector<int> lengths = {}; // of each text so far, in their order
};

// Asked before every pass, on the thread that wants it. An Error, or what it throws, is the pass's.
using BeforePass = std::function<Result<void>(const Pass&)>;

class WatchedModel : public LanguageModel
{
public:
    WatchedModel(std::shared_ptr<const OpenModel> inner, BeforePass before)
        : inner_(std::move(inner))
        , before_(std::move(before))
    {
    }

    const ModelInfo& info() const override { return inner_->model->info(); }

    std::unique_ptr<Context> newContext() const override
    {
        return std::make_unique<WatchedContext>(*this, inner_->model->newContext());
    }

    Result<void> read(std::span<const NextTokens> texts) const override
    {
        Pass pass{.tokens = 0, .prompt = false};
        std::vector<NextTokens> inner;
        for (const auto& text : texts) {
            pass.tokens += static_cast<int>(text.tokens.size());
            pass.prompt = pass.prompt || text.tokens.size() > 1;
            pass.lengths.push_back(text.context->length());
            inner.push_back({static_cast<WatchedContext*>(text.context)->inner(), text.tokens});
        }
        if (const auto may = before_(pass); !may)
            return may;
        return inner_->model->read(inner);
    }

private:
    class WatchedContext final : public Context
    {
    public:
        WatchedContext(const WatchedModel& model, std::unique_ptr<Context> inner)
            : model_(model)
            , inner_(std::move(inner))
        {
        }

        Result<std::span<const float>> prefill(std::span<const TokenId> tokens) override
        {
            if (const auto may = model_.before_(ofText(tokens)); !may)
                return tl::unexpected(may.error());
            return inner_->prefill(tokens);
        }

        Result<void> prefillEach(std::span<const TokenId> tokens, std::span<float> each) override
        {
            if (const auto may = model_.before_(ofText(tokens)); !may)
                return may;
            return inner_->prefillEach(tokens, each);
        }

        std::unique_ptr<Context> fork() const override
        {
            return std::make_unique<WatchedContext>(model_, inner_->fork());
        }

        void rewind(int length) override { inner_->rewind(length); }

        int length() const override { return inner_->length(); }

        std::span<const float> logits() const override { return inner_->logits(); }

        Context* inner() const { return inner_.get(); }

    private:
        Pass ofText(std::span<const TokenId> tokens) const
        {
            return {static_cast<int>(tokens.size()), true, {length()}};
        }

        const WatchedModel& model_;
        std::unique_ptr<Context> inner_;
    };

    std::shared_ptr<const OpenModel> inner_;
    BeforePass before_;
};

inline std::shared_ptr<const OpenModel> watched(const std::shared_ptr<const OpenModel>& model,
                                                BeforePass before)
{
    return std::make_shared<const OpenModel>(
        OpenModel{model->folder, model->tokenizer, model->bounds,
                  std::make_unique<WatchedModel>(model, std::move(before))});
}

} // namespace logitscope::fixtures
