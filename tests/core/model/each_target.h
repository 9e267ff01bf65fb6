// Every instruction set that core/model is compiled for: not those without vectors of a fixed size.
#pragma once

#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#include "tests/core/each_target.h"
