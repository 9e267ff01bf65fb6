#include "core/room/room_board.h"

#include <algorithm>

namespace logitscope
{

void RoomBoard::publish(RoomView view)
{
    auto published = std::make_shared<const RoomView>(std::move(view));
    const std::lock_guard lock(mutex_);
    if (published->round != view_->round)
        waiting_.clear();
    taken_.clear();
    view_ = std::move(published);
}

std::vector<std::pair<std::uint64_t, Prediction>> RoomBoard::takePredictions()
{
    const std::lock_guard lock(mutex_);
    std::vector<std::pair<std::uint64_t, Prediction>> predictions(waiting_.begin(), waiting_.end());
    waiting_.merge(taken_); // the newer ones stay
    taken_ = std::exchange(waiting_, {});
    return predictions;
}

int RoomBoard::people(Time now) const
{
    const std::lock_guard lock(mutex_);
    return static_cast<int>(std::ranges::count_if(
        people_, [&](const auto& person) { return now - person.second < presence; }));
}

bool RoomBoard::enter(std::uint64_t person, Time now)
{
    const std::lock_guard lock(mutex_);
    if (people_.size() >= mostPeople && !people_.contains(person)) {
        std::erase_if(people_, [&](const auto& one) { return now - one.second >= presence; });
        if (people_.size() >= mostPeople)
            return false;
    }
    people_[person] = now;
    return true;
}

bool RoomBoard::knows(std::uint64_t person) const
{
    const std::lock_guard lock(mutex_);
    return people_.contains(person);
}

bool RoomBoard::predict(std::uint64_t person, int round, Prediction prediction)
{
    {
        const std::lock_guard lock(mutex_);
        if (view_->stage != RoundStage::Asked || view_->round != round)
            return false;
        waiting_.insert_or_assign(person, std::move(prediction));
    }
    if (wake_)
        wake_();
    return true;
}

RoomBoard::Look RoomBoard::look(std::uint64_t person) const
{
    const std::lock_guard lock(mutex_);
    Look look{.view = view_, .own = {}, .predicted = view_->predicted};
    const auto isNew = [&](const auto& given) { return !view_->predictions.contains(given.first); };
    look.predicted += static_cast<int>(std::ranges::count_if(waiting_, isNew));
    look.predicted += static_cast<int>(std::ranges::count_if(taken_, [&](const auto& given) {
        return isNew(given) && !waiting_.contains(given.first);
    }));
    for (const auto* predictions : {&waiting_, &taken_, &view_->predictions}) {
        const auto found = predictions->find(person);
        if (found != predictions->end() && !look.own)
            look.own = found->second;
    }
    return look;
}

} // namespace logitscope
