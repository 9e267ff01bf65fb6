#include "core/model/gpt2.h"

#include "core/model/cuda.h"
#include "core/model/gpt2_model.h"
#include "core/model/gpt2_processor.h"
#include "core/model/random_weights.h"
#include "core/model/safetensors.h"
#include "core/model/weight_loader.h"

#include <fmt/format.h>

namespace logitscope
{

namespace
{

// Where, and in which format, as far as this machine can.
struct Choice
{
    const TorchLibrary* cuda; // nullptr: the processor
    Precision precision;
};

Result<Choice> choose(const LoadOptions& options, const Gpt2Config& config)
{
    const TorchLibrary* cuda = nullptr;
    if (options.device != Device::Cpu) {
        const auto& found = findCuda();
        if (found)
            cuda = *found;
        else if (options.device == Device::Cuda)
            return tl::unexpected(found.error());
    }
    if (!cuda)
        return Choice{nullptr, chosenPrecision(options.precision, config.parameters())};
    if (options.precision == Precision::INT8)
        return fail("precision is int8, which only the processor has; choose f32 or bf16, or cpu "
                    "as the device");
    if (options.precision == Precision::Auto)
        return Choice{cuda, cuda->multipliesBf16() ? Precision::BF16 : Precision::F32};
    return Choice{cuda, options.precision};
}

// `source` may have failed afterwards.
std::unique_ptr<LanguageModel> load(WeightSource& source, const Gpt2Config& config,
                                    const Choice& choice, std::string name)
{
    auto network = choice.cuda
                       ? choice.cuda->load(source, config, TorchDevice::Cuda, choice.precision)
                       : loadProcessorGpt2(source, config, choice.precision);
    const std::int64_t ownHead =
        source.contains("lm_head.weight") ? std::int64_t{config.vocabularySize} * config.width : 0;
    ModelInfo info{.name = std::move(name),
                   .parameters = config.parameters() + ownHead,
                   .vocabularySize = config.vocabularySize,
                   .contextLength = config.contextLength,
                   .device = choice.cuda ? "CUDA" : "CPU",
                   .precision = std::string(nameOf(choice.precision)),
                   .weightBytes = source.failed() ? 0 : network->weightBytes()};
    return makeGpt2(std::move(info), std::move(network));
}

// "models/starter/", and "." inside it, name the folder starter too.
std::string nameOfFolder(const std::filesystem::path& folder)
{
    const auto whole = std::filesystem::absolute(folder).lexically_normal();
    return (whole.has_filename() ? whole.filename() : whole.parent_path().filename()).string();
}

} // namespace

Result<std::unique_ptr<LanguageModel>> loadGpt2(const std::filesystem::path& folder,
                                                const LoadOptions& options)
{
    const auto config = readGpt2Config(folder / "config.json");
    if (!config)
        return tl::unexpected(config.error());
    const auto file = SafetensorsFile::open(folder / "model.safetensors");
    if (!file)
        return tl::unexpected(file.error());
    try {
        const auto choice = choose(options, *config);
        if (!choice)
            return tl::unexpected(choice.error());
        WeightLoader loader(*file, options.progress);
        auto model = load(loader, *config, *choice, nameOfFolder(folder));
        if (loader.error())
            return tl::unexpected(*loader.error());
        return model;
    } catch (const std::exception& exception) {
        return fail(
            fmt::format("{}: could not be loaded: {}", folder.string(), firstLine(exception)));
    }
}

Result<std::unique_ptr<LanguageModel>> randomGpt2(const std::string& name, const Gpt2Config& config,
                                                  const LoadOptions& options)
{
    try {
        const auto choice = choose(options, config);
        if (!choice)
            return tl::unexpected(choice.error());
        RandomWeights weights;
        return load(weights, config, *choice, name);
    } catch (const std::exception& exception) {
        return fail(fmt::format("{}: could not be made: {}", name, firstLine(exception)));
    }
}

} // namespace logitscope
