#include "core/model/gpt2_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <exception>
#include <optional>
#include <vector>

namespace logitscope
{

namespace
{

Error stepError(const std::exception& exception) // memory, CUDA
{
    return Error::of("the model could not compute this step: {}", firstLine(exception));
}

class Gpt2 final : public LanguageModel
{
public:
    Gpt2(ModelInfo info, std::unique_ptr<Gpt2Network> network)
        : info_(std::move(info))
        , network_(std::move(network))
    {
    }

    const ModelInfo& info() const override { return info_; }

    const Gpt2Network& network() const { return *network_; }

    std::unique_ptr<Context> newContext() const override;
    Result<void> step(std::span<const NextToken> rows) const override;

private:
    ModelInfo info_;
    std::unique_ptr<Gpt2Network> network_;
};

class Gpt2Context final : public Context
{
public:
    explicit Gpt2Context(const Gpt2& model) : model_(model) {}

    Result<std::span<const float>> prefill(std::span<const TokenId> tokens) override
    {
        if (const auto read = readAll(tokens, {}); !read)
            return tl::unexpected(read.error());
        return std::span<const float>(logits_);
    }

    Result<void> prefillEach(std::span<const TokenId> tokens, std::span<float> each) override
    {
        assert(each.size() == tokens.size() * vocabularySize());
        if (const auto read = readAll(tokens, each); !read)
            return read;
        std::ranges::copy(logits_, each.last(vocabularySize()).begin());
        return {};
    }

    std::unique_ptr<Context> fork() const override
    {
        auto other = std::make_unique<Gpt2Context>(model_);
        if (cache_)
            other->cache_ = cache_->copy(length_);
        other->logits_ = logits_;
        other->length_ = length_;
        return other;
    }

    void rewind(int length) override
    {
        assert(length >= 0 && length <= length_);
        length_ = length;
    }

    int length() const override { return length_; }

    std::span<const float> logits() const override { return logits_; }

    std::optional<Error> findError(std::span<const TokenId> next) const
    {
        const auto limit = model_.info().contextLength;
        if (next.size() > static_cast<std::size_t>(limit - length_))
            return Error::of(
                "the text has {} tokens, but this model's context holds {}; shorten it",
                static_cast<std::size_t>(length_) + next.size(), limit);
        const auto known = model_.info().vocabularySize;
        const auto unknown = std::ranges::find_if(
            next, [known](TokenId token) { return token < 0 || token >= known; });
        if (unknown != next.end())
            return Error::of("the model could not compute this step: token {} is outside "
                             "its vocabulary of {}",
                             *unknown, known);
        return std::nullopt;
    }

    Reading reading(TokenId token, int ahead = 0)
    {
        if (!cache_) // here, where there is an Error for a device without the memory
            cache_ = model_.network().newCache();
        logits_.resize(vocabularySize());
        return {cache_.get(), length_ + ahead, token, logits_};
    }

    void extend() { ++length_; }

private:
    std::size_t vocabularySize() const
    {
        return static_cast<std::size_t>(model_.info().vocabularySize);
    }

    // The logits after all tokens but the last go to `each`, where it isn't empty.
    Result<void> readAll(std::span<const TokenId> tokens, std::span<float> each)
    {
        assert(!tokens.empty());
        if (const auto error = findError(tokens))
            return tl::unexpected(*error);
        try {
            std::vector<Reading> readings;
            for (const auto token : tokens)
                readings.push_back(reading(token, static_cast<int>(readings.size())));
            for (std::size_t i = 0; i + 1 < readings.size(); ++i)
                readings[i].logits =
                    each.empty() ? each : each.subspan(i * vocabularySize(), vocabularySize());
            model_.network().read(readings);
        } catch (const std::exception& exception) {
            return tl::unexpected(stepError(exception));
        }
        length_ += static_cast<int>(tokens.size());
        return {};
    }

    const Gpt2& model_;
    std::unique_ptr<Gpt2Cache> cache_;
    std::vector<float> logits_;
    int length_ = 0;
};

std::unique_ptr<Context> Gpt2::newContext() const
{
    return std::make_unique<Gpt2Context>(*this);
}

Result<void> Gpt2::step(std::span<const NextToken> rows) const
{
    std::vector<Gpt2Context*> contexts;
    for (const auto& row : rows) {
        auto* context = static_cast<Gpt2Context*>(row.context);
        if (const auto error = context->findError({&row.token, 1}))
            return tl::unexpected(*error);
        contexts.push_back(context);
    }
    try {
        std::vector<Reading> readings;
        for (std::size_t i = 0; i < rows.size(); ++i)
            readings.push_back(contexts[i]->reading(rows[i].token));
        network_->read(readings);
    } catch (const std::exception& exception) {
        return tl::unexpected(stepError(exception));
    }
    for (auto* context : contexts)
        context->extend();
    return {};
}

} // namespace

std::unique_ptr<LanguageModel> makeGpt2(ModelInfo info, std::unique_ptr<Gpt2Network> network)
{
    return std::make_unique<Gpt2>(std::move(info), std::move(network));
}

} // namespace logitscope
