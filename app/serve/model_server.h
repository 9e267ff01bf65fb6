// The API beside the window. Orders return at once; facts arrive as signals on the thread that this
// object lives on. What the server does is picked up with takeEvents(), once a frame.
#pragma once

#include "app/engine/run_queue.h"
#include "app/serve/server_event.h"
#include "core/server/api_server.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

namespace logitscope
{

class ModelServer : public QObject
{
    Q_OBJECT

public:
    // The service outlives it.
    explicit ModelServer(GenerationService& service, QObject* parent = nullptr);

    // Ends what runs, within a second.
    ~ModelServer() override;

    // Requests that come from now on are for this one.
    void setModel(std::shared_ptr<const OpenModel> model);

    // Listens when it returns. Not before stopped() of a server before. Errors: no model is open,
    // the port is taken, others reach the host although there is no key.
    Result<void> start(const ServerOptions& options);

    // Its stopped() says when the port is free.
    void stop();

    bool isServing() const { return server_ != nullptr; }

    bool isStopping() const { return ending_.joinable(); }

    int port() const { return server_->port(); } // while it serves

    ServerCounters counters() const;

    // What has happened since the last call, oldest first, of the server that was started last.
    std::vector<ServerEvent> takeEvents() { return queue_.take(session_); }

signals:
    void eventsArrived(); // there is something to take
    void stopped();       // and all its events are there

private:
    ServerEvents events();

    GenerationService& service_;
    std::shared_ptr<const OpenModel> model_;
    std::uint64_t session_ = 0; // counts the servers
    RunQueue<ServerEvent> queue_;
    std::unique_ptr<ApiServer> server_;
    std::thread ending_; // waits for the server's last answers
};

} // namespace logitscope
