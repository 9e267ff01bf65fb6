// How a scene begins: its text, made as the scene says, and the step that it is about.
#pragma once

#include "core/generation/generation_service.h"
#include "core/lesson/lesson.h"
#include "core/lesson/lesson_parser.h"
#include "core/result.h"
#include "core/run/run.h"
#include "core/run/token_score.h"
#include "core/sampling/distribution.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace logitscope
{

struct SceneStart
{
    Run run;      // on Compare: a branch for each strategy
    int step = 0; // that is selected; the branch's length: the one that comes next
    std::optional<Distribution> distribution; // of that step, on Explore
    std::vector<TokenScore> prompt;           // of its tokens but the first, on Explore
};

// Lets the model make what the scene begins with, or, with Generate's tokens added, what it comes
// to. The Error says why it can't: the prompt is too long, or `stopRequested`, asked after every
// token, said so.
Result<SceneStart> startOf(GenerationClient& client, const std::shared_ptr<const OpenModel>& model,
                           const Scene& scene, int moreTokens = 0,
                           const std::function<bool()>& stopRequested = {});

// Goes through the whole lesson with the model: what it promises and doesn't keep, the numbers that
// aren't there, and scenes that are done before anything was done.
Result<std::vector<LessonProblem>> tryLesson(GenerationClient& client,
                                             const std::shared_ptr<const OpenModel>& model,
                                             const Lesson& lesson,
                                             const std::function<bool()>& stopRequested = {});

} // namespace logitscope
