// Checks the engine of an open model: opens the same model in the other engine and compares what
// the two say to the same text.
#pragma once

#include "core/generation/open_model.h"
#include "core/model/engine_check.h"
#include "core/result.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace logitscope
{

struct ModelCheckRequest
{
    Device device = Device::Cpu;          // of libtorch, where it is what has to be opened
    std::optional<std::string> text = {}; // UTF-8; otherwise a paragraph that is built in, as far
                                          // as the model's context holds it
    SpecialTokens special = SpecialTokens::Recognised; // in the text
    std::function<bool(double part)> progress = {};    // as LoadOptions has it, for all of the work
};

struct ModelCheck
{
    ModelInfo native;
    ModelInfo libtorch;
    EngineCheck figures; // native's are the first
    EngineLimits limits;

    bool agrees() const { return agree(figures, limits); }
};

// The other engine holds the weights in the open model's precision. The Error says why the check
// can't be made: no libtorch, INT8, a text that is too long. From any thread.
Result<ModelCheck> checkModel(const OpenModel& open, const ModelCheckRequest& request);

} // namespace logitscope
