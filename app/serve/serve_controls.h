// The left column: which clients have access, at which address, and the buttons that start and stop
// it.
#pragma once

#include "core/server/api_server.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace logitscope
{

class CopyButton;
class SegmentedSwitch;

class ServeControls : public QWidget
{
    Q_OBJECT

public:
    enum Access
    {
        ThisComputer,
        Network,
    };

    explicit ServeControls(QWidget* parent = nullptr);

    // Takes a number that is still being typed as it stands, then says what is asked for.
    ServerOptions options();

    Access access() const;

    // For the network a key is made where there is none.
    void setAccess(Access access);

    SegmentedSwitch* accessSwitch() const { return access_; }

    QSpinBox* portBox() const { return port_; }

    QCheckBox* allLogprobsBox() const { return allLogprobs_; }

    QLineEdit* keyField() const { return key_; }

    QToolButton* newKeyButton() const { return newKey_; }

    QPushButton* startButton() const { return start_; }

    QPushButton* stopButton() const { return stop_; }

    QPushButton* clearButton() const { return clear_; }

    enum class State
    {
        Idle,
        Serving,
        Stopping
    };

    // Which controls can be used.
    void setState(State state, bool hasRequests);

    // Without what a teacher says at the wall, so that all controls are in sight there.
    void setPresenting(bool presenting);

private:
    void makeLayout();
    void makeKey();
    void followAccess();
    void fitIcons(); // to the colours and the font

    QLabel* introduction_;
    SegmentedSwitch* access_;
    QLabel* whoSays_; // what the choice means
    QSpinBox* port_;
    QCheckBox* allLogprobs_;
    QLabel* keyLabel_;
    QLineEdit* key_;
    CopyButton* copyKey_;
    QToolButton* newKey_;
    QPushButton* start_;
    QPushButton* stop_;
    QPushButton* clear_;
};

} // namespace logitscope
