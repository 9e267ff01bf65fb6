// The action icons, drawn in one colour so that they suit light and dark.
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

namespace logitscope
{

// `name` is that of resources/icons/<name>.svg.
QIcon icon(const QString& name, const QColor& colour);

} // namespace logitscope
