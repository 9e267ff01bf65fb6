#include "core/library/model_list.h"

#include "core/library/hub_answer.h"
#include "core/library/model_files.h"
#include "core/model/checkpoint_files.h"
#include "core/model/gpt2_folder.h"
#include "core/model/memory_needed.h"
#include "core/trimmed.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>

namespace logitscope
{

namespace
{

constexpr std::size_t longestCardHead = 1'000'000; // bytes
constexpr std::size_t longestLicence = 80;

// A plain or quoted scalar of YAML, or the only one of a list in brackets or after a dash.
std::string scalarOf(std::string_view text)
{
    text = trimmed(text);
    if (text.starts_with('[') && text.ends_with(']'))
        text = trimmed(text.substr(1, text.size() - 2));
    else if (text.starts_with("- "))
        text = trimmed(text.substr(2));
    if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
        text.back() == text.front())
        return std::string(text.substr(1, text.size() - 2));
    return std::string(trimmed(text.substr(0, text.find(" #"))));
}

bool isPlain(const std::string& text)
{
    return text.size() <= longestLicence &&
           std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 127; });
}

std::string findLicence(const std::filesystem::path& folder)
{
    for (const char* card : {"README.md", "CARD.md"}) {
        if (auto licence = licenceOf(folder / card); !licence.empty())
            return licence;
    }
    return {};
}

void readFiles(ModelEntry& entry)
{
    std::error_code failed;
    for (std::filesystem::directory_iterator file(entry.folder, failed), end;
         !failed && file != end; file.increment(failed)) {
        std::error_code unreadable;
        if (!file->is_regular_file(unreadable)) // follows links
            continue;
        const auto bytes = static_cast<std::int64_t>(file->file_size(unreadable));
        if (unreadable)
            continue;
        entry.files.push_back({file->path().filename().string(), bytes});
        entry.bytes += bytes;
    }
    std::ranges::sort(entry.files, {}, &ModelFile::name);
}

ModelMemory memoryOf(const Gpt2Config& config, bool hasOwnHead)
{
    const auto in = [&](Precision precision) {
        const auto bytes = memoryNeeded({config, hasOwnHead}, precision);
        return std::min<std::uint64_t>(bytes, std::numeric_limits<std::int64_t>::max());
    };
    return {.f32 = static_cast<std::int64_t>(in(Precision::F32)),
            .bf16 = static_cast<std::int64_t>(in(Precision::BF16)),
            .int8 = static_cast<std::int64_t>(in(Precision::INT8)),
            .context = static_cast<std::int64_t>(config.contextBytes())};
}

// The types of floating-point numbers in the files, the one with the most bytes first. Buffers such
// as attn.bias are no weights: transformers wrote them beside the weights once.
std::string precisionOf(const CheckpointFiles& checkpoint)
{
    std::map<std::string, std::size_t> bytes;
    for (const auto& path : checkpoint.weightFiles()) {
        const auto file = SafetensorsFile::open(path);
        if (!file)
            continue;
        for (const auto& [name, tensor] : file->tensors()) {
            if (!name.ends_with("attn.bias") && !name.ends_with("attn.masked_bias"))
                bytes[tensor.dtype] += tensor.bytes.size();
        }
    }
    std::vector<std::pair<std::string, std::size_t>> types(bytes.begin(), bytes.end());
    std::ranges::stable_sort(types, std::greater{}, [](const auto& type) { return type.second; });
    std::string text;
    for (const auto& type : types)
        text += (text.empty() ? "" : ", ") + type.first;
    return text;
}

std::string missingTokenizer(const std::filesystem::path& folder)
{
    if (hasTokenizer(folder))
        return {};
    return fmt::format("{}: has no vocabulary; get vocab.json and merges.txt, or tokenizer.json, "
                       "from where the model is from",
                       folder.string());
}

