// The keys, as the window's own actions have them: a key that changes changes here.
#pragma once

#include <QDialog>
#include <QString>

#include <vector>

class QMenuBar;

namespace logitscope
{

struct ShortcutGroup
{
    struct Line
    {
        QString keys;
        QString action;
    };

    QString name;
    std::vector<Line> lines;
};

// A group for each menu that has actions with keys.
std::vector<ShortcutGroup> shortcutsOf(const QMenuBar& menus);

class ShortcutSheet : public QDialog
{
    Q_OBJECT

public:
    ShortcutSheet(const std::vector<ShortcutGroup>& groups, QWidget* parent = nullptr);
};

} // namespace logitscope
