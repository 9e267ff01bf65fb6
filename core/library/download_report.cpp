#include "core/library/download_report.h"

#include <algorithm>
#include <utility>

namespace logitscope
{

DownloadReport::DownloadReport(std::function<void(const DownloadProgress&)> tell)
    : tell_(std::move(tell))
{
}

void DownloadReport::begin(Doing doing, const std::string& file)
{
    progress_.doing = beforeWaiting_ = doing;
    progress_.file = file;
    progress_.sentence.clear();
    tell(true);
}

void DownloadReport::expect(std::int64_t allBytes)
{
    progress_.allBytes = allBytes;
}

void DownloadReport::setFileBytes(std::int64_t bytes, std::int64_t arrived)
{
    progress_.bytes = finished_ + bytes;
    if (arrived > 0) {
        meter_.add(arrived, std::chrono::steady_clock::now());
        progress_.doing = beforeWaiting_;
        progress_.sentence.clear();
    }
    tell(false);
}

void DownloadReport::finishFile(std::int64_t bytes)
{
    finished_ += bytes;
    progress_.bytes = finished_;
    tell(true);
}

void DownloadReport::tick()
{
    if (progress_.doing == Doing::Downloading)
        meter_.add(0, std::chrono::steady_clock::now());
    tell(false);
}

void DownloadReport::wait(const std::string& sentence)
{
    const bool isNew = progress_.doing != Doing::Waiting;
    progress_.doing = Doing::Waiting;
    progress_.sentence = sentence;
    meter_ = {}; // the pause says nothing of the speed after it
    tell(isNew);
}

void DownloadReport::tell(bool atOnce)
{
    constexpr auto rarely = std::chrono::milliseconds(100);
    const auto now = std::chrono::steady_clock::now();
    if (!tell_ || (!atOnce && now - told_ < rarely))
        return;
    told_ = now;
    const bool comes = progress_.doing == Doing::Downloading;
    progress_.bytesPerSecond = comes ? meter_.bytesPerSecond() : 0;
    progress_.secondsLeft =
        comes && progress_.allBytes > 0
            ? meter_.secondsFor(std::max<std::int64_t>(progress_.allBytes - progress_.bytes, 0))
            : std::nullopt;
    tell_(progress_);
}

} // namespace logitscope
