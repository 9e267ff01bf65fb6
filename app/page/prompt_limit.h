// What a prompt field and its count know of a model.
#pragma once

#include "core/generation/model_folder.h"
#include "widgets/control/prompt_field.h"

#include <memory>

namespace logitscope
{

PromptLimit promptLimitOf(const std::shared_ptr<const OpenModel>& model);

} // namespace logitscope
