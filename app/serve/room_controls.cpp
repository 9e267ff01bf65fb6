#include "app/serve/room_controls.h"

#include "widgets/control/segmented_switch.h"
#include "widgets/look.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>

namespace logitscope
{

namespace
{

constexpr int usualRoomPort = 8001;
constexpr int largestRoomPort = 65535;

std::vector<SegmentedSwitch::Choice> roomChoices()
{
    return {{RoomHost::Off, RoomControls::tr("Off"), RoomControls::tr("Nobody reaches the room.")},
            {RoomHost::ThisComputer, RoomControls::tr("Here"),
             RoomControls::tr("Only browsers on this computer reach the room.")},
            {RoomHost::Network, RoomControls::tr("Network"),
             RoomControls::tr("Telephones and other computers on the network reach the room, with "
                              "its key.")}};
}

QLabel* mutedLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setProperty("muted", true);
    return label;
}

} // namespace

RoomControls::RoomControls(RoomRound& round, QWidget* parent)
    : QWidget(parent)
    , introduction_(mutedLabel(tr("A class predicts the next word on its telephones, in rounds "
                                  "that Explore asks."),
                               this))
    , access_(new SegmentedSwitch(roomChoices(), this))
    , whoSays_(mutedLabel({}, this))
    , port_(new QSpinBox(this))
    , rudeWords_(new QCheckBox(tr("Hide rude words"), this))
{
    port_->setRange(0, largestRoomPort);
    port_->setValue(usualRoomPort);
    port_->setSpecialValueText(tr("any"));
    port_->setButtonSymbols(QAbstractSpinBox::NoButtons);
    port_->setAlignment(Qt::AlignRight);
    port_->setAccessibleName(tr("The room's port"));
    access_->setAccessibleName(tr("Who reaches the room"));
    port_->setToolTip(tr("The number after the address. Choose another one if a program uses this "
                         "one already; 0 takes any that is free."));
    rudeWords_->setChecked(round.hidesRudeWords());
    rudeWords_->setToolTip(tr("Rude words and names show as their first letter and dots, here and "
                              "on the telephones."));

    auto* title = new QLabel(tr("The room"), this);
    title->setFont(inBold(title->font()));
    auto* accessLabel = new QLabel(tr("Who reaches it"), this);
    accessLabel->setBuddy(access_);
    auto* portLabel = new QLabel(tr("Port"), this);
    portLabel->setBuddy(port_);
    auto* portLine = new QHBoxLayout;
    portLine->addWidget(portLabel);
    portLine->addStretch(1);
    portLine->addWidget(port_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(title);
    layout->addWidget(introduction_);
    layout->addWidget(accessLabel);
    layout->addWidget(access_);
    layout->addWidget(whoSays_);
    layout->addLayout(portLine);
    layout->addWidget(rudeWords_);

    connect(access_, &SegmentedSwitch::picked, this,
            [this](int access) { emit picked(static_cast<RoomHost::Access>(access)); });
    connect(rudeWords_, &QCheckBox::toggled, &round, &RoomRound::setHidesRudeWords);
    connect(&round, &RoomRound::changed, this,
            [this, &round] { rudeWords_->setChecked(round.hidesRudeWords()); });
    setAccess(RoomHost::Off);
    keepFitting(*this, [this, title] {
        title->setFont(inBold(font()));
        access_->setMinimumWidth(access_->sizeHint().width());
        port_->setFixedWidth(fontMetrics().height() * 5);
    });
}

void RoomControls::setAccess(RoomHost::Access access)
{
    access_->setValue(access);
    port_->setEnabled(access == RoomHost::Off);
    whoSays_->setVisible(access != RoomHost::Off);
    whoSays_->setText(access == RoomHost::Network
                          ? tr("Any telephone on the network with the key. Traffic is not "
                               "encrypted.")
                          : tr("Only browsers on this computer."));
}

void RoomControls::setPresenting(bool presenting)
{
    introduction_->setVisible(!presenting);
}

int RoomControls::port()
{
    port_->interpretText();
    return port_->value();
}

} // namespace logitscope
