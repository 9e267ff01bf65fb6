// How often somebody may ask: a bucket of so many requests, which fills again at an even pace.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>

namespace logitscope
{

// Not for several threads.
class RateLimit
{
public:
    using Time = std::chrono::steady_clock::time_point;

    // `atOnce`: that a full bucket holds, at least 1.
    RateLimit(double perSecond, double atOnce) : perSecond_(perSecond), atOnce_(atOnce) {}

    // Takes a request out of the bucket. False: there is none left.
    bool take(const std::string& who, Time now);

    // The same, and leaves it there.
    bool hasLeft(const std::string& who, Time now);

    // How many have a bucket that isn't full, and perhaps some whose is.
    std::size_t size() const { return buckets_.size(); }

private:
    struct Bucket
    {
        double left;
        Time then;
    };

    Bucket& fill(const std::string& who, Time now);

    double perSecond_;
    double atOnce_;
    std::map<std::string, Bucket> buckets_;
    std::size_t mostKept_ = 64; // before full ones are forgotten
};

} // namespace logitscope
