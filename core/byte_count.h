// A number of bytes as a sentence has it.
#pragma once

#include <cstdint>
#include <string>

namespace logitscope
{

// "999 bytes", "1.50 kB", "548 MB", "1.52 GB": three digits, of a thousand each.
std::string byteCount(std::uint64_t bytes);

} // namespace logitscope
