// logitscope without a sub-command: the window, or a picture of it.
#pragma once

#include "app/cli/command_line.h"
#include "app/cli/model_options.h"
#include "app/cli/sampler_options.h"

#include <cstdint>
#include <optional>
#include <string>

class QSettings;

namespace logitscope
{

class MainWindow;

class WindowCommand
{
public:
    void addTo(const Command& program);

    // The program's exit code.
    int run(int& argc, char** argv) const;

private:
    std::optional<Error> findError() const;
    LoadOptions loadOptions(const QSettings& settings) const;
    void applyTo(MainWindow& window, const std::optional<std::string>& text) const;

    std::optional<std::string> text_;
    SamplerOptions sampler_;
    std::optional<std::uint64_t> seed_;
    std::optional<int> maxTokens_;
    ModelOptions model_;
    std::optional<std::string> screenshot_;
    std::string size_ = "1280x800";
    std::string colours_ = "system";
    std::optional<int> logitsCache_; // megabytes
    std::optional<std::string> file_;
    std::optional<std::string> lesson_;
    bool locked_ = false;
};

} // namespace logitscope
