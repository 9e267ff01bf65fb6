#include "core/api/completion_job.h"

#include <utility>

namespace logitscope
{

CompletionJob::News CompletionJob::wait(std::chrono::milliseconds longest)
{
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, longest, [this] { return hasNews(); });
    return {std::exchange(news_.pieces, {}), news_.ended, news_.error, news_.usage};
}

void CompletionJob::onNews(std::function<void()> tell)
{
    const std::lock_guard lock(mutex_);
    tell_ = std::move(tell);
    if (tell_ && hasNews())
        tell_();
}

void CompletionJob::tell()
{
    changed_.notify_one();
    if (tell_)
        tell_();
}

void CompletionJob::add(ChoicePiece piece, const Usage& usage)
{
    const std::lock_guard lock(mutex_);
    news_.usage = usage;
    news_.pieces.push_back(std::move(piece));
    tell();
}

void CompletionJob::end(std::optional<Error> error)
{
    const std::lock_guard lock(mutex_);
    news_.ended = true;
    news_.error = std::move(error);
    tell();
}

} // namespace logitscope
