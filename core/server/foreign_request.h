// Whether a request comes from a web page that has no business here: a browser sends it for any
// page that asks it to.
#pragma once

#include "core/server/http_message.h"

#include <optional>
#include <string_view>

namespace logitscope
{

// Against DNS rebinding: why a request that calls this machine by another name than its own isn't
// answered. `who`: the beginning of a sentence's end, "without an API key this server".
std::optional<ApiError> findForeignHost(const HttpRequest& request, std::string_view listeningHost,
                                        std::string_view who);

// Why a page that isn't of this origin isn't answered; clients that are no browser have none.
// `how`: what would make it answer, "without an API key or --cors".
std::optional<ApiError> findForeignOrigin(const HttpRequest& request, std::string_view allowed,
                                          std::string_view how);

} // namespace logitscope
