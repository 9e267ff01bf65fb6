#include "app/serve/model_server.h"

#include <utility>

namespace logitscope
{

ModelServer::ModelServer(GenerationService& service, QObject* parent)
    : QObject(parent)
    , service_(service)
{
}

ModelServer::~ModelServer()
{
    if (ending_.joinable())
        ending_.join();
    server_.reset(); // before the queue that its threads fill
}

void ModelServer::setModel(std::shared_ptr<const OpenModel> model)
{
    if (server_)
        server_->setModel(model);
    model_ = std::move(model);
}

Result<void> ModelServer::start(const ServerOptions& options)
{
    if (!model_)
        return fail(tr("no model is open yet; open a model folder first").toStdString());
    ++session_;
    auto server = ApiServer::start(service_, model_, options, events());
    if (!server)
        return tl::unexpected(server.error());
    server_ = std::move(*server);
    return {};
}

void ModelServer::stop()
{
    if (!server_)
        return;
    ending_ = std::thread([this, server = std::move(server_)]() mutable {
        server.reset();
        QMetaObject::invokeMethod(
            this,
            [this] {
                ending_.join();
                emit stopped();
            },
            Qt::QueuedConnection);
    });
}

ServerCounters ModelServer::counters() const
{
    return server_ ? server_->counters() : ServerCounters();
}

ServerEvents ModelServer::events()
{
    const auto push = [this, session = session_](ServerEvent event) {
        if (queue_.push(session, std::move(event)))
            emit eventsArrived();
    };
    return {.began = [push](const ServerEvents::Request& request) { push({request}); },
            .grew =
                [push](std::uint64_t id, const ChoicePiece& piece) {
                    push({ServerEvent::Grew{id, piece}});
                },
            .ended =
                [push](std::uint64_t id, const ServerEvents::End& end) {
                    push({ServerEvent::Ended{id, end}});
                },
            .refused =
                [push](const std::string& client, const std::string& what,
                       const ServerEvents::End& end) {
                    push({ServerEvent::Refused{client, what, end}});
                }};
}

} // namespace logitscope
