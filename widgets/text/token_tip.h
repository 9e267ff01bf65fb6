// What a token tells when the mouse rests on it.
#pragma once

#include "core/run/step.h"

#include <QString>

namespace logitscope
{

// Rich text: the token, its place in the continuation (`index` counts from 0), and its numbers.
QString tokenTip(const Step& step, int index);

} // namespace logitscope
