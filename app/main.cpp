#include "app/cli/bench_command.h"
#include "app/cli/command_line.h"
#include "app/cli/compare_command.h"
#include "app/cli/download_command.h"
#include "app/cli/lesson_command.h"
#include "app/cli/replay_command.h"
#include "app/cli/sample_command.h"
#include "app/cli/score_command.h"
#include "app/cli/serve_command.h"
#include "app/cli/terminal.h"
#include "app/cli/verify_command.h"
#include "app/version/version.h"

#ifdef LOGITSCOPE_GUI
#include "app/export/figure_run.h"
#include "app/export/write_picture.h"
#include "app/measure_window.h"
#include "app/window_command.h"
#include "core/run/comparison_json.h"
#endif

#ifdef LOGITSCOPE_WRITES_MANUAL
#include "app/manual/write_manual.h"
#endif

int main(int argc, char** argv)
{
    using namespace logitscope;

    CommandLine commandLine(
        "logitscope",
        "Logitscope: see how a language model chooses its next word.\nWithout a command the window "
        "opens, with the settings of last time, at first nucleus's.",
        "logitscope " + versionAndCommit());
    const Command program = commandLine.program();

    SampleCommand sample;
    sample.addTo(program);
#ifdef LOGITSCOPE_GUI
    const auto drawPicture = [](const Run& comparison, const std::string& file,
                                const PictureOptions& options) {
        FigureChoice choice;
        choice.shape = {
            .width = options.width, .typePercent = options.typePercent, .slide = options.slide};
        choice.dark = options.dark;
        return writePicture(comparison, rowsAsciiText(comparison), file, choice);
    };
    CompareCommand compare(version(), drawPicture);
    ReplayCommand replay(
        [](const std::string& file) { return readRunJson(QString::fromStdString(file)); });
    BenchCommand bench(measureWindow);
#else
    CompareCommand compare(version(), {}); // a build without the window draws none
    ReplayCommand replay(readJsonFile);
    BenchCommand bench({});
#endif
    compare.addTo(program);
    replay.addTo(program);
    bench.addTo(program);
    ScoreCommand score;
    score.addTo(program);
    ServeCommand serve;
    serve.addTo(program);
    VerifyCommand verify;
    verify.addTo(program);
    DownloadCommand download;
    download.addTo(program);
    LessonCommand lesson;
    lesson.addTo(program);
#ifdef LOGITSCOPE_GUI
    WindowCommand window;
    window.addTo(program);
    commandLine.allowNoCommand();
#endif

#ifdef LOGITSCOPE_WRITES_MANUAL
    // The other program of this file: manual FOLDER, which the build runs.
    const auto written = writeManual(commandLine.description(), version(), argv[argc - 1]);
    return written ? ExitCode::ok : complain(written.error(), ExitCode::failed);
#endif

    const auto done = commandLine.parse(argc, argv);
    if (!done)
        return complain(done.error(), ExitCode::badValue);
    if (*done)
        return **done;

    if (sample.chosen())
        return sample.run();
    if (compare.chosen())
        return compare.run();
    if (replay.chosen())
        return replay.run();
    if (bench.chosen())
        return bench.run();
    if (score.chosen())
        return score.run();
    if (serve.chosen())
        return serve.run();
    if (verify.chosen())
        return verify.run();
    if (download.chosen())
        return download.run();
    if (lesson.chosen())
        return lesson.run();
#ifdef LOGITSCOPE_GUI
    return window.run(argc, argv);
#else
    return ExitCode::ok;
#endif
}
