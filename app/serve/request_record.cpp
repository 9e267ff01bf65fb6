#include "app/serve/request_record.h"

#include <QCoreApplication>
#include <QLocale>

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
