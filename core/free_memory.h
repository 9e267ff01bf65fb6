// How much memory the machine still has for this program.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace logitscope
{

// Bytes that can be taken without swapping: MemAvailable of /proc/meminfo, but no more than what
// the control groups (version 2) that this process is in leave it, as in a container. What is
// cached of files counts as free in both. Nothing where the system doesn't say. `root` stands for
// /. Sources: proc_meminfo(5); the kernel's Documentation/admin-guide/cgroup-v2.rst.
std::optional<std::uint64_t> freeMemory(const std::filesystem::path& root = "/");

} // namespace logitscope
