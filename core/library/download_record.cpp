#include "core/library/download_record.h"

#include "core/atomic_file.h"
#include "core/json_text.h"
#include "core/library/file_lock.h"
#include "core/library/hub_answer.h"
#include "core/model/weight_index.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>
#include <system_error>

namespace logitscope
{

namespace
{

template <class Use>
void forEachText(const nlohmann::json& json, const char* key, const Use& use)
{
    if (const auto list = json.find(key); list != json.end() && list->is_array())
        for (const auto& value : *list)
            if (const auto* text = value.get_ptr<const std::string*>())
                use(*text);
}

nlohmann::json jsonOf(const DownloadRecord& record)
{
    return {{"about", "what Logitscope downloaded here, and may remove"},
            {"blobs", record.blobs},
            {"snapshots", record.snapshots},
            {"refs", record.refs},
            {"unfinished", record.unfinished}};
}

} // namespace

std::set<std::string> DownloadRecord::neededBlobs() const
{
    std::set<std::string> needed;
    for (const auto& [revision, etags] : unfinished)
        needed.insert(etags.begin(), etags.end());
    return needed;
}

DownloadRecord DownloadRecord::read(const HubFolder& folder)
{
    DownloadRecord record;
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(folder.record(), ignored))
        return record;
    std::ifstream file(folder.record());
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    const auto json = parseJson(text);
    if (!json.is_object())
        return record;
    const auto addTo = [](std::set<std::string>& etags) {
        return [&etags](const std::string& etag) {
            if (!etag.empty() && plainEtag(etag) == etag)
                etags.insert(etag);
        };
    };
    forEachText(json, "blobs", addTo(record.blobs));
    if (const auto all = json.find("unfinished"); all != json.end() && all->is_object())
        for (const auto& [revision, etags] : all->items())
            if (ModelId::parse("x@" + revision))
                forEachText(*all, revision.c_str(), addTo(record.unfinished[revision]));
    if (const auto all = json.find("snapshots"); all != json.end() && all->is_object())
        for (const auto& [commit, names] : all->items()) {
            if (!isCommitName(commit))
                continue;
            forEachText(*all, commit.c_str(), [&, &here = commit](const std::string& name) {
                if (isNameInFolder(name))
                    record.snapshots[here].insert(name);
            });
        }
    if (const auto all = json.find("refs"); all != json.end() && all->is_object())
        for (const auto& [revision, before] : all->items()) {
            const auto* commit = before.get_ptr<const std::string*>();
            if (ModelId::parse("x@" + revision) && commit &&
                (commit->empty() || isCommitName(*commit)))
                record.refs[revision] = *commit;
        }
    return record;
}

Result<void> DownloadRecord::change(const HubFolder& folder,
                                    const std::function<void(DownloadRecord&)>& change)
{
    // Held for milliseconds, so that nobody has to stop waiting.
    auto lock = FileLock::waitFor(folder.recordLock(), FileLock::Mode::Exclusive, {}, {});
    if (!lock)
        return tl::unexpected(lock.error());
    auto record = read(folder);
    change(record);
    if (!record.isEmpty()) {
        const auto text =
            jsonOf(record).dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
        return writeAtomically(folder.record().string(), text + "\n");
    }
    std::error_code failed;
    std::filesystem::remove(folder.record(), failed);
    if (failed)
        return fail("{}: can't be removed: {}", folder.record().string(), failed.message());
    return {};
}

} // namespace logitscope
