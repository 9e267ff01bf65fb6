// GPT-2 as a language model, in the engine and on the device that the options say.
#pragma once

#include "core/model/gpt2_config.h"
#include "core/model/language_model.h"
#include "core/model/load_options.h"
#include "core/result.h"

#include <filesystem>
#include <memory>
#include <string>

namespace logitscope
{

// Loads config.json and model.safetensors (F64, F32, F16 or BF16), in one file or in several, from
// a folder in the Hugging Face layout. Errors name the file and the tensor or field. From any
// thread.
Result<std::unique_ptr<LanguageModel>> loadGpt2(const std::filesystem::path& folder,
                                                const LoadOptions& options = {});

// One of these sizes with random weights, to measure with.
Result<std::unique_ptr<LanguageModel>> randomGpt2(const std::string& name, const Gpt2Config& config,
                                                  const LoadOptions& options = {});

// What a model in this folder is called: starter of "models/starter/", and of "." inside it. In the
// Hugging Face cache, models--owner--gpt2/snapshots/COMMIT is gpt2.
std::string nameOfFolder(const std::filesystem::path& folder);

} // namespace logitscope
