// model.safetensors.index.json: which file of its folder each tensor of a large checkpoint is in.
// Source: https://huggingface.co/docs/huggingface_hub/package_reference/serialization
#pragma once

#include "core/result.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

// Of a file, and leading nowhere else: no path, and without control characters.
bool isNameInFolder(const std::string& name);

// Tensor to file, from the text of the index. The Error doesn't say which file it is; it is one too
// where a file isn't a .safetensors file of the same folder.
Result<std::map<std::string, std::string>> readWeightIndex(std::string_view json);

// Those files, each once, in the order of their names.
Result<std::vector<std::string>> filesOfIndex(std::string_view json);

} // namespace logitscope
