#include "core/library/blob_fetch.h"

#include "core/library/download_record.h"
#include "core/library/file_lock.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

namespace logitscope
{

namespace
{

bool isFileOfSize(const std::filesystem::path& path, const std::optional<std::int64_t>& size)
{
    std::error_code failed;
    if (!std::filesystem::is_regular_file(path, failed))
        return false;
    const auto bytes = std::filesystem::file_size(path, failed);
    return !failed && (!size || std::cmp_equal(bytes, *size));
}

} // namespace

std::optional<std::filesystem::path> BlobFetch::find(const RemoteFile& file) const
{
    for (auto place : {folder.blob(file.etag), folder.snapshot(file.commit) / file.name})
        if (isFileOfSize(place, file.size))
            return place;
    return std::nullopt;
}

Result<std::filesystem::path> BlobFetch::run(const RemoteFile& file, std::string_view sha256) const
{
    if (auto place = find(file))
        return *std::move(place);
    const auto waiting = [&] {
        report.wait(fmt::format("{}: another program, or another download, fetches it", file.name));
    };
    auto lock =
        FileLock::waitFor(folder.blobLock(file.etag), FileLock::Mode::Exclusive, stop, waiting);
    if (!lock)
        return tl::unexpected(lock.error());
    if (!*lock)
        return fail(stoppedDownload(model));
    if (auto place = find(file)) // by now
        return *std::move(place);
    if (auto fetched = fetchLocked(file, sha256); !fetched)
        return tl::unexpected(fetched.error());
    return folder.blob(file.etag);
}

Result<void> BlobFetch::fetchLocked(const RemoteFile& file, std::string_view sha256) const
{
    std::error_code ignored; // open() says what is wrong
    std::filesystem::create_directories(folder.blobs(), ignored);
    bool mayStartOver = true;
    while (true) {
        auto partial = PartialFile::open(folder.partial(file.etag));
        if (!partial)
            return tl::unexpected(partial.error());
        // What was there before may be what is wrong, and an end may have come too early where
        // nobody knew how much was to come.
        mayStartOver = mayStartOver && (partial->size() > 0 || !file.size);
        report.setFileBytes(partial->size());
        report.begin(DownloadProgress::Doing::Downloading, file.name);
        if (auto fetched = hub.fetch(file, *partial); !fetched)
            return fetched;
        const auto right = isRight(*partial, file, sha256);
        if (!right)
            return tl::unexpected(right.error());
        if (*right) {
            auto noted = DownloadRecord::change(
                folder, [&](DownloadRecord& record) { record.blobs.insert(file.etag); });
            return noted ? partial->finishAs(folder.blob(file.etag)) : noted;
        }
        partial->remove();
        if (!mayStartOver)
            return fail("{}: {}: what arrived isn't what the hub announced (the checksum is "
                        "wrong), and was deleted; download it again",
                        model.text(), file.name);
        mayStartOver = false;
    }
}

Result<bool> BlobFetch::isRight(const PartialFile& partial, const RemoteFile& file,
                                std::string_view sha256) const
{
    report.setFileBytes(partial.size());
    report.begin(DownloadProgress::Doing::Checking, file.name);
    if (file.size && partial.size() != *file.size)
        return false;
    const auto kind = sumOfEtag(file.etag);
    if (kind == EtagSum::Sha256 || !sha256.empty()) {
        const auto sum = sumOf(FileDigest::sha256(), partial.path());
        if (!sum)
            return tl::unexpected(sum.error());
        return (sha256.empty() || *sum == sha256) && (kind != EtagSum::Sha256 || *sum == file.etag);
    }
    if (kind == EtagSum::None)
        return true;
    const auto sum =
        sumOf(FileDigest::gitBlob(static_cast<std::uint64_t>(partial.size())), partial.path());
    if (!sum)
        return tl::unexpected(sum.error());
    return *sum == file.etag;
}

Result<std::string> BlobFetch::sumOf(FileDigest digest, const std::filesystem::path& path) const
{
    auto sum = sumOfFile(path, std::move(digest), [&] {
        report.tick();
        return !stop.stop_requested();
    });
    if (!sum)
        return tl::unexpected(sum.error());
    if (!*sum)
        return fail(stoppedDownload(model));
    return **std::move(sum);
}

} // namespace logitscope
