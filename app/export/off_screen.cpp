#include "app/export/off_screen.h"

#include <QString>
#include <QtGlobal>

#include <fmt/format.h>

#include <cstdio>

namespace logitscope
{

namespace
{

// The off-screen platform has no window manager to tell, and says so for every window; and a folder
// for sockets is of no use to a picture.
void sayAllButWhatScreensAreFor(QtMsgType type, const QMessageLogContext& context,
                                const QString& message)
{
    if (!message.contains("propagateSizeHints") && !message.contains("XDG_RUNTIME_DIR not set"))
        fmt::print(stderr, "{}\n", qFormatLogMessage(type, context, message).toStdString());
}

} // namespace

void drawOffScreen()
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qInstallMessageHandler(sayAllButWhatScreensAreFor);
}

} // namespace logitscope
