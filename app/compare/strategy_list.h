// The strategies of the Compare page, from one session to the next.
#pragma once

#include "core/sampling/strategy.h"

#include <vector>

class QSettings;

namespace logitscope
{

std::vector<Strategy> theNine();

// "greedy 2" where there is a "greedy" already, "top-k 20 2" where there is top_k_20, since people
// read that as "top-k 20".
std::string freeName(const std::string& wanted, const std::vector<Strategy>& taken);

// What was saved; the nine where nothing was, or nothing that can be used.
std::vector<Strategy> loadStrategies(const QSettings& settings);
void saveStrategies(QSettings& settings, const std::vector<Strategy>& strategies);

} // namespace logitscope
