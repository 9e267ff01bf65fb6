// Tells whoever waits for a download how far it is: at once when it does something else, and ten
// times a second otherwise.
#pragma once

#include "core/library/download_meter.h"
#include "core/library/model_download.h"

#include <cstdint>
#include <functional>
#include <string>

namespace logitscope
{

class DownloadReport
{
public:
    explicit DownloadReport(std::function<void(const DownloadProgress&)> tell);

    using Doing = DownloadProgress::Doing;

    void begin(Doing doing, const std::string& file);
    void expect(std::int64_t allBytes); // of all files

    // Of the file that it is at. `arrived`: how many of them came just now.
    void setFileBytes(std::int64_t bytes, std::int64_t arrived = 0);
    void finishFile(std::int64_t bytes);

    // Nothing has changed but the time.
    void tick();

    // Until the next bytes come.
    void wait(const std::string& sentence);

private:
    void tell(bool atOnce);

    std::function<void(const DownloadProgress&)> tell_;
    DownloadProgress progress_;
    DownloadMeter meter_;
    Doing beforeWaiting_ = Doing::LookingUp;
    std::int64_t finished_ = 0; // of files that are here
    DownloadMeter::Time told_{};
};

} // namespace logitscope
