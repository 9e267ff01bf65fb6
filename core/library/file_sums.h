// SHA-256 of files, kept from one start of the program to the next.
#pragma once

#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace logitscope
{

// In hexadecimal digits, as sha256sum prints it.
std::string sha256Of(std::string_view text);

// Asked again and again while a large file is read: true ends that.
using StopRequested = std::function<bool()>;

class FileSums
{
public:
    // `kept` is the file in which the sums are: one of a file that has another size or time by now
    // is forgotten. What is no such file is as good as none.
    explicit FileSums(std::filesystem::path kept);

    // Reads the file where its sum isn't kept. The Error says why it can't be read, or that
    // somebody ended that.
    Result<std::string> of(const std::filesystem::path& file, const StopRequested& stopRequested);

    // Writes what is new. The sums are only sooner known with it, so that failing is no Error.
    void save() const;

private:
    struct Entry
    {
        std::uintmax_t size;
        std::int64_t time; // of its last change, of no epoch in particular
        std::string sum;
    };

    static Result<Entry> stateOf(const std::filesystem::path& file);

    std::filesystem::path kept_;
    std::map<std::string, Entry> entries_; // by the path
    bool isNew_ = false;                   // something in it is
};

} // namespace logitscope
