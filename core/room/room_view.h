// A round as the telephones in the room see it: nothing of the distribution before the reveal, and
// no names but one's own.
#pragma once

#include "core/room/prediction_round.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

struct RoomWord
{
    std::string word;
    int count = 0;
    double meanConfidence = 0.0;            // 0: nobody said one
    std::optional<double> probability = {}; // the model's

    friend bool operator==(const RoomWord&, const RoomWord&) = default;
};

struct RoomView
{
    int round = 0; // the question's number
    RoundStage stage = RoundStage::Off;
    std::string text = {};     // so far; the end of a long one
    std::string question = {}; // empty: what comes next
    std::vector<std::string> candidates = {};
    int predicted = 0;

    std::vector<RoomWord> tally = {}; // from the reveal on: the words that most predicted
    int otherWords = 0;               // that were predicted, too

    std::string outcome = {};                             // the token that came, once it is sampled
    std::map<std::uint64_t, Prediction> predictions = {}; // each person's own
    std::map<std::uint64_t, RoundResult> results = {};    // of this round, once it is sampled
    std::map<std::uint64_t, PersonScore> scores = {};     // of all rounds
};

constexpr std::size_t mostRoomWords = 20;
constexpr std::size_t mostRoomText = 300; // bytes: a telephone's screen

// `text`: all that stands before the token that is asked for, as the model's bytes; `outcome`: the
// text of the token that came; `hidesRudeWords`: the tally shows dots in their place.
RoomView viewOf(const PredictionRound& round, std::string_view text, std::string outcome,
                bool hidesRudeWords);

} // namespace logitscope
