// What has to be true of any input.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace logitscope::fuzz
{

// Ends the program, which libFuzzer and a test both take for a finding.
inline void require(bool isTrue, const char* what)
{
    if (isTrue)
        return;
    std::fprintf(stderr, "This isn't true: %s\n", what);
    std::abort();
}

} // namespace logitscope::fuzz
