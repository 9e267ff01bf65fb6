#include "core/library/hub_client.h"

#include "core/byte_count.h"
#include "core/library/arriving_file.h"
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
    bool askedAgain = false;
    std::int64_t most = 0;
    const auto name = fmt::format("{}: {}", model_.text(), file.name);
    while (true) {
        if (file.size && partial.size() > *file.size)
            if (const auto cleared = partial.clear())
                return fail(notWritten(file, partial, cleared));
        if (file.size && partial.size() == *file.size)
            return {};

        ArrivingFile arriving{file, partial, limits_, request->address, report_, patience_, most};
        request->from = arriving.from;
        request->body = [&](const WebAnswer& answer, std::string_view bytes) {
            return arriving.take(answer, bytes);
        };
        const auto answer = web_.send(*request);
        reached_ = reached_ || answer.has_value();
        const bool hasFile = answer && (answer->status == 200 || answer->status == 206);
        if (hasFile)
            arriving.finish(*answer);
        if (arriving.written)
            return fail(notWritten(file, partial, arriving.written));
        if (arriving.isTooLong) {
            static_cast<void>(partial.clear()); // what can't be is only in the way
            return fail("{}: has more than {}, the most that such a file of a model may have; "
                        "choose a GPT-2",
                        name, byteCount(limits_.smallFile));
        }
        if (arriving.isPage)
            return fail("{}: a web page came instead of the file; log in to the network if it asks "
                        "for that, and check HF_ENDPOINT",
                        name);
        const bool doesNotFit = arriving.doesNotFit || (answer && answer->status == 416);
        if (doesNotFit || arriving.isAnother) {
            if (askedAgain)
                return fail("{}: what comes isn't the file of {} that the hub has told of; try "
                            "again later",
                            name, file.size ? byteCount(*file.size) : "unknown size");
            askedAgain = true;
            most = 0;
            if (const auto cleared = doesNotFit ? partial.clear() : std::error_code())
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
