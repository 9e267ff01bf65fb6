#include "core/server/served_model.h"

#include "core/server/http_answer.h"
#include "core/text/utf8_stream.h"

#include <utility>

namespace logitscope
{

void ServedModel::set(std::shared_ptr<const OpenModel> model)
{
    auto name = validUtf8(model->model->info().name);
    const std::lock_guard lock(mutex_);
    now_ = {std::move(model), std::move(name), unixTime()};
}

ServedModel::Now ServedModel::now() const
{
    const std::lock_guard lock(mutex_);
    return now_;
}

} // namespace logitscope
