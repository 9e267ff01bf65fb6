#include "app/cli/model_options.h"

#include "app/bundled_model.h"
#include "app/cli/option_checks.h"

namespace logitscope
{

void ModelOptions::addTo(CLI::App& command, const std::string& otherwise)
{
    command
        .add_option("--model", folder_,
                    "Folder of a GPT-2 in the Hugging Face layout (default: " + otherwise + ")")
        ->type_name("DIR")
        ->check(findEmptyValue);
    command.add_option("--device", device_, "auto, cpu or cuda")
        ->type_name("DEVICE")
        ->capture_default_str();
}

Result<Device> ModelOptions::device() const
{
    return deviceNamed(device_);
}

Result<std::shared_ptr<const OpenModel>> ModelOptions::open() const
{
    const auto device = this->device();
    if (!device)
        return tl::unexpected(device.error());
    return openModelFolder(folder_.value_or(bundledModelFolder().string()), *device);
}

} // namespace logitscope
