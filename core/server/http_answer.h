// Answers as httplib takes them.
#pragma once

#include "core/api/api_error.h"
#include "core/server/cors.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <httplib.h>
#include <string>

namespace logitscope
{

// As it is sent: valid UTF-8, on one line.
std::string textOf(const nlohmann::ordered_json& json);

void setJson(httplib::Response& response, int status, const nlohmann::ordered_json& json);

// The status and the body that go with it.
void setError(httplib::Response& response, const ApiError& error);

void setHeaders(httplib::Response& response, const HeaderList& headers);

// Now, in seconds of Unix time.
std::int64_t unixTime();

} // namespace logitscope
