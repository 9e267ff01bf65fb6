// What `compare` prints: the strategies one under the other, each with its figures and its text.
#pragma once

#include "core/generation/comparison.h"

#include <string>

namespace logitscope
{

// Fits `columns` from 80 on; wider than 100 it doesn't become, where lines are too long to read.
// Rows of one strategy that follow each other are its runs, under one heading.
std::string compareTable(const Comparison& comparison, int columns);

} // namespace logitscope
