#include "core/library/file_lock.h"

#include "core/pause.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace logitscope
{

namespace
{

// Somebody may have removed the file, and somebody else made another, before it was locked.
bool isStillTheFile(int descriptor, const std::filesystem::path& file)
{
    struct stat locked = {};
    struct stat named = {};
    return ::fstat(descriptor, &locked) == 0 && ::stat(file.c_str(), &named) == 0 &&
           locked.st_dev == named.st_dev && locked.st_ino == named.st_ino;
}

} // namespace

FileLock::FileLock(std::filesystem::path file, int descriptor)
    : file_(std::move(file))
    , descriptor_(descriptor)
{
}

FileLock::FileLock(FileLock&& other) noexcept
    : file_(std::move(other.file_))
    , descriptor_(std::exchange(other.descriptor_, -1))
{
}

FileLock::~FileLock()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

void FileLock::removeFile()
{
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
}

Result<std::optional<FileLock>> FileLock::tryTo(const std::filesystem::path& file, Mode mode)
{
    constexpr int mostAttempts = 100;
    for (int attempt = 1;; ++attempt) {
        std::error_code ignored; // open() says what is wrong
        std::filesystem::create_directories(file.parent_path(), ignored);
        const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        // Whoever cleans up may have removed the folder again.
        if (descriptor < 0 && errno == ENOENT && attempt < mostAttempts)
            continue;
        if (descriptor < 0)
            return fail("{}: can't be written: {}", file.string(),
                        std::generic_category().message(errno));
        FileLock lock(file, descriptor);
        const int operation = (mode == Mode::Shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
        if (::flock(descriptor, operation) != 0) {
            if (errno == EWOULDBLOCK)
                return std::optional<FileLock>();
            if (errno != EINTR && errno != EOPNOTSUPP && errno != ENOSYS && errno != ENOLCK)
                return fail("{}: can't be locked: {}", file.string(),
                            std::generic_category().message(errno));
            if (errno == EINTR)
                continue;
            // A file system without locks: as good as it gets.
        }
        // A file system that numbers its files anew each time never has the same one.
        if (isStillTheFile(descriptor, file) || attempt >= mostAttempts)
            return std::optional<FileLock>(std::move(lock));
    }
}

Result<std::optional<FileLock>> FileLock::waitFor(const std::filesystem::path& file, Mode mode,
                                                  const std::stop_token& stop,
                                                  const std::function<void()>& waiting)
{
    while (true) {
        auto lock = tryTo(file, mode);
        if (!lock || *lock)
            return lock;
        if (waiting)
            waiting();
        if (!pauseFor(std::chrono::milliseconds(100), stop))
            return std::optional<FileLock>();
    }
}

} // namespace logitscope
