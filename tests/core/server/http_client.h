// A well-behaved client that shares no code with the server.
#pragma once

#include "tests/core/server/raw_client.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace logitscope::fixtures
{

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Response
{
    int status = 0;
    std::map<std::string, std::string> headers; // names in lower case
    std::string body;

    bool hasHeader(const std::string& name) const { return headers.contains(inLowerCase(name)); }

    // Empty where there is none.
    std::string header(const std::string& name) const
    {
        const auto found = headers.find(inLowerCase(name));
        return found == headers.end() ? std::string() : found->second;
    }

    static std::string inLowerCase(std::string text)
    {
        std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
        return text;
    }
};

// One connection for each request, until keepAlive().
class HttpClient
{
public:
    explicit HttpClient(int port) : port_(port) {}

    void keepAlive() { keepsAlive_ = true; }

    // Nothing where no whole answer came.
    std::optional<Response> get(const std::string& path, const Headers& headers = {})
    {
        return ask("GET", path, headers);
    }

    std::optional<Response> post(const std::string& path, const std::string& body,
                                 const std::string& type, Headers headers = {})
    {
        headers.emplace_back("Content-Type", type);
        return ask("POST", path, headers, body);
    }

    std::optional<Response> ask(const std::string& method, const std::string& path,
                                const Headers& headers = {}, const std::string& body = {})
    {
        std::string request = method + " " + path + " HTTP/1.1\r\n";
        bool hasHost = false;
        for (const auto& [name, value] : headers) {
            request += name + ": " + value + "\r\n";
            hasHost = hasHost || name == "Host";
        }
        if (!hasHost)
            request += "Host: localhost\r\n";
        if (!keepsAlive_)
            request += "Connection: close\r\n";
        if (!body.empty() || method == "POST")
            request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
        if (!connection_)
            connection_ = std::make_unique<RawClient>(port_);
        connection_->send(request + "\r\n" + body); // it may be refused in its middle
        auto response = receive(method == "HEAD");
        if (!response || response->header("Connection") == "close") {
            connection_->receiveAll(); // the server closes it
            connection_.reset();
        }
        return response;
    }

private:
    std::optional<Response> receive(bool headAlone)
    {
        const auto head = connection_->receiveUntil("\r\n\r\n");
        if (!head.ends_with("\r\n\r\n"))
            return {};
        Response response{.status = statusOf(head), .headers = {}, .body = {}};
        for (auto line = head.find("\r\n") + 2; line < head.size() - 2;) {
            const auto end = head.find("\r\n", line);
            const auto colon = head.find(": ", line);
            response.headers[Response::inLowerCase(head.substr(line, colon - line))] =
                head.substr(colon + 2, end - colon - 2);
            line = end + 2;
        }
        if (headAlone)
            return response;
        if (response.header("Transfer-Encoding") == "chunked")
            return receiveChunks(response);
        const auto length = std::strtoul(response.header("Content-Length").c_str(), nullptr, 10);
        response.body = connection_->receive(length);
        if (response.body.size() < length)
            return {};
        return response;
    }

    std::optional<Response> receiveChunks(Response& response)
    {
        for (;;) {
            const auto line = connection_->receiveUntil("\r\n");
            const auto length = std::strtoul(line.c_str(), nullptr, 16);
            const auto chunk = connection_->receive(length + 2);
            if (!chunk.ends_with("\r\n"))
                return {};
            if (length == 0)
                return response;
            response.body += chunk.substr(0, length);
        }
    }

    int port_;
    bool keepsAlive_ = false;
    std::unique_ptr<RawClient> connection_;
};

} // namespace logitscope::fixtures
