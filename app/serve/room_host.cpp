#include "app/serve/room_host.h"

#include "app/serve/client_access.h"

namespace logitscope
{

RoomHost::RoomHost(RoomRound& round, QObject* parent)
    : QObject(parent)
    , round_(round)
    , board_([this] {
        QMetaObject::invokeMethod(this, &RoomHost::takePredictions, Qt::QueuedConnection);
    })
{
    publishing_.setSingleShot(true);
    publishing_.setInterval(0);
    connect(&publishing_, &QTimer::timeout, this, &RoomHost::publish);
    connect(&round_, &RoomRound::changed, &publishing_, qOverload<>(&QTimer::start));
}

RoomHost::~RoomHost() = default;

Result<void> RoomHost::open(Access access, int port)
{
    const bool wasOpen = isOpen();
    server_.reset();
    access_ = Off;
    key_.clear();
    if (access != Off) {
        const auto key = randomRoomKey();
        publish();
        RoomOptions options{.host = access == Network ? "::" : "127.0.0.1", // IPv4, too
                            .port = port,
                            .key = key.toStdString()};
        auto server = RoomServer::start(board_, options);
        if (!server && access == Network) { // a machine without IPv6
            options.host = "0.0.0.0";
            server = RoomServer::start(board_, options);
        }
        if (!server) {
            if (wasOpen)
                emit openChanged();
            return tl::unexpected(server.error());
        }
        server_ = std::move(*server);
        access_ = access;
        key_ = key;
    }
    emit openChanged();
    return {};
}

QStringList RoomHost::addresses() const
{
    if (!isOpen())
        return {};
    auto hosts = access_ == Network ? networkAddresses() : QStringList();
    if (hosts.isEmpty())
        hosts << "127.0.0.1";
    for (auto& host : hosts)
        host += ":" + QString::number(port());
    return hosts;
}

QString RoomHost::link() const
{
    return isOpen() ? "http://" + addresses().constFirst() + "/#" + key_ : QString();
}

void RoomHost::publish()
{
    board_.publish(
        viewOf(round_.round(), round_.textBefore(), round_.outcomeText(), round_.hidesRudeWords()));
}

void RoomHost::takePredictions()
{
    const auto predictions = board_.takePredictions();
    for (const auto& [person, prediction] : predictions)
        round_.add(prediction, person);
    if (!predictions.empty())
        publish(); // also of those that came too late
}

} // namespace logitscope
