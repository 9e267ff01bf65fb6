// What Fusion and the palette can't say: rounded fields, one accented button, quiet sliders.
#pragma once

#include "widgets/theme.h"

#include <QString>

namespace logitscope
{

// `em` is the application font's size in pixels, the unit of the sheet's lengths.
QString styleSheet(const Theme& theme, int em);

} // namespace logitscope
