// A whole file as a JSON object.
#pragma once

#include "core/result.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <string>

namespace logitscope
{

// `expected` says for the Error what the object is: "an object from token to id". With `only`, all
// other fields of the object are left out, which is quicker where they are large.
Result<nlohmann::json> readJsonObject(const std::filesystem::path& path,
                                      const std::string& expected, const std::string& only = {});

} // namespace logitscope
