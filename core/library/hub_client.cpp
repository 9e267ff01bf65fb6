#include "core/library/hub_client.h"

#include "core/byte_count.h"

#include <fmt/format.h>

#include <ctime>
#include <limits>
#include <utility>

namespace logitscope
{

namespace
{

bool mayBeBetterLater(int status)
{
    return status == 408 || status == 429 || status >= 500;
}

bool isWebPage(const WebAnswer& answer)
{
    return answer.headers.find("content-type").starts_with("text/html");
}

} // namespace

Error stoppedDownload(const ModelId& model)
{
    return Error::of("{}: the download was stopped; what has arrived is kept, and the next "
                     "download goes on from there",
                     model.text());
}

HubClient::HubClient(const ModelId& model, const HubSettings& settings,
                     const DownloadLimits& limits, std::stop_token stop, DownloadReport& report)
    : model_(model)
    , settings_(settings)
    , report_(report)
    , web_(limits.web, stop)
    , patience_(limits.retry, std::move(stop),
                [&report](const std::string& sentence) { report.wait(sentence); })
    , smallFile_(limits.smallFile)
{
}

std::string HubClient::urlOf(const std::string& name, const std::string& revision) const
{
    return fmt::format("{}/{}/resolve/{}/{}", settings_.endpoint, model_.repository,
                       percentEncoded(revision), percentEncoded(name));
}

Result<WebRequest> HubClient::requestFor(const std::string& url) const
{
    auto address = WebAddress::parse(url);
    if (!address)
        return fail("{}: isn't a web address; check HF_ENDPOINT", url);
    WebRequest request{.address = *std::move(address), .token = settings_.token};
    request.tick = [this] { report_.tick(); };
    return request;
}

Error HubClient::errorOf(const WebAnswer& answer, const std::string& url) const
{
    const auto code = answer.headers.find("x-error-code");
    const auto page = settings_.endpoint + "/" + model_.repository;
    const bool hasToken = !settings_.token.empty();
    if (code == "GatedRepo")
        return hasToken ? Error::of("{}: this model's conditions must be accepted first, at {}; "
                                    "then download it again with a token of that account",
                                    url, page)
                        : Error::of("{}: this model's conditions must be accepted first, at {}; "
                                    "then set HF_TOKEN to a token of that account",
                                    url, page);
    if (code == "RevisionNotFound")
        return Error::of("{}: {} has no revision {}; its branches, tags and commits are at {}", url,
                         model_.repository, model_.revision, page);
    if (code == "RepoNotFound")
        return hasToken ? Error::of("{}: there is no model {}, or it is private and not for the "
                                    "account of the token; check the name",
                                    url, model_.repository)
                        : Error::of("{}: there is no model {}, or it is private; check the name, "
                                    "or set HF_TOKEN to a token that may read it",
                                    url, model_.repository);
    switch (answer.status) {
    case 401:
        return hasToken
                   ? Error::of("{}: the token isn't accepted; set HF_TOKEN to one that is", url)
                   : Error::of("{}: asks for a token; set HF_TOKEN to a token that may "
                               "read this model",
                               url);
    case 403:
        return Error::of("{}: isn't for this account, or not yet; look at {}, and set HF_TOKEN to "
                         "a token that may read it",
                         url, page);
    case 404:
        return Error::of("{}: there is no such file; check the model's name and HF_ENDPOINT", url);
    case 429:
        return Error::of(
            "{}: the hub has too many requests from this computer; try again in a few minutes, "
            "or set HF_TOKEN, which raises the limit",
            url);
    default:
        return Error::of("{}: answers with HTTP status {}; try again later", url, answer.status);
    }
}

Result<void> HubClient::waitFor(const Error& error)
{
    switch (patience_.wait(error.message, std::nullopt)) {
    case HubPatience::Next::Again:
        return {};
    case HubPatience::Next::Stopped:
        return fail(stoppedDownload(model_));
    case HubPatience::Next::GiveUp:
        break;
    }
    return fail("{}; what has arrived is kept: download it again to go on", error.message);
}

Result<void> HubClient::recover(const WebFailure& failure)
{
    using Kind = WebFailure::Kind;
    if (failure.kind == Kind::Stopped)
        return fail(stoppedDownload(model_));
    // A network that goes away comes back; one that never was there is best said at once.
    if (failure.kind == Kind::Broken || (failure.kind == Kind::NotReached && reached_))
        return waitFor(failure.error);
    return fail(failure.error);
}

Result<void> HubClient::recover(const WebAnswer& answer, const std::string& url)
{
    if (!mayBeBetterLater(answer.status))
        return fail(errorOf(answer, url));
    const auto host = answer.address.authority();
    const auto retryAfter =
        parseRetryAfter(std::string(answer.headers.find("retry-after")), std::time(nullptr));
    const auto why = answer.status == 429
                         ? Error::of("{}: too many requests from this computer", host)
                         : Error::of("{}: answers with HTTP status {}", host, answer.status);
    switch (patience_.wait(why.message, retryAfter)) {
    case HubPatience::Next::Again:
        return {};
    case HubPatience::Next::Stopped:
        return fail(stoppedDownload(model_));
    case HubPatience::Next::GiveUp:
        break;
    }
    return fail(errorOf(answer, url));
}

Result<std::optional<RemoteFile>> HubClient::lookUp(const std::string& name,
                                                    const std::string& revision)
{
    const auto url = urlOf(name, revision);
    auto request = requestFor(url);
    if (!request)
        return tl::unexpected(request.error());
    request->headersOnly = true;
    patience_.reset();
    while (true) {
        const auto answer = web_.send(*request);
        reached_ = reached_ || answer.has_value();
        Result<void> recovered;
        if (!answer) {
            recovered = recover(answer.error());
        } else if (answer->status == 200 || answer->redirects()) {
            auto file = remoteFileFrom(name, answer->headers, answer->redirects());
            if (!file)
                return fail("{}: {}", url, file.error().message);
            return std::optional(*std::move(file));
        } else if (answer->status == 404) {
            const auto code = answer->headers.find("x-error-code");
            if (code.empty() || code == "EntryNotFound")
                return std::optional<RemoteFile>();
            return fail(errorOf(*answer, url));
        } else {
            recovered = recover(*answer, url);
        }
        if (!recovered)
            return tl::unexpected(recovered.error());
    }
}

// What one answer brings, put behind what is there.
struct HubClient::Body
{
    const RemoteFile& file;
    PartialFile& partial;
    DownloadReport& report;
    HubPatience& patience;
    const WebAddress& hub;
    std::int64_t& most; // bytes that were there, of all attempts
    std::int64_t from;
    std::int64_t limit; // of a file whose size isn't known
    bool begun = false;
    bool isTooLong = false;    // for a file whose size isn't known
    bool doesNotFit = false;   // with what is there, or with what the hub said
    Result<void> written = {}; // the disk's answer

