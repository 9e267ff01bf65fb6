// A file's bytes in memory, read as they are touched.
#pragma once

#include "core/result.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

namespace logitscope
{

class MappedFile
{
public:
    // The Error says which file could not be opened and why.
    static Result<MappedFile> open(const std::filesystem::path& path);

    // Valid as long as this object or one it was moved to.
    std::span<const std::byte> bytes() const { return {data_.get(), data_.get_deleter().size}; }

    // Gives the memory of some of these bytes back to the system, which reads them anew when they
    // are touched again.
    void release(std::span<const std::byte> part) const;

private:
    struct Unmap
    {
        std::size_t
            size; // no initializer: the deleter must be default-constructible inside the class
        void operator()(const std::byte* data) const;
    };

    std::unique_ptr<const std::byte, Unmap> data_;
};

} // namespace logitscope
