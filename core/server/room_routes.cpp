#include "core/server/room_routes.h"

#include "core/api/json_body.h"
#include "core/json_fields.h"
#include "core/server/address.h"
#include "core/server/bearer.h"
#include "core/server/foreign_request.h"
#include "core/server/room_page.h"
#include "core/text/utf8_stream.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <charconv>
#include <utility>

namespace logitscope
{

namespace
{

using Json = nlohmann::ordered_json;

ApiError tooOften(std::string message)
{
    return {.status = 429, .message = std::move(message), .code = "too_many_requests"};
}

// The methods that a path knows; empty for one that isn't there.
std::string_view roomMethodsOf(std::string_view path)
{
    if (path == "/predictions")
        return "POST";
    return path == "/state" || roomFile(path) ? "GET, HEAD" : "";
}

bool takesMethod(std::string_view methods, std::string_view method)
{
    return method == "POST" ? methods == "POST"
                            : methods != "POST" && (method == "GET" || method == "HEAD");
}

// 0: none, or none that can be read.
std::uint64_t personOf(const HttpRequest& request)
{
    constexpr std::size_t digits = 16;
    const auto text = request.header("X-Room-Person");
    std::uint64_t person = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), person, 16).ptr;
    return text.size() == digits && end == text.data() + text.size() ? person : 0;
}

template <class T>
Json orNull(const std::optional<T>& value)
{
    return value ? Json(*value) : Json();
}

Json jsonOf(const std::optional<Prediction>& own)
{
    if (!own)
        return nullptr;
    return {{"word", own->word}, {"confidence", orNull(own->confidence)}, {"name", own->name}};
}

Json jsonOf(const std::vector<RoomWord>& tally)
{
    auto words = Json::array();
    for (const auto& [word, count, confidence, probability] : tally)
        words.push_back({{"word", word},
                         {"count", count},
                         {"confidence", confidence},
                         {"probability", orNull(probability)}});
    return words;
}

Json resultJson(const RoomView& view, std::uint64_t person)
{
    const auto found = view.results.find(person);
    if (found == view.results.end())
        return nullptr;
    return {{"right", found->second.isRight}, {"log_score", orNull(found->second.logScore)}};
}

Json scoreJson(const RoomView& view, std::uint64_t person)
{
    const auto found = view.scores.find(person);
    if (found == view.scores.end())
        return nullptr;
    const auto& score = found->second;
    return {{"rounds", score.rounds},
            {"right", score.right},
            {"log_score", score.logScore},
            {"scored", score.scored}};
}

struct SentPrediction
{
    int round;
    Prediction prediction;
};

ApiResult<SentPrediction> readPrediction(std::string_view body)
{
    const auto json = parseJsonBody(body);
    if (!json)
        return tl::unexpected(json.error());
    JsonFields needed(*json, "", JsonFields::Missing::IsWrong);
    const auto round = needed.wholeNumber("round", 0);
    const auto word = cleanWord(needed.text("word").value_or(""));
    if (word.empty())
        needed.failAt("word", "is empty; write a word, or pick one");
    JsonFields others(*json, "", JsonFields::Missing::IsFine);
    const auto confidence = others.number("confidence", 0, 1, "a number from 0 to 1");
    const auto name = cleanWord(others.text("name").value_or(""), mostNameCharacters);
    for (const auto* fields : {&needed, &others}) {
        if (const auto& error = fields->error())
            return tl::unexpected(ApiError{.message = error->message, .param = error->field});
    }
    return SentPrediction{*round, {.name = name, .word = word, .confidence = confidence}};
}

} // namespace

RoomRoutes::RoomRoutes(RoomBoard& board, std::string host, std::string key,
                       const RoomLimits& limits)
    : board_(board)
    , host_(std::move(host))
    , key_(std::move(key))
    , addresses_(limits.addressPerSecond, limits.addressAtOnce)
    , wrongKeys_(limits.wrongKeysPerSecond, limits.wrongKeysAtOnce)
    , persons_(limits.personPerSecond, limits.personPerSecond)
    , predictions_(limits.predictionsPerSecond, 1.0)
{
}

