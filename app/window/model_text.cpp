#include "app/window/model_text.h"

#include "core/model/load_options.h"

#include <QCoreApplication>
#include <QLocale>

namespace logitscope
{

namespace
{

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

} // namespace

QString modelText(const ModelInfo& info)
{
    // The native engine goes without saying.
    const bool libtorch = info.engine == nameOf(ModelEngine::Libtorch);
    return (libtorch ? QCoreApplication::translate("modelText",
                                                   "%1 · %2 parameters · %3 · libtorch · %4")
                     : QCoreApplication::translate("modelText", "%1 · %2 parameters · %3 · %4"))
        .arg(QString::fromStdString(info.name), countText(info.parameters),
             QString::fromStdString(info.precision), QString::fromStdString(info.device));
}

} // namespace logitscope
