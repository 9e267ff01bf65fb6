// logitscope serve: the API, until Ctrl+C.
#pragma once

#include "app/cli/command_line.h"
#include "app/cli/model_options.h"
#include "core/server/api_server.h"

#include <string>

namespace logitscope
{

class ServeCommand
{
public:
    void addTo(const Command& program);

    bool chosen() const { return command_.chosen(); }

    // The program's exit code. Errors are a sentence on stderr.
    int run() const;

private:
    std::string greeting(const ApiServer& server, const std::string& model) const;

    Command command_;
    ServerOptions options_;
    ModelOptions model_;
};

} // namespace logitscope
