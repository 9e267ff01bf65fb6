// What a desktop does with a file: opens it, or shows where it is.
#pragma once

#include <QDBusConnection>
#include <QString>

#include <functional>

namespace logitscope
{

// False where nothing opens such a file.
bool openFile(const QString& file);

// In the file manager, selected; where no file manager answers, the folder opens. `otherwise` is
// called where that fails, too.
void showInFolder(const QString& file, const std::function<void()>& otherwise,
                  const QDBusConnection& bus = QDBusConnection::sessionBus());

} // namespace logitscope
