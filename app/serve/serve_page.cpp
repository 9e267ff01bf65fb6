#include "app/serve/serve_page.h"

#include "app/serve/address_card.h"
#include "app/serve/client_access.h"
#include "app/serve/request_details.h"
#include "app/serve/request_table.h"
#include "app/serve/room_card.h"
#include "app/serve/room_controls.h"
#include "app/serve/serve_controls.h"
#include "widgets/chart/legend_widgets.h"
#include "widgets/control/card.h"
#include "widgets/control/column_scroll.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/steady_splitter.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

namespace logitscope
{

namespace
{

constexpr int glanceMilliseconds = 250;

QWidget* makeColumn(QWidget* above, QWidget* below, QWidget* parent)
{
    auto* column = new WrappingColumn(parent);
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(20);
    layout->addWidget(above);
    layout->addWidget(below);
    layout->addStretch(1);
    return column;
}

} // namespace

ServePage::ServePage(GenerationService& service, RoomRound& round, QWidget* parent)
    : Page(parent)
    , server_(service)
    , room_(round)
    , columns_(new SteadySplitter({256, 960}, {0, 1}, this))
    , controls_(new ServeControls(this))
    , roomControls_(new RoomControls(round, this))
    // For a low window, a large zoom.
    , controlsColumn_(new ColumnScroll(makeColumn(controls_, roomControls_, this), this))
    , message_(new MessageBar(this))
    , addressCard_(new AddressCard(this))
    , roomCard_(new RoomCard(round, room_, this))
    , splitter_(new QSplitter(Qt::Vertical, this))
    , table_(new RequestTable(log_, this))
    , details_(new RequestDetails(this))
    , status_(new RunBar(this))
    , legend_(new ShadeLegend(this))
{
    glance_.setInterval(glanceMilliseconds);
    makeLayout();
    connectAll();
    connectRoom();
    updateControls();
}

ServePage::~ServePage() = default;

void ServePage::makeLayout()
{
    auto* card = new Card(this);
    card->hold(table_);
    splitter_->addWidget(card);
    splitter_->addWidget(details_);
    splitter_->setHandleWidth(12);
    splitter_->setChildrenCollapsible(false);
    splitter_->setStretchFactor(0, 1);
    splitter_->setStretchFactor(1, 1);
    details_->hide();
    legend_->hide();

    auto* foot = new QHBoxLayout;
    foot->setSpacing(24);
    foot->addWidget(status_, 1);
    foot->addWidget(legend_, 1, Qt::AlignRight); // its caption goes before the counters do
    auto* right = new QWidget(this);
    right->setMinimumWidth(240); // a large zoom squeezes the log before it widens the window
    auto* column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(message_);
    column->addWidget(addressCard_);
    column->addWidget(roomCard_);
    column->addWidget(splitter_, 1);
    column->addLayout(foot);

    columns_->addWidget(controlsColumn_);
    columns_->addWidget(right);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->addWidget(columns_);
}

void ServePage::connectAll()
{
    connect(&glance_, &QTimer::timeout, this, &ServePage::showCounters);
    connect(&server_, &ModelServer::eventsArrived, this, [this] { requestFrame(); });
    connect(&server_, &ModelServer::stopped, this, [this] {
        showFrame();
        updateControls();
    });
    // After a press the keyboard is the log's: arrows pick a request.
    connect(controls_->startButton(), &QPushButton::clicked, this, [this] {
        table_->setFocus();
        start();
    });
    connect(controls_->stopButton(), &QPushButton::clicked, this, [this] {
        table_->setFocus();
        stop();
    });
    connect(controls_->clearButton(), &QPushButton::clicked, this, &ServePage::clear);
    connect(table_, &RequestTable::selectedRowChanged, this, &ServePage::showDetails);
    connect(details_, &RequestDetails::closeRequested, table_, &QTableView::clearSelection);
    connect(details_, &RequestDetails::openRequested, this, [this](int prompt) {
        const auto row = table_->selectedRow();
        const auto which = static_cast<std::size_t>(prompt);
        if (const auto run = row ? log_.record(*row).run(which) : std::nullopt)
            emit openInExplore(*run);
    });
}

void ServePage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!focusWidget())
        controls_->startButton()->setFocus();
}

void ServePage::setPresenting(bool presenting)
{
    presenting_ = presenting;
    addressCard_->setPresenting(presenting);
    roomCard_->setPresenting(presenting);
    controls_->setPresenting(presenting);
    roomControls_->setPresenting(presenting);
    updateControls();
}

void ServePage::resetLayout()
{
    columns_->reset();
}

void ServePage::takeModel(std::shared_ptr<const OpenModel> model)
{
    addressCard_->setModel(QString::fromStdString(model->model->info().name));
    server_.setModel(model);
    setModel(std::move(model));
    endOpening();
}

// The server

