// The controls of the player, below the text: back, play or pause, forward, and the pace. While it
// plays, Space and the arrow keys in the text are the player's.
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

#include <utility>

class QCheckBox;
class QDoubleSpinBox;
class QToolButton;

namespace logitscope
{

class MarkedSlider;
class Player;

class PlayBar : public QWidget
{
    Q_OBJECT

public:
    // The player and the text outlive it.
    PlayBar(Player& player, QWidget& text, QWidget* parent = nullptr);

    // The keys that are the player's meanwhile: for a list of all keys.
    static QList<std::pair<QString, QString>> keys();

    void setPresenting(bool presenting); // a narrow line for a room

    MarkedSlider* slider() const { return slider_; }

    QDoubleSpinBox* pace() const { return pace_; }

    // What Generate adds is shown at the pace.
    QCheckBox* asGenerated() const { return asGenerated_; }

    QToolButton* playButton() const { return play_; }

signals:
    void playRequested(); // while nothing plays
    void closed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool handleKey(int key);
    void toggle();
    void showState();
    void setPace(double pace);

    Player& player_;
    QToolButton* back_;
    QToolButton* play_;
    QToolButton* forward_;
    MarkedSlider* slider_;
    QDoubleSpinBox* pace_;
    QCheckBox* asGenerated_;
    QToolButton* close_;
};

} // namespace logitscope
