#include "app/models/size_text.h"

#include "core/byte_count.h"
#include "core/library/model_download.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <cmath>

namespace logitscope
{

namespace
{

QString tr(const char* text)
{
    return QCoreApplication::translate("logitscope::SizeText", text);
}

} // namespace

QString countText(std::int64_t count)
{
    const auto value = static_cast<double>(count);
    const QLocale english(QLocale::English);
    if (value >= 1e9)
        return english.toString(value / 1e9, 'f', 2) + "B";
    if (value >= 1e8)
        return english.toString(value / 1e6, 'f', 0) + "M";
    if (value >= 1e6)
        return english.toString(value / 1e6, 'f', 1) + "M";
    return english.toString(qint64(count));
}

QString byteText(std::int64_t bytes)
{
    return QString::fromStdString(byteCount(static_cast<std::uint64_t>(bytes)));
}

QString durationText(double seconds)
{
    const auto whole = static_cast<qint64>(std::ceil(seconds));
    if (whole < 60)
        return tr("%1 s").arg(whole);
    const auto minutes = (whole + 30) / 60;
    return minutes < 60 ? tr("%1 min").arg(minutes)
                        : tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

QString arrivedText(std::int64_t bytes, std::int64_t allBytes)
{
    return allBytes > 0 ? tr("%1 of %2").arg(byteText(bytes), byteText(allBytes)) : byteText(bytes);
}

QString progressText(const DownloadProgress& progress)
{
    using Doing = DownloadProgress::Doing;
    switch (progress.doing) {
    case Doing::LookingUp:
        return tr("Looking up its files …");
    case Doing::Waiting:
        return QString::fromStdString(progress.sentence);
    case Doing::Checking:
        return tr("Checking %1 …").arg(QString::fromStdString(progress.file));
    case Doing::Downloading:
        break;
    }
    QStringList facts{arrivedText(progress.bytes, progress.allBytes)};
    if (progress.bytesPerSecond > 0.0)
        facts << tr("%1/s").arg(byteText(static_cast<std::int64_t>(progress.bytesPerSecond)));
    if (progress.secondsLeft)
        facts << tr("%1 left").arg(durationText(*progress.secondsLeft));
    return facts.join(" · ");
}

} // namespace logitscope
