// A comparison to a picture without a window, for the command line.
#pragma once

#include "app/export/figure_choice.h"
#include "core/result.h"
#include "core/run/run.h"

#include <string>

namespace logitscope
{

// `file` ends in .png, .svg or .pdf; `json` is the comparison's own. Needs no display, and no
// QGuiApplication either: where there is none it makes one for the while.
Result<void> writePicture(const Run& comparison, const std::string& json, const std::string& file,
                          const FigureChoice& choice = {});

} // namespace logitscope