void readModel(ModelEntry& entry)
{
    const auto config = readGpt2Folder(entry.folder);
    if (!config) {
        entry.problem = config.error().message;
        return;
    }
    const auto checkpoint = CheckpointFiles::open(entry.folder);
    const auto has = [&checkpoint](const std::string& name) {
        return checkpoint && (checkpoint->find(name).tensor != nullptr ||
                              checkpoint->find("transformer." + name).tensor != nullptr);
    };
    const bool ownHead = has("lm_head.weight") && has("wte.weight");
    const std::int64_t head = ownHead ? std::int64_t{config->vocabularySize} * config->width : 0;
    entry.parameters = config->parameters() + head;
    entry.contextLength = config->contextLength;
    entry.vocabularySize = config->vocabularySize;
    entry.layers = config->layers;
    entry.heads = config->heads;
    entry.width = config->width;
    entry.memory = memoryOf(*config, ownHead);
    if (!checkpoint) {
        entry.problem = checkpoint.error().message;
        return;
    }
    entry.precision = precisionOf(*checkpoint);
    entry.problem = missingTokenizer(entry.folder);
}

bool isSameFolder(const std::filesystem::path& one, const std::filesystem::path& other)
{
    std::error_code unknown;
    const bool same = std::filesystem::equivalent(one, other, unknown);
    return unknown ? one.lexically_normal() == other.lexically_normal() : same;
}

} // namespace

std::string licenceOf(const std::filesystem::path& card)
{
    std::error_code none;
    if (!std::filesystem::is_regular_file(card, none)) // opening a pipe waits for a writer
        return {};
    std::string head(longestCardHead, '\0');
    std::ifstream whole(card, std::ios::binary);
    whole.read(head.data(), std::ssize(head));
    head.resize(static_cast<std::size_t>(whole.gcount()));
    std::istringstream file(std::move(head));
    std::string line;
    if (!std::getline(file, line) || trimmed(line) != "---")
        return {};
    std::string licence;
    bool isList = false; // the next line may be the first of it
    while (std::getline(file, line)) {
        if (trimmed(line) == "---")
            return isPlain(licence) ? licence : std::string();
        if (isList && trimmed(line).starts_with("- "))
            licence = scalarOf(line);
        isList = false;
        if (line.starts_with("license:")) {
            licence = scalarOf(std::string_view(line).substr(8));
            isList = licence.empty();
        } else if (line.starts_with("license_name:") && licence == "other") {
            licence = scalarOf(std::string_view(line).substr(13));
        }
    }
    return {}; // a head without an end is none
}

ModelEntry describeModel(const std::filesystem::path& folder, ModelOrigin origin)
{
    ModelEntry entry;
    entry.origin = origin;
    entry.folder = folder;
    const auto normal = folder.lexically_normal();
    entry.name =
        (normal.has_filename() ? normal.filename() : normal.parent_path().filename()).string();
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored)) {
        entry.problem = fmt::format("{}: is no longer there", folder.string());
        return entry;
    }
    readFiles(entry);
    entry.licence = findLicence(folder);
    readModel(entry);
    return entry;
}

std::vector<ModelEntry> listModels(const ModelPlaces& places)
{
    std::vector<ModelEntry> models;
    if (!places.bundled.empty())
        models.push_back(describeModel(places.bundled, ModelOrigin::Bundled));
    for (const auto& cached : places.cached) {
        auto entry = describeModel(cached.folder, cached.downloadedHere ? ModelOrigin::Downloaded
                                                                        : ModelOrigin::HubCache);
        entry.name = cached.repository;
        entry.repository = cached.repository;
        entry.commit = cached.commit;
        models.push_back(std::move(entry));
    }
    for (const auto& folder : places.folders) {
        const auto isThis = [&folder](const ModelEntry& entry) {
            return isSameFolder(entry.folder, folder);
        };
        if (std::ranges::none_of(models, isThis))
            models.push_back(describeModel(folder, ModelOrigin::Folder));
    }
    return models;
}

} // namespace logitscope
