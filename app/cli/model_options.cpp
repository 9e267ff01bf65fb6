#include "app/cli/model_options.h"

#include "app/cli/option_checks.h"
#include "core/generation/bundled_model.h"

namespace logitscope
{

void ModelOptions::addTo(CLI::App& command, const std::string& otherwise,
                         const std::string& otherwiseChoice)
{
    addFolderTo(command, otherwise);
    addDeviceTo(command, "auto, cpu or cuda");
    command
        .add_option("--engine", engine_,
                    "What computes: auto, native or libtorch; auto is native on the processor, "
                    "libtorch on CUDA")
        ->type_name("ENGINE")
        ->default_str(otherwiseChoice);
    addPrecisionTo(command, otherwiseChoice);
}

void ModelOptions::addToCheck(CLI::App& command)
{
    device_ = "cpu";
    addFolderTo(command, "the bundled model");
    addDeviceTo(command, "Where libtorch runs: auto, cpu or cuda");
    addPrecisionTo(command, "auto");
}

void ModelOptions::addFolderTo(CLI::App& command, const std::string& otherwise)
{
    command
        .add_option("--model", folder_,
                    "Folder of a GPT-2 in the Hugging Face layout (default: " + otherwise + ")")
        ->type_name("DIR")
        ->check(findEmptyValue);
}

void ModelOptions::addDeviceTo(CLI::App& command, const std::string& sentence)
{
    command.add_option("--device", device_, sentence)->type_name("DEVICE")->capture_default_str();
}

void ModelOptions::addPrecisionTo(CLI::App& command, const std::string& otherwise)
{
    command
        .add_option("--precision", precision_,
                    "How the weights are held: auto, f32, bf16 or int8; auto is f32 up to 50M "
                    "parameters, bf16 above")
        ->type_name("FORMAT")
        ->default_str(otherwise);
}

Result<LoadOptions> ModelOptions::loadOptions() const
{
    const auto device = deviceNamed(device_);
    if (!device)
        return tl::unexpected(device.error());
    const auto engine = engineNamed(engine_.value_or("auto"));
    if (!engine)
        return tl::unexpected(engine.error());
    const auto precision = precisionNamed(precision_.value_or("auto"));
    if (!precision)
        return tl::unexpected(precision.error());
    LoadOptions options{.device = *device, .engine = *engine, .precision = *precision};
    if (auto conflict = findConflict(options))
        return tl::unexpected(*std::move(conflict));
    return options;
}

Result<std::shared_ptr<const OpenModel>> ModelOptions::open() const
{
    const auto options = loadOptions();
    if (!options)
        return tl::unexpected(options.error());
    return open(*options);
}

Result<std::shared_ptr<const OpenModel>> ModelOptions::open(const LoadOptions& options) const
{
    return openModelFolder(folder_.value_or(bundledModelFolder().string()), options);
}

} // namespace logitscope
