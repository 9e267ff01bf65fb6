// What a desktop does with a file: opens it, or shows where it is.
#pragma once

#include "core/result.h"

#include <QDBusConnection>
#include <QString>
#include <QStringList>

#include <functional>

namespace logitscope
{

// False where nothing opens such a file.
bool openFile(const QString& file);

// In the file manager, selected; where no file manager answers, the folder opens. `otherwise` is
// called where that fails, too.
void showInFolder(const QString& file, const std::function<void()>& otherwise,
                  const QDBusConnection& bus = QDBusConnection::sessionBus());

// The name that a file gets which somebody called `file` in a dialog: "nucleus_p0.9" has none of
// the known endings and gets the one that was chosen. The dialog has asked about a file of the name
// as it was typed, and not about this one: the Error where it is there already.
Result<QString> withEnding(const QString& file, const QStringList& known, const QString& chosen);

} // namespace logitscope
