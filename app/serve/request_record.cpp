#include "app/serve/request_record.h"

#include <QCoreApplication>
#include <QLocale>

#include <span>
#include <utility>

namespace logitscope
{

namespace
{

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(logitscope::RequestRecord)
};

QString secondsText(double seconds)
{
    return QLocale::c().toString(seconds, 'f', seconds < 0.95 ? 2 : 1);
}

} // namespace

QString RequestRecord::promptOf(int choice) const
{
    if (prompts.isEmpty() || choices.empty())
        return {};
    return prompts.value(choice * prompts.size() / static_cast<qsizetype>(choices.size()));
}

std::optional<RunState> RequestRecord::run(std::size_t prompt) const
{
    if (prompt >= promptTokens.size())
        return std::nullopt;
    Run run{.model = model,
            .identity = identity,
            .prompt = prompts[static_cast<qsizetype>(prompt)].toStdString(),
            .promptTokens = promptTokens[prompt],
            .branches = {}};
    const auto each = choices.size() / promptTokens.size();
    for (const auto& [text, path, end] : std::span(choices).subspan(prompt * each, each)) {
        if (path.empty())
            continue;
        run.branches.push_back({.leaf = path.back(),
                                .seed = seed,
                                .stream = path.front()->step.stream,
                                .limit = static_cast<int>(path.size()),
                                .stopReason = end.value_or(StopReason::Stopped)});
    }
    return run.branches.empty() ? std::nullopt : std::optional(runStateOf(std::move(run)));
}

QString stateText(const RequestRecord& record)
{
    switch (record.state) {
    case RequestRecord::State::Waiting:
        return Text::tr("waiting");
    case RequestRecord::State::Running:
        return record.stream ? Text::tr("streaming") : Text::tr("writing");
    case RequestRecord::State::Done:
        return Text::tr("done, %1 s").arg(secondsText(record.seconds.value_or(0.0)));
    case RequestRecord::State::Disconnected:
        return Text::tr("disconnected");
    case RequestRecord::State::Refused:
        return record.wasStopped() ? Text::tr("stopped") : QString::number(record.status);
    }
    return {};
}

} // namespace logitscope
