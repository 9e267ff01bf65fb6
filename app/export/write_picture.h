// Pictures without a screen, for the command line.
#pragma once

#include "app/export/figure_choice.h"
#include "core/result.h"
#include "core/run/run.h"

#include <string>

namespace logitscope
{

// Before there is an application. What Qt says of what only a screen needs isn't printed then.
void drawOffScreen();

// A comparison to a file without a window: `file` ends in .png, .svg or .pdf; `json` is the
// comparison's own. Needs no display, and no QGuiApplication either: where there is none it makes
// one for the while.
Result<void> writePicture(const Run& comparison, const std::string& json, const std::string& file,
                          const FigureChoice& choice = {});

} // namespace logitscope
