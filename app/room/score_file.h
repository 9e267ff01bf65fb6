// The scores of all rounds as a table for spreadsheets, which several pages offer to save.
#pragma once

#include "app/room/room_round.h"

#include <functional>

class QWidget;

namespace logitscope
{

// The Error says why it can't be written.
Result<void> saveScores(const RoomRound& round, const QString& file);

// Asks where; says what went wrong, or an empty sentence. The round outlives the parent.
void askToSaveScores(const RoomRound& round, QWidget& parent,
                     const std::function<void(const QString& sentence)>& say);

} // namespace logitscope
