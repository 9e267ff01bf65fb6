#include "core/api/token_name.h"

#include "core/text/utf8_stream.h"

#include <fmt/format.h>

namespace logitscope
{

std::string tokenName(std::string_view bytes)
{
    if (validUtf8(bytes) == bytes)
        return std::string(bytes);
    std::string name = "bytes:";
    for (const char byte : bytes)
        name += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    return name;
}

} // namespace logitscope
