// The window without a display: one prompt through it, and a picture of what it shows then.
#pragma once

#include <QSize>
#include <QString>

namespace logitscope
{

class MainWindow;

// Shows the window, waits for its model, generates, saves the picture in a file, whose ending says
// which format, prints the continuation, and quits the application with the exit code that belongs
// to it. Call it before the model is opened.
void takeScreenshot(MainWindow& window, const QString& file, QSize size);

} // namespace logitscope
