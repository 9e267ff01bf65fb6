// What `compare` prints: the strategies one under the other, each with its statistics and its text.
#pragma once

#include "core/run/run.h"

#include <string>

namespace logitscope
{

// Fits `columns` from 80 on; wider than 100 it doesn't become, where lines are too long to read.
// The repeats of a strategy stand under one heading, with their mean and standard deviation.
std::string compareTable(const Run& comparison, int columns);

} // namespace logitscope
