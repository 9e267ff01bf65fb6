// A whole file as a JSON object.
#pragma once

#include "core/result.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <string>

namespace logitscope
{

// `expected` says for the Error what the object is: "an object from token to id". The field
// `without` is left out, which is quicker where it is large.
Result<nlohmann::json> readJsonObject(const std::filesystem::path& path,
                                      const std::string& expected, const std::string& without = {});

} // namespace logitscope
