// Shows a text token by token at a pace, so that a room can follow. It has no text: whoever has one
// says how long it is, and shows as many tokens as moved() says.
//
// When a token is due follows from when the first was, not from the token before: delays don't add
// up. Where the text is still being made and isn't there yet, it waits.
#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>

namespace logitscope
{

class Player : public QObject
{
    Q_OBJECT

public:
    // Tokens a second.
    static constexpr double slowest = 0.5;
    static constexpr double fastest = 20.0;
    static constexpr double usual = 2.0;

    using Clock = std::function<std::chrono::nanoseconds()>; // never goes back

    explicit Player(QObject* parent = nullptr, Clock clock = {}); // none: a steady one

    enum class State
    {
        Off,
        Playing,
        Paused,
    };

    State state() const { return state_; }

    bool isOn() const { return state_ != State::Off; }

    int shown() const { return shown_; } // tokens

    double pace() const { return pace_; }

    void setPace(double tokensPerSecond); // the nearest that there is

    // Begins with so many tokens of a text of that length. Further ones come to a text that grows.
    void play(int shown, int length, bool grows);
    void setLength(int length, bool grows);

    void pause();
    void goOn();
    void moveBy(int tokens); // forward, or back below 0; and pauses
    void end();

public slots:
    void tick(); // as the timer does: shows what is due

signals:
    void moved(int shown);
    void stateChanged();

private:
    std::chrono::nanoseconds period() const;
    void setState(State state);
    void countFrom(std::chrono::nanoseconds time);
    void moveTo(int shown);
    void wait(); // for the next token

    Clock clock_;
    QTimer timer_;
    State state_ = State::Off;
    double pace_ = usual;
    int shown_ = 0;
    int length_ = 0;
    bool grows_ = false;
    int first_ = 0;                     // tokens that were shown
    std::chrono::nanoseconds since_{0}; // then
};

} // namespace logitscope
