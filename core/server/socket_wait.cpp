#include "core/server/socket_wait.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>

namespace logitscope
{

Waited waitForSocket(int socket, short events, const StopSignal& stop, Deadline deadline)
{
    using std::chrono::milliseconds;
    for (;;) {
        std::array<pollfd, 2> watched = {{{socket, events, 0}, {stop.descriptor(), POLLIN, 0}}};
        const auto left = std::chrono::ceil<milliseconds>(deadline - Deadline::clock::now());
        const auto longest =
            static_cast<int>(std::clamp<milliseconds::rep>(left.count(), 0, 1'000'000));
        const int ready = ::poll(watched.data(), watched.size(), longest);
        if (ready < 0 && errno != EINTR)
            return Waited::Ready; // the next call on the socket fails, too
        if (watched[1].revents != 0)
            return Waited::Stopped;
        if (ready > 0)
            return Waited::Ready;
        if (Deadline::clock::now() >= deadline)
            return Waited::TooLong;
    }
}

bool hasHungUp(int socket)
{
    pollfd watched = {socket, POLLRDHUP, 0};
    return ::poll(&watched, 1, 0) > 0;
}

} // namespace logitscope
