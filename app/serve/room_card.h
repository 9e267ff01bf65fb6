// The open room, for a projector: where a class goes with its telephones, who is there, and the
// scores.
#pragma once

#include "app/serve/room_host.h"
#include "widgets/control/card.h"

#include <QTimer>

class QLabel;
class QPushButton;

namespace logitscope
{

class CopyButton;
class ElidedLabel;
class QrCode;
class RoomScores;

class RoomCard : public Card
{
    Q_OBJECT

public:
    // Both outlive it.
    RoomCard(RoomRound& round, RoomHost& host, QWidget* parent = nullptr);

    // Whether there is anything to show: it is open, or has scores.
    bool isNeeded() const;

    // Presenter mode: address, key and code large.
    void setPresenting(bool presenting);

    QString address() const;
    QString keyText() const;
    QString peopleText() const;

    QrCode* code() const { return code_; }

    RoomScores* scores() const { return scores_; }

    QPushButton* endButton() const { return end_; }

signals:
    void isNeededChanged();

private:
    void layOutInvitation();
    void showRoom();
    void showPeople();
    void fit();

    const RoomRound& round_;
    RoomHost& host_;
    bool presenting_ = false;
    QTimer glance_; // people come and go without a sign

    QrCode* code_;
    QWidget* invitation_; // how to come in
    QLabel* address_;
    CopyButton* copy_;
    ElidedLabel* others_; // other addresses
    QLabel* key_;
    QLabel* people_;
    QPushButton* end_;
    RoomScores* scores_;
};

} // namespace logitscope
