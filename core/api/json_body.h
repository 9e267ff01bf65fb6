// A request's body as JSON, whatever its bytes.
#pragma once

#include "core/api/api_error.h"

#include <nlohmann/json_fwd.hpp>

#include <string_view>

namespace logitscope
{

// The object that the body is. The ApiError says what is wrong and where: no UTF-8, no JSON, a
// number that no double holds, a key that stands twice in one object (each parser would take
// another one of the two), more than 64 levels.
ApiResult<nlohmann::json> parseJsonBody(std::string_view body);

} // namespace logitscope
