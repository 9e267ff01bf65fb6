// HTTP's requests and answers as plain values.
#pragma once

#include "core/api/api_error.h"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace logitscope
{

using HeaderList = std::vector<std::pair<std::string, std::string>>;

// The first value with this name, in upper or lower case; empty where there is none.
std::string_view headerIn(const HeaderList& headers, std::string_view name);

// Whether they differ in nothing but the case of ASCII letters.
bool equalInAnyCase(std::string_view a, std::string_view b);

struct HttpRequest
{
    std::string client; // its address, without the port
    std::string method;
    std::string path; // percent-decoded, without the query
    std::string host; // whom the client wants to reach: from its target, or from its Host header
    bool isHttp10 = false;
    HeaderList headers;
    std::string body;

    std::string_view header(std::string_view name) const { return headerIn(headers, name); }

    // For the log, valid UTF-8: "POST /v1/completions", or "a request" if its line wasn't read.
    std::string what() const;
};

// A body that takes its time. The server asks it from one thread at a time. When it goes without
// sent(), the client hasn't received all of it.
class GrowingBody
{
public:
    struct Piece
    {
        std::string bytes = {};
        bool last = false;
        int status = 200; // of the answer, where the last piece is sent with its head
    };

    virtual ~GrowingBody() = default;

    // From now on `wake` is called, from any thread, when next() has something new.
    virtual void onNews(std::function<void()> wake) = 0;

    // What came since the last call, perhaps nothing. `stopping`: the server ends, so this piece
    // has to be the last.
    virtual Piece next(bool stopping) = 0;

    // The client's machine has taken all of it.
    virtual void sent() = 0;
};

struct HttpAnswer
{
    int status = 200;
    HeaderList headers = {};
    std::string type = "application/json";
    std::string body = {};
    std::string error = {}; // the sentence that it says, for the log; empty if all went well

    // Instead of `body`. Streams send each piece as it comes; otherwise nothing is sent before the
    // last.
    std::unique_ptr<GrowingBody> growing = {};
    bool streams = false;
};

// As it is sent: valid UTF-8, on one line.
std::string textOf(const nlohmann::ordered_json& json);

HttpAnswer jsonAnswer(int status, const nlohmann::ordered_json& json);
HttpAnswer errorAnswer(const ApiError& error, HeaderList headers = {});

// The status line and all headers: the answer's and those of `more`.
std::string headText(const HttpAnswer& answer, const HeaderList& more);

// The head with its length, and the body, unless the answer is to a HEAD request.
std::string answerText(const HttpAnswer& answer, HeaderList more, bool withBody = true);

} // namespace logitscope