void ServePage::start()
{
    if (server_.isServing() || server_.isStopping())
        return;
    options_ = controls_->options();
    if (const auto started = server_.start(options_); !started) {
        message_->showSentence(QString::fromStdString(started.error().message));
        return;
    }
    message_->showSentence({});
    log_.beginServer();
    rate_ = {};
    addressCard_->setAddresses(baseUrls(), QString::fromStdString(options_.apiKey));
    updateControls();
    emit servingChanged(true);
}

void ServePage::stop()
{
    if (!server_.isServing())
        return;
    server_.stop();
    updateControls();
    emit servingChanged(false);
}

void ServePage::clear()
{
    log_.clear();
    updateControls();
}

QStringList ServePage::baseUrls() const
{
    QStringList hosts{"127.0.0.1"};
    if (controls_->access() == ServeControls::Network) {
        const auto others = networkAddresses();
        if (!others.isEmpty())
            hosts = others;
    }
    QStringList urls;
    for (const auto& host : hosts)
        urls << QString("http://%1:%2/v1").arg(host).arg(server_.port());
    return urls;
}

// What is shown

void ServePage::showFrame()
{
    dropFrame();
    auto events = server_.takeEvents();
    if (events.empty())
        return;
    log_.append(std::move(events));
    if (const auto row = table_->selectedRow())
        details_->showRecord(log_.record(*row));
    controls_->clearButton()->setEnabled(log_.hasOver());
    showCounters();
}

void ServePage::showDetails()
{
    const auto row = table_->selectedRow();
    details_->setVisible(row.has_value());
    legend_->setVisible(row && !log_.record(*row).choices.empty());
    if (!row)
        return;
    details_->showRecord(log_.record(*row));
    QTimer::singleShot(0, table_, [this] { // once the details have taken their place
        table_->scrollTo(table_->currentIndex());
    });
}

void ServePage::updateControls()
{
    const bool serving = server_.isServing();
    using State = ServeControls::State;
    controls_->setState(serving                ? State::Serving
                        : server_.isStopping() ? State::Stopping
                                               : State::Idle,
                        log_.hasOver());
    controlsColumn_->setVisible(!presenting_ || (!serving && !room_.isOpen()));
    addressCard_->setVisible(serving);
    showRoom();
    table_->setPlaceholder(placeholder());
    serving ? glance_.start() : glance_.stop();
    showCounters();
}

QString ServePage::placeholder() const
{
    if (!server_.isServing())
        return tr("Press Start. Then send requests from a terminal, a notebook or a program: each "
                  "appears here, and its answer as it is written.");
    if (presenting_) // the line to try has no room
        return tr("No requests yet. Those sent to the address above appear here.");
    return tr("No requests yet. Copy the line above into a terminal, or give the address to a "
              "program; its requests appear here.");
}

void ServePage::showCounters()
{
    if (!model() && !server_.isServing()) {
        status_->showSentence(tr("No model is open."));
        return;
    }
    if (!server_.isServing()) {
        status_->showSentence(server_.isStopping() ? tr("Stopping …") : tr("Not serving."));
        return;
    }
    const auto now = server_.counters();
    rate_.read(std::chrono::steady_clock::now(), now.generatedTokens);
    const QLocale english(QLocale::English);
    constexpr std::uint64_t mostCounted = std::numeric_limits<int>::max(); // by tr()
    const auto tokens =
        tr("%Ln token(s)", nullptr, static_cast<int>(std::min(now.generatedTokens, mostCounted)));
    status_->showSentence(tr("%1 running · %2 waiting · %3 · %4 tokens/s")
                              .arg(now.running)
                              .arg(now.waiting)
                              .arg(tokens)
                              .arg(english.toString(rate_.perSecond(), 'f', 0)));
}

bool ServePage::closePanel()
{
    const bool was = !details_->isHidden();
    table_->clearSelection();
    return was;
}

// What is remembered

void ServePage::restore(const QSettings& settings)
{
    const bool network = settings.value("network", false).toBool();
    controls_->setAccess(network ? ServeControls::Network : ServeControls::ThisComputer);
    auto* port = controls_->portBox();
    port->setValue(settings.value("port", port->value()).toInt());
    auto* whole = controls_->allLogprobsBox();
    whole->setChecked(settings.value("allLogprobs", false).toBool());
    auto* roomPort = roomControls_->portBox();
    roomPort->setValue(settings.value("roomPort", roomPort->value()).toInt());
    columns_->restore(settings.value("columns"));
    splitter_->restoreState(settings.value("rows").toByteArray());
}

void ServePage::save(QSettings& settings) const
{
    settings.setValue("network", controls_->access() == ServeControls::Network);
    settings.setValue("port", controls_->portBox()->value());
    settings.setValue("allLogprobs", controls_->allLogprobsBox()->isChecked());
    settings.setValue("roomPort", roomControls_->portBox()->value());
    settings.setValue("columns", columns_->save());
    settings.setValue("rows", splitter_->saveState());
}

} // namespace logitscope
