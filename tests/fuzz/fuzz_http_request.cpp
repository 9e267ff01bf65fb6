#include "core/api/completion_request.h"
#include "core/server/api_routes.h"
#include "core/server/request_parser.h"
#include "tests/fuzz/fuzz_folder.h"
#include "tests/fuzz/fuzzers.h"
#include "tests/fuzz/require.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <cstddef>
#include <string>

namespace logitscope::fuzz
{

namespace
{

const std::shared_ptr<const OpenModel>& tinyModel()
{
    static const auto model = openModelFolder(LOGITSCOPE_FUZZ_DATA "/tiny").value();
    return model;
}

// As a connection does, with `most` bytes at a time.
void feed(RequestParser& parser, boost::beast::flat_buffer& received, std::string_view bytes,
          std::size_t most)
{
    while (!bytes.empty() && !parser.isDone()) {
        const auto piece = bytes.substr(0, most);
        received.commit(
            boost::asio::buffer_copy(received.prepare(piece.size()), boost::asio::buffer(piece)));
        bytes.remove_prefix(piece.size());
        parser.parse(received);
    }
}

bool isTaken(const RequestParser& parser)
{
    return parser.isDone() && !parser.refusal();
}

void requireWellFormed(const HttpAnswer& answer)
{
    const auto head = headText(answer, {});
    require(head.find("\r\n\r\n") == head.size() - 4, "an answer's head ends once");
    require(std::ranges::none_of(head, [](char c) { return c == '\0'; }), "a head has no NUL");
}

void answer(const HttpRequest& request)
{
    static GenerationService service;
    static ApiRoutes open(service, tinyModel(), {.corsOrigin = "https://example.org"}, {}, true);
    static ApiRoutes locked(service, tinyModel(), {.apiKey = "key"}, {}, false);
    const bool completes = request.method == "POST" && request.path.ends_with("/completions");
    if (completes) // without the service, which would take its time
        (void)parseCompletionRequest(request.body, *tinyModel());
    else
        requireWellFormed(open.answer(request));
    if (!completes || request.header("authorization").empty())
        requireWellFormed(locked.answer(request));
}

} // namespace

void httpRequest(std::string_view bytes)
{
    const HttpLimits limits{.headBytes = 2048, .bodyBytes = 4096};
    RequestParser whole(limits, "127.0.0.1");
    boost::beast::flat_buffer received;
    feed(whole, received, bytes, bytes.size());
    if (bytes.size() <= limits.headBytes) { // beyond, pieces decide which limit is reached first
        RequestParser parts(limits, "127.0.0.1");
        boost::beast::flat_buffer rest;
        feed(parts, rest, bytes, 1 + bytes.size() % 7);
        // Of one that isn't whole yet, the first bytes may be refused earlier or later.
        require(isTaken(whole) == isTaken(parts), "a request is taken in whatever pieces it comes");
        require(!isTaken(whole) || (whole.request().body == parts.request().body &&
                                    whole.request().headers == parts.request().headers),
                "a request is the same in whatever pieces it comes");
    }
    if (!whole.isDone())
        return;
    if (whole.refusal())
        requireWellFormed(errorAnswer(*whole.refusal()));
    else
        answer(whole.request());
    (void)whole.request().what();
}

} // namespace logitscope::fuzz
