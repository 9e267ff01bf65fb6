// The room on the wire, with a whole school's worth of telephones.
#include "core/server/room_server.h"
#include "tests/core/server/http_client.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <atomic>
#include <barrier>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

using namespace logitscope;
using namespace logitscope::fixtures;
using nlohmann::json;

namespace
{

std::string idOf(int person)
{
    return QStringLiteral("%1").arg(person, 16, 16, QLatin1Char('0')).toStdString();
}

Headers headersOf(int person)
{
    return {{"X-Room-Key", "abc234"}, {"X-Room-Person", idOf(person)}};
}

std::string predictionOf(const std::string& word)
{
    return json{{"round", 1}, {"word", word}, {"confidence", 0.5}}.dump();
}

} // namespace

class TestRoomServer : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { server_.reset(); }

    void pageAndItsHeaders();
    void wholeSchool();
    void tooLarge();
    void anothersPage();
    void badOptions();
    void portIsFreeAgain();

private:
    RoomBoard board_;
    std::unique_ptr<RoomServer> server_;
};

void TestRoomServer::init()
{
    board_.publish({.round = 1, .stage = RoundStage::Asked, .question = "Once upon a"});
    auto server = RoomServer::start(board_, {.port = 0, .key = "abc234"});
    QVERIFY(server);
    server_ = std::move(*server);
}

void TestRoomServer::pageAndItsHeaders()
{
    HttpClient client(server_->port());
    for (const auto* path : {"/", "/room.css", "/room.js", "/state", "/nothing"}) {
        const auto answer = client.get(path);
        QVERIFY(answer);
        QVERIFY(answer->header("Content-Security-Policy").starts_with("default-src 'none'"));
        QCOMPARE(answer->header("X-Content-Type-Options"), std::string("nosniff"));
        QCOMPARE(answer->header("Referrer-Policy"), std::string("no-referrer"));
        QCOMPARE(answer->header("Cache-Control"), std::string("no-store"));
        QVERIFY(!answer->hasHeader("Access-Control-Allow-Origin"));
    }
}

// Three requests each are 600 from one address, which it may send at once. 200 keep their
// connections open, as browsers do, and all predict at the same moment; then each looks at what
// counts.
void TestRoomServer::wholeSchool()
{
    constexpr int people = 200;
    std::atomic<int> accepted = 0;
    std::atomic<int> shown = 0;
    std::barrier together(people);
    std::vector<std::thread> telephones;
    for (int person = 1; person <= people; ++person)
        telephones.emplace_back([&, person] {
            HttpClient client(server_->port());
            client.keepAlive();
            const auto first = client.get("/state", headersOf(person));
            together.arrive_and_wait(); // all of them have a connection now
            const auto word = "word" + std::to_string(person % 7);
            const auto predicted = client.post("/predictions", predictionOf(word),
                                               "application/json", headersOf(person));
            if (first && first->status == 200 && predicted && predicted->status == 200)
                ++accepted;
            const auto state = client.get("/state", headersOf(person));
            if (state && state->status == 200 && json::parse(state->body)["own"]["word"] == word)
                ++shown;
        });
    std::map<std::uint64_t, std::string> taken;
    for (auto& telephone : telephones) {
        telephone.join();
        for (const auto& [person, prediction] : board_.takePredictions())
            taken[person] = prediction.word;
    }
    for (const auto& [person, prediction] : board_.takePredictions())
        taken[person] = prediction.word;
    QCOMPARE(accepted.load(), people);
    QCOMPARE(shown.load(), people);
    QCOMPARE(taken.size(), std::size_t(people));
    for (const auto& [person, word] : taken)
        QCOMPARE(word, "word" + std::to_string(person % 7));
    QCOMPARE(board_.people(), people);
}

void TestRoomServer::tooLarge()
{
    HttpClient client(server_->port());
    const auto answer = client.post("/predictions", predictionOf(std::string(3000, 'x')),
                                    "application/json", headersOf(1));
    QVERIFY(answer);
    QCOMPARE(answer->status, 413);
    auto headers = headersOf(1);
    headers.emplace_back("X-Long", std::string(9000, 'x'));
    const auto longHead = client.get("/state", headers);
    QVERIFY(longHead);
    QCOMPARE(longHead->status, 431);
    QVERIFY(board_.takePredictions().empty());
}

void TestRoomServer::anothersPage()
{
    HttpClient client(server_->port());
    auto headers = headersOf(1);
    headers.emplace_back("Host", "evil.example");
    QCOMPARE(client.get("/state", headers)->status, 403);
    headers = headersOf(1);
    headers.emplace_back("Origin", "http://evil.example");
    QCOMPARE(client.post("/predictions", predictionOf("a"), "text/plain", headers)->status, 403);
    QVERIFY(board_.takePredictions().empty());
}

void TestRoomServer::badOptions()
{
    const auto sentenceOf = [this](const RoomOptions& options) {
        const auto server = RoomServer::start(board_, options);
        return server ? std::string("it listens") : server.error().message;
    };
    QCOMPARE(sentenceOf({.port = 0, .key = "abc"}),
             std::string("the room's key has 3 characters, expected 6 or more"));
    QCOMPARE(sentenceOf({.port = 70000, .key = "abc234"}),
             std::string("the port is 70000, expected 0 to 65535"));
    const auto taken = sentenceOf({.port = server_->port(), .key = "abc234"});
    QVERIFY(taken.starts_with("port " + std::to_string(server_->port()) + " is taken"));
}

void TestRoomServer::portIsFreeAgain()
{
    HttpClient client(server_->port());
    client.keepAlive();
    QCOMPARE(client.get("/state", headersOf(1))->status, 200);
    const int port = server_->port();
    server_.reset();
    QVERIFY(RoomServer::start(board_, {.port = port, .key = "abc234"}));
}

LOGITSCOPE_TEST(TestRoomServer)
#include "tst_room_server.moc"
