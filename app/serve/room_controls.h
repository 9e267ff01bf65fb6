// The left column's part about the room: who reaches its page, at which port, and whether rude
// words show.
#pragma once

#include "app/serve/room_host.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QSpinBox;

namespace logitscope
{

class SegmentedSwitch;

class RoomControls : public QWidget
{
    Q_OBJECT

public:
    explicit RoomControls(RoomRound& round, QWidget* parent = nullptr);

    // What it is now.
    void setAccess(RoomHost::Access access);

    // Takes a number that is still being typed as it stands.
    int port();

    // Without what a teacher says at the wall.
    void setPresenting(bool presenting);

    SegmentedSwitch* accessSwitch() const { return access_; }

    QSpinBox* portBox() const { return port_; }

    QCheckBox* rudeWordsBox() const { return rudeWords_; }

signals:
    void picked(logitscope::RoomHost::Access access);

private:
    QLabel* introduction_;
    SegmentedSwitch* access_;
    QLabel* whoSays_; // what the choice means
    QSpinBox* port_;
    QCheckBox* rudeWords_;
};

} // namespace logitscope
