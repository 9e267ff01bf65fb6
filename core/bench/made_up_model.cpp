#include "core/bench/made_up_model.h"

#include "core/generation/bundled_model.h"

#include <algorithm>
#include <random>
#include <vector>

namespace logitscope
{

namespace
{

constexpr int madeUpVocabulary = 50257;
constexpr int madeUpContextLength = 1024;
constexpr int likelyTokens = 8000; // that the tokenizer has

// The logits behind a token at a position: the same for the same two.
class MadeUpLogits
{
public:
    MadeUpLogits()
    {
        std::mt19937 random(1);
        std::normal_distribution<float> bell(-40.0f, 3.0f);
        for (float& logit : bell_)
            logit = bell(random);
    }

    void write(int position, TokenId token, std::span<float> logits) const
    {
        std::minstd_rand random(static_cast<unsigned>(position * 50021 + token + 1));
        random.discard(3);
        const auto shift = static_cast<std::ptrdiff_t>(random() % bell_.size());
        std::ranges::rotate_copy(bell_, bell_.begin() + shift, logits.begin());
        for (int i = 0; i < 12; ++i)
            logits[random() % likelyTokens] = -28.0f + 0.5f * static_cast<float>(i);
    }

private:
    std::vector<float> bell_ = std::vector<float>(madeUpVocabulary);
};

class MadeUpContext : public Context
{
public:
    explicit MadeUpContext(const MadeUpLogits& source) : source_(source) {}

    Result<std::span<const float>> prefill(std::span<const TokenId> tokens) override
    {
        if (length_ + static_cast<int>(tokens.size()) > madeUpContextLength)
            return tl::unexpected(Error::of("the text has {} tokens, the model holds {}",
                                            length_ + static_cast<int>(tokens.size()),
                                            madeUpContextLength));
        length_ += static_cast<int>(tokens.size());
        source_.write(length_, tokens.back(), logits_);
        return std::span<const float>(logits_);
    }

    Result<void> prefillEach(std::span<const TokenId> tokens, std::span<float> each) override
    {
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            const auto logits = prefill(tokens.subspan(i, 1));
            if (!logits)
                return tl::unexpected(logits.error());
            std::ranges::copy(*logits, each.begin() + static_cast<std::ptrdiff_t>(
                                                          i * std::size_t{madeUpVocabulary}));
        }
        return {};
    }

    std::unique_ptr<Context> fork() const override
    {
        return std::make_unique<MadeUpContext>(*this);
    }

    void rewind(int length) override { length_ = length; }

    int length() const override { return length_; }

    std::span<const float> logits() const override { return logits_; }

private:
    const MadeUpLogits& source_;
    int length_ = 0;
    std::vector<float> logits_ = std::vector<float>(madeUpVocabulary);
};

class MadeUpModel : public LanguageModel
{
public:
    const ModelInfo& info() const override { return info_; }

    std::unique_ptr<Context> newContext() const override
    {
        return std::make_unique<MadeUpContext>(logits_);
    }

    Result<void> read(std::span<const NextTokens> texts) const override
    {
        for (const auto& [context, tokens] : texts)
            if (const auto read = context->prefill(tokens); !read)
                return tl::unexpected(read.error());
        return {};
    }

private:
    ModelInfo info_{.name = "made-up",
                    .vocabularySize = madeUpVocabulary,
                    .contextLength = madeUpContextLength,
                    .device = "CPU",
                    .engine = "native",
                    .precision = "F32"};
    MadeUpLogits logits_;
};

} // namespace

Result<std::shared_ptr<const OpenModel>> openMadeUpModel()
{
    auto tokenizer = Tokenizer::load(bundledModelFolder());
    if (!tokenizer)
        return tl::unexpected(tokenizer.error());
    return std::make_shared<const OpenModel>(
        OpenModel{.folder = {},
                  .tokenizer = ModelTokenizer(*std::move(tokenizer)),
                  .bounds = {},
                  .model = std::make_unique<MadeUpModel>()});
}

} // namespace logitscope
