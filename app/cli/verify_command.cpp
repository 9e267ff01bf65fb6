#include "app/cli/verify_command.h"

#include "app/cli/terminal.h"
#include "app/cli/verify_report.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace logitscope
{

void VerifyCommand::addTo(const Command& program)
{
    command_ = program.addCommand(
        "verify", "Run a text through both engines, native and libtorch, and compare their "
                  "numbers; the exit status is 0 if they agree, 1 if they don't");
    prompt_.addTo(command_, "The text (default: a paragraph that is built in)");
    model_.addToCheck(command_);
    command_.addFlag("--json", json_, "The figures as one JSON object");
}

Result<ModelCheck> VerifyCommand::check() const
{
    auto options = model_.loadOptions();
    if (!options)
        return tl::unexpected(options.error());
    if (const auto folder = model_.folder("verify"); !folder)
        return tl::unexpected(folder.error());
    auto text = prompt_.textIfGiven();
    if (!text)
        return tl::unexpected(text.error());
    const auto device = std::exchange(options->device, Device::Cpu); // libtorch's
    options->engine = ModelEngine::Native;
    const auto model = model_.open(*options);
    if (!model)
        return tl::unexpected(model.error());
    return checkModel(**model,
                      {.device = device, .text = *std::move(text), .special = prompt_.special()});
}

int VerifyCommand::run() const
{
    const auto checked = check();
    if (!checked)
        return complain(checked.error(), ExitCode::badValue);
    const VerifyReport report(*checked);
    Output output;
    output.print(json_ ? report.json().dump(2) + "\n" : report.text());
    if (output.failed())
        return complain(output.error(), ExitCode::badValue);
    return checked->agrees() ? ExitCode::ok : ExitCode::failed;
}

} // namespace logitscope
