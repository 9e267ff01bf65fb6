// What the room answers, and to whom.
#include "core/server/room_routes.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

using namespace logitscope;
using namespace std::chrono_literals;
using nlohmann::json;

namespace
{

const std::string key = "abc234";
const std::string ada = "00000000000000ad";
const std::string bob = "00000000000000b0";

struct Asked
{
    std::string path = "/state";
    std::string method = "GET";
    std::string key = ::key;
    std::string person = ada;
    std::string body = {};
    std::string client = "192.168.1.7";
    std::string host = "192.168.1.17:8001";
    std::string origin = {};
};

HttpRequest requestOf(const Asked& asked)
{
    HttpRequest request{.client = asked.client,
                        .method = asked.method,
                        .path = asked.path,
                        .host = asked.host,
                        .headers = {},
                        .body = asked.body};
    if (!asked.key.empty())
        request.headers.emplace_back("x-room-key", asked.key);
    if (!asked.person.empty())
        request.headers.emplace_back("x-room-person", asked.person);
    if (!asked.origin.empty())
        request.headers.emplace_back("origin", asked.origin);
    return request;
}

Asked predicting(const json& body, const std::string& person = ada)
{
    return {.path = "/predictions", .method = "POST", .person = person, .body = body.dump()};
}

// "403 wrong_key", "200 "
std::string outcomeOf(const HttpAnswer& answer)
{
    const auto body = json::parse(answer.body, nullptr, false);
    const auto error = body.is_object() ? body.value("error", json::object()) : json::object();
    const auto code = error.value("code", json());
    return std::to_string(answer.status) + " " + (code.is_string() ? code.get<std::string>() : "");
}

} // namespace

class TestRoomRoutes : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void page();
    void keyIsNeeded();
    void guessesAreSlowedDown();
    void personIsNeeded();
    void foreignPages();
    void unknownPathsAndMethods();
    void stateBeforeAQuestion();
    void rounds();
    void lateAndWrongPredictions();
    void whatIsPredictedIsCleaned();
    void aPersonsLimits();
    void anAddressesLimit();
    void fullRoom();

private:
    HttpAnswer ask(const Asked& asked) { return routes_->answer(requestOf(asked), now_); }

    json state(const std::string& person = ada)
    {
        now_ += 1s;
        const auto answer = ask({.person = person});
        return answer.status == 200 ? json::parse(answer.body) : json(answer.body);
    }

    void publish(const std::string& outcome = {})
    {
        board_->publish(viewOf(round_, "One day", outcome, true));
    }

    void takePredictions()
    {
        for (auto& [person, prediction] : board_->takePredictions())
            round_.add({person, prediction, {prediction.word == "time" ? 3 : 4}});
    }

    PredictionRound round_;
    std::optional<RoomBoard> board_;
    std::optional<RoomRoutes> routes_;
    RoomRoutes::Clock::time_point now_;
};

void TestRoomRoutes::init()
{
    round_ = {};
    routes_.reset();
    board_.emplace();
    routes_.emplace(*board_, "0.0.0.0", key);
    now_ = {};
}

void TestRoomRoutes::page()
{
    for (const auto& [path, type] : {std::pair("/", "text/html; charset=utf-8"),
                                     std::pair("/room.css", "text/css; charset=utf-8"),
                                     std::pair("/room.js", "text/javascript; charset=utf-8")}) {
        const auto answer = ask({.path = path, .key = {}, .person = {}});
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.type, std::string(type));
        QFile file(QString(LOGITSCOPE_TEST_DATA "/../../resources/room/") +
                   (answer.type.starts_with("text/html") ? "room.html" : path + 1));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(QByteArray::fromStdString(answer.body), file.readAll());
        // No other machine is asked for anything.
        const bool isHtml = answer.type.starts_with("text/html");
        QVERIFY(!isHtml || answer.body.find("//") == answer.body.npos);
        QVERIFY(answer.body.find("http:") == answer.body.npos);
        QVERIFY(answer.body.find("https:") == answer.body.npos);
        QVERIFY(answer.body.find("innerHTML") == answer.body.npos);
    }
    const auto headers = RoomRoutes::headers();
    QVERIFY(headerIn(headers, "content-security-policy").starts_with("default-src 'none';"));
    QCOMPARE(headerIn(headers, "x-content-type-options"), std::string_view("nosniff"));
    QCOMPARE(headerIn(headers, "referrer-policy"), std::string_view("no-referrer"));
    QCOMPARE(headerIn(headers, "cache-control"), std::string_view("no-store"));
}

