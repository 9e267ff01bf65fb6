// GPT-2 on libtorch.
#pragma once

#include "core/model/device.h"
#include "core/model/language_model.h"
#include "core/result.h"

#include <filesystem>
#include <memory>

namespace logitscope
{

// Loads config.json and model.safetensors (F32, F16 or BF16) from a folder in the Hugging Face
// layout and computes in F32. Errors name the file and the tensor or field.
Result<std::unique_ptr<LanguageModel>> loadGpt2(const std::filesystem::path& folder,
                                                Device device = Device::Auto);

} // namespace logitscope
