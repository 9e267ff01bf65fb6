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

    Result<void> read(std::span<const NextTokens> texts) const override
    {
        return readAll(texts, {});
    }

    // Of one text also the logits after each token but the last to `each`, unless that is empty.
    Result<void> readAll(std::span<const NextTokens> texts, std::span<float> each) const;

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
        const NextTokens next{this, tokens};
        if (const auto read = model_.read({&next, 1}); !read)
            return tl::unexpected(read.error());
        return std::span<const float>(logits_);
    }

    Result<void> prefillEach(std::span<const TokenId> tokens, std::span<float> each) override
    {
        assert(each.size() == tokens.size() * vocabularySize());
        const NextTokens next{this, tokens};
        const auto read = model_.readAll({&next, 1}, each);
        if (read)
            std::ranges::copy(logits_, each.last(vocabularySize()).begin());
        return read;
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

    // The logits after the last of them are wanted.
    void addTo(std::vector<Reading>& readings, std::span<const TokenId> tokens)
    {
        if (!cache_) // here, where there is an Error for a device without the memory
            cache_ = model_.network().newCache();
        logits_.resize(vocabularySize());
        int position = length_;
        for (const auto token : tokens)
            readings.push_back({cache_.get(), position++, token, {}});
        readings.back().logits = logits_;
    }

    void extend(std::size_t tokens) { length_ += static_cast<int>(tokens); }

private:
    std::size_t vocabularySize() const
    {
        return static_cast<std::size_t>(model_.info().vocabularySize);
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

Result<void> Gpt2::readAll(std::span<const NextTokens> texts, std::span<float> each) const
{
    const auto contextOf = [](const NextTokens& text) {
        return static_cast<Gpt2Context*>(text.context);
    };
    for (const auto& text : texts) {
        assert(!text.tokens.empty());
        if (const auto error = contextOf(text)->findError(text.tokens))
            return tl::unexpected(*error);
    }
    try {
        std::vector<Reading> readings;
        for (const auto& text : texts)
            contextOf(text)->addTo(readings, text.tokens);
        const auto vocabulary = static_cast<std::size_t>(info_.vocabularySize);
        for (std::size_t i = 0; !each.empty() && i + 1 < readings.size(); ++i)
            readings[i].logits = each.subspan(i * vocabulary, vocabulary);
        network_->read(readings);
    } catch (const std::exception& exception) {
        return tl::unexpected(stepError(exception));
    }
    for (const auto& text : texts)
        contextOf(text)->extend(text.tokens.size());
    return {};
}

} // namespace

std::unique_ptr<LanguageModel> makeGpt2(ModelInfo info, std::unique_ptr<Gpt2Network> network)
{
    return std::make_unique<Gpt2>(std::move(info), std::move(network));
}

} // namespace logitscope
