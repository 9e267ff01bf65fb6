#include "core/model/gpt2_config.h"

#include "core/model/mapped_file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace logitscope
{

namespace
{

constexpr std::uint64_t largestSize =
    100'000'000; // beyond any model; keeps products of two sizes in 64 bits

// Reads fields and keeps the first complaint, so that the caller reads like a list of fields.
class Fields
{
public:
    explicit Fields(const nlohmann::json& json) : json_(json) {}

    bool has(const char* name) const { return json_.contains(name) && !json_[name].is_null(); }

    int size(const char* name)
    {
        if (!has(name))
            return complain(fmt::format("{} is missing", name));
        const auto& value = json_[name];
        const auto wrong = [&](const std::string& expected) {
            return complain(fmt::format("{} is {}, expected {}", name, value.dump(), expected));
        };
        if (!value.is_number_unsigned() || value.get<std::uint64_t>() == 0)
            return wrong("a whole number above 0");
        if (value.get<std::uint64_t>() > largestSize)
            return wrong(fmt::format("a whole number up to {}", largestSize));
        return value.get<int>();
    }

    double number(const char* name, double fallback)
    {
        if (!has(name))
            return fallback;
        if (!json_[name].is_number())
            return complain(fmt::format("{} is {}, expected a number", name, json_[name].dump()));
        return json_[name].get<double>();
    }

    // A field that changes the arithmetic and must be missing or have this value.
    void require(const char* name, const nlohmann::json& value)
    {
        if (has(name) && json_[name] != value)
            complain(
                fmt::format("{} is {}, but Logitscope computes GPT-2 as it was published, with {}",
                            name, json_[name].dump(), value.dump()));
    }

    int complain(std::string what)
    {
        if (!complaint_)
            complaint_ = std::move(what);
        return 1;
    }

    const std::optional<std::string>& complaint() const { return complaint_; }

private:
    const nlohmann::json& json_;
    std::optional<std::string> complaint_;
};

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
        return fail(fmt::format("{}: is not a JSON object", configJson.string()));

    Fields fields(json);
    fields.require("model_type", "gpt2");
    fields.require("activation_function", "gelu_new");
    fields.require("scale_attn_weights", true);
    fields.require("scale_attn_by_inverse_layer_idx", false);

    Gpt2Config config{};
    config.vocabularySize = fields.size("vocab_size");
    config.contextLength = fields.size(fields.has("n_positions") ? "n_positions" : "n_ctx");
    config.width = fields.size("n_embd");
    config.layers = fields.size("n_layer");
    config.heads = fields.size("n_head");
    config.innerWidth = fields.has("n_inner") ? fields.size("n_inner") : 4 * config.width;
    config.layerNormEpsilon = fields.number("layer_norm_epsilon", 1e-5);
    if (config.width % config.heads != 0)
        fields.complain(fmt::format("n_embd = {} is not a multiple of n_head = {}", config.width,
                                    config.heads));

    if (fields.complaint())
        return fail(fmt::format("{}: {}", configJson.string(), *fields.complaint()));
    return config;
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
