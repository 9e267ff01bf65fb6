// What the service's thread is reading, so that no job that is called off has to wait for a server,
// whether it is in that pass or behind it. An interruption is of the whole pass: the job leaves,
// and the others' part is read again, as after an Error no context has changed.
#pragma once

#include "core/generation/open_model.h"

#include <memory>
#include <mutex>

namespace logitscope
{

class CurrentPass
{
public:
    // For the service's thread: until end(), passes are over this model.
    void begin(std::shared_ptr<const OpenModel> model);
    void end();

    // Whether an Error since begin() may be of an interruption rather than of the model.
    bool isInterrupted() const;

    // From any thread: ends what the pass waits for, if it is for a server. Where none has begun,
    // the next one ends at once: whoever begins it may not have seen yet what was called off.
    void interrupt();

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const OpenModel> model_;
    bool isInterrupted_ = false;
};

} // namespace logitscope
