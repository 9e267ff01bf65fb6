// What a folder holds, seen from its files' names and its config.json alone: a GPT-2 that can be
// opened, or something else, which the Error names.
#pragma once

#include "core/model/gpt2_config.h"
#include "core/result.h"

#include <filesystem>

namespace logitscope
{

// The Error is one sentence that says what is there and what to do: a file instead of a folder,
// another architecture, or weights in a format that isn't opened (a pickle, GGUF, ONNX, TensorFlow,
// Flax, an adapter). Weights are neither opened nor looked for where config.json is right and no
// such file is there.
Result<Gpt2Config> readGpt2Folder(const std::filesystem::path& folder);

} // namespace logitscope
