#include "core/library/hub_client.h"

#include "core/byte_count.h"
#include "core/library/hub_refusal.h"

#include <fmt/format.h>

#include <cerrno>
#include <ctime>
#include <string_view>
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

bool isWeights(const RemoteFile& file)
{
    return file.name.ends_with(".safetensors");
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
    , limits_(limits)
    , report_(report)
    , web_(limits.web, stop)
    , patience_(limits.retry, std::move(stop),
                [&report](const std::string& sentence) { report.wait(sentence); })
{
}

Result<WebRequest> HubClient::requestFor(const std::string& name, const std::string& revision) const
{
    auto address =
        WebAddress::parse(fmt::format("{}/{}/resolve/{}/{}", settings_.endpoint, model_.repository,
                                      percentEncoded(revision), percentEncoded(name)));
    if (!address)
        return fail("HF_ENDPOINT is {}, expected a web address", settings_.endpoint);
    WebRequest request{.address = *std::move(address), .token = settings_.token};
    request.tick = [this] { report_.tick(); };
    return request;
}

Result<void> HubClient::waitOr(const Error& error, const std::string& why,
                               std::optional<std::chrono::seconds> retryAfter)
{
    switch (patience_.wait(why, retryAfter)) {
    case HubPatience::Next::Again:
        return {};
    case HubPatience::Next::Stopped:
        return fail(stoppedDownload(model_));
    case HubPatience::Next::GiveUp:
        break;
    }
    return fail(error);
}

Result<void> HubClient::recover(const WebFailure& failure)
{
    using Kind = WebFailure::Kind;
    const auto& why = failure.error.message;
    if (failure.kind == Kind::Stopped)
        return fail(stoppedDownload(model_));
    // A network that goes away comes back; one that never was there is best said at once.
    if (failure.kind == Kind::Broken || (failure.kind == Kind::NotReached && reached_))
        return waitOr(Error::of("{}: {}; what has arrived is kept: download it again to go on",
                                model_.text(), why),
                      why, std::nullopt);
    return fail("{}: {}", model_.text(), why);
}

Result<void> HubClient::recover(const WebAnswer& answer, const WebAddress& asked,
                                const std::string& name)
{
    const auto error = refusalOf(answer, asked, model_, name, settings_);
    if (!mayBeBetterLater(answer.status))
        return fail(error);
    const auto host = answer.address.authority();
    return waitOr(
        error,
        answer.status == 429 ? host + ": too many requests from this computer"
                             : fmt::format("{}: answers with HTTP status {}", host, answer.status),
        parseRetryAfter(std::string(answer.headers.find("retry-after")), std::time(nullptr)));
}

Result<std::optional<RemoteFile>> HubClient::lookUp(const std::string& name,
                                                    const std::string& revision)
{
    auto request = requestFor(name, revision);
    if (!request)
        return tl::unexpected(request.error());
    request->headersOnly = true;
    patience_.reset();
    while (true) {
        const auto answer = web_.send(*request);
        reached_ = reached_ || answer.has_value();
        if (answer && (answer->status == 200 || answer->redirects())) {
            auto file = remoteFileFrom(name, answer->headers, answer->redirects());
            if (!file)
                return fail("{}: {}: the answer of {} {}", model_.text(), name,
                            answer->address.authority(), file.error().message);
            return std::optional(*std::move(file));
        }
        const auto code = answer ? answer->headers.find("x-error-code") : std::string_view();
        if (answer && answer->status == 404 && (code.empty() || code == "EntryNotFound"))
            return std::optional<RemoteFile>();
        auto recovered =
            answer ? recover(*answer, request->address, name) : recover(answer.error());
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
    const DownloadLimits& limits;
    const WebAddress& hub;
    std::int64_t& most; // bytes that were there, of all attempts
    std::int64_t from;
    bool begun = false;
    bool isPage = false;
    bool isTooLong = false;       // for a file whose size isn't known
    bool doesNotFit = false;      // with what is there, or with what the hub said
    std::error_code written = {}; // the disk's answer

    bool take(const WebAnswer& answer, std::string_view bytes)
    {
        isPage = isWebPage(answer);
        if (isPage || (!begun && !begin(answer)))
            return false;
        const auto size = partial.size() + std::ssize(bytes);
        if (file.size && size > *file.size) {
            doesNotFit = true;
            return false;
        }
        isTooLong = !file.size && !isWeights(file) && size > limits.smallFile;
        if (isTooLong)
            return false;
        written = hasRoom(bytes.size()) ? partial.append(bytes)
                                        : std::make_error_code(std::errc::no_space_on_device);
        // A hub that begins anew each time, and never gets further, is given up.
        if (partial.size() > most) {
            most = partial.size();
            patience.reset();
        }
        report.setFileBytes(partial.size(), std::ssize(bytes));
        return !written;
    }

    // Before a download there is no telling whether a file of unknown size has room. It is to leave
    // some to others.
    bool hasRoom(std::size_t bytes) const
    {
        const auto free = file.size ? std::nullopt : limits.freeBytes(partial.path().parent_path());
        return !free || std::cmp_less_equal(bytes, *free);
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
        return !doesNotFit && !written;
    }
};

Error HubClient::notWritten(const RemoteFile& file, const PartialFile& partial,
                            std::error_code why) const
{
    const auto name = fmt::format("{}: {}", model_.text(), file.name);
    if (why != std::errc::no_space_on_device && why.value() != EDQUOT)
        return Error::of("{}: {} can't be written: {}", name, partial.path().string(),
                         why.message());
    const auto here = byteCount(partial.size());
    return Error::of(
        "{}: the disk of {} is full; {}; make room, or set HF_HUB_CACHE to a folder on another "
        "disk, and download it again",
        name, settings_.cache.string(),
        file.size
            ? fmt::format("{} of {} have arrived", here, byteCount(*file.size))
            : fmt::format("{} have arrived, and the hub doesn't tell how many there are", here));
}

Result<void> HubClient::fetch(const RemoteFile& file, PartialFile& partial)
{
    auto request = requestFor(file.name, file.commit);
    if (!request)
        return tl::unexpected(request.error());
    patience_.reset();
    bool startedOver = false;
    std::int64_t most = 0;
    const auto name = fmt::format("{}: {}", model_.text(), file.name);
    while (true) {
        if (file.size && partial.size() > *file.size)
            if (const auto cleared = partial.clear())
                return fail(notWritten(file, partial, cleared));
        if (file.size && partial.size() == *file.size)
            return {};

        Body body{file,    partial,          report_, patience_,
                  limits_, request->address, most,    partial.size()};
        request->from = body.from;
        request->body = [&](const WebAnswer& answer, std::string_view bytes) {
            return body.take(answer, bytes);
        };
        const auto answer = web_.send(*request);
        reached_ = reached_ || answer.has_value();
        const bool hasFile = answer && (answer->status == 200 || answer->status == 206);
        if (hasFile && !body.begun) // nothing is in it
            static_cast<void>(body.begin(*answer));
        if (body.written)
            return fail(notWritten(file, partial, body.written));
        if (body.isTooLong) {
            static_cast<void>(partial.clear()); // what can't be is only in the way
            return fail("{}: has more than {}, the most that such a file of a model may have; "
                        "choose a GPT-2",
                        name, byteCount(limits_.smallFile));
        }
        if (body.isPage)
            return fail("{}: a web page came instead of the file; log in to the network if it asks "
                        "for that, and check HF_ENDPOINT",
                        name);
        if (body.doesNotFit || (answer && answer->status == 416)) {
            if (startedOver)
                return fail("{}: what comes isn't the file of {} that the hub has told of; try "
                            "again later",
                            name, file.size ? byteCount(*file.size) : "unknown size");
            startedOver = true;
            most = 0;
            if (const auto cleared = partial.clear())
                return fail(notWritten(file, partial, cleared));
            continue;
        }
        if (hasFile && (!file.size || partial.size() == *file.size))
            return {};

        const WebFailure ended{WebFailure::Kind::Broken,
                               Error::of("{}: the connection ended in the middle of the file",
                                         request->address.authority())};
        auto recovered = !answer   ? recover(answer.error())
                         : hasFile ? recover(ended)
                                   : recover(*answer, request->address, file.name);
        if (!recovered)
            return recovered;
    }
}

} // namespace logitscope
