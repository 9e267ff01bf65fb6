#include "core/json_text.h"

#include <nlohmann/json.hpp>

#include <cstddef>

namespace logitscope
{

bool hasTooManyLevels(std::string_view text)
{
    int levels = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString && c == '\\')
            ++i;
        else if (c == '"')
            inString = !inString;
        else if (!inString && (c == '[' || c == '{') && ++levels > mostJsonLevels)
            return true;
        else if (!inString && (c == ']' || c == '}'))
            --levels;
    }
    return false;
}

nlohmann::json parseJson(std::string_view text)
{
    if (hasTooManyLevels(text))
        return nlohmann::json(nlohmann::json::value_t::discarded);
    return nlohmann::json::parse(text, nullptr, false);
}

} // namespace logitscope
