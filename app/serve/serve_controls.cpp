#include "app/serve/serve_controls.h"

#include "app/page/copy_button.h"
#include "app/serve/client_access.h"
#include "widgets/control/icons.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/look.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

namespace logitscope
{

namespace
{

constexpr int usualPort = 8000;
constexpr int largestPort = 65535;

std::vector<SegmentedSwitch::Choice> accessChoices()
{
    return {
        {ServeControls::ThisComputer, ServeControls::tr("This computer"),
         ServeControls::tr("Only programs on this computer can connect.")},
        {ServeControls::Network, ServeControls::tr("The network"),
         ServeControls::tr("Other computers on the network can connect too, with the API key.")}};
}

QLabel* explaining(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setProperty("muted", true);
    return label;
}

} // namespace

ServeControls::ServeControls(QWidget* parent)
    : QWidget(parent)
    , introduction_(explaining(tr("Scripts, notebooks and a class can use the model that is open "
                                  "here, as they would use OpenAI's completions."),
                               this))
    , access_(new SegmentedSwitch(accessChoices(), this))
    , whoSays_(explaining({}, this))
    , port_(new QSpinBox(this))
    , allLogprobs_(new QCheckBox(tr("Let clients read whole distributions"), this))
    , keyLabel_(new QLabel(tr("API key"), this))
    , key_(new QLineEdit(this))
    , copyKey_(new CopyButton(tr("Copy the API key"), this))
    , newKey_(new QToolButton(this))
    , start_(new QPushButton(tr("Start"), this))
    , stop_(new QPushButton(tr("Stop"), this))
    , clear_(new QPushButton(tr("Clear"), this))
{
    port_->setRange(0, largestPort);
    port_->setValue(usualPort);
    port_->setSpecialValueText(tr("any"));
    port_->setButtonSymbols(QAbstractSpinBox::NoButtons);
    port_->setAlignment(Qt::AlignRight);
    port_->setAccessibleName(tr("Port"));
    access_->setAccessibleName(tr("Who reaches the server"));
    port_->setToolTip(tr("The number after the address. Choose another one if a program uses this "
                         "one already; 0 takes any that is free."));

    allLogprobs_->setToolTip(
        tr("Another Logitscope can then use this model (File ▸ Connect to a server…), and any "
           "program can ask for the probability of every token. Such an answer is megabytes where "
           "the vocabulary has 50,000 tokens, which a slow network carries badly; otherwise "
           "clients see the 100 most likely."));

    key_->setAccessibleName(tr("API key"));
    key_->setToolTip(tr("Every client has to send it. It is forgotten when the window closes."));
    newKey_->setProperty("quiet", true);
    newKey_->setAccessibleName(tr("New API key"));
    newKey_->setToolTip(tr("Make a new API key."));

    start_->setProperty("primary", true);
    start_->setToolTip(tr("Answer requests until Stop, on whichever page you are."));
    stop_->setToolTip(tr("Stop answering, and accept no more requests."));
    clear_->setToolTip(tr("Remove the requests that are over from the list."));

    makeLayout();
    connect(access_, &SegmentedSwitch::picked, this, &ServeControls::followAccess);
    connect(key_, &QLineEdit::textChanged, copyKey_, &CopyButton::setTextToCopy);
    connect(newKey_, &QToolButton::clicked, this, &ServeControls::makeKey);
    followAccess();
    setState(State::Idle, false);
    keepFitting(*this, [this] { fitIcons(); });
}

void ServeControls::makeLayout()
{
    auto* accessLabel = new QLabel(tr("Access"), this);
    accessLabel->setBuddy(access_);
    auto* portLabel = new QLabel(tr("Port"), this);
    portLabel->setBuddy(port_);
    keyLabel_->setBuddy(key_);

    auto* keyLine = new QHBoxLayout;
    keyLine->setSpacing(2);
    keyLine->addWidget(key_, 1);
    keyLine->addWidget(copyKey_);
    keyLine->addWidget(newKey_);
    auto* portLine = new QHBoxLayout;
    portLine->addWidget(portLabel);
    portLine->addStretch(1);
    portLine->addWidget(port_);
    auto* buttons = new QVBoxLayout;
    buttons->setSpacing(6);
    buttons->addWidget(start_);
    buttons->addWidget(stop_);
    buttons->addWidget(clear_);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(introduction_);
    layout->addSpacing(8);
    layout->addWidget(accessLabel);
    layout->addWidget(access_);
    layout->addWidget(whoSays_);
    layout->addWidget(keyLabel_);
    layout->addLayout(keyLine);
    layout->addSpacing(4);
    layout->addLayout(portLine);
    layout->addWidget(allLogprobs_);
    layout->addSpacing(8);
    layout->addLayout(buttons);
    layout->addStretch(1);
}

ServerOptions ServeControls::options()
{
    port_->interpretText();
    const bool network = access() == Network;
    return {.host = network ? "0.0.0.0" : "127.0.0.1",
            .port = port_->value(),
            .apiKey = network ? key_->text().toStdString() : std::string(),
            .allLogprobs = allLogprobs_->isChecked()};
}

ServeControls::Access ServeControls::access() const
{
    return static_cast<Access>(access_->value());
}

void ServeControls::setAccess(Access access)
{
    access_->setValue(access);
    followAccess();
}

void ServeControls::followAccess()
{
    const bool network = access() == Network;
    if (network && key_->text().isEmpty())
        makeKey();
    for (auto* part : std::initializer_list<QWidget*>{keyLabel_, key_, copyKey_, newKey_})
        part->setVisible(network);
    whoSays_->setText(network ? tr("Any computer on the network with the key. Traffic is not "
                                   "encrypted.")
                              : tr("Only programs on this computer; they need no key."));
}

void ServeControls::makeKey()
{
    key_->setText(randomApiKey());
    key_->setCursorPosition(0);
}

void ServeControls::setState(State state, bool hasRequests)
{
    const bool idle = state == State::Idle;
    for (auto* part :
         std::initializer_list<QWidget*>{access_, port_, allLogprobs_, newKey_, start_})
        part->setEnabled(idle);
    key_->setReadOnly(!idle);
    start_->setVisible(idle); // one place for both
    stop_->setVisible(!idle);
    stop_->setText(state == State::Stopping ? tr("Stopping …") : tr("Stop"));
    stop_->setEnabled(state == State::Serving);
    clear_->setEnabled(hasRequests);
}

void ServeControls::setPresenting(bool presenting)
{
    introduction_->setVisible(!presenting);
}

void ServeControls::fitIcons()
{
    const auto& theme = themeOf(palette());
    const int size = fontMetrics().height();
    showIcon(*start_, "generate", theme.onAccent, size);
    showIcon(*stop_, "stop", theme.text, size);
    showIcon(*clear_, "clear", theme.text, size);
    showIcon(*newKey_, "reroll", theme.text, size);
    access_->setMinimumWidth(access_->sizeHint().width());
    port_->setFixedWidth(size * 5);
    key_->setMinimumWidth(key_->fontMetrics().horizontalAdvance("23gc-w59w-nm3v-zqm3") + size);
}

} // namespace logitscope
