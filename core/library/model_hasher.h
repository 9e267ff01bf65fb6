// Finds out the digest of a model's files beside whatever else goes on, since large files take
// their time to read.
#pragma once

#include "core/run/model_identity.h"

#include <filesystem>
#include <thread>
#include <utility>

namespace logitscope
{

// Where the program keeps the sums of files: in the user's cache; empty where there is no home.
std::filesystem::path usualSumsFile();

class ModelHasher
{
public:
    // Where the sums of files are kept, to be known at once the next time; empty: nowhere.
    void keepIn(std::filesystem::path file) { kept_ = std::move(file); }

    // Tells the identity its digest when it is found out. Of files that can't be read nothing is
    // told. Ends what was begun for another model.
    void start(const std::filesystem::path& folder, const ModelIdentity& identity);

    void wait();

private:
    std::filesystem::path kept_;
    std::jthread thread_; // ends with this object, in the middle of a file too
};

} // namespace logitscope
