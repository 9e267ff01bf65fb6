#include "app/models/size_text.h"

#include "core/library/model_download.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <cmath>

namespace logitscope
{

namespace
{

struct ByteUnit
{
    double bytes;
    QString name;
};

ByteUnit unitOf(std::int64_t bytes)
{
    if (bytes >= 999'500'000)
        return {1e9, "GB"};
    if (bytes >= 999'500)
        return {1e6, "MB"};
    return bytes >= 1000 ? ByteUnit{1e3, "kB"} : ByteUnit{1.0, "B"};
}

QString numberIn(std::int64_t bytes, const ByteUnit& unit)
{
    const double value = static_cast<double>(bytes) / unit.bytes;
    int digits = 0;
    if (unit.name == "GB")
        digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    else if (unit.name == "MB")
        digits = value < 9.95 ? 1 : 0;
    return QLocale(QLocale::English).toString(value, 'f', digits);
}

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
    const auto unit = unitOf(bytes);
    return numberIn(bytes, unit) + ' ' + unit.name;
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
    if (allBytes <= 0)
        return byteText(bytes);
    const auto unit = unitOf(allBytes);
    return tr("%1 of %2 %3").arg(numberIn(bytes, unit), numberIn(allBytes, unit), unit.name);
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
    if (progress.bytesPerSecond > 0.0) {
        const double megabytes = progress.bytesPerSecond / 1e6;
        facts << tr("%1 MB/s").arg(
            QLocale(QLocale::English).toString(megabytes, 'f', megabytes < 99.95 ? 1 : 0));
    }
    if (progress.secondsLeft)
        facts << tr("%1 left").arg(durationText(*progress.secondsLeft));
    return facts.join(" · ");
}

} // namespace logitscope
