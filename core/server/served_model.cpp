#include "core/server/served_model.h"

#include "core/text/utf8_stream.h"

#include <chrono>
#include <utility>

namespace logitscope
{

std::int64_t unixTime()
{
    using namespace std::chrono;
    return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

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
