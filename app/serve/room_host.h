// The room's server beside the window: tells it what the telephones see, and gives the round what
// they predict.
#pragma once

#include "app/room/room_round.h"
#include "core/room/room_board.h"
#include "core/server/room_server.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <memory>

namespace logitscope
{

class RoomHost : public QObject
{
    Q_OBJECT

public:
    enum Access
    {
        Off,
        ThisComputer,
        Network,
    };

    // The round outlives it.
    explicit RoomHost(RoomRound& round, QObject* parent = nullptr);
    ~RoomHost() override;

    // Listens when it returns, with a key of its own; what was open before ends. Off ends it alone.
    // Errors: the port is taken.
    Result<void> open(Access access, int port);

    bool isOpen() const { return server_ != nullptr; }

    Access access() const { return access_; }

    int port() const { return server_->port(); } // while it is open

    // "192.168.1.17:8001", as somebody types it, the best one first; empty while it is closed.
    QStringList addresses() const;

    // "http://192.168.1.17:8001/#kq7mx2", with the key: nothing has to be typed.
    QString link() const;

    const QString& key() const { return key_; } // "kq7mx2"

    // How many telephones have asked in the last seconds.
    int people() const { return board_.people(); }

signals:
    void openChanged();

private:
    void publish();
    void takePredictions();

    RoomRound& round_;
    RoomBoard board_;
    QTimer publishing_; // once for all changes of a moment
    Access access_ = Off;
    QString key_;
    std::unique_ptr<RoomServer> server_; // goes before the board that its threads use
};

} // namespace logitscope
