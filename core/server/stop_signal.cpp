#include "core/server/stop_signal.h"

#include <cerrno>
#include <cstdint>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>

namespace logitscope
{

StopSignal::StopSignal() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    if (!event_)
        throw std::system_error(errno, std::generic_category(), "eventfd");
}

void StopSignal::raise()
{
    raised_ = true;
    const std::uint64_t one = 1;
    // Can't fail: the counter is far from full, and nobody reads it, so that it stays readable.
    [[maybe_unused]] const auto written = ::write(event_.get(), &one, sizeof one);
}

} // namespace logitscope
