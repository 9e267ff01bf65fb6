#include "core/sampling/shortage.h"

#include <fmt/format.h>

namespace logitscope
{

namespace
{

// "top-p 0.95", "XTC".
std::string nameOf(const Stage& stage)
{
    const auto& description = describe(stage.kind);
    if (description.parameters.size() > 1)
        return std::string(description.name);
    return fmt::format("{} {}", description.name, stage.value());
}

} // namespace

std::string Shortage::sentence() const
{
    const auto what = by ? nameOf(*by) : "this step";
    if (needsLogits)
        return fmt::format("{} works on logits, and the server gave probabilities", what);
    if (needed)
        return fmt::format("{} needs up to {} candidates, and the server gave {}", what, *needed,
                           known);
    return fmt::format("{} needs more candidates than the {} which the server gave", what, known);
}

// So few candidates need one more than they are, which says that no other token is as likely.
std::string Shortage::advice() const
{
    constexpr auto open = "open the model on this machine";
    if (needsLogits)
        return fmt::format("switch that stage off, or {}", open);
    return known > 1 ? fmt::format("begin the chain with a top-k below {}, or {}", known, open)
                     : open;
}

} // namespace logitscope
