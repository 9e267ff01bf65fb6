// Which files a model on the hub has, of which Logitscope reads some.
#pragma once

#include <array>
#include <filesystem>
#include <string_view>

namespace logitscope
{

namespace model_file
{

constexpr std::string_view config = "config.json";
constexpr std::string_view weights = "model.safetensors";
constexpr std::string_view index = "model.safetensors.index.json";

// A tokenizer is the first two, or the third, or all.
constexpr std::string_view vocabulary = "vocab.json";
constexpr std::string_view merges = "merges.txt";
constexpr std::string_view tokenizer = "tokenizer.json";

// README.md is the model's card, which says its licence.
constexpr std::array<std::string_view, 5> optional = {
    "generation_config.json", "special_tokens_map.json", "added_tokens.json",
    "tokenizer_config.json", "README.md"};

constexpr std::array<std::string_view, 2> pickles = {"pytorch_model.bin",
                                                     "pytorch_model.bin.index.json"};

} // namespace model_file

bool hasTokenizer(const std::filesystem::path& folder);

// Whether the files that can't be missed are there, those that an index names included.
bool isWholeModel(const std::filesystem::path& folder);

} // namespace logitscope
