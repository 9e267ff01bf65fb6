// The sockets that wait for clients.
#pragma once

#include "core/result.h"
#include "core/server/address.h"
#include "core/server/file_descriptor.h"
#include "core/server/stop_signal.h"

#include <optional>
#include <string>
#include <vector>

namespace logitscope
{

class Listener
{
public:
    // Listens on all of the host's addresses when it returns. Port 0: one that is free. Errors: the
    // port is taken, or not allowed.
    static Result<Listener> open(const std::string& host, std::vector<Address> addresses);

    int port() const { return port_; }

    // The next client's connection; nothing once `stop` is raised. Ready to be used without
    // waiting, and what is written to it leaves at once.
    std::optional<FileDescriptor> accept(const StopSignal& stop) const;

private:
    std::vector<FileDescriptor> sockets_;
    int port_ = 0;
};

} // namespace logitscope
