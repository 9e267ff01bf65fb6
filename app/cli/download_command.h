// logitscope download: a model from the hub into the Hugging Face cache, and what is there.
#pragma once

#include "app/cli/command_line.h"
#include "core/library/hub_settings.h"
#include "core/library/model_id.h"

#include <optional>
#include <string>

namespace logitscope
{

class DownloadCommand
{
public:
    void addTo(const Command& program);

    bool chosen() const { return command_.chosen(); }

    // The program's exit code. Errors are a sentence on stderr.
    int run() const;

private:
    int download(const ModelId& model, const HubSettings& settings) const;
    int list(const HubSettings& settings) const;
    int remove(const ModelId& model, const HubSettings& settings) const;

    Command command_;
    std::optional<std::string> model_;
    std::optional<std::string> removed_;
    bool list_ = false;
};

} // namespace logitscope
