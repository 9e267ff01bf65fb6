#include "core/server/http_answer.h"

#include <nlohmann/json.hpp>

#include <chrono>

namespace logitscope
{

std::string textOf(const nlohmann::ordered_json& json)
{
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

void setJson(httplib::Response& response, int status, const nlohmann::ordered_json& json)
{
    response.status = status;
    response.set_content(textOf(json), "application/json");
}

void setError(httplib::Response& response, const ApiError& error)
{
    setJson(response, error.status, toJson(error));
}

void setHeaders(httplib::Response& response, const HeaderList& headers)
{
    for (const auto& [name, value] : headers)
        response.set_header(name, value);
}

std::int64_t unixTime()
{
    using namespace std::chrono;
    return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace logitscope
