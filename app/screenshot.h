// The window without a display: one prompt through it, and a picture of what it shows then.
#pragma once

#include <QSize>
#include <QString>

namespace logitscope
{

class MainWindow;

struct Screenshot
{
    QString file; // its ending says which format
    QSize size;

    // Shows the window, waits for its model, generates, saves the picture, prints the continuation,
    // and quits the application with the exit code that belongs to it. Call it before the model is
    // opened.
    void takeOf(MainWindow& window) const;
};

} // namespace logitscope
