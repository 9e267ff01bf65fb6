// Sums of bytes by which a file is known, as sha256sum and git compute them.
#pragma once

#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace logitscope
{

class FileDigest
{
public:
    static FileDigest sha256();

    // git's name of a file of so many bytes: the SHA-1 of "blob <bytes>\0" and the file.
    // Source: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
    static FileDigest gitBlob(std::uint64_t bytes);

    void add(std::string_view bytes);

    // In hexadecimal digits. Nothing can be added after it.
    std::string sum();

private:
    struct Free
    {
        void operator()(void* context) const; // an EVP_MD_CTX
    };

    explicit FileDigest(const char* algorithm);

    std::unique_ptr<void, Free> context_;
};

// Of the whole file, by a digest without bytes. `goOn` is asked after each megabyte: false ends it,
// with nothing as the sum. The Error where the file can't be read.
Result<std::optional<std::string>> sumOfFile(const std::filesystem::path& path, FileDigest digest,
                                             const std::function<bool()>& goOn);

} // namespace logitscope
