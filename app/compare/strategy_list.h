// The strategies of the Compare page, from one session to the next.
#pragma once

#include "core/sampling/strategy.h"

#include <vector>

class QSettings;

namespace logitscope
{

std::vector<Strategy> theNine();

// What was saved; the nine where nothing was, or nothing that can be used.
std::vector<Strategy> loadStrategies(const QSettings& settings);
void saveStrategies(QSettings& settings, const std::vector<Strategy>& strategies);

} // namespace logitscope
