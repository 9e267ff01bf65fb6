#include "core/generation/generation_service.h"

#include "core/generation/service_worker.h"

#include <cstdlib> // tells whether it is glibc
#include <future>
#include <utility>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace logitscope
{

namespace
{

// From here on this process gives blocks of a megabyte and more back to the system when they are
// freed: the logits of a whole text, libtorch's keys and values. By itself glibc keeps such blocks
// once it has seen the first ones freed, and small ones that are allocated between them then hold
// all of them.
void giveBackLargeBlocks()
{
#ifdef __GLIBC__
    ::mallopt(M_MMAP_THRESHOLD, 1024 * 1024);
#endif
}

} // namespace

GenerationService::GenerationService(FreeBytes freeBytes)
{
    giveBackLargeBlocks(); // before the worker's thread allocates any
    worker_ = std::make_unique<Worker>(std::move(freeBytes));
}

GenerationService::~GenerationService() = default;

GenerationClient::GenerationClient(GenerationService& service, const ClientLimits& limits)
    : service_(service)
    , share_(std::make_shared<Share>(limits))
{
    service_.worker_->add(share_);
}

GenerationClient::~GenerationClient()
{
    service_.worker_->remove(*share_);
}

std::shared_ptr<JobTicket> GenerationClient::submit(GenerationJob job, JobEvents events,
                                                    std::shared_ptr<JobTicket> ticket)
{
    if (!ticket)
        ticket = std::make_shared<JobTicket>();
    auto run = std::make_unique<JobRun>(std::move(job), std::move(events), ticket);
    return service_.worker_->submit(*share_, std::move(run)) ? ticket : nullptr;
}

Result<void> GenerationClient::run(GenerationJob job, JobEvents events,
                                   const std::function<bool()>& stopRequested)
{
    const auto ticket = std::make_shared<JobTicket>();
    const auto finished = std::make_shared<std::promise<std::optional<Error>>>();
    if (stopRequested)
        events.stepped = [&, stepped = std::move(events.stepped)](int row, const Step& step,
                                                                  std::span<const float> logits) {
            if (stepped)
                stepped(row, step, logits);
            if (stopRequested())
                ticket->cancel();
        };
    events.finished = [finished,
                       told = std::move(events.finished)](const std::optional<Error>& error) {
        if (told)
            told(error);
        finished->set_value(error);
    };
    auto end = finished->get_future();
    if (!submit(std::move(job), std::move(events), ticket))
        return fail("too many jobs wait already; try again in a moment");
    if (const auto error = end.get())
        return tl::unexpected(*error);
    return {};
}

void GenerationClient::forgetTexts()
{
    service_.worker_->forgetTexts(*share_);
}

ClientCounters GenerationClient::counters() const
{
    return service_.worker_->counters(*share_);
}

} // namespace logitscope
