// The window moved by hand, without the hand: how long a slider's tick takes to be seen.
#pragma once

#include "app/cli/window_report.h"
#include "core/generation/open_model.h"
#include "core/result.h"

#include <memory>

namespace logitscope
{

// Opens the window, off screen where there is none, on a text of a thousand tokens that is looked
// back at, and moves each slider by so many ticks, sixty a second. The Error says why there is no
// text.
Result<WindowReport> measureWindow(const std::shared_ptr<const OpenModel>& model, int ticks);

} // namespace logitscope
