#include "core/text/json_file.h"

#include "core/json_text.h"
#include "core/text/text_file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace logitscope
{

using nlohmann::json;

Result<json> readJsonObject(const std::filesystem::path& path, const std::string& expected,
                            const std::string& without)
{
    const auto text = readModelTextFile(path);
    if (!text)
        return tl::unexpected(text.error());
    const auto isWanted = [&without](int depth, json::parse_event_t event, const json& value) {
        return without.empty() || depth > 1 || event != json::parse_event_t::key ||
               value != without;
    };
    if (hasTooManyLevels(*text))
        return fail("{}: has JSON of more than {} levels; fetch it again", path.string(),
                    mostJsonLevels);
    try {
        auto object = json::parse(*text, isWanted);
        if (!object.is_object())
            return fail("{}: holds a JSON {}, expected {}", path.string(), object.type_name(),
                        expected);
        return object;
    } catch (const json::parse_error& error) {
        return fail("{}: not valid JSON at byte {}; it may be damaged or an unfinished "
                    "download, so fetch it again",
                    path.string(), error.byte);
    } catch (const json::exception&) {
        return fail("{}: holds a number too large for an id; fetch it again", path.string());
    }
}

} // namespace logitscope
