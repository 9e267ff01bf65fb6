#include "core/model/gpt2_config.h"

#include "core/json_fields.h"
#include "core/json_text.h"
#include "core/model/mapped_file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string_view>

namespace logitscope
{

namespace
{

constexpr int largestSize = 100'000'000; // beyond any model; keeps products of two in 64 bits

// Under the first of its names that is there. All that are there say the same.
int readSize(JsonFields& fields, std::initializer_list<const char*> names)
{
    std::optional<int> size;
    for (const char* name : names) {
        const auto found = fields.wholeNumber(name, 1, largestSize);
        if (found && size && *found != *size)
            fields.failAt(name, fmt::format("is {}, but {} is {}", *found, *names.begin(), *size));
        if (found && !size)
            size = found;
    }
    if (!size)
        fields.failAt(*names.begin(), "is missing");
    return size.value_or(1);
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

// GPT-2's GELU, by tanh, under the names it has in transformers. They differ in the order of their
// products alone.
void requireActivation(JsonFields& fields)
{
    const auto* found = fields.find("activation_function");
    for (const auto* same :
         {"gelu_fast", "gelu_accurate", "gelu_pytorch_tanh", "gelu_python_tanh"}) {
        if (found && *found == same)
            return;
    }
    require(fields, "activation_function", "gelu_new");
}

// n_ctx is the older name, and says nothing where there is another.
int readContextLength(JsonFields& fields)
{
    if (fields.find("n_positions") || fields.find("max_position_embeddings"))
        return readSize(fields, {"n_positions", "max_position_embeddings"});
    return readSize(fields, {"n_ctx"});
}

} // namespace

Result<Gpt2Config> readGpt2Config(const std::filesystem::path& configJson)
{
    const auto file = MappedFile::open(configJson);
    if (!file)
        return tl::unexpected(file.error());
    const std::string_view text(reinterpret_cast<const char*>(file->bytes().data()),
                                file->bytes().size());
    const auto json = parseJson(text);
    if (!json.is_object())
        return fail("{}: is not a JSON object", configJson.string());

    JsonFields fields(json, configJson.string() + ": ", JsonFields::Missing::IsFine);
    require(fields, "model_type", "gpt2");
    requireActivation(fields);
    require(fields, "scale_attn_weights", true);
    require(fields, "scale_attn_by_inverse_layer_idx", false);
    require(fields, "add_cross_attention", false);
    require(fields, "pruned_heads", nlohmann::json::object());
    if (fields.find("quantization_config"))
        fields.failAt("quantization_config", "is there, but Logitscope reads no quantized weights");

    Gpt2Config config{};
    config.vocabularySize = readSize(fields, {"vocab_size"});
    config.contextLength = readContextLength(fields);
    config.width = readSize(fields, {"n_embd", "hidden_size"});
    config.layers = readSize(fields, {"n_layer", "num_hidden_layers"});
    config.heads = readSize(fields, {"n_head", "num_attention_heads"});
    config.innerWidth = fields.wholeNumber("n_inner", 1, largestSize).value_or(4 * config.width);
    config.tied = !fields.find("tie_word_embeddings") || fields.flag("tie_word_embeddings");
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
