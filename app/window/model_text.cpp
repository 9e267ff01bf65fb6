#include "app/window/model_text.h"

#include "app/models/size_text.h"
#include "core/model/load_options.h"

#include <QCoreApplication>

namespace logitscope
{

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
