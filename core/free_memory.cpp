#include "core/free_memory.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string_view>

namespace logitscope
{

namespace
{

// The number after a name at the beginning of a line: "MemAvailable:  123 kB", "active_file 123".
std::optional<std::uint64_t> numberAfter(const std::filesystem::path& file, std::string_view name)
{
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string first;
        std::uint64_t number = 0;
        if (words >> first && first == name && words >> number)
            return number;
    }
    return std::nullopt;
}

// A file with one number. "max", which stands for no limit, is none.
std::optional<std::uint64_t> numberIn(const std::filesystem::path& file)
{
    std::ifstream contents(file);
    std::uint64_t number = 0;
    return contents >> number ? std::optional(number) : std::nullopt;
}

std::optional<std::uint64_t> freeInGroup(const std::filesystem::path& group)
{
    const auto most = numberIn(group / "memory.max");
    const auto used = numberIn(group / "memory.current");
    if (!most || !used)
        return std::nullopt;
    const auto cached = numberAfter(group / "memory.stat", "active_file").value_or(0) +
                        numberAfter(group / "memory.stat", "inactive_file").value_or(0);
    const auto taken = *used - std::min(*used, cached);
    return *most - std::min(*most, taken);
}

// Where the process is among the groups, from the line "0::/user.slice/…". Without one it is the
// root, as in a container.
std::filesystem::path ownGroup(const std::filesystem::path& root)
{
    constexpr std::string_view begin = "0::/";
    std::ifstream lines(root / "proc/self/cgroup");
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(begin))
            return line.substr(begin.size());
    }
    return {};
}

} // namespace

std::optional<std::uint64_t> freeMemory(const std::filesystem::path& root)
{
    const auto kilobytes = numberAfter(root / "proc/meminfo", "MemAvailable:");
    if (!kilobytes)
        return std::nullopt;
    std::uint64_t free = *kilobytes * 1024;
    // A group's limit holds for all groups inside it.
    auto group = ownGroup(root);
    for (bool isRoot = false; !isRoot; group = group.parent_path()) {
        isRoot = group.empty();
        free = std::min(free, freeInGroup(root / "sys/fs/cgroup" / group).value_or(free));
    }
    return free;
}

} // namespace logitscope
