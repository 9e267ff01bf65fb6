#include "core/server/running_completion.h"

#include <utility>

namespace logitscope
{

RunningCompletion::RunningCompletion(const ServerEvents& events,
                                     const ServerEvents::Request& request,
                                     std::shared_ptr<CompletionJob> job)
    : events_(events)
    , id_(request.id)
    , job_(std::move(job))
{
    if (events_.began)
        events_.began(request);
}

RunningCompletion::~RunningCompletion()
{
    job_->cancel();
    if (events_.ended)
        events_.ended(id_, end_);
}

void RunningCompletion::hear(const ChoicePiece& piece) const
{
    if (events_.grew)
        events_.grew(id_, piece);
}

} // namespace logitscope
