#include "core/remote/answer_json.h"

#include "core/json_fields.h"
#include "core/json_text.h"

namespace logitscope
{

Result<nlohmann::json> readAnswer(std::string_view answer, const std::string& server)
{
    auto json = parseJson(answer);
    if (json.is_object())
        return json;
    const auto first = answer.find_first_not_of(" \t\r\n");
    const bool isPage = first != std::string_view::npos && answer[first] == '<';
    return fail("{}: answers with {}, expected a JSON object; check that the address is a language "
                "model's server",
                server, isPage ? std::string("a web page") : describe(json));
}

const nlohmann::json* memberOf(const nlohmann::json* value, const char* name)
{
    if (value == nullptr || !value->is_object())
        return nullptr;
    const auto found = value->find(name);
    return found == value->end() ? nullptr : &*found;
}

const nlohmann::json* elementOf(const nlohmann::json* value, std::size_t index)
{
    return value && value->is_array() && index < value->size() ? &(*value)[index] : nullptr;
}

std::string textOf(const nlohmann::json* value)
{
    return value && value->is_string() ? value->get<std::string>() : std::string();
}

int countOf(const nlohmann::json* value)
{
    return value ? wholeNumberIn(*value, 0).value_or(0) : 0;
}

} // namespace logitscope
