// Puts files that are in the cache under their names in a snapshot: links to blobs or, on a disk
// without links, the files themselves, as Python has it.
#pragma once

#include "core/library/hub_answer.h"
#include "core/library/hub_folder.h"
#include "core/result.h"

#include <span>
#include <stop_token>
#include <string>

namespace logitscope
{

struct SnapshotLinks
{
    const ModelId& model;
    const HubFolder& folder;
    std::span<const RemoteFile> files; // of one commit, config.json first
    bool symbolicLinks;                // false: the disk has none
    std::stop_token stop;

    // The Error where the disk refuses, or where it was stopped.
    Result<void> make() const;

private:
    Result<void> makeOne(const RemoteFile& file) const;
    Result<void> moveOrCopy(const RemoteFile& file) const;
};

// A branch or tag is at that commit from now on. The Error where the disk refuses.
Result<void> writeRef(const HubFolder& folder, const std::string& revision,
                      const std::string& commit);

} // namespace logitscope
