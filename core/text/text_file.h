// A whole file as a string.
#pragma once

#include "core/result.h"

#include <filesystem>
#include <string>

namespace logitscope
{

bool isThere(const std::filesystem::path& file);

Result<std::string> readTextFile(const std::filesystem::path& path);

// Of a model's folder, which anybody may have filled: a pipe, which may never end, is refused.
Result<std::string> readModelTextFile(const std::filesystem::path& path);

} // namespace logitscope
