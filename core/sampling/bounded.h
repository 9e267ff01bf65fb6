// A number of which perhaps only bounds are known.
#pragma once

#include <limits>

namespace logitscope
{

struct Bounded
{
    double low = 0.0;
    double high = std::numeric_limits<double>::infinity();

    static Bounded exactly(double value) { return {value, value}; }

    bool exact() const { return low == high; }

    friend bool operator==(const Bounded&, const Bounded&) = default;
};

} // namespace logitscope
