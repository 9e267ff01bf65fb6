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
        // People come and go, so that a program could send more and more.
        if (predicted() >= static_cast<int>(mostPeople) && !ownOf(person))
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
    return {.view = view_, .own = ownOf(person), .predicted = predicted()};
}

int RoomBoard::predicted() const
{
    const auto isNew = [&](const auto& given) { return !view_->predictions.contains(given.first); };
    const auto waiting = std::ranges::count_if(waiting_, isNew);
    const auto taken = std::ranges::count_if(
        taken_, [&](const auto& given) { return isNew(given) && !waiting_.contains(given.first); });
    return view_->predicted + static_cast<int>(waiting + taken);
}

std::optional<Prediction> RoomBoard::ownOf(std::uint64_t person) const
{
    for (const auto* predictions : {&waiting_, &taken_, &view_->predictions}) {
        if (const auto found = predictions->find(person); found != predictions->end())
            return found->second;
    }
    return {};
}

} // namespace logitscope