    bool take(const WebAnswer& answer, std::string_view bytes)
    {
        if (!begun && !begin(answer))
            return false;
        const auto size = partial.size() + std::ssize(bytes);
        if (file.size && size > *file.size) {
            doesNotFit = true;
            return false;
        }
        isTooLong = !file.size && size > limit;
        if (isTooLong)
            return false;
        written = partial.append(bytes);
        // A hub that begins anew each time, and never gets further, is given up.
        if (partial.size() > most) {
            most = partial.size();
            patience.reset();
        }
        report.setFileBytes(partial.size(), std::ssize(bytes));
        return written.has_value();
    }

    // With the first of the bytes, or without any.
    bool begin(const WebAnswer& answer)
    {
        begun = true;
        if (answer.status == 206) {
            const auto range = parseContentRange(answer.headers.find("content-range"));
            doesNotFit = !range || range->first != from ||
                         (range->whole && file.size && *range->whole != *file.size);
        } else {
            const auto length = parseBytes(answer.headers.find("content-length"));
            doesNotFit = length && file.size && *length != *file.size;
            if (from > 0) // from the beginning, whatever was asked for
                written = partial.clear();
        }
        // Another host, which the hub redirects to, has etags of its own.
        const auto linked = answer.headers.find("x-linked-etag");
        const auto etag = plainEtag(linked.empty() ? answer.headers.find("etag") : linked);
        if (answer.address.isSameOrigin(hub) && !etag.empty() && etag != file.etag)
            doesNotFit = true;
        return !doesNotFit && written.has_value();
    }
};

Result<void> HubClient::fetch(const RemoteFile& file, PartialFile& partial)
{
    const auto url = urlOf(file.name, file.commit);
    auto request = requestFor(url);
    if (!request)
        return tl::unexpected(request.error());
    patience_.reset();
    bool startedOver = false;
    std::int64_t most = 0;
    const auto limit =
        file.name.ends_with(".safetensors") ? std::numeric_limits<std::int64_t>::max() : smallFile_;
    while (true) {
        if (file.size && partial.size() > *file.size)
            if (auto cleared = partial.clear(); !cleared)
                return cleared;
        if (file.size && partial.size() == *file.size)
            return {};

        Body body{file, partial, report_, patience_, request->address, most, partial.size(), limit};
        request->from = body.from;
        bool isPage = false;
        request->body = [&](const WebAnswer& answer, std::string_view bytes) {
            isPage = isWebPage(answer);
            return !isPage && body.take(answer, bytes);
        };
        const auto answer = web_.send(*request);
        reached_ = reached_ || answer.has_value();
        if (!body.written)
            return body.written;
        if (body.isTooLong) {
            if (auto cleared = partial.clear(); !cleared)
                return cleared;
            return fail("{}: has more than {}, the most that such a file of a model may have; "
                        "choose a GPT-2",
                        url, byteCount(static_cast<std::uint64_t>(limit)));
        }
        if (isPage)
            return fail("{}: a web page came instead of the file; a network that asks for a login "
                        "sends one, and a wrong HF_ENDPOINT",
                        url);
        const bool hasFile = answer && (answer->status == 200 || answer->status == 206);
        if (hasFile && !body.begun) // nothing is in it
            static_cast<void>(body.begin(*answer));
        if (body.doesNotFit || (answer && answer->status == 416)) {
            if (startedOver)
                return fail("{}: what comes isn't the file of {} that the hub has told of; try "
                            "again later",
                            url, file.size ? byteCount(*file.size) : "unknown size");
            startedOver = true;
            most = 0;
            if (auto cleared = partial.clear(); !cleared)
                return cleared;
            continue;
        }
        if (hasFile && (!file.size || partial.size() == *file.size))
            return body.written;

        const WebFailure ended{WebFailure::Kind::Broken,
                               Error::of("{}: the connection ended in the middle of the file",
                                         request->address.authority())};
        auto recovered = !answer   ? recover(answer.error())
                         : hasFile ? recover(ended)
                                   : recover(*answer, url);
        if (!recovered)
            return recovered;
    }
}

} // namespace logitscope
