// The action icons, drawn in one colour so that they suit light and dark.
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

class QAbstractButton;

namespace logitscope
{

// `name` is that of resources/icons/<name>.svg.
QIcon icon(const QString& name, const QColor& colour);

void showIcon(QAbstractButton& button, const QString& name, const QColor& colour, int size);

} // namespace logitscope
