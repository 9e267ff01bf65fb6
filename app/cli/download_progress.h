// How far a download is, for whoever waits for it at a terminal or reads a log.
#pragma once

#include "app/cli/compare_progress.h"
#include "core/library/model_download.h"

#include <chrono>
#include <optional>
#include <string>

namespace logitscope
{

// "model.safetensors: 123 MB of 549 MB, 12.3 MB/s, 35 s left", in ASCII.
std::string downloadText(const DownloadProgress& progress);

// "35 s", "12 min 5 s", "3 h 20 min".
std::string timeText(double seconds);

// On stderr.
class DownloadPrinter
{
public:
    // `columns`: of the terminal, where one line follows every step; 0: there is none, and a line
    // is written at each file, at each wait, and every ten seconds.
    explicit DownloadPrinter(int columns) : line_(columns), isTerminal_(columns > 0) {}

    void show(const DownloadProgress& progress);

private:
    ProgressLine line_;
    bool isTerminal_;
    std::string file_; // of the last line
    DownloadProgress::Doing doing_ = DownloadProgress::Doing::LookingUp;
    std::chrono::steady_clock::time_point written_{};
};

} // namespace logitscope
