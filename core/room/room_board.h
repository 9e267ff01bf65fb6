// The board between the window and the server of the room: the window writes what the telephones
// see, and takes the predictions that they send.
#pragma once

#include "core/room/room_view.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace logitscope
{

// From any thread.
class RoomBoard
{
public:
    using Clock = std::chrono::steady_clock;
    using Time = Clock::time_point;

    static constexpr std::size_t mostPeople = 1000;     // here, and who predict in a round
    static constexpr std::chrono::seconds presence{10}; // whoever asked this lately is here

    // `wake` is called whenever there is something to take, from the thread that added it.
    explicit RoomBoard(std::function<void()> wake = {}) : wake_(std::move(wake)) {}

    // What everybody sees from now on. Of predictions that were taken, only those in it count.
    void publish(RoomView view);

    // Those that came since, each with its person.
    std::vector<std::pair<std::uint64_t, Prediction>> takePredictions();

    // How many are here.
    int people(Time now = Clock::now()) const;

    // Somebody who has the key is here. False: the room is full.
    bool enter(std::uint64_t person, Time now = Clock::now());

    // Whether that person was here before.
    bool knows(std::uint64_t person) const;

    // A person's prediction in that round, in place of an earlier one. False: the round is over, or
    // takes no predictions any more, as one that has mostPeople takes none of others.
    bool predict(std::uint64_t person, int round, Prediction prediction);

    struct Look
    {
        std::shared_ptr<const RoomView> view;
        std::optional<Prediction> own; // which counts, or was given a moment ago
        int predicted = 0;             // with those that were given a moment ago
    };

    Look look(std::uint64_t person) const;

private:
    using Predictions = std::map<std::uint64_t, Prediction>;

    // With those that are not published yet. The caller has the lock.
    int predicted() const;
    std::optional<Prediction> ownOf(std::uint64_t person) const;

    mutable std::mutex mutex_;
    std::function<void()> wake_;
    std::shared_ptr<const RoomView> view_ = std::make_shared<RoomView>();
    Predictions waiting_; // to be taken
    Predictions taken_;   // since the window last published
    std::map<std::uint64_t, Time> people_;
};

} // namespace logitscope
