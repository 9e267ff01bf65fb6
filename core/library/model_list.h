// The models on this computer, described without loading their weights: from config.json, the heads
// of the safetensors files, and the model card.
#pragma once

#include "core/library/hub_cache.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace logitscope
{

enum class ModelOrigin
{
    Bundled,    // comes with the program
    Downloaded, // by this program, into the Hugging Face cache
    HubCache,   // in that cache, by another program
    Folder,     // anywhere else
};

struct ModelFile
{
    std::string name;
    std::int64_t bytes = 0;
};

// In bytes, in Logitscope's own engine.
struct ModelMemory
{
    std::int64_t f32 = 0; // all weights
    std::int64_t bf16 = 0;
    std::int64_t int8 = 0;
    std::int64_t context = 0; // keys and values of one text as long as the context, beside F32
};

struct ModelEntry
{
    std::string name; // "gpt2"; of a folder, the folder's
    ModelOrigin origin = ModelOrigin::Folder;
    std::filesystem::path folder;
    std::string repository; // on the hub: "owner/name"; empty where it is from elsewhere
    std::string commit;     // of that

    // 0 where config.json can't be read.
    std::int64_t parameters = 0; // a tied head counts once
    int contextLength = 0;
    int vocabularySize = 0;
    int layers = 0;
    int heads = 0;
    int width = 0;
    ModelMemory memory;

    std::vector<ModelFile> files; // by name; only the folder's own
    std::int64_t bytes = 0;       // of all of them
    std::string precision;        // that the file has most weights in: "F32"; "F16, F32" for two
    std::string licence;          // as the card names it: "mit"; empty: unknown
    std::string problem;          // why it can't be opened, as far as is known; empty: nothing
};

struct ModelPlaces
{
    std::filesystem::path bundled = {};
    std::vector<CachedModel> cached = {};
    std::vector<std::filesystem::path> folders =
        {}; // what is bundled or cached too is left out here
};

// The bundled model first, then the others as the places have them. Folders that are gone have a
// problem that says so.
std::vector<ModelEntry> listModels(const ModelPlaces& places);

ModelEntry describeModel(const std::filesystem::path& folder, ModelOrigin origin);

// What the card says after "license:" in its head, between two lines of "---". Format:
// https://huggingface.co/docs/hub/model-cards
std::string licenceOf(const std::filesystem::path& card);

} // namespace logitscope
