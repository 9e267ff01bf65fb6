// What a prompt field knows of its prompt's tokens while a server has still to say them.
#include "app/page/page_prompt.h"
#include "app/page/prompt_splitter.h"
#include "tests/core/generation/gate.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/core/remote/played_server.h"
#include "tests/test_program.h"
#include "widgets/control/prompt_field.h"

#include <QSignalSpy>
#include <QTest>

#include <optional>
#include <string>

using namespace logitscope;
using namespace logitscope::fixtures;

using Count = std::optional<std::size_t>;

namespace
{

std::shared_ptr<const OpenModel> served(const PlayedServer& server)
{
    auto model = openModel(server.address(), {}, {.key = ""});
    if (!model)
        qFatal("%s", model.error().message.c_str());
    return *std::move(model);
}

// Never answers what is asked for this text.
void hold(PlayedServer& server, const std::string& text)
{
    server.setFault([text](const HubRequest& request, HubReply& reply) {
        const bool isHeld = request.path == "/tokenize" &&
                            nlohmann::json::parse(request.body).at("content") == text;
        reply.most = isHeld ? 0 : -1;
        reply.stalls = isHeld;
    });
}

bool isAsked(const PlayedServer& server, const std::string& text)
{
    return server.hub().waitFor([&](const HubRequest& request) {
        return request.path == "/tokenize" &&
               nlohmann::json::parse(request.body).at("content") == text;
    });
}

} // namespace

class PromptSplitterTest : public QObject
{
    Q_OBJECT

private slots:
    void ofFilesAtOnce();
    void ofAServerLater();
    void asksOnce();
    void eachWayOfReading();
    void anotherPromptMeanwhile();
    void anotherModelMeanwhile();
    void deletedMeanwhile();
    void theServerDoesntAnswer();
    void emptyPrompt();
};

void PromptSplitterTest::ofFilesAtOnce()
{
    PromptField field;
    const auto model = open(randomCheckpoint({}, 1));
    QSignalSpy changed(&field, &PromptField::limitChanged);
    setPromptModel(field, model);
    QCOMPARE(changed.count(), 1);
    field.setPrompt("hehe");
    QVERIFY(!isBeingSplit(field));
    QCOMPARE(field.limit().count("hehe"), Count(2));
    QCOMPARE(field.limit().tokens, 16);
    QCOMPARE(changed.count(), 1);
}