void TestRoomRoutes::keyIsNeeded()
{
    QCOMPARE(outcomeOf(ask({.key = {}})), std::string("403 wrong_key"));
    QCOMPARE(outcomeOf(ask({.key = "abc235"})), std::string("403 wrong_key"));
    QCOMPARE(outcomeOf(ask({.key = "abc2345"})), std::string("403 wrong_key"));
    QCOMPARE(outcomeOf(ask({})), std::string("200 "));
    auto prediction = predicting({{"round", 1}, {"word", "time"}});
    prediction.key = "wrong1";
    QCOMPARE(outcomeOf(ask(prediction)), std::string("403 wrong_key"));
    QCOMPARE(board_->people(now_), 1);
}

// Nobody gets through 32^6 keys; and a classmate who tries locks nobody out who is in.
void TestRoomRoutes::guessesAreSlowedDown()
{
    QCOMPARE(outcomeOf(ask({.person = bob})), std::string("200 "));
    int refused = 0;
    for (int i = 0; i < 300; ++i)
        refused += ask({.key = "guess" + std::to_string(i)}).status == 403 ? 1 : 0;
    QCOMPARE(refused, 40);
    const auto guess = ask({.key = "guess"});
    QCOMPARE(outcomeOf(guess), std::string("429 too_many_requests"));
    QCOMPARE(headerIn(guess.headers, "retry-after"), std::string_view("1"));
    QCOMPARE(ask({}).status, 429); // the right key, too: otherwise guesses would go on
    QCOMPARE(ask({.person = bob}).status, 200);
    QCOMPARE(ask({.client = "192.168.1.8"}).status, 200);
    now_ += 1s;
    QCOMPARE(ask({.key = "guess", .person = "00000000000000ff"}).status, 403);
    QCOMPARE(ask({}).status, 200);
    // An IPv6 client has as many addresses as it likes.
    refused = 0;
    for (int i = 0; i < 300; ++i) {
        const auto client = "2001:db8::" + std::to_string(i);
        const std::string stranger = "00000000000000ff";
        const auto answer = ask({.key = "guess", .person = stranger, .client = client});
        refused += answer.status == 403 ? 1 : 0;
    }
    QCOMPARE(refused, 40);
}

void TestRoomRoutes::personIsNeeded()
{
    for (const auto* person : {"", "1", "000000000000000g", "0000000000000000", "00000000000000001",
                               "-000000000000001", "0x00000000000001"})
        QVERIFY2(ask({.person = person}).status == 400, person);
    QCOMPARE(ask({.person = "ffffffffffffffff"}).status, 200);
}

void TestRoomRoutes::foreignPages()
{
    QCOMPARE(ask({.host = "evil.example"}).status, 403);
    QCOMPARE(ask({.path = "/", .host = "evil.example:8001"}).status, 403);
    QCOMPARE(ask({.host = "localhost:8001"}).status, 200);
    QCOMPARE(ask({.host = "[::1]:8001"}).status, 200);
    QCOMPARE(ask({.origin = "http://192.168.1.17:8001"}).status, 200); // the page itself
    QCOMPARE(ask({.origin = "http://192.168.1.17:8000"}).status, 403);
    QCOMPARE(ask({.origin = "https://192.168.1.17:8001"}).status, 403);
    QCOMPARE(ask({.origin = "null"}).status, 403);
    QCOMPARE(ask({.origin = "*"}).status, 403);
}

void TestRoomRoutes::unknownPathsAndMethods()
{
    QCOMPARE(outcomeOf(ask({.path = "/v1/completions"})), std::string("404 unknown_url"));
    QCOMPARE(outcomeOf(ask({.path = "/room.html"})), std::string("404 unknown_url"));
    QCOMPARE(outcomeOf(ask({.path = "/../CMakeLists.txt"})), std::string("404 unknown_url"));
    const auto wrong = ask({.path = "/predictions"});
    QCOMPARE(outcomeOf(wrong), std::string("405 method_not_allowed"));
    QCOMPARE(headerIn(wrong.headers, "allow"), std::string_view("POST"));
    QCOMPARE(ask({.path = "/state", .method = "POST"}).status, 405);
    QCOMPARE(ask({.path = "/", .method = "OPTIONS"}).status, 405); // no other origin may ask
    QCOMPARE(ask({.path = "/", .method = "HEAD"}).status, 200);
}

