#include "core/library/available_memory.h"

#include <fstream>
#include <limits>
#include <string>

namespace logitscope
{

// "MemAvailable:   12345 kB", where kB are 1024 bytes.
std::int64_t availableMemory()
{
    std::ifstream lines("/proc/meminfo");
    std::string name;
    std::int64_t kilobytes = 0;
    while (lines >> name >> kilobytes) {
        if (name == "MemAvailable:")
            return kilobytes * 1024;
        lines.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    }
    return 0;
}

} // namespace logitscope