HeaderList RoomRoutes::headers()
{
    return {{"Content-Security-Policy",
             "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
             "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
            {"X-Content-Type-Options", "nosniff"},
            {"Referrer-Policy", "no-referrer"},
            {"Cross-Origin-Resource-Policy", "same-origin"},
            {"Cache-Control", "no-store"}};
}

HttpAnswer RoomRoutes::answer(const HttpRequest& request, Clock::time_point now)
{
    auto refusal = findRefusal(request, now);
    if (const auto file = refusal ? std::nullopt : roomFile(request.path))
        return {.type = std::string(file->type), .body = std::string(file->bytes)};
    const auto person = personOf(request);
    if (!refusal)
        refusal = findStranger(request, person, now);
    if (refusal) {
        HeaderList headers;
        if (refusal->status == 405)
            headers.emplace_back("Allow", roomMethodsOf(request.path));
        if (refusal->status == 429 || refusal->status == 503)
            headers.emplace_back("Retry-After", "1");
        return errorAnswer(*refusal, std::move(headers));
    }
    return request.method == "POST" ? answerPrediction(request, person, now)
                                    : answerState(person, now);
}

// For whomever.
std::optional<ApiError> RoomRoutes::findRefusal(const HttpRequest& request, Clock::time_point now)
{
    {
        const std::lock_guard lock(mutex_);
        if (!addresses_.take(limitedClient(request.client), now))
            return tooOften("too many requests come from this address; try again in a second");
    }
    if (auto refusal = findForeignHost(request, host_, "the room"))
        return refusal;
    if (auto refusal = findForeignOrigin(request, "http://" + request.host, ""))
        return refusal;
    const auto methods = roomMethodsOf(request.path);
    if (methods.empty())
        return ApiError{
            .status = 404,
            .message = fmt::format("{} isn't here; the room's page is /", validUtf8(request.path)),
            .code = "unknown_url"};
    if (!takesMethod(methods, request.method))
        return ApiError{.status = 405,
                        .message = fmt::format("{} takes {}, not {}", validUtf8(request.path),
                                               methods, request.method),
                        .code = "method_not_allowed"};
    return {};
}

// For who isn't of this room, or asks too often.
std::optional<ApiError> RoomRoutes::findStranger(const HttpRequest& request, std::uint64_t person,
                                                 Clock::time_point now)
{
    const auto given = request.header("X-Room-Key");
    const auto client = limitedClient(request.client);
    // Somebody guesses at this address. Who was let in before is let in again, so that a classmate
    // who guesses locks nobody out.
    const bool isKnown = person != 0 && board_.knows(person);
    {
        const std::lock_guard lock(mutex_);
        if (!isKnown && !wrongKeys_.hasLeft(client, now))
            return tooOften("too many wrong keys came from this address; try again in a second");
        if (!isKey(given, key_)) {
            (void)wrongKeys_.take(client, now);
            return ApiError{.status = 403,
                            .message = given.empty()
                                           ? "the room asks for its key, which its screen shows"
                                           : "the key is another one; the room's screen shows it",
                            .code = "wrong_key"};
        }
        if (person == 0)
            return ApiError{.message = "X-Room-Person is expected to be 16 hexadecimal digits, not "
                                       "all of them 0"};
        if (!persons_.take(std::to_string(person), now))
            return tooOften("you ask too often; try again in a second");
    }
    if (!board_.enter(person, now))
        return ApiError{.status = 503,
                        .message =
                            fmt::format("the room is full: {} are here", RoomBoard::mostPeople),
                        .type = "server_error",
                        .code = "full"};
    return {};
}

HttpAnswer RoomRoutes::answerState(std::uint64_t person, Clock::time_point now) const
{
    const auto [view, own, predicted] = board_.look(person);
    return jsonAnswer(200, {{"round", view->round},
                            {"stage", roundStageName(view->stage)},
                            {"text", view->text},
                            {"question", view->question},
                            {"candidates", view->candidates},
                            {"people", board_.people(now)},
                            {"predicted", predicted},
                            {"own", jsonOf(own)},
                            {"tally", jsonOf(view->tally)},
                            {"other_words", view->otherWords},
                            {"outcome", view->outcome},
                            {"result", resultJson(*view, person)},
                            {"score", scoreJson(*view, person)}});
}

HttpAnswer RoomRoutes::answerPrediction(const HttpRequest& request, std::uint64_t person,
                                        Clock::time_point now)
{
    auto sent = readPrediction(request.body);
    if (!sent)
        return errorAnswer(sent.error());
    {
        const std::lock_guard lock(mutex_);
        if (!predictions_.take(std::to_string(person), now))
            return errorAnswer(tooOften("you predict too often; try again in a second"),
                               {{"Retry-After", "1"}});
    }
    if (!board_.predict(person, sent->round, std::move(sent->prediction)))
        return errorAnswer({.status = 409,
                            .message = "this round takes no predictions any more; wait for the "
                                       "next question",
                            .code = "too_late"});
    return answerState(person, now);
}

} // namespace logitscope
