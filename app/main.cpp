#include "app/cli/bench_command.h"
#include "app/cli/compare_command.h"
#include "app/cli/option_checks.h"
#include "app/cli/sample_command.h"
#include "app/cli/serve_command.h"
#include "app/cli/terminal.h"
#include "app/cli/verify_command.h"

#ifdef LOGITSCOPE_GUI
#include "app/export/write_picture.h"
#include "app/window_command.h"
#include "core/generation/comparison_json.h"
#endif

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

int main(int argc, char** argv)
{
    using namespace logitscope;

    CLI::App program(
        "Logitscope: see how a language model chooses its next word.\nWithout a command the window "
        "opens, with the settings of last time, at first nucleus's.",
        "logitscope");
    program.set_version_flag("--version", "logitscope " LOGITSCOPE_VERSION);
    program.get_formatter()->column_width(30);

    SampleCommand sample;
    sample.addTo(program);
#ifdef LOGITSCOPE_GUI
    const auto drawPicture = [](const Comparison& comparison, const std::string& file) {
        return writePicture(comparison, toJson(comparison).dump(-1, ' ', true), file);
    };
    CompareCommand compare(LOGITSCOPE_VERSION, drawPicture);
#else
    CompareCommand compare(LOGITSCOPE_VERSION, {}); // a build without the window draws none
#endif
    compare.addTo(program);
    BenchCommand bench;
    bench.addTo(program);
    ServeCommand serve;
    serve.addTo(program);
    VerifyCommand verify;
    verify.addTo(program);
#ifdef LOGITSCOPE_GUI
    WindowCommand window;
    window.addTo(program);
    program.require_subcommand(0, 1);
#else
    program.require_subcommand(1);
#endif

    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) // --help and --version arrive here too
            return program.exit(error);
        return complain(parseErrorOf(error), ExitCode::badValue);
    }

    for (const auto* command : program.get_subcommands()) {
        for (const auto* option : program.get_options()) {
            if (option->count() > 0)
                return complain({option->get_name() + " stands before " + command->get_name() +
                                 "; put it behind"},
                                ExitCode::badValue);
        }
    }
    if (sample.chosen())
        return sample.run();
    if (compare.chosen())
        return compare.run();
    if (bench.chosen())
        return bench.run();
    if (serve.chosen())
        return serve.run();
    if (verify.chosen())
        return verify.run();
#ifdef LOGITSCOPE_GUI
    return window.run(argc, argv);
#else
    return ExitCode::ok;
#endif
}
