#include "app/serve/token_rate.h"

namespace logitscope
{

void TokenRate::read(Time when, std::uint64_t tokens)
{
    using namespace std::chrono_literals;
    readings_.push_back({when, tokens});
    while (readings_.size() > 2 && when - readings_[1].when >= 1s)
        readings_.pop_front();
}

double TokenRate::perSecond() const
{
    if (readings_.size() < 2)
        return 0.0;
    const auto& first = readings_.front();
    const auto& last = readings_.back();
    const std::chrono::duration<double> seconds = last.when - first.when;
    return static_cast<double>(last.tokens - first.tokens) / seconds.count();
}

} // namespace logitscope
