// One prompt, continued in several ways: what the Compare page shows, `compare` prints, and a file
// brings back.
#pragma once

#include "core/run/transcript.h"

#include <string>
#include <vector>

namespace logitscope
{

struct ComparisonRow
{
    std::string strategy; // its name, as the user has it
    Transcript transcript;
};

// All rows continue the same prompt with the same model.
struct Comparison
{
    std::string model;   // its name
    std::string version; // of the program that made it
    std::vector<ComparisonRow> rows;
};

} // namespace logitscope
