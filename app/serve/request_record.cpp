#include "app/serve/request_record.h"

#include <QCoreApplication>
#include <QLocale>

namespace logitscope
{

namespace
{

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

QString stateText(const RequestRecord& record)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("stateText", text); };
    switch (record.state) {
    case RequestRecord::State::Waiting:
        return tr("waiting");
    case RequestRecord::State::Running:
        return record.stream ? tr("streaming") : tr("writing");
    case RequestRecord::State::Done:
        return tr("done, %1 s").arg(secondsText(record.seconds.value_or(0.0)));
    case RequestRecord::State::HungUp:
        return tr("hung up");
    case RequestRecord::State::Refused:
        return record.wasStopped() ? tr("stopped") : QString::number(record.status);
    }
    return {};
}

} // namespace logitscope