void TestRoomRoutes::stateBeforeAQuestion()
{
    const auto now = state();
    QCOMPARE(now["stage"], json(""));
    QCOMPARE(now["people"], json(1));
    QVERIFY(now["own"].is_null() && now["score"].is_null() && now["result"].is_null());
    QVERIFY(now["tally"].empty());
}

void TestRoomRoutes::rounds()
{
    round_.ask("Once upon a", {"time", "day"});
    publish();
    auto now = state();
    QCOMPARE(now["stage"], json("asked"));
    QCOMPARE(now["text"], json("One day"));
    QCOMPARE(now["question"], json("Once upon a"));
    QCOMPARE(now["candidates"], json({"time", "day"}));

    const auto answer =
        ask(predicting({{"round", 1}, {"word", "time"}, {"confidence", 0.25}, {"name", "Ada"}}));
    QCOMPARE(answer.status, 200);
    now = json::parse(answer.body);
    QCOMPARE(now["own"], json({{"word", "time"}, {"confidence", 0.25}, {"name", "Ada"}}));
    QCOMPARE(now["predicted"], json(1));
    QCOMPARE(ask(predicting({{"round", 1}, {"word", "night"}}, bob)).status, 200);
    takePredictions();
    round_.setProbability({3}, 0.75);
    publish();
    now = state(bob);
    QCOMPARE(now["predicted"], json(2));
    QCOMPARE(now["own"]["word"], json("night"));
    QVERIFY(now["own"]["confidence"].is_null());
    QVERIFY(now["tally"].empty()); // nothing of the others before the reveal

    round_.reveal();
    publish();
    now = state();
    QCOMPARE(now["stage"], json("revealed"));
    QCOMPARE(now["tally"].size(), std::size_t(2));
    for (const auto& row : now["tally"]) {
        const bool isTime = row["word"] == "time";
        QCOMPARE(row["count"], json(1));
        QCOMPARE(row["confidence"], isTime ? json(0.25) : json(0.0));
        QCOMPARE(row["probability"], isTime ? json(0.75) : json());
    }
    QCOMPARE(now["outcome"], json(""));

    round_.sample(3);
    publish(" time");
    now = state();
    QCOMPARE(now["stage"], json("sampled"));
    QCOMPARE(now["outcome"], json(" time"));
    QCOMPARE(now["result"], json({{"right", true}, {"log_score", -2.0}}));
    QCOMPARE(now["score"], json({{"rounds", 1}, {"right", 1}, {"log_score", -2.0}, {"scored", 1}}));
    now = state(bob);
    QCOMPARE(now["result"], json({{"right", false}, {"log_score", nullptr}}));
    QVERIFY(state("00000000000000cc")["result"].is_null()); // who came late
}

void TestRoomRoutes::lateAndWrongPredictions()
{
    round_.ask("Once upon a");
    publish();
    const auto sentenceOf = [&](const json& body) {
        now_ += 1s;
        const auto answer = ask(predicting(body));
        return std::to_string(answer.status) + " " + answer.error;
    };
    QCOMPARE(outcomeOf(ask(predicting({{"round", 0}, {"word", "a"}}))),
             std::string("409 too_late"));
    QCOMPARE(sentenceOf({{"word", "a"}}), std::string("400 round is missing"));
    QCOMPARE(sentenceOf({{"round", "1"}, {"word", "a"}}),
             std::string("400 round is \"1\", expected a whole number, 0 or more"));
    QCOMPARE(sentenceOf({{"round", 1}}), std::string("400 word is missing"));
    QCOMPARE(sentenceOf({{"round", 1}, {"word", " "}}),
             std::string("400 word is empty; write a word, or pick one"));
    QCOMPARE(sentenceOf({{"round", 1}, {"word", "a"}, {"confidence", 1.5}}),
             std::string("400 confidence is 1.5, expected a number from 0 to 1"));
    QCOMPARE(sentenceOf({{"round", 1}, {"word", "a"}, {"name", 3}}),
             std::string("400 name is 3, expected a string"));
    QVERIFY(sentenceOf(json::array()).ends_with("expected a JSON object"));
    auto broken = predicting({});
    broken.body = "{";
    QCOMPARE(ask(broken).error, std::string("the body is not valid JSON: it ends too early"));
    broken.body = std::string(1000, '[');
    QCOMPARE(ask(broken).status, 400);
    broken.body = "{\"round\": 1, \"word\": \"\xff\"}";
    QCOMPARE(ask(broken).status, 400);
    QVERIFY(board_->takePredictions().empty());

    round_.reveal();
    publish();
    QCOMPARE(sentenceOf({{"round", 1}, {"word", "a"}}),
             std::string("409 this round takes no predictions any more; wait for the next "
                         "question"));
}

