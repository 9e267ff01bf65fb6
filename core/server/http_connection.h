// One client's connection. It reads whole requests, within limits, and hands each to httplib, which
// would by itself wait for a slow one for ever and unpack what is too large.
#pragma once

#include "core/server/api_error.h"
#include "core/server/file_descriptor.h"
#include "core/server/http_limits.h"
#include "core/server/http_request_reader.h"
#include "core/server/socket_wait.h"
#include "core/server/stop_signal.h"

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

    enum class Read
    {
        Request, // it is whole, and read() brings it
        Refused, // refusal() says why
        Closed,  // the client went, was silent for too long, or the server stops
    };

    Read readRequest();

    // Of the request that was read.
    bool keepsAlive() const { return reader_.head() && reader_.head()->keepAlive; }

    const ApiError& refusal() const { return *refusal_; }

    // "POST /v1/completions", as far as it was read.
    std::string what() const;

    // Its address, without the port.
    const std::string& client() const { return client_; }

    // Answers the refusal, and waits a little for the client to read it.
    void refuse(const std::vector<std::pair<std::string, std::string>>& headers);

    // What fits without waiting, for a client that there is no thread for.
    void sendNow(std::string_view text) const;

    // False once the client has gone.
    bool isClientThere() const { return !broken_ && !hasHungUp(socket_.get()); }

    // What httplib asks for.
    bool is_readable() const override { return position_ < request_.size(); }

    bool is_writable() const override { return isClientThere(); }

    ssize_t read(char* target, std::size_t size) override;
    ssize_t write(const char* bytes, std::size_t size) override;
    void get_remote_ip_and_port(std::string& ip, int& port) const override;
    void get_local_ip_and_port(std::string& ip, int& port) const override;
    socket_t socket() const override;

private:
    Read refuse(ApiError error);
    void linger();

    FileDescriptor socket_;
    const StopSignal& stop_;
    HttpLimits limits_;
    std::string client_;
    int clientPort_ = 0;
    HttpRequestReader reader_;
    bool first_ = true;
    bool broken_ = false; // nothing can be sent any more
    std::optional<ApiError> refusal_;
    std::string request_; // the present one, as httplib reads it
    std::size_t position_ = 0;
};

// An answer that needs no httplib. Closes the connection.
std::string refusalText(const ApiError& error,
                        const std::vector<std::pair<std::string, std::string>>& headers);

} // namespace logitscope
