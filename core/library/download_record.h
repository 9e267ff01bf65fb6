// What this program wrote into one model's folder of the cache, which Python and others write into
// as well: only this may it remove.
#pragma once

#include "core/library/hub_folder.h"
#include "core/result.h"

#include <functional>
#include <map>
#include <set>
#include <string>

namespace logitscope
{

struct DownloadRecord
{
    std::set<std::string> blobs;                            // etags
    std::map<std::string, std::set<std::string>> snapshots; // commit: names of files
    std::map<std::string, std::string> refs; // revision: the commit it had before; empty: none
    std::map<std::string, std::set<std::string>> unfinished; // revision: etags that it needs

    bool isEmpty() const
    {
        return blobs.empty() && snapshots.empty() && refs.empty() && unfinished.empty();
    }

    // The etags of all unfinished downloads.
    std::set<std::string> neededBlobs() const;

    // Empty where there is none. What could be no name of a file is left out.
    static DownloadRecord read(const HubFolder& folder);

    // Also for several threads and processes at once. An empty record's file goes.
    static Result<void> change(const HubFolder& folder,
                               const std::function<void(DownloadRecord&)>& change);
};

} // namespace logitscope
