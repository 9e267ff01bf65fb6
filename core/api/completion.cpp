#include "core/api/completion.h"

#include "core/text/token_label.h"
#include "core/text/utf8_stream.h"

#include <fmt/format.h>

#include <iterator>

namespace logitscope
{

std::string tokenName(TokenId token, std::string_view bytes)
{
    if (bytes.empty())
        return tokenLabel(token, bytes);
    if (validUtf8(bytes) == bytes)
        return std::string(bytes);
    std::string name = "bytes:";
    for (const char byte : bytes)
        name += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    return name;
}

void append(ChoicePiece& whole, ChoicePiece piece)
{
    whole.text += piece.text;
    whole.tokens.insert(whole.tokens.end(), std::make_move_iterator(piece.tokens.begin()),
                        std::make_move_iterator(piece.tokens.end()));
    if (piece.end)
        whole.end = piece.end;
}

} // namespace logitscope
