#include "core/model/simd_target.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/model/simd_target.cpp"
#include <hwy/foreach_target.h> // must come before highway.h
//
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();

namespace logitscope::HWY_NAMESPACE
{

const char* targetName()
{
    return hwy::TargetName(HWY_TARGET);
}

} // namespace logitscope::HWY_NAMESPACE

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace logitscope
{

HWY_EXPORT(targetName);

std::string simdTarget()
{
    return HWY_DYNAMIC_DISPATCH(targetName)();
}

} // namespace logitscope

#endif // HWY_ONCE
