#include "app/page/prompt_limit.h"

namespace logitscope
{

PromptLimit promptLimitOf(const std::shared_ptr<const OpenModel>& model)
{
    return {[model](std::string_view prompt) { return model->tokenizer.encode(prompt).size(); },
            model->model->info().contextLength};
}

} // namespace logitscope
