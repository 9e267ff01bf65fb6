#include "core/library/model_lookup.h"

#include "core/byte_count.h"
#include "core/library/model_files.h"
#include "core/model/gpt2_config.h"
#include "core/model/weight_index.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

namespace logitscope
{

namespace
{

// Says the name of the file, where the sentence has the place that it is kept at.
Error withName(const Error& error, const std::filesystem::path& place, const std::string& name)
{
    auto message = error.message;
    if (const auto at = message.find(place.string()); at != std::string::npos)
        message.replace(at, place.string().size(), name);
    return {message};
}

} // namespace

ModelLookup::ModelLookup(const ModelId& model, HubClient& hub, DownloadReport& report,
                         std::int64_t smallFile, Fetch fetch)
    : model_(model)
    , hub_(hub)
    , report_(report)
    , smallFile_(smallFile)
    , fetch_(std::move(fetch))
{
}

Result<void> ModelLookup::run()
{
    if (auto config = findConfig(); !config)
        return config;
    if (auto small = findSmallFiles(); !small)
        return small;
    return findWeights();
}

tl::unexpected<Error> ModelLookup::refuse(Error error)
{
    refused_ = true;
    return fail(std::move(error));
}

bool ModelLookup::has(std::string_view name) const
{
    return std::ranges::find(files_, name, &RemoteFile::name) != files_.end();
}

Result<void> ModelLookup::find(std::string_view name)
{
    const std::string text(name);
    report_.begin(DownloadProgress::Doing::LookingUp, text);
    const auto& revision = files_.empty() ? model_.revision : files_.front().commit;
    auto file = hub_.lookUp(text, revision);
    if (!file)
        return tl::unexpected(file.error());
    if (!*file)
        return {};
    if (isCommitName(revision) && (*file)->commit != revision)
        return fail("{}: the hub has {} of commit {}, and was asked for {}; try again later",
                    model_.text(), text, (*file)->commit, revision);
    files_.push_back(*std::move(*file));
    return {};
}

Result<std::filesystem::path> ModelLookup::fetchSmall(const RemoteFile& file)
{
    if (file.size && *file.size > smallFile_)
        return refuse(Error::of("{}: {}: takes {}, more than any model's; choose a GPT-2",
                                model_.text(), file.name, byteCount(*file.size)));
    return fetch_(file);
}

Result<void> ModelLookup::findConfig()
{
    if (auto found = find(model_file::config); !found)
        return found;
    if (!has(model_file::config))
        return fail("{}: has no config.json in revision {}, so that it is no model that can be "
                    "opened; choose a GPT-2",
                    model_.repository, model_.revision);
    const auto path = fetchSmall(files_.back());
    if (!path)
        return tl::unexpected(path.error());
    if (const auto read = readGpt2Config(*path); !read)
        return refuse(withName(read.error(), *path, model_.text() + ": config.json"));
    return {};
}

Result<void> ModelLookup::findSmallFiles()
{
    for (const auto name : {model_file::vocabulary, model_file::merges, model_file::tokenizer})
        if (auto found = find(name); !found)
            return found;
    if (!has(model_file::tokenizer) && !(has(model_file::vocabulary) && has(model_file::merges)))
        return refuse(Error::of("{}: has no tokenizer: neither vocab.json and merges.txt nor "
                                "tokenizer.json; choose a GPT-2 that has one",
                                model_.text()));
    for (const auto name : model_file::optional)
        if (auto found = find(name); !found)
            return found;
    return {};
}

Result<void> ModelLookup::findWeights()
{
    for (const auto name : {model_file::weights, model_file::index}) {
        if (auto found = find(name); !found)
            return found;
        if (has(name))
            return name == model_file::index ? findParts(RemoteFile(files_.back()))
                                             : Result<void>();
    }
    return sayWhatIsThere();
}

Result<void> ModelLookup::findParts(const RemoteFile& index)
{
    const auto path = fetchSmall(index);
    if (!path)
        return tl::unexpected(path.error());
    std::ifstream file(*path, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    const auto names = filesOfIndex(text);
    if (!names)
        return refuse(Error::of("{}: {}: {}", model_.text(), index.name, names.error().message));
    constexpr std::size_t mostFiles = 1000;
    if (names->size() > mostFiles)
        return refuse(Error::of("{}: {}: names {} files, more than any model has; choose a GPT-2",
                                model_.text(), index.name, names->size()));
    for (const auto& name : *names) {
        if (auto found = find(name); !found)
            return found;
        if (!has(name))
            return fail("{}: {} names {}, which the repository doesn't have; try again later",
                        model_.text(), index.name, name);
    }
    return {};
}

Result<void> ModelLookup::sayWhatIsThere()
{
    for (const auto name : model_file::pickles) {
        if (auto found = find(name); !found)
            return found;
        if (has(name))
            return refuse(
                Error::of("{}: has its weights in {} alone; it is a pickle, which can run code "
                          "when opened; choose a repository with model.safetensors or, if you "
                          "trust this one, convert it with this command: python3 -c "
                          "\"from transformers import GPT2LMHeadModel as M; "
                          "M.from_pretrained('{}').save_pretrained('.')\"",
                          model_.text(), name, model_.repository));
    }
    return refuse(
        Error::of("{}: has no model.safetensors; choose a repository that has one", model_.text()));
}

} // namespace logitscope
