#include "app/cli/lesson_command.h"

#include "app/cli/interrupt.h"
#include "app/cli/terminal.h"
#include "core/lesson/lesson_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace logitscope
{

void LessonCommand::addTo(const Command& program)
{
    command_ =
        program.addCommand("lesson", "Check lessons: what is wrong in their files and where, "
                                     "and whether the model does what they promise");
    command_.addText("ACTION", action_, "ACTION", "What to do: check").required().values({"check"});
    command_.addTexts("FILE", files_, "FILE", "The lessons, Markdown files").required();
    command_.addFlag("--form-only", formOnly_, "Look at the files alone; no model is opened");
    model_.addTo(command_, "the bundled model");
}

Result<bool> LessonCommand::isInOrder(const std::filesystem::path& file, GenerationClient& client,
                                      const std::shared_ptr<const OpenModel>& model) const
{
    auto problems = checkLessonFile(file);
    if (!problems)
        return fail(problems.error());
    if (problems->empty() && model) {
        const auto lesson = openLesson(file);
        if (!lesson)
            return fail(lesson.error());
        problems = tryLesson(client, model, *lesson, [] { return interrupted() != 0; });
        if (!problems)
            return fail("{}: {}", file.string(), problems.error().message);
    }
    Output output;
    for (const auto& [line, sentence] : *problems)
        output.print(fmt::format("{}:{}: {}\n", file.string(), line, sentence));
    if (problems->empty())
        output.print(fmt::format("{}: in order\n", file.string()));
    if (output.failed())
        return fail(output.error());
    return problems->empty();
}

int LessonCommand::run() const
{
    if (action_ != "check")
        return complain(Error::of("lesson {}: there is no such action; expected check", action_),
                        ExitCode::badValue);
    std::shared_ptr<const OpenModel> model;
    if (!formOnly_) {
        auto opened = model_.open();
        if (!opened)
            return complain(opened.error(), ExitCode::badValue);
        model = *std::move(opened);
    }
    watchForInterrupt();
    GenerationService service;
    GenerationClient client(service);
    bool allInOrder = true;
    for (const auto& file : files_) {
        const auto inOrder = isInOrder(file, client, model);
        if (interrupted())
            return ExitCode::endedBy(interrupted());
        if (!inOrder)
            return complain(inOrder.error(), ExitCode::badValue);
        allInOrder = allInOrder && *inOrder;
    }
    return allInOrder ? ExitCode::ok : ExitCode::failed;
}

} // namespace logitscope
