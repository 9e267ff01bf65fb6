// What the room's page and its telephones are answered, without a network:
//
//   GET  /             the page, /room.css and /room.js its parts
//   GET  /state        what to show: the round's stage, the text so far, the tally, one's own score
//   POST /predictions  {"round", "word", "confidence", "name"}; answers as /state does
//
// The last two need the room's key (X-Room-Key) and a person (X-Room-Person, 16 hexadecimal digits
// that the page draws and keeps).
#pragma once

#include "core/room/room_board.h"
#include "core/server/http_message.h"
#include "core/server/rate_limit.h"

#include <mutex>
#include <optional>
#include <string>

namespace logitscope
{

// A school's network may show all telephones as one address, so an address may ask much more often
// than a person.
struct RoomLimits
{
    double addressPerSecond = 400;
    double addressAtOnce = 800; // 200 people who open the page: it has three files, and asks
    double personPerSecond = 10;
    double predictionsPerSecond = 1;
    double wrongKeysPerSecond = 2; // of an address; then strangers there have to wait
    double wrongKeysAtOnce = 40;
};

class RoomRoutes
{
public:
    using Clock = RoomBoard::Clock;

    // The board outlives it.
    RoomRoutes(RoomBoard& board, std::string host, std::string key, const RoomLimits& limits = {});

    // From any thread.
    HttpAnswer answer(const HttpRequest& request, Clock::time_point now = Clock::now());

    // On all answers.
    static HeaderList headers();

private:
    std::optional<ApiError> findRefusal(const HttpRequest& request, Clock::time_point now);
    std::optional<ApiError> findStranger(const HttpRequest& request, std::uint64_t person,
                                         Clock::time_point now);
    HttpAnswer answerState(std::uint64_t person, Clock::time_point now) const;
    HttpAnswer answerPrediction(const HttpRequest& request, std::uint64_t person,
                                Clock::time_point now);

    RoomBoard& board_;
    const std::string host_;
    const std::string key_;

    std::mutex mutex_; // of these
    RateLimit addresses_;
    RateLimit wrongKeys_;
    RateLimit persons_;
    RateLimit predictions_;
};

} // namespace logitscope