void TestRoomRoutes::whatIsPredictedIsCleaned()
{
    round_.ask("Once upon a");
    publish();
    const json body{{"round", 1},
                    {"word", " <b>\n\x1b" + std::string(100, 'x')},
                    {"name", std::string(100, 'n')}};
    QCOMPARE(ask(predicting(body)).status, 200);
    const auto taken = board_->takePredictions();
    QCOMPARE(taken.size(), std::size_t(1));
    QVERIFY(taken[0].second.word.starts_with("<b> \xE2\x90\x9Bxx")); // one line, a picture of ESC
    QCOMPARE(taken[0].second.name.size(), mostNameCharacters);
}

void TestRoomRoutes::aPersonsLimits()
{
    round_.ask("Once upon a");
    publish();
    QCOMPARE(ask(predicting({{"round", 1}, {"word", "a"}})).status, 200);
    const auto again = ask(predicting({{"round", 1}, {"word", "b"}}));
    QCOMPARE(outcomeOf(again), std::string("429 too_many_requests"));
    QCOMPARE(headerIn(again.headers, "retry-after"), std::string_view("1"));
    QCOMPARE(ask(predicting({{"round", 1}, {"word", "b"}}, bob)).status, 200);
    now_ += 1s;
    QCOMPARE(ask(predicting({{"round", 1}, {"word", "b"}})).status, 200);
    for (int i = 0; i < 9; ++i)
        QCOMPARE(ask({}).status, 200);
    const auto tenth = ask({});
    QCOMPARE(tenth.status, 429);
    QCOMPARE(headerIn(tenth.headers, "retry-after"), std::string_view("1"));
    QCOMPARE(ask({.person = bob}).status, 200);
    now_ += 101ms;
    QCOMPARE(ask({}).status, 200);
}

// 200 people behind one router ask every second and a half; who floods is told to wait.
void TestRoomRoutes::anAddressesLimit()
{
    int answered = 0;
    for (int person = 1; person <= 850; ++person) {
        const auto id = QStringLiteral("%1").arg(person, 16, 16, QLatin1Char('0')).toStdString();
        const auto answer = ask({.person = id});
        answered += answer.status == 200 ? 1 : 0;
        if (person > 800)
            QCOMPARE(headerIn(answer.headers, "retry-after"), std::string_view("1"));
    }
    QCOMPARE(answered, 800);
    QCOMPARE(ask({.path = "/"}).status, 429);
    QCOMPARE(ask({.client = "192.168.1.8"}).status, 200);
    now_ += 500ms; // 200 more
    for (int i = 0; i < 200; ++i)
        QCOMPARE(ask({.path = "/"}).status, 200);
    QCOMPARE(ask({.path = "/"}).status, 429);
}

void TestRoomRoutes::fullRoom()
{
    for (std::uint64_t person = 1000; person < 1000 + RoomBoard::mostPeople; ++person)
        QVERIFY(board_->enter(person, now_));
    const auto answer = ask({});
    QCOMPARE(outcomeOf(answer), std::string("503 full"));
    now_ += RoomBoard::presence;
    QCOMPARE(ask({}).status, 200);
}

LOGITSCOPE_TEST(TestRoomRoutes)
#include "tst_room_routes.moc"
