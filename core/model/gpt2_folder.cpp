#include "core/model/gpt2_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace logitscope
{

namespace
{

constexpr std::string_view ggufSentence =
    "GGUF files aren't opened; choose the folder of the model that it was made from, with its "
    "config.json and model.safetensors";

bool isThere(const std::filesystem::path& file)
{
    std::error_code ignored;
    return std::filesystem::exists(file, ignored);
}

bool hasAny(const std::filesystem::path& folder, std::initializer_list<const char*> names)
{
    return std::ranges::any_of(names, [&](const char* name) { return isThere(folder / name); });
}

// The first in the order of names.
std::optional<std::filesystem::path> findByExtension(const std::filesystem::path& folder,
                                                     std::string_view extension)
{
    std::optional<std::filesystem::path> first;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        if (entry->path().extension() == extension && (!first || entry->path() < *first))
            first = entry->path();
    }
    return first;
}

// A command that makes a model.safetensors, to be run in the folder.
std::string conversion(std::string_view more)
{
    return fmt::format("python3 -c \"from transformers import GPT2LMHeadModel as M; "
                       "M.from_pretrained('.'{}).save_pretrained('.')\"",
                       more);
}

// Weights, or a part of them, in a format that isn't opened.
std::optional<Error> findOtherFormat(const std::filesystem::path& folder)
{
    // Opening a pickle runs whatever code is in it.
    for (const char* name : {"pytorch_model.bin", "pytorch_model.bin.index.json"}) {
        if (isThere(folder / name))
            return Error::of("{}: is a pickle, which can run code when opened; if you trust it, "
                             "convert it with this command in its folder: {}",
                             (folder / name).string(), conversion(""));
    }
    if (isThere(folder / "adapter_config.json"))
        return Error::of(
            "{}: an adapter (LoRA) is no whole model; merge it into the model that it adapts with "
            "this command in its folder, and choose the new folder merged: python3 -c \"from peft "
            "import AutoPeftModelForCausalLM as M; M.from_pretrained('.').merge_and_unload()"
            ".save_pretrained('merged')\"",
            (folder / "adapter_config.json").string());
    if (const auto file = findByExtension(folder, ".gguf"))
        return Error::of("{}: {}", file->string(), ggufSentence);
    if (const auto file = findByExtension(folder, ".onnx"))
        return Error::of("{}: ONNX files aren't opened; choose the folder of the model that it was "
                         "made from, with its config.json and model.safetensors",
                         file->string());
    if (isThere(folder / "tf_model.h5"))
        return Error::of("{}: TensorFlow's weights aren't opened; convert them with this command "
                         "in their folder: {}",
                         (folder / "tf_model.h5").string(), conversion(", from_tf=True"));
    if (isThere(folder / "flax_model.msgpack"))
        return Error::of("{}: Flax's weights aren't opened; convert them with this command in "
                         "their folder: {}",
                         (folder / "flax_model.msgpack").string(), conversion(", from_flax=True"));
    return std::nullopt;
}

std::optional<Error> findNoFolder(const std::filesystem::path& folder)
{
    std::error_code ignored;
    if (std::filesystem::is_directory(folder, ignored))
        return std::nullopt;
    if (folder.extension() == ".gguf" && isThere(folder))
        return Error::of("{}: {}", folder.string(), ggufSentence);
    return Error::of("{}: is not a folder; choose one with config.json, vocab.json, merges.txt and "
                     "model.safetensors",
                     folder.string());
}

} // namespace

Result<Gpt2Config> readGpt2Folder(const std::filesystem::path& folder)
{
    if (auto error = findNoFolder(folder))
        return tl::unexpected(*std::move(error));
    const bool hasWeights = hasAny(folder, {"model.safetensors", "model.safetensors.index.json"});
    if (!isThere(folder / "config.json") && !hasWeights) {
        if (auto error = findOtherFormat(folder))
            return tl::unexpected(*std::move(error));
        if (!hasAny(folder, {"vocab.json", "merges.txt", "tokenizer.json"}))
            return fail("{}: holds no model; choose a folder with config.json, vocab.json, "
                        "merges.txt and model.safetensors",
                        folder.string());
    }
    auto config = readGpt2Config(folder / "config.json");
    if (config && !hasWeights) {
        if (auto error = findOtherFormat(folder))
            return tl::unexpected(*std::move(error));
    }
    return config;
}

} // namespace logitscope
