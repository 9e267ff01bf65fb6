// One file into the cache: resumed where it was left, checked, and only then under its name.
#pragma once

#include "core/library/download_limits.h"
#include "core/library/download_report.h"
#include "core/library/file_digest.h"
#include "core/library/hub_client.h"
#include "core/library/hub_folder.h"

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace logitscope
{

struct BlobFetch
{
    const ModelId& model;
    const HubFolder& folder;
    HubClient& hub;
    DownloadReport& report;
    std::stop_token stop;

    // Returns where it is, whoever fetched it. `sha256` is what it has to be, where that is known
    // from elsewhere than the etag.
    Result<std::filesystem::path> run(const RemoteFile& file, std::string_view sha256 = {}) const;

    // In the cache: the blob or, where the disk has no links, the snapshot's file. Nothing where it
    // isn't whole.
    std::optional<std::filesystem::path> find(const RemoteFile& file) const;

private:
    Result<void> fetchLocked(const RemoteFile& file, std::string_view sha256) const;
    // Whether the bytes are those that the etag, or `sha256`, tells of.
    Result<bool> isRight(const PartialFile& partial, const RemoteFile& file,
                         std::string_view sha256) const;
    Result<std::string> sumOf(FileDigest digest, const std::filesystem::path& path) const;
};

} // namespace logitscope
