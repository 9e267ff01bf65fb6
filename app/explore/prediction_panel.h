// The round in the window: what is asked, what the room says, how it stands, and who has been
// right. There while a round goes on.
#pragma once

#include "core/room/prediction_round.h"

#include <QWidget>

class QAction;
class QLineEdit;
class QPushButton;
class QToolButton;
class QTreeWidget;

namespace logitscope
{

class ElidedLabel;
class RoomRound;
class SegmentedSwitch;
class TallyView;

class PredictionPanel : public QWidget
{
    Q_OBJECT

public:
    explicit PredictionPanel(RoomRound& round, QWidget* parent = nullptr); // the round outlives it

    // Whether the room is to have words to pick among, and not only its own.
    bool offersCandidates() const;
    void setOffersCandidates(bool offers);

    // As it is asked, or the usual one; with the candidates.
    QString question() const;

    QLineEdit* entry() const { return entry_; } // "Ada: little 70%"

    QPushButton* pasteButton() const { return paste_; }

    TallyView* tally() const { return tally_; }

    QTreeWidget* scores() const { return scores_; }

    QToolButton* menuButton() const { return menu_; }

    QPushButton* askButton() const { return ask_; }

    QPushButton* revealButton() const { return reveal_; }

    QPushButton* sampleButton() const { return sample_; }

    // Takes a pasted chat, one prediction a line, and says how many lines it understood.
    QString takeChat(const QString& text);

signals:
    void askRequested();
    void revealRequested();
    void sampleRequested();
    void candidatesWanted();
    void endRequested();
    void diceRequested();
    void saveRequested(); // of the scores

private:
    void makeLayout();
    void makeMenu();
    void addTyped();
    void showPasteDialog();
    void showRound();
    void showScores();
    void showView(int view);

    RoomRound& round_;
    ElidedLabel* question_;
    QPushButton* ask_;
    QPushButton* reveal_;
    QPushButton* sample_;
    QToolButton* menu_;
    QAction* offers_ = nullptr;
    QLineEdit* entry_;
    QPushButton* paste_;
    SegmentedSwitch* views_;
    TallyView* tally_;
    QTreeWidget* scores_;
};

} // namespace logitscope
