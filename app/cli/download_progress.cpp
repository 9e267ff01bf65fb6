#include "app/cli/download_progress.h"

#include "core/byte_count.h"
#include "core/text/printable_text.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>

namespace logitscope
{

std::string timeText(double seconds)
{
    constexpr double longest = 360'000; // a hundred hours: who knows
    const auto whole = static_cast<int>(std::ceil(std::min(seconds, longest)));
    if (whole < 60)
        return fmt::format("{} s", whole);
    if (whole < 3600)
        return fmt::format("{} min {} s", whole / 60, whole % 60);
    return fmt::format("{} h {} min", whole / 3600, whole / 60 % 60);
}

std::string downloadText(const DownloadProgress& progress)
{
    using Doing = DownloadProgress::Doing;
    switch (progress.doing) {
    case Doing::LookingUp:
        return fmt::format("looking up {}", progress.file);
    case Doing::Checking:
        return fmt::format("{}: checking", progress.file);
    case Doing::Waiting:
        return progress.sentence;
    case Doing::Downloading:
        break;
    }
    auto text = fmt::format("{}: {}", progress.file, byteCount(progress.bytes));
    if (progress.allBytes > 0)
        text += fmt::format(" of {}", byteCount(progress.allBytes));
    if (progress.bytesPerSecond > 0)
        text +=
            fmt::format(", {}/s", byteCount(static_cast<std::int64_t>(progress.bytesPerSecond)));
    if (progress.secondsLeft)
        text += fmt::format(", {} left", timeText(*progress.secondsLeft));
    return text;
}

void DownloadPrinter::show(const DownloadProgress& progress)
{
    using Doing = DownloadProgress::Doing;
    const auto text = printableText(downloadText(progress)); // a file's name is anybody's
    if (isTerminal_) {
        line_.show(text);
        return;
    }
    const auto now = std::chrono::steady_clock::now();
    const bool isNews = progress.doing == Doing::Downloading
                            ? progress.file != file_
                            : progress.doing == Doing::Waiting && doing_ != Doing::Waiting;
    const bool isDue =
        now - written_ >= std::chrono::seconds(10) && written_.time_since_epoch().count() != 0;
    if (isNews || isDue) {
        fmt::print(stderr, "{}\n", text);
        written_ = now;
        file_ = progress.file;
    }
    doing_ = progress.doing;
}

} // namespace logitscope
