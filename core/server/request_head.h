// What a request's first lines mean, beside their form, which Beast knows.
#pragma once

#include "core/server/http_message.h"

#include <optional>
#include <string_view>

namespace logitscope
{

// Finds path and host of a request whose headers are known. Errors: there is no host or more than
// one, or a body that can't be taken as it comes.
std::optional<ApiError> readHead(HttpRequest& request, std::string_view target);

} // namespace logitscope
