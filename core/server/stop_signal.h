// A switch that many threads wait for beside their sockets: poll() sees it.
#pragma once

#include "core/server/file_descriptor.h"

#include <atomic>

namespace logitscope
{

class StopSignal
{
public:
    StopSignal();

    // Wakes everybody who polls descriptor(), now and from now on.
    void raise();

    bool raised() const { return raised_; }

    int descriptor() const { return event_.get(); } // readable once raised

private:
    FileDescriptor event_;
    std::atomic<bool> raised_ = false;
};

} // namespace logitscope
