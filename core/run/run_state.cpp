#include "core/run/run_state.h"

#include <algorithm>
#include <utility>

namespace logitscope
{

RunState runStateOf(Run run)
{
    const auto& branch = run.branch();
    RunRequest request{.prompt = run.prompt,
                       .seed = branch.seed,
                       .tokens = 1,
                       .stream = streamOf(branch),
                       .special = run.special,
                       .promptTokens = run.promptTokens};
    for (const auto& each : run.branches)
        request.tokens = std::max(request.tokens, each.length());
    const auto settings = settingsOf(branch);
    return {std::move(run), std::move(request), settings};
}

} // namespace logitscope
