// A cache as huggingface_hub leaves it, made by hand.
#pragma once

#include "core/library/hub_cache.h"
#include "tests/core/library/download_case.h"

#include <QByteArray>

#include <filesystem>
#include <optional>
#include <string>

namespace logitscope::fixtures
{

inline const std::string oneCommit = std::string(39, '0') + "1";
inline const std::string otherCommit = std::string(39, '0') + "2";

class PythonCache
{
public:
    // As snapshot_download() leaves a file.
    void add(const std::string& model, const std::string& commit, const std::string& name,
             const QByteArray& contents) const
    {
        const auto root = path() / model;
        const auto etag = gitBlobName(contents);
        put(root / "blobs" / etag, contents);
        const auto link = root / "snapshots" / commit / name;
        std::filesystem::create_directories(link.parent_path());
        std::filesystem::create_symlink("../../blobs/" + etag, link);
    }

    void addWhole(const std::string& model, const std::string& commit) const
    {
        for (const char* name : {"config.json", "vocab.json", "merges.txt", "model.safetensors"})
            add(model, commit, name, QByteArray(name) + commit.c_str());
    }

    void refer(const std::string& model, const std::string& revision,
               const QByteArray& commit) const
    {
        put(path() / model / "refs" / revision, commit);
    }

    std::filesystem::path path() const { return folder_.path() / "hub"; }

    std::optional<CachedModel> find(const char* name) const
    {
        return findCachedModel(path(), *ModelId::parse(name));
    }

private:
    TestFolder folder_;
};

} // namespace logitscope::fixtures
