// A file that is being downloaded, under a name of its own until it is whole.
#pragma once

#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace logitscope
{

class PartialFile
{
public:
    // Goes on with the one that is there. Its folder must exist.
    static Result<PartialFile> open(const std::filesystem::path& path);

    PartialFile(PartialFile&& other) noexcept;
    PartialFile& operator=(PartialFile&&) = delete;
    ~PartialFile(); // keeps the file

    std::int64_t size() const { return size_; }

    const std::filesystem::path& path() const { return path_; }

    // What the disk says against it; nothing when it went well.
    std::error_code append(std::string_view bytes);
    std::error_code clear();

    // To another name, once the disk has everything.
    Result<void> finishAs(const std::filesystem::path& name);

    void remove();

private:
    PartialFile(std::filesystem::path path, int descriptor, std::int64_t size);

    std::filesystem::path path_;
    int descriptor_;
    std::int64_t size_;
};

} // namespace logitscope