// The window's thread goes on while the server holds its answer.
void PromptSplitterTest::ofAServerLater()
{
    PlayedServer server(ServerKind::LlamaCpp);
    PromptField field;
    setPromptModel(field, served(server));
    Gate gate;
    server.setFault([&gate](const HubRequest& request, HubReply&) {
        if (request.path == "/tokenize")
            gate.pass();
    });
    field.setPrompt("abc");
    QSignalSpy changed(&field, &PromptField::limitChanged);
    QCOMPARE(field.limit().count("abc"), Count());
    QVERIFY(isBeingSplit(field));
    gate.awaitArrival(1);
    QCoreApplication::processEvents();
    QCOMPARE(changed.count(), 0);
    QCOMPARE(field.limit().count("abc"), Count());
    gate.open();
    QVERIFY(changed.wait(30'000));
    QVERIFY(!isBeingSplit(field));
    QCOMPARE(field.limit().count("abc"), Count(3));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(server.bodies("/tokenize").size(), std::size_t{1});
}

void PromptSplitterTest::asksOnce()
{
    PlayedServer server(ServerKind::LlamaCpp);
    PromptField field;
    setPromptModel(field, served(server));
    QSignalSpy changed(&field, &PromptField::limitChanged);
    for (int i = 0; i < 5; ++i)
        field.limit().count("abc");
    QVERIFY(changed.wait(30'000));
    for (int i = 0; i < 5; ++i)
        QCOMPARE(field.limit().count("abc"), Count(3));
    QCOMPARE(server.bodies("/tokenize").size(), std::size_t{1});
}

// The same prompt, but special tokens in it count otherwise.
void PromptSplitterTest::eachWayOfReading()
{
    PlayedServer server(ServerKind::LlamaCpp);
    PromptField field;
    setPromptModel(field, served(server));
    QSignalSpy changed(&field, &PromptField::limitChanged);
    field.setPrompt("abc");
    field.limit().count("abc");
    QVERIFY(changed.wait(30'000));
    field.setReading(SpecialTokens::AsText);
    QVERIFY(isBeingSplit(field));
    QCOMPARE(field.limit().count("abc"), Count());
    QVERIFY(changed.wait(30'000));
    QCOMPARE(field.limit().count("abc"), Count(3));
    QCOMPARE(server.bodies("/tokenize").back().at("parse_special").get<bool>(), false);
}

void PromptSplitterTest::anotherPromptMeanwhile()
{
    PlayedServer server(ServerKind::LlamaCpp);
    PromptField field;
    setPromptModel(field, served(server));
    hold(server, "ab");
    field.setPrompt("ab");
    QCOMPARE(field.limit().count("ab"), Count());
    QVERIFY(isAsked(server, "ab"));

    QSignalSpy changed(&field, &PromptField::limitChanged);
    field.setPrompt("abcd");
    QCOMPARE(field.limit().count("abcd"), Count());
    QVERIFY(changed.wait(30'000));
    QCOMPARE(field.limit().count("abcd"), Count(4));
    QVERIFY(!isBeingSplit(field));

    server.setFault({});
    field.setPrompt("ab"); // which is asked anew
    QCOMPARE(field.limit().count("ab"), Count());
    QVERIFY(changed.wait(30'000));
    QCOMPARE(field.limit().count("ab"), Count(2));
}

// The one before never answers, and what it says would be of no use.
void PromptSplitterTest::anotherModelMeanwhile()
{
    PlayedServer slow(ServerKind::LlamaCpp);
    PlayedServer server(ServerKind::LlamaCpp);
    PromptField field;
    field.setPrompt("abc");
    setPromptModel(field, served(slow));
    hold(slow, "abc");
    QCOMPARE(field.limit().count("abc"), Count());
    QVERIFY(isAsked(slow, "abc"));

    setPromptModel(field, served(server));
    QSignalSpy changed(&field, &PromptField::limitChanged);
    QCOMPARE(field.limit().count("abc"), Count());
    QVERIFY(changed.wait(30'000));
    QCOMPARE(field.limit().count("abc"), Count(3));
    QCOMPARE(server.bodies("/tokenize").size(), std::size_t{1});

    setPromptModel(field, open(randomCheckpoint({}, 1)));
    QVERIFY(!isBeingSplit(field));
    QCOMPARE(field.limit().count("hehe"), Count(2));
}

// A window that is closed doesn't wait for a server.
void PromptSplitterTest::deletedMeanwhile()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = served(server);
    hold(server, "abc");
    {
        PromptField field;
        setPromptModel(field, model);
        field.setPrompt("abc");
        QCOMPARE(field.limit().count("abc"), Count());
        QVERIFY(isAsked(server, "abc"));
    }
    QCoreApplication::processEvents();
    QCOMPARE(model->tokenizer.encode("ab").value(), (std::vector<TokenId>{'a', 'b'}));
    QVERIFY(model->tokenizer.hasToAsk("abc", SpecialTokens::Recognised));
}

// Nothing is said of it until the prompt is needed; another prompt is asked about as ever.
void PromptSplitterTest::theServerDoesntAnswer()
{
    PlayedServer server(ServerKind::LlamaCpp);
    PromptField field;
    setPromptModel(field, served(server));
    server.setFault(1, "/tokenize", {.status = 400, .body = "{}"});
    QSignalSpy changed(&field, &PromptField::limitChanged);
    field.setPrompt("abc");
    QCOMPARE(field.limit().count("abc"), Count());
    QVERIFY(isAsked(server, "abc"));
    QCOMPARE(field.limit().count("abc"), Count());
    QVERIFY(isBeingSplit(field));
    field.setPrompt("abcd");
    QCOMPARE(field.limit().count("abcd"), Count());
    QVERIFY(changed.wait(30'000));
    QCOMPARE(field.limit().count("abcd"), Count(4));
    QCOMPARE(server.bodies("/tokenize").size(), std::size_t{2});
    QCOMPARE(changed.count(), 1);
}

void PromptSplitterTest::emptyPrompt()
{
    PlayedServer server(ServerKind::LlamaCpp);
    PromptField field;
    QVERIFY(!isBeingSplit(field)); // there is no model
    setPromptModel(field, served(server));
    QVERIFY(!isBeingSplit(field));
    QCOMPARE(field.limit().count(""), Count(0));
    QVERIFY(server.bodies("/tokenize").empty());
}

LOGITSCOPE_TEST(PromptSplitterTest)
#include "tst_prompt_splitter.moc"
