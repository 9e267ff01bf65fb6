// What is wrong with a command line, in one sentence.
#pragma once

#include "core/result.h"

namespace CLI
{
class ParseError;
}

namespace logitscope
{

// CLI11's own words where they are clear, ours where they are not.
Error parseErrorOf(const CLI::ParseError& error);

} // namespace logitscope
