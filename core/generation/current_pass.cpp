#include "core/generation/current_pass.h"

#include <utility>

namespace logitscope
{

void CurrentPass::begin(std::shared_ptr<const OpenModel> model)
{
    const std::lock_guard lock(mutex_);
    model_ = std::move(model);
    if (isInterrupted_)
        model_->model->interrupt();
}

void CurrentPass::end()
{
    std::shared_ptr<const OpenModel> last; // may be the last to let go of it: not under the lock
    const std::lock_guard lock(mutex_);
    if (isInterrupted_ && model_)
        model_->model->resume();
    isInterrupted_ = false;
    last = std::exchange(model_, nullptr);
}

bool CurrentPass::isInterrupted() const
{
    const std::lock_guard lock(mutex_);
    return isInterrupted_;
}

void CurrentPass::interrupt()
{
    const std::lock_guard lock(mutex_);
    isInterrupted_ = true;
    if (model_)
        model_->model->interrupt();
}

} // namespace logitscope
