// Contexts of made-up models, and what they say to a text that they read by themselves.
#pragma once

#include "core/model/gpt2.h"
#include "tests/fixtures/checkpoint.h"
#include "tests/fixtures/read_token.h"

#include <QTest>

#include <memory>
#include <span>
#include <vector>

namespace logitscope
{

inline std::vector<TokenId> someText(std::size_t count, int seed = 0)
{
    std::vector<TokenId> tokens;
    for (int i = 0; i < static_cast<int>(count); ++i)
        tokens.push_back((i * 97 + 31 * (i / 3) + 1009 * seed) % fixtures::vocabularySize);
    return tokens;
}

inline std::unique_ptr<LanguageModel> randomModel(const fixtures::Sizes& sizes = {},
                                                  std::uint32_t seed = 1)
{
    const fixtures::TestFolder folder;
    fixtures::randomCheckpoint(sizes, seed).writeTo(folder);
    auto model = loadGpt2(folder.path(), {.device = Device::Cpu});
    if (!model)
        qFatal("%s", model.error().message.c_str());
    return *std::move(model);
}

inline std::unique_ptr<LanguageModel> wideModel()
{
    return randomModel({.vocabulary = 700,
                        .contextLength = 48,
                        .width = 130,
                        .layers = 3,
                        .heads = 2,
                        .innerWidth = 520});
}

// Those after the text, read by a context of its own, token by token.
inline std::vector<float> alone(const LanguageModel& model, std::span<const TokenId> text)
{
    const auto context = model.newContext();
    for (const auto token : text)
        readToken(*context, token).value();
    return {context->logits().begin(), context->logits().end()};
}

inline std::unique_ptr<Context> read(const LanguageModel& model, std::span<const TokenId> text)
{
    auto context = model.newContext();
    if (!text.empty())
        context->prefill(text).value();
    return context;
}

} // namespace logitscope
