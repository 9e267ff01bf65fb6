// The options that say which model runs where, the same on every command.
#pragma once

#include "core/generation/model_folder.h"
#include "core/result.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <optional>
#include <string>

namespace logitscope
{

class ModelOptions
{
public:
    // Which model, and which format, it is without --model and --precision.
    void addTo(CLI::App& command, const std::string& otherwise,
               const std::string& otherwisePrecision = "auto");

    const std::optional<std::string>& folder() const { return folder_; }

    bool asksForPrecision() const { return precision_.has_value(); }

    // How to load it.
    Result<LoadOptions> loadOptions() const;

    // The named model, or the bundled one.
    Result<std::shared_ptr<const OpenModel>> open() const;

private:
    std::optional<std::string> folder_;
    std::string device_ = "auto";
    std::optional<std::string> precision_;
};

} // namespace logitscope
