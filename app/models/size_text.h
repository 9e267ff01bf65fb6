// Large numbers as a person reads them.
#pragma once

#include <QString>

#include <cstdint>

namespace logitscope
{

struct DownloadProgress;

QString countText(std::int64_t count); // "124M", "1.56B", "81,912"
QString byteText(std::int64_t bytes);  // "548 MB", "1.52 GB": a MB is 1,000,000 bytes
QString durationText(double seconds);  // "21 s", "4 min", "1 h 20 min"

QString arrivedText(std::int64_t bytes, std::int64_t allBytes); // "312 MB of 548 MB"

// "312 MB of 548 MB · 11.2 MB/s · 21 s left", as far as that is known.
QString progressText(const DownloadProgress& progress);

} // namespace logitscope
