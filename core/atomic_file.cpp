#include "core/atomic_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace logitscope
{

namespace
{

constexpr mode_t byUmask = 0666; // what a new file may be, less the umask

// Each returns false with errno.

bool writeAll(int descriptor, std::string_view contents)
{
    while (!contents.empty()) {
        const auto written = ::write(descriptor, contents.data(), contents.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        contents.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

// close() can be what says that the disk is full; errno stays the first error's.
bool closeAfter(int descriptor, bool good)
{
    const int error = errno;
    const bool closed = ::close(descriptor) == 0;
    if (!good)
        errno = error;
    return good && closed;
}

bool writeInto(const std::filesystem::path& file, std::string_view contents)
{
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
    return descriptor >= 0 && closeAfter(descriptor, writeAll(descriptor, contents));
}

// A new file in the folder, which goes when this does unless it was renamed.
class TemporaryFile
{
public:
    TemporaryFile(const std::filesystem::path& folder, std::optional<mode_t> permissions)
        : permissions_(permissions)
    {
        do {
            path_ = folder / fmt::format("{}{}-{}", temporaryFileBeginning, ::getpid(), ++number_);
            descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                                 permissions_.value_or(byUmask));
        } while (descriptor_ < 0 && errno == EEXIST);
        exists_ = descriptor_ >= 0;
    }

    ~TemporaryFile()
    {
        const int error = errno;
        if (exists_)
            ::unlink(path_.c_str());
        errno = error;
    }

    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    bool write(std::string_view contents)
    {
        const auto allow = [this] {
            return !permissions_ || ::fchmod(descriptor_, *permissions_) == 0;
        };
        return exists_ && closeAfter(descriptor_, allow() && writeAll(descriptor_, contents) &&
                                                      ::fsync(descriptor_) == 0);
    }

    bool rename(const std::filesystem::path& file)
    {
        if (std::rename(path_.c_str(), file.c_str()) != 0)
            return false;
        exists_ = false;
        return true;
    }

private:
    std::optional<mode_t> permissions_; // before anything is in it that others may not read
    std::filesystem::path path_;
    int number_ = 0;
    int descriptor_ = -1;
    bool exists_ = false;
};

bool replace(const std::filesystem::path& file, std::string_view contents)
{
    struct stat before = {};
    const bool existed = ::stat(file.c_str(), &before) == 0;
    if (existed && S_ISDIR(before.st_mode)) {
        errno = EISDIR;
        return false;
    }
    if (existed && !S_ISREG(before.st_mode))
        return writeInto(file, contents);
    if (existed && ::access(file.c_str(), W_OK) != 0) // or a file that is read-only would go
        return false;

    const auto folder = file.has_parent_path() ? file.parent_path() : ".";
    TemporaryFile temporary(folder, existed ? std::optional(before.st_mode & 07777) : std::nullopt);
    return temporary.write(contents) && temporary.rename(file);
}

} // namespace

Result<void> writeAtomically(const std::string& file, std::string_view contents)
{
    std::error_code failed;
    const auto target = std::filesystem::canonical(file, failed); // only of a file that exists
    if (replace(failed ? std::filesystem::path(file) : target, contents))
        return {};
    return fail("{}: can't be written: {}", file, std::generic_category().message(errno));
}

} // namespace logitscope
