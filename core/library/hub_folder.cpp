#include "core/library/hub_folder.h"

#include "core/atomic_file.h"
#include "core/library/hub_answer.h"

#include <fstream>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace logitscope
{

namespace
{

// Those below it first. One that has something stays, but for what killed processes left.
void removeIfEmpty(const std::filesystem::path& folder)
{
    std::error_code failed;
    std::vector<std::filesystem::path> inside;
    std::vector<std::filesystem::path> left;
    for (std::filesystem::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        std::error_code ignored;
        if (entry->is_directory(ignored) && !entry->is_symlink(ignored))
            inside.push_back(entry->path());
        else if (entry->path().filename().string().starts_with(temporaryFileBeginning))
            left.push_back(entry->path());
    }
    for (const auto& subfolder : inside)
        removeIfEmpty(subfolder);
    for (const auto& file : left)
        ::unlink(file.c_str());
    ::rmdir(folder.c_str());
}

} // namespace

std::filesystem::path HubFolder::partial(const std::string& etag) const
{
    return blobs() / (etag + std::string(partialEnd));
}

std::filesystem::path HubFolder::blobLock(const std::string& etag) const
{
    return locks() / (etag + ".lock");
}

std::optional<std::string> HubFolder::commitOf(const std::string& revision) const
{
    if (isCommitName(revision))
        return revision;
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(ref(revision), ignored))
        return std::nullopt;
    std::ifstream file(ref(revision), std::ios::binary);
    std::string commit(41, '\0');
    file.read(commit.data(), std::ssize(commit));
    commit.resize(static_cast<std::size_t>(file.gcount()));
    if (commit.ends_with('\n'))
        commit.pop_back();
    return isCommitName(commit) ? std::optional(commit) : std::nullopt;
}

Result<std::set<std::string>> HubFolder::linkedBlobs() const
{
    std::set<std::string> etags;
    std::error_code failed;
    std::filesystem::recursive_directory_iterator entry(snapshots(), failed), end;
    if (failed == std::errc::no_such_file_or_directory)
        return etags;
    while (!failed && entry != end) {
        if (entry->is_symlink(failed))
            etags.insert(std::filesystem::read_symlink(entry->path(), failed).filename().string());
        if (!failed)
            entry.increment(failed);
    }
    if (failed)
        return fail("{}: can't be read: {}; nothing was removed, since it may be in use there",
                    snapshots().string(), failed.message());
    return etags;
}

void HubFolder::removeEmptyFolders() const
{
    removeIfEmpty(root());
}

void HubFolder::removeEmptyLockFolders() const
{
    removeIfEmpty(locks());
    ::rmdir((cache_ / ".locks").c_str());
}

} // namespace logitscope
