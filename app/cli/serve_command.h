// logitscope serve: the API, until Ctrl+C.
#pragma once

#include "app/cli/model_options.h"
#include "core/server/api_server.h"

#include <CLI/CLI.hpp>

#include <string>

namespace logitscope
{

class ServeCommand
{
public:
    void addTo(CLI::App& program);

    bool chosen() const { return command_->parsed(); }

    // The program's exit code. Errors are a sentence on stderr.
    int run() const;

private:
    std::string greeting(const ApiServer& server, const std::string& model) const;

    CLI::App* command_ = nullptr; // owned by the program
    ServerOptions options_;
    ModelOptions model_;
};

} // namespace logitscope
