#include "core/model/gpt2_config.h"

#include "core/json_fields.h"
#include "core/model/mapped_file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <limits>
#include <string_view>

namespace logitscope
{

namespace
{

constexpr int largestSize = 100'000'000; // beyond any model; keeps products of two in 64 bits

int readSize(JsonFields& fields, const char* name)
{
    if (!fields.find(name))
        fields.failAt(name, "is missing");
    return fields.wholeNumber(name, 1, largestSize).value_or(1);
}

// A field that changes the arithmetic and must be missing or have this value.
void require(JsonFields& fields, const char* name, const nlohmann::json& value)
{
    const auto* found = fields.find(name);
    if (found && *found != value)
        fields.failAt(name, fmt::format("is {}, but Logitscope computes GPT-2 as it was published, "
                                        "with {}",
                                        describe(*found), value.dump()));
}

} // namespace

Result<Gpt2Config> readGpt2Config(const std::filesystem::path& configJson)
{
    const auto file = MappedFile::open(configJson);
    if (!file)
        return tl::unexpected(file.error());
    const std::string_view text(reinterpret_cast<const char*>(file->bytes().data()),
                                file->bytes().size());
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object())
        return fail("{}: is not a JSON object", configJson.string());

    JsonFields fields(json, configJson.string() + ": ", JsonFields::Missing::IsFine);
    require(fields, "model_type", "gpt2");
    require(fields, "activation_function", "gelu_new");
    require(fields, "scale_attn_weights", true);
    require(fields, "scale_attn_by_inverse_layer_idx", false);

    Gpt2Config config{};
    config.vocabularySize = readSize(fields, "vocab_size");
    config.contextLength = readSize(fields, fields.find("n_positions") ? "n_positions" : "n_ctx");
    config.width = readSize(fields, "n_embd");
    config.layers = readSize(fields, "n_layer");
    config.heads = readSize(fields, "n_head");
    config.innerWidth = fields.wholeNumber("n_inner", 1, largestSize).value_or(4 * config.width);
    constexpr auto largest = std::numeric_limits<double>::max();
    config.layerNormEpsilon =
        fields.number("layer_norm_epsilon", -largest, largest, "a number").value_or(1e-5);
    if (fields.error())
        return fail(fields.error()->message);
    if (config.width % config.heads != 0)
        return fail("{}: n_embd = {} is not a multiple of n_head = {}", configJson.string(),
                    config.width, config.heads);
    return config;
}

Result<Gpt2Config> gpt2Shape(std::string_view name)
{
    const auto shape = [](int width, int layers, int heads) {
        return Gpt2Config{.vocabularySize = 50257,
                          .contextLength = 1024,
                          .width = width,
                          .layers = layers,
                          .heads = heads,
                          .innerWidth = 4 * width,
                          .layerNormEpsilon = 1e-5};
    };
    if (name == "gpt2")
        return shape(768, 12, 12);
    if (name == "gpt2-medium")
        return shape(1024, 24, 16);
    if (name == "gpt2-large")
        return shape(1280, 36, 20);
    if (name == "gpt2-xl")
        return shape(1600, 48, 25);
    return fail("shape is {}, expected gpt2, gpt2-medium, gpt2-large or gpt2-xl", name);
}

std::int64_t Gpt2Config::parameters() const
{
    const std::int64_t C = width;
    const std::int64_t inner = innerWidth;
    const std::int64_t norm = 2 * C;
    const std::int64_t attention = C * 3 * C + 3 * C + C * C + C;
    const std::int64_t mlp = C * inner + inner + inner * C + C;
    return (vocabularySize + contextLength) * C + layers * (norm + attention + norm + mlp) + norm;
}

} // namespace logitscope
