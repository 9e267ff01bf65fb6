#include "core/model/gpt2.h"

#include "core/free_memory.h"
#include "core/model/checkpoint_files.h"
#include "core/model/cuda.h"
#include "core/model/gpt2_folder.h"
#include "core/model/gpt2_model.h"
#include "core/model/gpt2_processor.h"
#include "core/model/gpt2_weights.h"
#include "core/model/memory_needed.h"
#include "core/model/open_torch.h"
#include "core/model/random_weights.h"
#include "core/model/weight_loader.h"
#include "core/parallel.h"

#include <fmt/format.h>

#include <utility>

namespace logitscope
{

namespace
{

// What computes it, where, and in which format, as far as this machine can.
struct Choice
{
    const TorchLibrary* torch; // nullptr: the native engine
    TorchDevice device;        // libtorch's
    Precision precision;
};

Result<Choice> choose(const LoadOptions& options, const Gpt2Config& config)
{
    if (auto conflict = findConflict(options))
        return tl::unexpected(*std::move(conflict));
    const bool nativeOnly =
        options.engine == ModelEngine::Native || options.precision == Precision::INT8;
    if (options.device != Device::Cpu && !nativeOnly) {
        const auto& cuda = findCuda();
        if (cuda) {
            const auto best = (*cuda)->multipliesBf16() ? Precision::BF16 : Precision::F32;
            return Choice{*cuda, TorchDevice::Cuda,
                          options.precision == Precision::Auto ? best : options.precision};
        }
        if (options.device == Device::Cuda)
            return tl::unexpected(cuda.error());
    }
    const auto precision = chosenPrecision(options.precision, config.parameters());
    if (options.engine != ModelEngine::Libtorch)
        return Choice{nullptr, TorchDevice::Cpu, precision};
    const auto& torch = openTorch();
    if (!torch)
        return fail("engine is libtorch, but {}, or choose auto or native", torch.error().message);
    (*torch)->setThreads(threadCount());
    return Choice{*torch, TorchDevice::Cpu, precision};
}

// CUDA has memory of its own.
std::optional<Error> findShortage(const std::string& name, const Gpt2Config& config,
                                  bool hasOwnHead, const Choice& choice, const LoadOptions& options)
{
    if (choice.device == TorchDevice::Cuda)
        return std::nullopt;
    const auto free = options.freeBytes ? options.freeBytes : freeMemory();
    const auto engine = choice.torch ? ModelEngine::Libtorch : ModelEngine::Native;
    return free ? findMemoryShortage(name, {config, hasOwnHead}, choice.precision, engine, *free)
                : std::nullopt;
}

// nullptr where `source` has failed.
std::unique_ptr<LanguageModel> load(WeightSource& source, const Gpt2Config& config,
                                    const Choice& choice, std::string name)
{
    auto network = choice.torch
                       ? choice.torch->load(source, config, choice.device, choice.precision)
                       : loadProcessorGpt2(source, config, choice.precision);
    const auto engine = choice.torch ? ModelEngine::Libtorch : ModelEngine::Native;
    if (source.failed())
        return nullptr;
    const std::int64_t ownHead =
        hasOwnHead(source) ? std::int64_t{config.vocabularySize} * config.width : 0;
    ModelInfo info{.name = std::move(name),
                   .parameters = config.parameters() + ownHead,
                   .vocabularySize = config.vocabularySize,
                   .contextLength = config.contextLength,
                   .device = choice.device == TorchDevice::Cuda ? "CUDA" : "CPU",
                   .engine = std::string(nameOf(engine)),
                   .precision = std::string(nameOf(choice.precision)),
                   .weightBytes = network->weightBytes(),
                   .contextBytes = network->contextBytes(),
                   .sharedBlock = network->sharedBlock()};
    return makeGpt2(std::move(info), std::move(network));
}

} // namespace

std::string nameOfFolder(const std::filesystem::path& folder)
{
    auto whole = std::filesystem::absolute(folder).lexically_normal();
    if (!whole.has_filename())
        whole = whole.parent_path();
    const auto model = whole.parent_path().parent_path().filename().string();
    if (whole.parent_path().filename() == "snapshots" && model.starts_with("models--"))
        return model.substr(model.rfind("--") + 2);
    return whole.filename().string();
}

Result<std::unique_ptr<LanguageModel>> loadGpt2(const std::filesystem::path& folder,
                                                const LoadOptions& options)
{
    const auto config = readGpt2Folder(folder);
    if (!config)
        return tl::unexpected(config.error());
    const auto files = CheckpointFiles::open(folder);
    if (!files)
        return tl::unexpected(files.error());
    try {
        const auto choice = choose(options, *config);
        if (!choice)
            return tl::unexpected(choice.error());
        WeightLoader loader(*files, options.progress);
        if (!config->tied && !loader.contains("lm_head.weight"))
            return fail(
                "{}: tensor lm_head.weight is missing, and config.json says "
                "tie_word_embeddings = false; choose a folder with a whole GPT-2 checkpoint",
                files->path().string());
        const auto name = nameOfFolder(folder);
        // Sizes that the file is too short for are the loader's to name, whatever they would take.
        const bool isThere = std::cmp_less_equal(config->parameters(), files->tensorBytes());
        if (auto shortage = isThere
                                ? findShortage(name, *config, hasOwnHead(loader), *choice, options)
                                : std::nullopt)
            return tl::unexpected(*std::move(shortage));
        auto model = load(loader, *config, *choice, name);
        if (loader.error())
            return tl::unexpected(*loader.error());
        return model;
    } catch (const std::exception& exception) {
        return fail("{}: could not be loaded: {}", folder.string(), firstLine(exception));
    }
}

Result<std::unique_ptr<LanguageModel>> randomGpt2(const std::string& name, const Gpt2Config& config,
                                                  const LoadOptions& options)
{
    try {
        const auto choice = choose(options, config);
        if (!choice)
            return tl::unexpected(choice.error());
        if (auto shortage = findShortage(name, config, false, *choice, options))
            return tl::unexpected(*std::move(shortage));
        RandomWeights weights;
        return load(weights, config, *choice, name);
    } catch (const std::exception& exception) {
        return fail("{}: could not be made: {}", name, firstLine(exception));
    }
}

} // namespace logitscope
