#include "core/api/api_error.h"

#include "core/text/utf8_stream.h"

#include <nlohmann/json.hpp>

namespace logitscope
{

namespace
{

// A message may quote what a client sent: any bytes.
nlohmann::ordered_json textOrNull(const std::optional<std::string>& text)
{
    return text ? nlohmann::ordered_json(validUtf8(*text)) : nlohmann::ordered_json();
}

} // namespace

nlohmann::ordered_json toJson(const ApiError& error)
{
    return {{"error",
             {{"message", validUtf8(error.message)},
              {"type", error.type},
              {"param", textOrNull(error.param)},
              {"code", textOrNull(error.code)}}}};
}

} // namespace logitscope
