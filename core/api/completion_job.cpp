#include "core/api/completion_job.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace logitscope
{

CompletionJob::News CompletionJob::wait(std::chrono::milliseconds longest)
{
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, longest, [this] { return news_.ended || !news_.pieces.empty(); });
    return {std::exchange(news_.pieces, {}), news_.ended, news_.error, news_.usage};
}

void CompletionJob::add(std::vector<ChoicePiece> pieces, const Usage& usage)
{
    const std::lock_guard lock(mutex_);
    news_.usage = usage;
    std::ranges::move(pieces, std::back_inserter(news_.pieces));
    changed_.notify_one();
}

void CompletionJob::end(std::optional<Error> error)
{
    const std::lock_guard lock(mutex_);
    news_.ended = true;
    news_.error = std::move(error);
    changed_.notify_one();
}

} // namespace logitscope
