#include "core/server/foreign_request.h"

#include "core/server/address.h"
#include "core/server/cors.h"
#include "core/text/utf8_stream.h"

#include <fmt/format.h>

namespace logitscope
{

std::optional<ApiError> findForeignHost(const HttpRequest& request, std::string_view listeningHost,
                                        std::string_view who)
{
    const std::string_view host = request.host;
    if (host.empty() || isOwnName(host, listeningHost))
        return {};
    return ApiError{.status = 403,
                    .message = fmt::format("{} was asked for, but {} answers only by its address, "
                                           "this machine's name or as localhost",
                                           validUtf8(host), who)};
}

std::optional<ApiError> findForeignOrigin(const HttpRequest& request, std::string_view allowed,
                                          std::string_view how)
{
    const auto origin = request.header("origin");
    if (origin.empty() || allowsOrigin(allowed, origin))
        return {};
    return ApiError{.status = 403,
                    .message = fmt::format("this server doesn't answer web pages of {}{}{}",
                                           validUtf8(origin), how.empty() ? "" : " ", how)};
}

} // namespace logitscope
