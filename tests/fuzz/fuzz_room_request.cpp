#include "core/room/word_filter.h"
#include "core/server/room_page.h"
#include "core/server/room_routes.h"
#include "core/text/utf8.h"
#include "tests/fuzz/fuzzers.h"
#include "tests/fuzz/http_bytes.h"

#include <nlohmann/json.hpp>

namespace logitscope::fuzz
{

namespace
{

// A line that a screen can show.
void requireClean(std::string_view text, std::size_t mostCharacters)
{
    std::size_t characters = 0;
    for (; !text.empty(); ++characters) {
        const auto next = firstUtf8Sequence(text);
        require(next.kind == Utf8Kind::Character, "what was predicted is valid UTF-8");
        require(next.codePoint >= 0x20 && next.codePoint != 0x7f,
                "what was predicted has no control characters");
        text.remove_prefix(next.length);
    }
    require(characters <= mostCharacters, "what was predicted is short");
}

void answerInRoom(const HttpRequest& request)
{
    RoomBoard board;
    board.publish({.round = 1, .stage = RoundStage::Asked, .question = "Once upon a"});
    RoomRoutes routes(board, "127.0.0.1", "abc234");
    const auto answer = routes.answer(request);
    requireWellFormed(answer);
    const bool isFile = answer.status == 200 && roomFile(request.path);
    require(isFile || nlohmann::json::accept(answer.body), "an answer is JSON");
    const auto predictions = board.takePredictions();
    require(predictions.empty() || request.header("x-room-key") == "abc234",
            "only who has the key predicts");
    for (const auto& [person, prediction] : predictions) {
        require(person != 0, "the presenter doesn't come over the network");
        require(!prediction.word.empty(), "a word is predicted");
        requireClean(prediction.word, mostWordCharacters);
        requireClean(prediction.name, mostNameCharacters);
        requireClean(withoutRudeWords(prediction.word), mostWordCharacters);
        const auto confidence = prediction.confidence.value_or(0.5);
        require(confidence >= 0.0 && confidence <= 1.0, "a confidence is a share");
    }
}

} // namespace

void roomRequest(std::string_view bytes)
{
    const HttpLimits limits{.headBytes = 2048, .bodyBytes = 2048};
    RequestParser parser(limits, "127.0.0.1");
    boost::beast::flat_buffer received;
    feed(parser, received, bytes, bytes.size());
    if (parser.isDone() && !parser.refusal())
        answerInRoom(parser.request());
}

} // namespace logitscope::fuzz
