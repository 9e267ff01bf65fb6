// Which folder a person means who says a model's name.
#pragma once

#include "core/result.h"

#include <filesystem>
#include <string>

namespace logitscope
{

// The folder of that name; where there is none, the model's in the Hugging Face cache that the
// environment names: "gpt2", "owner/name", "owner/name@revision". The Error says how to get one
// that isn't there. What could be no model's name is returned as it is: whoever opens it says more.
Result<std::filesystem::path> findModelFolder(const std::string& named);

} // namespace logitscope
