// The Serve page's room.
#include "app/serve/room_card.h"
#include "app/serve/room_controls.h"
#include "app/serve/room_scores.h"
#include "app/serve/serve_page.h"
#include "widgets/control/message_bar.h"

#include <QSplitter>

namespace logitscope
{

void ServePage::connectRoom()
{
    connect(roomControls_, &RoomControls::picked, this, [this](RoomHost::Access access) {
        openRoom(access);
        roomControls_->setAccess(room_.access());
    });
    connect(&room_, &RoomHost::openChanged, this, [this] {
        roomControls_->setAccess(room_.access());
        updateControls();
        emit roomOpenChanged(room_.isOpen());
    });
    connect(roomCard_, &RoomCard::isNeededChanged, this, &ServePage::showRoom);
    connect(roomCard_->scores(), &RoomScores::saved, message_, &MessageBar::showSentence);
}

void ServePage::openRoom(RoomHost::Access access)
{
    const auto opened = room_.open(access, roomControls_->port());
    message_->showSentence(opened ? QString() : QString::fromStdString(opened.error().message));
}

// A room in presenter mode has the page to itself, as long as no requests come.
void ServePage::showRoom()
{
    roomCard_->setVisible(roomCard_->isNeeded());
    splitter_->setVisible(!presenting_ || !room_.isOpen() || server_.isServing());
}

} // namespace logitscope
