// A text that the Explore page showed, whole, so that it can be shown again.
#pragma once

#include "app/engine/run_request.h"
#include "app/explore/exploration.h"
#include "core/run/stop_reason.h"

#include <string>

namespace logitscope
{

struct KeptText
{
    Exploration exploration;
    RunRequest begun;
    std::string madeBy; // the model's name
    StopReason reason = StopReason::Stopped;
    int limit = 0;
    bool otherFormat = false;
    bool comesBack = false; // when the controls ask for it again
};

} // namespace logitscope
