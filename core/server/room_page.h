// The room's page, as the program brings it along: resources/room.
#pragma once

#include <optional>
#include <string_view>

namespace logitscope
{

struct RoomFile
{
    std::string_view type; // "text/html; charset=utf-8"
    std::string_view bytes;
};

// "/", "/room.css" or "/room.js"; nothing for other paths.
std::optional<RoomFile> roomFile(std::string_view path);

} // namespace logitscope
