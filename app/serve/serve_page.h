// The Serve page: the model that is open answers requests over HTTP, and a log shows the requests.
// Requests know nothing of the other pages' settings, and change nothing there.
#pragma once

#include "app/page/page.h"
#include "app/serve/model_server.h"
#include "app/serve/request_log.h"
#include "app/serve/room_host.h"
#include "app/serve/token_rate.h"

#include <QTimer>

#include <memory>

class QLabel;
class QSplitter;

namespace logitscope
{

class AddressCard;
class ColumnScroll;
class MessageBar;
class RequestDetails;
class RequestTable;
class RoomCard;
class RoomControls;
class RunBar;
class ServeControls;
class ShadeLegend;
class SteadySplitter;

class ServePage : public Page
{
    Q_OBJECT

public:
    // The service and the round outlive the page.
    ServePage(GenerationService& service, RoomRound& round, QWidget* parent = nullptr);
    ~ServePage() override;

    std::vector<PagePart> parts() const override;

    void restore(const QSettings& settings) override;
    void save(QSettings& settings) const override; // nothing of the requests, and not the key

    // The address and the log are large; the controls fold away while it serves.
    void setPresenting(bool presenting) override;
    void resetLayout() override;

    // New requests are for this one, also while others run.
    void takeModel(std::shared_ptr<const OpenModel> model) override;

    void start();
    void stop() override; // the server, which Esc leaves alone
    void clear() override;

    bool isServing() const { return server_.isServing(); }

    const RequestLog& log() const { return log_; }

    ServeControls* controls() const { return controls_; }

    AddressCard* addressCard() const { return addressCard_; }

    MessageBar* message() const override { return message_; }

    RequestTable* table() const { return table_; }

    RequestDetails* details() const { return details_; }

    RunBar* runBar() const override { return status_; }

    int port() const { return server_.port(); } // while it serves

    // Off ends it. The page's message says why it can't be opened.
    void openRoom(RoomHost::Access access);

    const RoomHost& room() const { return room_; }

    RoomControls* roomControls() const { return roomControls_; }

    RoomCard* roomCard() const { return roomCard_; }

signals:
    void servingChanged(bool serving);
    void roomOpenChanged(bool open);
    void openInExplore(const logitscope::RunState& state);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void makeLayout();
    void connectAll();
    void connectRoom();
    void showRoom();
    void showFrame() override;
    void showDetails();
    void updateControls() override; // and all else that depends on whether it serves, or is a room
    bool closePanel() override;     // the details
    void showCounters();
    QString placeholder() const;
    QStringList baseUrls() const;

    RequestLog log_;
    ModelServer server_;    // after the log, so that it ends before it
    ServerOptions options_; // of the server that was started last
    RoomHost room_;
    bool presenting_ = false;
    TokenRate rate_;
    QTimer glance_; // when it fires, the counters are

    SteadySplitter* columns_;
    ServeControls* controls_;
    RoomControls* roomControls_;
    ColumnScroll* controlsColumn_; // scrolls both
    MessageBar* message_;
    AddressCard* addressCard_;
    RoomCard* roomCard_;
    QSplitter* splitter_; // the log above the details
    RequestTable* table_;
    RequestDetails* details_;
    RunBar* status_;
    ShadeLegend* legend_;
};

} // namespace logitscope
