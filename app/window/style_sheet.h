// What Fusion and the palette can't say: rounded fields, one accented button, quiet sliders.
#pragma once

#include "widgets/theme.h"

#include <QString>

namespace logitscope
{

QString styleSheet(const Theme& theme);

} // namespace logitscope
