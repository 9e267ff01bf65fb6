#include "app/cli/stop_option.h"

#include "app/cli/option_checks.h"

namespace logitscope
{

void addStopOption(CLI::App& command, std::vector<std::string>& stop)
{
    command
        .add_option("--stop", stop,
                    "End with the token that completes this text, which stays; may be there "
                    "several times")
        ->type_name("TEXT")
        ->check(findEmptyValue)
        ->allow_extra_args(false);
}

} // namespace logitscope
