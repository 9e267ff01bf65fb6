#include "core/model/gpt2_config.h"

#include "core/byte_count.h"
#include "core/json_fields.h"
#include "core/json_text.h"
#include "core/model/mapped_file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <optional>
#include <string_view>

namespace logitscope
{

namespace
{

constexpr std::size_t longestFile = 10'000'000; // bytes; GPT-2's has 700
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

struct OtherModel
{
    std::string_view inFile;
    std::string_view familiar;
};

constexpr OtherModel otherModels[] = {
    {"bert", "BERT"},       {"bloom", "BLOOM"},
    {"falcon", "Falcon"},   {"gemma", "Gemma"},
    {"gemma2", "Gemma 2"},  {"gpt_bigcode", "GPT-BigCode"},
    {"gpt_neo", "GPT-Neo"}, {"gpt_neox", "GPT-NeoX"},
    {"gptj", "GPT-J"},      {"llama", "Llama"},
    {"mamba", "Mamba"},     {"mistral", "Mistral"},
    {"mixtral", "Mixtral"}, {"openai-gpt", "GPT-1"},
    {"opt", "OPT"},         {"phi", "Phi"},
    {"phi3", "Phi-3"},      {"qwen2", "Qwen2"},
    {"qwen3", "Qwen3"},     {"t5", "T5"},
};

// As an Error has it, without quotation marks.
std::string bareText(const nlohmann::json& text)
{
    const auto quoted = describe(text);
    return quoted.substr(1, quoted.size() - 2);
}

void requireGpt2(JsonFields& fields)
{
    const auto* type = fields.find("model_type");
    if (!type || *type == "gpt2")
        return;
    const auto name = type->is_string() ? bareText(*type) : "";
    if (name.empty())
        return fields.failAt("model_type", *type, "\"gpt2\"");
    const auto* known = std::ranges::find(otherModels, name, &OtherModel::inFile);
    const std::string_view familiar = known == std::end(otherModels) ? name : known->familiar;
    fields.failAt(
        "model_type",
        fmt::format("is {}: {} models aren't supported; GPT-2 architectures are", name, familiar));
}

// What a GPT-2 may have in transformers that changes its arithmetic or its weights.
void refuseExtensions(JsonFields& fields)
{
    if (fields.flag("add_cross_attention"))
        fields.failAt("add_cross_attention",
                      "is true: models that read a second text aren't supported; choose a GPT-2 "
                      "that reads one");
    const auto* pruned = fields.object("pruned_heads");
    if (pruned && !pruned->empty())
        fields.failAt("pruned_heads",
                      "names heads: models without some of their heads aren't supported; choose "
                      "the model before it was pruned");
    const auto* quantization = fields.object("quantization_config");
    if (!quantization)
        return;
    const auto method = quantization->find("quant_method");
    const bool isNamed = method != quantization->end() && method->is_string();
    fields.failAt("quantization_config",
                  fmt::format("is there: quantized weights{} aren't supported; choose the model "
                              "before it was quantized",
                              isNamed ? fmt::format(" ({})", bareText(*method)) : ""));
}

struct ActivationName
{
    std::string_view name;
    Activation activation;
};

// transformers' ACT2FN. Those that use the tanh differ in the order of their products alone.
constexpr ActivationName activations[] = {
    {"gelu_new", Activation::GeluTanh},
    {"gelu_fast", Activation::GeluTanh},
    {"gelu_accurate", Activation::GeluTanh},
    {"gelu_pytorch_tanh", Activation::GeluTanh},
    {"gelu_python_tanh", Activation::GeluTanh},
    {"gelu", Activation::Gelu},
    {"gelu_python", Activation::Gelu},
    {"relu", Activation::Relu},
    {"silu", Activation::Silu},
    {"swish", Activation::Silu},
    {"quick_gelu", Activation::QuickGelu},
};

Activation readActivation(JsonFields& fields)
{
    const auto* found = fields.find("activation_function");
    if (!found)
        return Activation::GeluTanh;
    for (const auto& [name, activation] : activations) {
        if (*found == name)
            return activation;
    }
    fields.failAt("activation_function", *found, "gelu_new, gelu, relu, silu or quick_gelu");
    return Activation::GeluTanh;
}

bool readFlag(JsonFields& fields, const char* name, bool otherwise)
{
    return fields.find(name) ? fields.flag(name) : otherwise;
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
    if (text.size() > longestFile)
        return fail("{}: takes {}, more than any model's; choose a folder with a GPT-2",
                    configJson.string(), byteCount(text.size()));
    const auto json = parseJson(text);
    if (!json.is_object())
        return fail("{}: is not a JSON object", configJson.string());

    JsonFields fields(json, configJson.string() + ": ", JsonFields::Missing::IsFine);
    requireGpt2(fields);
    refuseExtensions(fields);

    Gpt2Config config{};
    config.vocabularySize = readSize(fields, {"vocab_size"});
    config.contextLength = readContextLength(fields);
    config.width = readSize(fields, {"n_embd", "hidden_size"});
    config.layers = readSize(fields, {"n_layer", "num_hidden_layers"});
    config.heads = readSize(fields, {"n_head", "num_attention_heads"});
    config.innerWidth = fields.wholeNumber("n_inner", 1, largestSize).value_or(4 * config.width);
    config.tied = readFlag(fields, "tie_word_embeddings", true);
    config.activation = readActivation(fields);
    config.scaledByHeadSize = readFlag(fields, "scale_attn_weights", true);
    config.scaledByLayer = readFlag(fields, "scale_attn_by_inverse_layer_idx", false);
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

double Gpt2Config::attentionScale(int layer) const
{
    const double ofHead = scaledByHeadSize ? 1.0 / std::sqrt(static_cast<double>(headSize())) : 1.0;
    return scaledByLayer ? ofHead / (layer + 1) : ofHead;
}

std::int64_t Gpt2Config::parameters() const
{
    const std::int64_t C = width;
    const std::int64_t inner = innerWidth;
    const std::int64_t norm = 2 * C;
    const std::int64_t attention = C * 3 * C + 3 * C + C * C + C;
    const std::int64_t mlp = C * inner + inner + inner * C + C;
    const std::int64_t embeddings = (std::int64_t{vocabularySize} + contextLength) * C;
    std::int64_t blocks = 0; // with the largest sizes, all else is below 10^18
    std::int64_t all = 0;
    if (__builtin_mul_overflow(norm + attention + norm + mlp, std::int64_t{layers}, &blocks) ||
        __builtin_add_overflow(blocks, embeddings + norm, &all))
        return std::numeric_limits<std::int64_t>::max();
    return all;
}

std::size_t Gpt2Config::contextBytes() const
{
    return sizeof(float) * 2 * static_cast<std::size_t>(layers) * static_cast<std::size_t>(width) *
           static_cast<std::size_t>(contextLength);
}

} // namespace logitscope
