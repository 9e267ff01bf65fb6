// The options that say which model runs, in which engine, format and place: the same on every
// command.
#pragma once

#include "app/cli/command_line.h"
#include "core/generation/open_model.h"
#include "core/result.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace logitscope
{

class ModelOptions
{
public:
    // Which model it is without --model, and which engine and format without --engine and
    // --precision.
    void addTo(const Command& command, const std::string& otherwise,
               const std::string& otherwiseChoice = "auto");

    // The same but --engine, for a command that runs the bundled model or another in both engines;
    // libtorch on the processor, unless --device says otherwise.
    void addToCheck(const Command& command);

    // What --model names: a folder, that of a model in the cache, or a server's address. Nothing
    // without it; the Error where there is no such model here.
    Result<std::optional<std::string>> place() const;

    // The same for a command that can't have a server's.
    Result<std::optional<std::string>> folder(std::string_view command) const;

    RemoteOptions remoteOptions() const;

    bool asksForEngine() const { return engine_.has_value(); }

    bool asksForPrecision() const { return precision_.has_value(); }

    // How to load it.
    Result<LoadOptions> loadOptions() const;

    // The named model, or the bundled one.
    Result<std::shared_ptr<const OpenModel>> open() const;
    Result<std::shared_ptr<const OpenModel>> open(const LoadOptions& options) const;

private:
    void addFolderTo(const Command& command, const std::string& otherwise);
    void addPrecisionTo(const Command& command, const std::string& otherwise);

    std::optional<std::string> model_; // a folder, a name or an address
    std::optional<std::string> tokenizer_;
    std::string device_ = "auto";
    std::optional<std::string> engine_;
    std::optional<std::string> precision_;
};

} // namespace logitscope
