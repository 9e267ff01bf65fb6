// The table of `sample --show-steps`: a line a step, 80 columns.
#pragma once

#include "core/run/step.h"

#include <string>

namespace logitscope
{

std::string stepTableHeader();
std::string stepTableRow(int number, const Step& step);

} // namespace logitscope
