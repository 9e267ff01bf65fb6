#include "app/serve/room_card.h"

#include "app/page/copy_button.h"
#include "app/serve/room_scores.h"
#include "widgets/control/elided_label.h"
#include "widgets/control/icons.h"
#include "widgets/control/qr_code.h"
#include "widgets/look.h"
#include "widgets/text/token_font.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

constexpr int glancePause = 1000; // ms
constexpr int groupOfKey = 3;     // letters that are read aloud together
constexpr int usualAddress = 17;  // characters that have room beside the code

QLabel* selectableLabel(const QString& name, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setAccessibleDescription(name); // its name is what it says
    label->setMinimumWidth(1);             // a large zoom cuts it before it widens the window
    return label;
}

QLabel* captionLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setProperty("muted", true);
    return label;
}

} // namespace

RoomCard::RoomCard(RoomRound& round, RoomHost& host, QWidget* parent)
    : Card(parent)
    , round_(round)
    , host_(host)
    , code_(new QrCode(this))
    , invitation_(new QWidget(this))
    , address_(selectableLabel(tr("The room's address"), invitation_))
    , copy_(new CopyButton(tr("Copy the address with the key"), invitation_))
    , others_(new ElidedLabel(invitation_))
    , key_(selectableLabel(tr("The room's key"), invitation_))
    , people_(new QLabel(invitation_))
    , end_(new QPushButton(tr("End the room"), invitation_))
    , scores_(new RoomScores(round, this))
{
    layOutInvitation();
    auto* top = new QHBoxLayout;
    top->setSpacing(18);
    top->addWidget(code_, 0, Qt::AlignTop);
    top->addWidget(invitation_, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 12, 14, 12);
    layout->setSpacing(10);
    layout->addLayout(top);
    layout->addWidget(scores_, 1);

    glance_.setInterval(glancePause);
    connect(&glance_, &QTimer::timeout, this, &RoomCard::showPeople);
    connect(&host_, &RoomHost::openChanged, this, &RoomCard::showRoom);
    connect(&round, &RoomRound::changed, this, &RoomCard::showPeople);
    connect(scores_, &RoomScores::isEmptyChanged, this, &RoomCard::showRoom);
    keepFitting(*this, [this] { fit(); });
    showRoom();
}

void RoomCard::layOutInvitation()
{
    others_->setMuted(true);
    end_->setToolTip(tr("Nobody reaches it any more. Scores stay until they are forgotten."));
    connect(end_, &QPushButton::clicked, this, [this] { (void)host_.open(RoomHost::Off, 0); });

    auto* addressLine = new QHBoxLayout;
    addressLine->setSpacing(4);
    addressLine->addWidget(address_, 1);
    addressLine->addWidget(copy_);
    auto* column = new QVBoxLayout(invitation_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(captionLabel(tr("Scan the code, or open in a browser"), invitation_));
    column->addLayout(addressLine);
    column->addWidget(others_);
    column->addSpacing(6);
    column->addWidget(captionLabel(tr("Key"), invitation_));
    column->addWidget(key_);
    column->addSpacing(6);
    column->addWidget(people_);
    column->addStretch(1);
    column->addWidget(end_, 0, Qt::AlignLeft);
}

bool RoomCard::isNeeded() const
{
    return host_.isOpen() || !scores_->isEmpty();
}

void RoomCard::setPresenting(bool presenting)
{
    presenting_ = presenting;
    copy_->setVisible(!presenting);
    scores_->setPresenting(presenting);
    fit();
}

QString RoomCard::address() const
{
    return address_->text();
}

QString RoomCard::keyText() const
{
    return key_->text();
}

QString RoomCard::peopleText() const
{
    return people_->text();
}

void RoomCard::showRoom()
{
    const bool open = host_.isOpen();
    code_->setVisible(open);
    invitation_->setVisible(open);
    scores_->setVisible(!scores_->isEmpty());
    auto addresses = host_.addresses();
    address_->setText(addresses.value(0));
    copy_->setTextToCopy(host_.link());
    code_->setText(host_.link(), tr("QR code of the room's address: %1").arg(host_.link()));
    if (!addresses.isEmpty())
        addresses.removeFirst();
    others_->setVisible(!addresses.isEmpty());
    others_->setText(tr("or %1").arg(addresses.join(tr(" or "))));
    auto key = host_.key();
    key_->setText(key.insert(groupOfKey, ' ').trimmed());
    open ? glance_.start() : glance_.stop();
    fit();
    showPeople();
    emit isNeededChanged();
}

void RoomCard::showPeople()
{
    if (!host_.isOpen())
        return;
    const QLocale english(QLocale::English);
    const auto here = english.toString(host_.people());
    const auto predicted =
        english.toString(static_cast<qulonglong>(round_.round().predictions().size()));
    people_->setText(round_.stage() == RoundStage::Off
                         ? tr("%1 here").arg(here)
                         : tr("%1 here, %2 predicted").arg(here, predicted));
}

void RoomCard::fit()
{
    const double large = presenting_ ? 2.0 : 1.5; // of the interface's font
    const auto most = static_cast<double>(usualAddress);
    const double shrunk = std::min(1.0, most / static_cast<double>(address_->text().size() + 1));
    for (const auto& [label, scale] :
         {std::pair(address_, large * shrunk), std::pair(key_, large)}) {
        // What is typed from the screen has no ligatures.
        auto labelFont = tokenFont(font(), scale);
        labelFont.setStyleStrategy(QFont::PreferNoShaping);
        label->setFont(labelFont);
    }
    people_->setFont(scaled(font(), presenting_ ? 1.25 : 1.0));
    const int lines = !presenting_ ? 10 : scores_->isEmpty() ? 18 : 14;
    code_->setSide(fontMetrics().height() * lines);
    showIcon(*end_, "stop", themeOf(palette()).text, fontMetrics().height());
}

} // namespace logitscope
