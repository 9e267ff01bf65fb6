#include "app/cli/serve_command.h"

#include "app/cli/interrupt.h"
#include "app/cli/serve_log.h"
#include "app/cli/terminal.h"

#include <fmt/format.h>

#include <cstdlib>

namespace logitscope
{

void ServeCommand::addTo(const Command& program)
{
    command_ = program.addCommand("serve", "Answer completion requests over HTTP, as OpenAI's "
                                           "API has them, until Ctrl+C");
    command_
        .addText("--host", options_.host, "HOST",
                 "Listen at this name or address; one that other machines reach, such as "
                 "0.0.0.0, needs --api-key or --no-auth")
        .notEmpty();
    command_.addWholeNumber("--port", options_.port, "Listen on this port; 0 is any that is free");
    model_.addTo(command_, "the bundled model");
    command_
        .addText("--api-key", options_.apiKey, "KEY",
                 "Answer only those that bring this key; in the environment other users "
                 "of this machine don't see it")
        .environment("LOGITSCOPE_API_KEY")
        .notEmpty();
    command_.addFlag("--no-auth", options_.noAuth, "Answer requests without a key")
        .excludes("--api-key");
    command_.addWholeNumber(
        "--max-queue", options_.maxQueue,
        "At most this many requests wait while others run; further ones are sent away");
    command_.addFlag("--all-logprobs", options_.allLogprobs,
                     "Let clients read whole distributions, as another Logitscope does that uses "
                     "this one's model; each is megabytes for a vocabulary of 50,000");
    command_
        .addText("--cors", options_.corsOrigin, "ORIGIN",
                 "Let web pages of this origin ask, such as https://example.org; * is all")
        .notEmpty();
}

int ServeCommand::run() const
{
    auto model = model_.open();
    if (!model)
        return complain(model.error(), ExitCode::badValue);
    const auto name = (*model)->model->info().fullName();

    watchForInterrupt();
    Output output;
    ServeLog log([&](const std::string& line) { output.print(line); });
    GenerationService service;
    const auto server = ApiServer::start(service, std::move(*model), options_, log.events());
    if (!server)
        return complain(server.error(), ExitCode::badValue);
    log.say(greeting(**server, name));
    waitForInterrupt();
    return ExitCode::endedBy(interrupted());
}

std::string ServeCommand::greeting(const ApiServer& server, const std::string& model) const
{
    // The key itself stays off the screen.
    const std::string key = std::getenv("LOGITSCOPE_API_KEY") ? "$LOGITSCOPE_API_KEY" : "KEY";
    const std::string header = fmt::format(" -H \"Authorization: Bearer {}\"", key);
    return fmt::format("{} answers on {}; Ctrl+C ends it. For instance:\n"
                       "curl {}/v1/completions{} -d '{{\"prompt\": \"Once upon a time\", "
                       "\"max_tokens\": 40}}'\n\n",
                       plainText(model), server.url(), server.localUrl(),
                       options_.apiKey.empty() ? "" : header);
}

} // namespace logitscope
