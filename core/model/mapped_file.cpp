#include "core/model/mapped_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace logitscope
{

namespace
{

class Descriptor
{
public:
    explicit Descriptor(int number) : number_(number) {}

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    ~Descriptor()
    {
        if (number_ >= 0)
            ::close(number_);
    }

    int number() const { return number_; }

private:
    int number_;
};

} // namespace

Result<MappedFile> MappedFile::open(const std::filesystem::path& path)
{
    const auto failed = [&path] {
        return fail("{}: can't be read: {}", path.string(), std::strerror(errno));
    };

    // Without O_NONBLOCK, a pipe would wait here for someone who writes to it.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat status = {};
    if (file.number() < 0 || ::fstat(file.number(), &status) != 0)
        return failed();
    if (!S_ISREG(status.st_mode))
        return fail("{}: is not a file", path.string());

    MappedFile mapped;
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size == 0)
        return mapped; // mmap refuses a length of 0; an empty span says the same

    void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number(), 0);
    if (data == MAP_FAILED)
        return failed();
    mapped.data_ = {static_cast<const std::byte*>(data), Unmap{size}};
    return mapped;
}

void MappedFile::release(std::span<const std::byte> part) const
{
    // Whole pages: the ones at the ends may hold something else.
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto address = reinterpret_cast<std::uintptr_t>(part.data());
    const auto begin = (address + page - 1) / page * page;
    const auto end = (address + part.size()) / page * page;
    if (begin < end)
        ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED); // advice may fail
}

void MappedFile::Unmap::operator()(const std::byte* data) const
{
    ::munmap(const_cast<std::byte*>(data), size);
}

} // namespace logitscope
