// A folder of this process's own, for what reads files.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <unistd.h>

namespace logitscope::fuzz
{

class FuzzFolder
{
public:
    explicit FuzzFolder(const std::string& name)
        : path_(std::filesystem::temp_directory_path() /
                ("logitscope-fuzz-" + name + "-" + std::to_string(::getpid())))
    {
        std::filesystem::create_directories(path_);
    }

    FuzzFolder(const FuzzFolder&) = delete;
    FuzzFolder& operator=(const FuzzFolder&) = delete;

    ~FuzzFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    const std::filesystem::path& path() const { return path_; }

    void write(const char* name, std::string_view contents) const
    {
        std::ofstream file(path_ / name, std::ios::binary | std::ios::trunc);
        file.write(contents.data(), static_cast<std::streamsize>(contents.size()));
    }

    // A file of tests/fuzz/tiny: a model of one layer that opens.
    void copyTiny(const char* name) const
    {
        std::filesystem::copy_file(std::filesystem::path(LOGITSCOPE_FUZZ_DATA) / "tiny" / name,
                                   path_ / name, std::filesystem::copy_options::overwrite_existing);
    }

    void remove(const char* name) const
    {
        std::error_code ignored;
        std::filesystem::remove(path_ / name, ignored);
    }

private:
    std::filesystem::path path_;
};

} // namespace logitscope::fuzz
