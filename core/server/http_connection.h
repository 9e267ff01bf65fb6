// One client's connection as httplib reads and writes it, with the limits that httplib lacks: by
// itself it waits for a slow client for ever, and reads as many headers and chunks as come.
#pragma once

#include "core/api/api_error.h"
#include "core/server/file_descriptor.h"
#include "core/server/http_limits.h"
#include "core/server/socket_wait.h"
#include "core/server/stop_signal.h"

#include <array>
#include <cstddef>
#include <httplib.h>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace logitscope
{

class HttpConnection final : public httplib::Stream
{
public:
    // `stop` has to outlive it.
    HttpConnection(FileDescriptor socket, const StopSignal& stop, const HttpLimits& limits);

    // Waits for a request's first byte. False when none comes: the client went, was silent for too
    // long, or the server stops.
    bool waitForRequest();

    // The request's head is read; what follows is its body. `what`: "POST /v1/completions".
    void beginBody(std::string what);

    // Ends the request here: nothing more is read, and nothing that httplib answers is sent. Of
    // several reasons the first counts.
    void cutOff(ApiError why);

    // Why it was cut off, by a limit or by cutOff().
    const std::optional<ApiError>& refusal() const { return refusal_; }

    // Answers the refusal, and waits a little for the client to read it.
    void sendRefusal(const std::vector<std::pair<std::string, std::string>>& headers);

    // What fits without waiting, for a client that there is no thread for.
    void sendNow(std::string_view text) const;

    // False once the client has gone.
    bool isClientThere() const { return !broken_ && !hasHungUp(socket_.get()); }

    // "POST /v1/completions", once that is read.
    const std::string& what() const { return what_; }

    // Its address, without the port.
    const std::string& client() const { return client_; }

    // What httplib asks for.
    bool is_readable() const override { return next_ < received_; }

    bool is_writable() const override { return isClientThere(); }

    ssize_t read(char* target, std::size_t size) override;
    ssize_t write(const char* bytes, std::size_t size) override;
    void get_remote_ip_and_port(std::string& ip, int& port) const override;
    void get_local_ip_and_port(std::string& ip, int& port) const override;
    socket_t socket() const override;

private:
    bool receive(Deadline deadline);
    bool send(std::string_view text);
    void linger();

    FileDescriptor socket_;
    const StopSignal& stop_;
    HttpLimits limits_;
    std::string client_;
    int clientPort_ = 0;
    bool first_ = true;   // no request has come
    bool broken_ = false; // nothing can be sent any more

    // Received, but not read by httplib.
    std::array<char, 16 * 1024> buffer_;
    std::size_t next_ = 0;
    std::size_t received_ = 0;

    // Of the present request.
    std::string what_ = "a request";
    bool inHead_ = true;
    std::size_t bytesLeft_ = 0; // that may be read of the head, or of the body
    Deadline deadline_;
    std::optional<ApiError> refusal_;
};

// An answer that needs no httplib. Closes the connection.
std::string refusalText(const ApiError& error,
                        const std::vector<std::pair<std::string, std::string>>& headers);

} // namespace logitscope
