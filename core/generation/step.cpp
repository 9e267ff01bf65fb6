#include "core/generation/step.h"

#include <cmath>

namespace logitscope {

double Step::surprisal() const
{
    return -std::log2(rawProbability);
}

} // namespace logitscope
