#include "app/cli/model_options.h"

#include "app/bundled_model.h"
#include "app/cli/option_checks.h"

namespace logitscope
{

void ModelOptions::addTo(CLI::App& command, const std::string& otherwise,
                         const std::string& otherwisePrecision)
{
    command
        .add_option("--model", folder_,
                    "Folder of a GPT-2 in the Hugging Face layout (default: " + otherwise + ")")
        ->type_name("DIR")
        ->check(findEmptyValue);
    command.add_option("--device", device_, "auto, cpu or cuda")
        ->type_name("DEVICE")
        ->capture_default_str();
    command
        .add_option("--precision", precision_,
                    "How the weights are held: auto, f32, bf16 or int8; auto is f32 up to 50M "
                    "parameters, bf16 above")
        ->type_name("FORMAT")
        ->default_str(otherwisePrecision);
}

Result<LoadOptions> ModelOptions::loadOptions() const
{
    const auto device = deviceNamed(device_);
    if (!device)
        return tl::unexpected(device.error());
    const auto precision = precisionNamed(precision_.value_or("auto"));
    if (!precision)
        return tl::unexpected(precision.error());
    return LoadOptions{.device = *device, .precision = *precision};
}

Result<std::shared_ptr<const OpenModel>> ModelOptions::open() const
{
    const auto options = loadOptions();
    if (!options)
        return tl::unexpected(options.error());
    return openModelFolder(folder_.value_or(bundledModelFolder().string()), *options);
}

} // namespace logitscope
