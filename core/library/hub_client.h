// Asks the hub for a model's files, again where that helps, and says what is wrong where it
// doesn't.
#pragma once

#include "core/library/download_limits.h"
#include "core/library/download_report.h"
#include "core/library/hub_settings.h"
#include "core/library/model_id.h"
#include "core/library/partial_file.h"
#include "core/library/web_client.h"

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <system_error>

namespace logitscope
{

// "…: the download was stopped …"
Error stoppedDownload(const ModelId& model);

class HubClient
{
public:
    // Uses all of them as long as it exists.
    HubClient(const ModelId& model, const HubSettings& settings, const DownloadLimits& limits,
              std::stop_token stop, DownloadReport& report);

    // Nothing where the repository has no such file.
    Result<std::optional<RemoteFile>> lookUp(const std::string& name, const std::string& revision);

    // Appends what is missing. It starts over where the hub doesn't go on in the middle, or where
    // what is there doesn't fit. The Error also where the disk is full, or where a file of unknown
    // size that isn't weights has more bytes than the limit of small files.
    Result<void> fetch(const RemoteFile& file, PartialFile& partial);

private:
    Result<WebRequest> requestFor(const std::string& name, const std::string& revision) const;
    Error notWritten(const RemoteFile& file, const PartialFile& partial, std::error_code why) const;

    // Waits where an attempt more may help; otherwise the Error.
    Result<void> recover(const WebFailure& failure);
    Result<void> recover(const WebAnswer& answer, const WebAddress& asked, const std::string& name);
    Result<void> waitOr(const Error& error, const std::string& why,
                        std::optional<std::chrono::seconds> retryAfter);

    const ModelId& model_;
    const HubSettings& settings_;
    const DownloadLimits& limits_;
    DownloadReport& report_;
    WebClient web_;
    HubPatience patience_;
    bool reached_ = false; // the hub has answered before
};

} // namespace logitscope
