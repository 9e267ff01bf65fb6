// A lock that threads, programs and Python's huggingface_hub (filelock) respect, by flock().
#pragma once

#include "core/result.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>

namespace logitscope
{

class FileLock
{
public:
    enum class Mode
    {
        Shared,
        Exclusive,
    };

    // Nothing where somebody else has it. Makes the file and its folders.
    static Result<std::optional<FileLock>> tryTo(const std::filesystem::path& file, Mode mode);

    // Nothing where it was stopped. `waiting` is called every tenth of a second meanwhile.
    static Result<std::optional<FileLock>> waitFor(const std::filesystem::path& file, Mode mode,
                                                   const std::stop_token& stop,
                                                   const std::function<void()>& waiting);

    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock(); // keeps the file

    // For whoever has it alone, when nothing is left that it guards. Who waits for it makes a new
    // file.
    void removeFile();

private:
    FileLock(std::filesystem::path file, int descriptor);

    std::filesystem::path file_;
    int descriptor_;
};

} // namespace logitscope
