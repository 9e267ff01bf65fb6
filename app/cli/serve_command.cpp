#include "app/cli/serve_command.h"

#include "app/cli/interrupt.h"
#include "app/cli/option_checks.h"
#include "app/cli/serve_log.h"
#include "app/cli/terminal.h"

#include <fmt/format.h>

#include <cstdlib>

namespace logitscope
{

void ServeCommand::addTo(CLI::App& program)
{
    command_ = program.add_subcommand("serve", "Answer completion requests over HTTP, as OpenAI's "
                                               "API has them, until Ctrl+C");
    command_->set_version_flag("--version", program.version());
    command_
        ->add_option("--host", options_.host,
                     "Listen at this name or address; one that other machines reach, such as "
                     "0.0.0.0, needs --api-key or --no-auth")
        ->type_name("HOST")
        ->check(findEmptyValue)
        ->capture_default_str();
    command_->add_option("--port", options_.port, "Listen on this port; 0 is any that is free")
        ->type_name("N")
        ->check(findWholeNumberError)
        ->capture_default_str();
    model_.addTo(*command_, "the bundled model");
    auto* key =
        command_
            ->add_option("--api-key", options_.apiKey,
                         "Answer only those that bring this key; in the environment other users "
                         "of this machine don't see it")
            ->type_name("KEY")
            ->envname("LOGITSCOPE_API_KEY")
            ->check(findEmptyValue);
    command_->add_flag("--no-auth", options_.noAuth, "Answer everybody who reaches the host")
        ->excludes(key);
    command_
        ->add_option("--max-queue", options_.maxQueue,
                     "At most this many requests wait while others run; further ones are sent away")
        ->type_name("N")
        ->check(findWholeNumberError)
        ->capture_default_str();
    command_
        ->add_option("--cors", options_.corsOrigin,
                     "Let web pages of this origin ask, such as https://example.org; * is all")
        ->type_name("ORIGIN")
        ->check(findEmptyValue);
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
    const auto server = ApiServer::start(std::move(*model), options_, log.events());
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
