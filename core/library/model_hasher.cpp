#include "core/library/model_hasher.h"

#include "core/library/file_sums.h"
#include "core/model/checkpoint_files.h"

#include <cstdlib>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace logitscope
{

namespace
{

using Files = std::vector<std::filesystem::path>; // in the order of their names

// All that a Tokenizer reads.
Files tokenizerFilesIn(const std::filesystem::path& folder)
{
    Files files;
    for (const char* name : {"added_tokens.json", "merges.txt", "special_tokens_map.json",
                             "tokenizer.json", "vocab.json"}) {
        std::error_code ignored;
        if (std::filesystem::exists(folder / name, ignored))
            files.push_back(folder / name);
    }
    return files;
}

Result<std::string> sumOf(const Files& files, FileSums& sums, const StopRequested& stopRequested)
{
    std::string lines;
    for (const auto& file : files) {
        auto sum = sums.of(file, stopRequested);
        if (!sum || files.size() == 1)
            return sum;
        lines += *sum + '\n';
    }
    return sha256Of(lines);
}

void tellDigest(const std::filesystem::path& folder, const std::filesystem::path& kept,
                const ModelIdentity& identity, const StopRequested& stopRequested)
{
    const auto checkpoint = CheckpointFiles::open(folder);
    if (!checkpoint)
        return;
    FileSums sums(kept);
    auto tokenizer = sumOf(tokenizerFilesIn(folder), sums, stopRequested);
    auto weights = sumOf(checkpoint->weightFiles(), sums, stopRequested);
    if (!tokenizer || !weights)
        return;
    identity.setDigest({.weights = *std::move(weights), .tokenizer = *std::move(tokenizer)});
    sums.save();
}

} // namespace

std::filesystem::path usualSumsFile()
{
    const auto* cache = std::getenv("XDG_CACHE_HOME");
    const auto* home = std::getenv("HOME");
    const auto folder = cache && *cache ? std::filesystem::path(cache)
                        : home && *home ? std::filesystem::path(home) / ".cache"
                                        : std::filesystem::path();
    return folder.is_absolute() ? folder / "logitscope" / "sums.json" : std::filesystem::path();
}

void ModelHasher::start(const std::filesystem::path& folder, const ModelIdentity& identity)
{
    thread_ = {};       // ends what it does
    if (folder.empty()) // the files are on a server
        return;
    thread_ = std::jthread([folder, kept = kept_, identity](const std::stop_token& stop) {
        try {
            tellDigest(folder, kept, identity, [&stop] { return stop.stop_requested(); });
        } catch (const std::exception&) { // memory, or a disk: the digest stays unknown
        }
    });
}

void ModelHasher::wait()
{
    if (thread_.joinable())
        thread_.join();
}

} // namespace logitscope
