#include "core/api/completion_request.h"
#include "core/api/llama_request.h"
#include "core/server/api_routes.h"
#include "tests/fuzz/fuzz_folder.h"
#include "tests/fuzz/fuzzers.h"
#include "tests/fuzz/http_bytes.h"

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

bool isTaken(const RequestParser& parser)
{
    return parser.isDone() && !parser.refusal();
}

void answer(const HttpRequest& request)
{
    static GenerationService service;
    static ApiRoutes open(service, tinyModel(),
                          {.corsOrigin = "https://example.org", .allLogprobs = true}, {}, true);
    static ApiRoutes locked(service, tinyModel(), {.apiKey = "key"}, {}, false);
    // Without the service, which would take its time.
    const bool asLlama = request.method == "POST" && request.path.ends_with("/completion");
    const bool completes =
        asLlama || (request.method == "POST" && request.path.ends_with("/completions"));
    if (asLlama)
        (void)parseLlamaCompletion(request.body, *tinyModel());
    else if (completes)
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
