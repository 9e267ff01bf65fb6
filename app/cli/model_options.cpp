#include "app/cli/model_options.h"

#include "core/generation/bundled_model.h"
#include "core/library/find_model.h"
#include "core/remote/remote_address.h"

namespace logitscope
{

namespace
{

const std::vector<std::string> devices = {"auto", "cpu", "cuda"};

} // namespace

void ModelOptions::addTo(const Command& command, const std::string& otherwise,
                         const std::string& otherwiseChoice)
{
    addFolderTo(command, otherwise);
    command.addText("--device", device_, "DEVICE", "auto, cpu or cuda").values(devices);
    command
        .addText("--engine", engine_, "ENGINE",
                 "What computes: auto, native or libtorch; auto is native on the processor, "
                 "libtorch on CUDA")
        .defaultText(otherwiseChoice)
        .values({"auto", "native", "libtorch"});
    addPrecisionTo(command, otherwiseChoice);
    command
        .addText("--tokenizer", tokenizer_, "FOLDER",
                 "The folder with the tokenizer's files of a model on a server that doesn't tell "
                 "its tokens, such as vLLM")
        .notEmpty();
}

void ModelOptions::addToCheck(const Command& command)
{
    device_ = "cpu";
    addFolderTo(command, "the bundled model");
    command.addText("--device", device_, "DEVICE", "Where libtorch runs: auto, cpu or cuda")
        .values(devices);
    addPrecisionTo(command, "auto");
}

void ModelOptions::addFolderTo(const Command& command, const std::string& otherwise)
{
    command
        .addText("--model", model_, "MODEL",
                 "Folder of a GPT-2 in the Hugging Face layout; the name of one that was "
                 "downloaded, such as gpt2; or the address of a server that has a model, "
                 "http://HOST:PORT[#NAME], with its key in LOGITSCOPE_API_KEY (default: " +
                     otherwise + ")")
        .notEmpty();
}

void ModelOptions::addPrecisionTo(const Command& command, const std::string& otherwise)
{
    command
        .addText("--precision", precision_, "FORMAT",
                 "How the weights are held: auto, f32, bf16 or int8; auto is f32 up to 50M "
                 "parameters, bf16 above")
        .defaultText(otherwise)
        .values({"auto", "f32", "bf16", "int8"});
}

Result<std::optional<std::string>> ModelOptions::place() const
{
    const bool isServed = model_ && isRemoteAddress(*model_);
    if (tokenizer_ && !isServed)
        return fail("--tokenizer is for a model on a server; name its address with --model, or "
                    "leave it out: a model on this machine has its own");
    if (!model_ || isServed)
        return model_;
    const auto folder = findModelFolder(*model_);
    if (!folder)
        return tl::unexpected(folder.error());
    return std::optional(folder->string());
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
    const auto place = this->place();
    if (!place)
        return tl::unexpected(place.error());
    return openModel(place->value_or(bundledModelFolder().string()), options, remoteOptions());
}

Result<std::optional<std::string>> ModelOptions::folder(std::string_view command) const
{
    if (model_ && isRemoteAddress(*model_))
        return fail("--model is a server's address, but {} is of models on this machine; name a "
                    "folder",
                    command);
    return place();
}

RemoteOptions ModelOptions::remoteOptions() const
{
    return {.tokenizer = tokenizer_.value_or("")};
}

} // namespace logitscope
