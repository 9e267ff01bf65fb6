// Which files of a repository make a model that Logitscope opens, all of one commit. What keeps it
// from being opened is found here, before gigabytes of weights are fetched.
#pragma once

#include "core/library/download_report.h"
#include "core/library/hub_client.h"
#include "core/library/model_id.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

namespace logitscope
{

class ModelLookup
{
public:
    // Brings a file into the cache, and returns where it is there.
    using Fetch = std::function<Result<std::filesystem::path>(const RemoteFile& file)>;

    // config.json and an index of split weights are fetched, because they say what else there is.
    // They have at most `smallFile` bytes.
    ModelLookup(const ModelId& model, HubClient& hub, DownloadReport& report,
                std::int64_t smallFile, Fetch fetch);

    // The Error says what the repository lacks, or why it can't be asked.
    Result<void> run();

    // Those that were found so far: config.json first, the weights last.
    const std::vector<RemoteFile>& files() const { return files_; }

    // The model can't be opened, so that nobody needs what was fetched of it.
    bool isRefused() const { return refused_; }

private:
    Result<void> find(std::string_view name); // to files_, if the repository has it
    bool has(std::string_view name) const;
    Result<void> findConfig();
    Result<void> findSmallFiles();
    Result<void> findWeights();
    Result<void> findParts(const RemoteFile& index);
    Result<void> sayWhatIsThere(); // instead of the weights
    Result<std::filesystem::path> fetchSmall(const RemoteFile& file);
    tl::unexpected<Error> refuse(Error error);

    const ModelId& model_;
    HubClient& hub_;
    DownloadReport& report_;
    std::int64_t smallFile_;
    Fetch fetch_;
    std::vector<RemoteFile> files_;
    bool refused_ = false;
};

} // namespace logitscope
