#include "core/api/completion.h"

#include <iterator>

namespace logitscope
{

void append(ChoicePiece& whole, ChoicePiece piece)
{
    whole.text += piece.text;
    whole.tokens.insert(whole.tokens.end(), std::make_move_iterator(piece.tokens.begin()),
                        std::make_move_iterator(piece.tokens.end()));
    if (piece.end)
        whole.end = piece.end;
}

} // namespace logitscope
