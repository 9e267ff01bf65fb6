#include "core/library/hub_cache.h"

#include "core/library/download_record.h"
#include "core/library/hub_answer.h"
#include "core/library/hub_folder.h"

#include <algorithm>
#include <string_view>
#include <system_error>

namespace logitscope
{

namespace
{

// The model whose folder has this name.
std::optional<ModelId> modelOfFolder(const std::string& name)
{
    constexpr std::string_view beginning = "models--";
    if (!name.starts_with(beginning))
        return std::nullopt;
    auto repository = name.substr(beginning.size());
    if (const auto between = repository.find("--"); between != std::string::npos)
        repository.replace(between, 2, "/");
    const auto model = ModelId::parse(repository);
    return model && model->folderName() == name ? std::optional(*model) : std::nullopt;
}

// A link to what is gone is none.
bool hasConfig(const std::filesystem::path& snapshot)
{
    std::error_code ignored;
    return std::filesystem::is_regular_file(snapshot / "config.json", ignored);
}

std::optional<std::string> newestSnapshot(const HubFolder& folder)
{
    std::optional<std::string> newest;
    std::filesystem::file_time_type newestTime;
    std::error_code failed;
    for (std::filesystem::directory_iterator entry(folder.snapshots(), failed), end;
         !failed && entry != end; entry.increment(failed)) {
        const auto commit = entry->path().filename().string();
        if (!isCommitName(commit) || !hasConfig(entry->path()))
            continue;
        std::error_code noTime;
        const auto time = std::filesystem::last_write_time(entry->path(), noTime);
        if (!noTime && (!newest || time > newestTime)) {
            newest = commit;
            newestTime = time;
        }
    }
    return newest;
}

std::optional<CachedModel> findIn(const std::filesystem::path& cache, const ModelId& model)
{
    const HubFolder folder(cache, model);
    auto commit = folder.commitOf(model.revision);
    if (commit && !hasConfig(folder.snapshot(*commit)))
        commit.reset();
    if (!commit && model.revision == "main")
        commit = newestSnapshot(folder);
    if (!commit)
        return std::nullopt;
    return CachedModel{.repository = model.repository,
                       .commit = *commit,
                       .folder = folder.snapshot(*commit),
                       .downloadedHere = DownloadRecord::read(folder).snapshots.contains(*commit)};
}

} // namespace

std::vector<CachedModel> cachedModels(const std::filesystem::path& cache)
{
    std::vector<CachedModel> models;
    std::error_code failed;
    for (std::filesystem::directory_iterator entry(cache, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        const auto model = modelOfFolder(entry->path().filename().string());
        auto found = model ? findIn(cache, *model) : std::nullopt;
        if (found)
            models.push_back(*std::move(found));
    }
    std::ranges::sort(models, {}, &CachedModel::repository);
    return models;
}

std::optional<CachedModel> findCachedModel(const std::filesystem::path& cache, const ModelId& model)
{
    return cache.empty() ? std::nullopt : findIn(cache, model);
}

} // namespace logitscope
