// What the API answers when it can't do what was asked.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <tl/expected.hpp>

#include <optional>
#include <string>

namespace logitscope
{

// As OpenAI's openapi.yaml has it (schema Error), with the HTTP status that goes with it.
struct ApiError
{
    int status = 400;
    std::string message; // a sentence: what, where, what to do
    std::string type = "invalid_request_error";
    std::optional<std::string> param = {}; // the field at fault
    std::optional<std::string> code = {};
};

// {"error": {message, type, param, code}}
nlohmann::ordered_json toJson(const ApiError& error);

template <class T>
using ApiResult = tl::expected<T, ApiError>;

} // namespace logitscope
