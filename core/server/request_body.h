// The body that a request brings with it.
#pragma once

#include "core/api/api_error.h"

#include <cstddef>
#include <httplib.h>
#include <optional>
#include <string>

namespace logitscope
{

// Whether its headers say that a body follows.
bool hasBody(const httplib::Request& request);

// What its headers say of a body that can't be taken: longer than `most` bytes, packed, a form, or
// of a length that two readers may understand in two ways. httplib would unpack whatever came of
// it.
std::optional<ApiError> findBodyError(const httplib::Request& request, std::size_t most);

// All of it; nothing where it can't be read to its end. Without a length there is none: httplib
// would wait for the connection's end.
std::optional<std::string> readBody(const httplib::Request& request,
                                    const httplib::ContentReader& read);

} // namespace logitscope
