// What one answer brings of a file, put behind what has arrived before.
#pragma once

#include "core/library/download_limits.h"
#include "core/library/download_report.h"
#include "core/library/hub_patience.h"
#include "core/library/partial_file.h"
#include "core/library/web_client.h"

#include <cstdint>
#include <string_view>
#include <system_error>

namespace logitscope
{

struct ArrivingFile
{
    const RemoteFile& file;
    PartialFile& partial;
    const DownloadLimits& limits;
    const WebAddress& hub; // that was asked
    DownloadReport& report;
    HubPatience& patience;
    std::int64_t& most; // bytes that were there, of all answers

    const std::int64_t from = partial.size(); // the bytes from there on are asked for

    bool begun = false; // the answer has been looked at

    // Why not all of them were taken; nothing of it where the connection ended.
    bool isPage = false;     // of a network that asks for a login
    bool isAnother = false;  // file than the hub has told of, so that what is here may be right
    bool doesNotFit = false; // with what is here
    bool isTooLong = false;  // for a small file whose size isn't known
    std::error_code written = {}; // the disk's answer

    // The next bytes. False: no more of them.
    bool take(const WebAnswer& answer, std::string_view bytes);

    // For an answer that is whole: it may have no bytes at all.
    void finish(const WebAnswer& answer);

private:
    bool begin(const WebAnswer& answer);
    bool hasRoom(std::size_t bytes) const;
};

} // namespace logitscope
