// Asks the hub for a model's files, again where that helps, and says what is wrong where it
// doesn't.
#pragma once

#include "core/library/download_limits.h"
#include "core/library/download_report.h"
#include "core/library/hub_settings.h"
#include "core/library/model_id.h"
#include "core/library/partial_file.h"
#include "core/library/web_client.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

namespace logitscope
{

// "…: the download was stopped …"
Error stoppedDownload(const ModelId& model);

class HubClient
{
public:
    // All but the limits are used as long as this object.
    HubClient(const ModelId& model, const HubSettings& settings, const DownloadLimits& limits,
              std::stop_token stop, DownloadReport& report);

    // Nothing where the repository has no such file.
    Result<std::optional<RemoteFile>> lookUp(const std::string& name, const std::string& revision);

    // Appends what is missing. It starts over where the hub doesn't go on in the middle, or where
    // what is there doesn't fit. A file other than weights whose size the hub doesn't tell is the
    // Error where it has more bytes than the limit of small files.
    Result<void> fetch(const RemoteFile& file, PartialFile& partial);

private:
    struct Body;

    std::string urlOf(const std::string& name, const std::string& revision) const;
    Result<WebRequest> requestFor(const std::string& url) const;
    Error errorOf(const WebAnswer& answer, const std::string& url) const;

    // Waits where an attempt more may help; otherwise the Error.
    Result<void> waitFor(const Error& error);
    Result<void> recover(const WebFailure& failure);
    Result<void> recover(const WebAnswer& answer, const std::string& url);

    const ModelId& model_;
    const HubSettings& settings_;
    DownloadReport& report_;
    WebClient web_;
    HubPatience patience_;
    std::int64_t smallFile_;
    bool reached_ = false; // the hub has answered before
};

} // namespace logitscope
