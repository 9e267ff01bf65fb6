// The Explore page on a model that runs on a server, which is asked for the prompt's tokens.
#include "core/generation/open_model.h"
#include "explore_hands.h"
#include "tests/core/generation/gate.h"
#include "tests/core/remote/played_server.h"
#include "tests/test_program.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/token_count.h"

#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <optional>

using namespace logitscope;
using namespace logitscope::fixtures;

class ExplorePageServedTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void followsThePromptOnceItIsSplit();
    void slidersWaitForNoServer();
    void generates();

private:
    PromptField& prompt() { return *hands_->controls().prompt(); }

    void type(const QString& text)
    {
        prompt().clear();
        QTest::keyClicks(&prompt(), text);
    }

    std::atomic<bool> asked_ = false;
    std::optional<Gate> gate_; // that the question for the tokens of "abc" waits at
    std::optional<PlayedServer> server_;
    std::unique_ptr<ExploreHands> hands_;
};

void ExplorePageServedTest::init()
{
    asked_ = false;
    gate_.emplace();
    server_.emplace(ServerKind::LlamaCpp);
    server_->setFault([this](const HubRequest& request, HubReply&) {
        if (request.path == "/tokenize" &&
            nlohmann::json::parse(request.body).at("content") == "abc") {
            asked_ = true;
            gate_->pass();
        }
    });
    hands_ = std::make_unique<ExploreHands>();
    prompt().clear();
    QSignalSpy opened(&hands_->fixture().window().modelLoader(), &ModelLoader::opened);
    hands_->fixture().window().openModel(QString::fromStdString(server_->address()));
    QVERIFY(opened.wait(30'000));
}

void ExplorePageServedTest::cleanup()
{
    gate_->open();
    hands_.reset();
    server_.reset();
}

void ExplorePageServedTest::followsThePromptOnceItIsSplit()
{
    auto* count = hands_->page().findChild<TokenCount*>();
    type("abc");
    QTRY_VERIFY(asked_);
    QTRY_COMPARE(count->text(), QString());
    QVERIFY(hands_->run().promptTokens != (std::vector<TokenId>{'a', 'b', 'c'}));
    gate_->open();
    QTRY_COMPARE(hands_->run().promptTokens, (std::vector<TokenId>{'a', 'b', 'c'}));
    QCOMPARE(count->text(), QString("3 of 16 tokens"));
    QCOMPARE(hands_->run().prompt, std::string("abc"));
}

// Nor does the window: this test opens the gate only afterwards.
void ExplorePageServedTest::slidersWaitForNoServer()
{
    type("abc");
    QTRY_VERIFY(asked_);
    hands_->controls().sampler()->setSettings(basicChain({.temperature = 1.7}));
    emit hands_->controls().sampler()->settingsChanged(hands_->settings());
    gate_->open();
    QTRY_COMPARE(hands_->run().promptTokens, (std::vector<TokenId>{'a', 'b', 'c'}));
    QCOMPARE(hands_->document().state().settings, basicChain({.temperature = 1.7}));
}

void ExplorePageServedTest::generates()
{
    gate_->open();
    QVERIFY(hands_->fixture().generate("abc", 5));
    QCOMPARE(hands_->document().size(), 5);
    QCOMPARE(hands_->run().model, std::string("tiny llama.cpp"));
    QCOMPARE(hands_->run().promptTokens, (std::vector<TokenId>{'a', 'b', 'c'}));
}

LOGITSCOPE_TEST(ExplorePageServedTest)
#include "tst_explore_page_served.moc"
