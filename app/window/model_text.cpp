#include "app/window/model_text.h"

#include "app/models/size_text.h"
#include "core/model/load_options.h"

#include <QCoreApplication>
#include <QStringList>

namespace logitscope
{

QString modelText(const ModelInfo& info)
{
    QStringList facts{QString::fromStdString(info.name)};
    if (info.parameters > 0) // a server needn't say
        facts << QCoreApplication::translate("modelText", "%1 parameters")
                     .arg(countText(info.parameters));
    if (!info.precision.empty())
        facts << QString::fromStdString(info.precision);
    if (!info.engine.empty() && info.engine != nameOf(ModelEngine::Native)) // goes without saying
        facts << QString::fromStdString(info.engine);
    facts << QString::fromStdString(info.device);
    return facts.join(" · ");
}

} // namespace logitscope
