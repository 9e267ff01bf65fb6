#include "core/server/rate_limit.h"

#include <algorithm>

namespace logitscope
{

bool RateLimit::take(const std::string& who, Time now)
{
    auto& bucket = fill(who, now);
    if (bucket.left < 1.0)
        return false;
    bucket.left -= 1.0;
    return true;
}

bool RateLimit::hasLeft(const std::string& who, Time now)
{
    return fill(who, now).left >= 1.0;
}

RateLimit::Bucket& RateLimit::fill(const std::string& who, Time now)
{
    const auto levelOf = [&](const Bucket& bucket) {
        const std::chrono::duration<double> seconds = now - bucket.then;
        return std::min(bucket.left + seconds.count() * perSecond_, atOnce_);
    };
    if (buckets_.size() >= mostKept_) { // who comes with ever new names costs no memory
        std::erase_if(buckets_, [&](const auto& one) { return levelOf(one.second) >= atOnce_; });
        mostKept_ = std::max<std::size_t>(64, 2 * buckets_.size());
    }
    auto& bucket = buckets_.try_emplace(who, Bucket{atOnce_, now}).first->second;
    bucket = {levelOf(bucket), now};
    return bucket;
}

} // namespace logitscope
