#include "core/room/room_view.h"

#include "core/room/word_filter.h"
#include "core/text/printable_text.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

std::string endOf(std::string_view bytes)
{
    const auto text = printableText(bytes);
    std::string_view end = text;
    while (end.size() > mostRoomText)
        end.remove_prefix(firstUtf8Sequence(end).length);
    return (end.size() < text.size() ? "…" : "") + std::string(end);
}

} // namespace

RoomView viewOf(const PredictionRound& round, std::string_view text, std::string outcome,
                bool hidesRudeWords)
{
    RoomView view{.round = round.number(),
                  .stage = round.stage(),
                  .text = endOf(text),
                  .question = round.question(),
                  .candidates = round.candidates(),
                  .predicted = static_cast<int>(round.predictions().size()),
                  .scores = round.scoreOfEach()};
    for (const auto& [person, prediction, tokens] : round.predictions())
        view.predictions.insert_or_assign(person, prediction);
    if (view.stage != RoundStage::Revealed && view.stage != RoundStage::Sampled)
        return view;
    const auto rows = round.tally();
    const auto shown = std::min(rows.size(), mostRoomWords);
    for (const auto& row : std::span(rows).first(shown))
        view.tally.push_back({.word = hidesRudeWords ? withoutRudeWords(row.word) : row.word,
                              .count = row.count,
                              .meanConfidence = row.meanConfidence,
                              .probability = row.probability});
    view.otherWords = static_cast<int>(rows.size() - shown);
    if (view.stage == RoundStage::Sampled) {
        view.outcome = std::move(outcome);
        view.results = round.resultOfEach();
    }
    return view;
}

} // namespace logitscope
