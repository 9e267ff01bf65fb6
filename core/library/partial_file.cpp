#include "core/library/partial_file.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace logitscope
{

namespace
{

std::error_code failure() // of the last system call
{
    return {errno, std::generic_category()};
}

} // namespace

PartialFile::PartialFile(std::filesystem::path path, int descriptor, std::int64_t size)
    : path_(std::move(path))
    , descriptor_(descriptor)
    , size_(size)
{
}

PartialFile::PartialFile(PartialFile&& other) noexcept
    : path_(std::move(other.path_))
    , descriptor_(std::exchange(other.descriptor_, -1))
    , size_(other.size_)
{
}

PartialFile::~PartialFile()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

// No link is followed: somebody else's file isn't written over. Without O_NONBLOCK, a pipe would
// wait here for someone who reads it.
Result<PartialFile> PartialFile::open(const std::filesystem::path& path)
{
    const int descriptor = ::open(
        path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
    if (descriptor < 0)
        return fail("{}: can't be written: {}", path.string(), failure().message());
    PartialFile file(path, descriptor, 0);
    struct stat state = {};
    if (::fstat(descriptor, &state) != 0 || !S_ISREG(state.st_mode))
        return fail("{}: is not a regular file; delete it", path.string());
    file.size_ = state.st_size;
    return file;
}

std::error_code PartialFile::append(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return failure();
        bytes.remove_prefix(static_cast<std::size_t>(written));
        size_ += written;
    }
    return {};
}

std::error_code PartialFile::clear()
{
    if (::ftruncate(descriptor_, 0) != 0)
        return failure();
    size_ = 0;
    return {};
}

Result<void> PartialFile::finishAs(const std::filesystem::path& name)
{
    std::error_code failed;
    if (::fsync(descriptor_) != 0)
        failed = failure();
    else
        std::filesystem::rename(path_, name, failed);
    if (failed)
        return fail("{}: can't be written: {}", name.string(), failed.message());
    return {};
}

void PartialFile::remove()
{
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
}

} // namespace logitscope
