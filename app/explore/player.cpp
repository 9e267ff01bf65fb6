#include "app/explore/player.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace logitscope
{

namespace
{

std::chrono::nanoseconds steadyTime()
{
    return std::chrono::steady_clock::now().time_since_epoch();
}

} // namespace

Player::Player(QObject* parent, Clock clock)
    : QObject(parent)
    , clock_(clock ? std::move(clock) : Clock(steadyTime))
{
    timer_.setSingleShot(true);
    timer_.setTimerType(Qt::PreciseTimer);
    connect(&timer_, &QTimer::timeout, this, &Player::tick);
}

std::chrono::nanoseconds Player::period() const
{
    return std::chrono::nanoseconds(std::llround(1e9 / pace_));
}

void Player::setPace(double tokensPerSecond)
{
    const double pace = std::clamp(tokensPerSecond, slowest, fastest);
    if (pace == pace_)
        return;
    pace_ = pace;
    if (state_ == State::Playing) {
        countFrom(clock_());
        wait();
    }
}

void Player::play(int shown, int length, bool grows)
{
    length_ = length;
    grows_ = grows;
    shown_ = std::min(shown, length);
    countFrom(clock_());
    setState(State::Playing);
    emit moved(shown_);
    if (state_ == State::Playing)
        wait();
}

// After a pause in which nothing came, one token is due at once, and no more.
void Player::setLength(int length, bool grows)
{
    const bool waited = state_ == State::Playing && shown_ == length_ && length > length_;
    length_ = length;
    grows_ = grows;
    if (!isOn())
        return;
    if (waited)
        countFrom(std::max(since_, clock_() - period()));
    if (state_ == State::Playing && (waited || !grows))
        wait();
}

void Player::pause()
{
    if (state_ == State::Playing)
        setState(State::Paused);
}

void Player::goOn()
{
    if (state_ != State::Paused)
        return;
    countFrom(clock_());
    setState(State::Playing);
    wait();
}

void Player::moveBy(int tokens)
{
    if (!isOn())
        return;
    pause();
    moveTo(std::clamp(shown_ + tokens, 0, length_));
}

void Player::end()
{
    if (isOn())
        setState(State::Off);
}

void Player::setState(State state)
{
    if (state != State::Playing)
        timer_.stop();
    if (std::exchange(state_, state) != state)
        emit stateChanged();
}

void Player::countFrom(std::chrono::nanoseconds time)
{
    first_ = shown_;
    since_ = time;
}

void Player::moveTo(int shown)
{
    if (std::exchange(shown_, shown) != shown)
        emit moved(shown);
}

void Player::tick()
{
    if (state_ != State::Playing || shown_ == length_) // it waits
        return;
    const auto due = static_cast<int>((clock_() - since_) / period());
    if (first_ + due >= length_) {
        moveTo(length_);
        countFrom(clock_());
    } else {
        moveTo(first_ + due);
    }
    if (state_ == State::Playing) // nobody who heard of it ended it
        wait();
}

void Player::wait()
{
    if (shown_ < length_) {
        const auto next = since_ + (shown_ - first_ + 1) * period();
        const auto rest = std::max(next - clock_(), std::chrono::nanoseconds(0));
        timer_.start(std::chrono::ceil<std::chrono::milliseconds>(rest));
    } else if (!grows_) {
        setState(State::Off);
    }
}

} // namespace logitscope
