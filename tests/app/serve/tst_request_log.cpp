// The table of requests from the server's events alone.
#include "app/serve/request_log.h"
#include "tests/app/serve/server_events.h"
#include "tests/test_program.h"

#include <QAbstractItemModelTester>
#include <QDateTime>
#include <QSignalSpy>
#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;
using namespace std::chrono_literals;

class RequestLogTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void aRequestFromItsBeginningToItsEnd();
    void choicesStayApart();
    void everyChoiceHasItsPrompt();
    void echoedTokensAreNotCounted();
    void allCandidatesAreCountedAtTheEnd();
    void endings_data();
    void endings();
    void refusedRequestsAreRows();
    void growingTextsAreReadAtTheirEnd();
    void linesAreWholeCharacters();
    void theOldestAreForgotten();
    void manyStepsAreForgottenToo();
    void clearKeepsWhatRuns();
    void anotherServerCountsAnew();

private:
    QString text(int row, RequestLog::Column column) const
    {
        return log_->data(log_->index(row, column), Qt::DisplayRole).toString();
    }

    void take(std::vector<ServerEvent> events) { log_->append(std::move(events)); }

    std::unique_ptr<RequestLog> log_;
    std::unique_ptr<QAbstractItemModelTester> tester_;
};

void RequestLogTest::init()
{
    tester_.reset();
    log_ = std::make_unique<RequestLog>();
    tester_ = std::make_unique<QAbstractItemModelTester>(log_.get());
}

void RequestLogTest::aRequestFromItsBeginningToItsEnd()
{
    auto begin = began(1, {"Once upon\na time"});
    const QDateTime moment({2026, 11, 25}, {16, 41, 7});
    begin.time = std::chrono::system_clock::from_time_t(moment.toSecsSinceEpoch());
    auto end = ended(1, {.usage = {.promptTokens = 4, .completionTokens = 2}});
    end.when = begin.when + 1500ms;

    take({begin});
    QCOMPARE(log_->rowCount(), 1);
    QCOMPARE(text(0, RequestLog::Time), QString("16:41:07"));
    QCOMPARE(text(0, RequestLog::From), QString("10.0.0.7"));
    QCOMPARE(text(0, RequestLog::Prompt), QString("Once upon a time"));
    QCOMPARE(text(0, RequestLog::Answer), QString());
    QCOMPARE(text(0, RequestLog::Tokens), QString("0"));
    QCOMPARE(text(0, RequestLog::State), QString("waiting"));

    QSignalSpy changed(log_.get(), &QAbstractItemModel::dataChanged);
    take({grew(1, " there"), grew(1, " was")});
    QCOMPARE(changed.count(), 1); // once for all that came together
    QCOMPARE(text(0, RequestLog::Answer), QString("there was"));
    QCOMPARE(text(0, RequestLog::Tokens), QString("2"));
    QCOMPARE(text(0, RequestLog::State), QString("streaming"));

    take({end});
    QCOMPARE(text(0, RequestLog::State), QString("done, 1.5 s"));
    QCOMPARE(log_->record(0).choices.front().path.size(), std::size_t{2});
}

void RequestLogTest::choicesStayApart()
{
    take({began(1, {"a"}, 2), grew(1, "x", 0), grew(1, "y", 1), grew(1, "z", 0),
          grew(1, "!", 1, StopReason::Length)});
    const auto& choices = log_->record(0).choices;
    QCOMPARE(choices.at(0).text, std::string("xz"));
    QCOMPARE(choices.at(1).text, std::string("y!"));
    QVERIFY(!choices.at(0).end);
    QVERIFY(choices.at(1).end == StopReason::Length);
    QCOMPARE(text(0, RequestLog::Tokens), QString("4"));
}

void RequestLogTest::everyChoiceHasItsPrompt()
{
    take({began(1, {"first", "second"}, 6)});
    QCOMPARE(text(0, RequestLog::Prompt), QString("first (and 1 more)"));
    QStringList prompts;
    for (int choice = 0; choice < 6; ++choice)
        prompts << log_->record(0).promptOf(choice);
    QCOMPARE(prompts, QStringList({"first", "first", "first", "second", "second", "second"}));
}

void RequestLogTest::echoedTokensAreNotCounted()
{
    take({began(1, {"Once"}),
          {ServerEvent::Grew{
              1, {.index = 0, .text = "Once", .tokens = {{.name = "Once"}}, .end = {}}}},
          grew(1, " more")});
    QCOMPARE(text(0, RequestLog::Answer), QString("Once more"));
    QCOMPARE(text(0, RequestLog::Tokens), QString("1"));
}

void RequestLogTest::allCandidatesAreCountedAtTheEnd()
{
    take({began(1, {"Once"}), grew(1, " more"), ended(1, {.usage = {.completionTokens = 1234}})});
    QCOMPARE(text(0, RequestLog::Tokens), QString("1,234")); // best_of's others too
}

void RequestLogTest::endings_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("disconnected");
    QTest::addColumn<QString>("error");
    QTest::addColumn<QString>("state");
    QTest::newRow("disconnected") << 499 << true << ""
                                  << "disconnected";
    QTest::newRow("stopped") << 503 << false << "the server was stopped"
                             << "stopped";
    QTest::newRow("failed") << 500 << false << "it broke"
                            << "500";
}

void RequestLogTest::endings()
{
    QFETCH(int, status);
    QFETCH(bool, disconnected);
    QFETCH(QString, error);
    take({began(1, {"a"}), grew(1, "b"),
          ended(1, {.status = status,
                    .disconnected = disconnected,
                    .usage = {},
                    .error = error.toStdString()})});
    QTEST(text(0, RequestLog::State), "state");
    QCOMPARE(text(0, RequestLog::Answer), error.isEmpty() ? QString("b") : error);
    QCOMPARE(log_->record(0).choices.front().text, std::string("b"));
    QVERIFY(log_->record(0).isOver());
}

void RequestLogTest::refusedRequestsAreRows()
{
    take({refused(429, "64 requests wait already; try again in a moment")});
    QCOMPARE(text(0, RequestLog::From), QString("10.0.0.9"));
    QCOMPARE(text(0, RequestLog::Prompt), QString("POST /v1/completions"));
    QCOMPARE(text(0, RequestLog::Answer),
             QString("64 requests wait already; try again in a moment"));
    QCOMPARE(text(0, RequestLog::Tokens), QString());
    QCOMPARE(text(0, RequestLog::State), QString("429"));
}

void RequestLogTest::growingTextsAreReadAtTheirEnd()
{
    const auto many = std::string(5000, 'a') + " the end";
    take({began(1, {"p"}), grew(1, "The beginning " + many)});
    QVERIFY(text(0, RequestLog::Answer).endsWith("the end"));
    QVERIFY(!text(0, RequestLog::Answer).contains("beginning"));
    take({ended(1)});
    QVERIFY(text(0, RequestLog::Answer).startsWith("The beginning"));
}

void RequestLogTest::linesAreWholeCharacters()
{
    for (const auto* before : {"", "a", "aa"}) { // wherever the cut falls
        std::string text = before;
        for (int i = 0; i < 1000; ++i)
            text += "\u20ac"; // three bytes
        init();
        take({began(1, {"p"}), grew(1, text)});
        QVERIFY(!this->text(0, RequestLog::Answer).contains(QChar::ReplacementCharacter));
        take({ended(1)});
        QVERIFY(!this->text(0, RequestLog::Answer).contains(QChar::ReplacementCharacter));
    }
}

void RequestLogTest::theOldestAreForgotten()
{
    take({began(1, {"old"}), began(2, {"older than most"})});
    for (std::uint64_t id = 3; id <= RequestLog::mostRequests + 1; ++id)
        take({began(id, {std::to_string(id)})});
    QCOMPARE(log_->rowCount(), RequestLog::mostRequests);
    QCOMPARE(text(0, RequestLog::Prompt), QString("older than most"));
    take({grew(1, "nobody sees it"), ended(1), grew(2, "x")}); // of one that is forgotten, too
    QCOMPARE(text(0, RequestLog::Answer), QString("x"));
}

void RequestLogTest::manyStepsAreForgottenToo()
{
    const auto growMuch = [this](std::uint64_t id) {
        for (int i = 0; i < RequestLog::mostSteps / 2 + 1; ++i)
            log_->append({grew(id, "x")});
    };
    tester_.reset(); // it would look at everything every time
    take({began(1, {"a"}), began(2, {"b"})});
    growMuch(1);
    QCOMPARE(log_->rowCount(), 2);
    growMuch(2);
    QCOMPARE(log_->rowCount(), 1);
    QCOMPARE(text(0, RequestLog::Prompt), QString("b"));
    growMuch(2); // alone it may be as long as it likes
    QCOMPARE(log_->rowCount(), 1);
}

void RequestLogTest::clearKeepsWhatRuns()
{
    take({began(1, {"a"}), refused(400, "no"), began(2, {"b"}), ended(1)});
    QVERIFY(log_->hasOver());
    log_->clear();
    QVERIFY(!log_->hasOver());
    QCOMPARE(log_->rowCount(), 1);
    take({grew(2, "c")});
    QCOMPARE(text(0, RequestLog::Answer), QString("c"));
}

void RequestLogTest::anotherServerCountsAnew()
{
    take({began(1, {"a"}), grew(1, "x"), ended(1)});
    log_->beginServer();
    take({began(1, {"b"}), grew(1, "y")});
    QCOMPARE(text(0, RequestLog::Answer), QString("x"));
    QCOMPARE(text(1, RequestLog::Answer), QString("y"));
    QVERIFY(log_->record(0).number != log_->record(1).number);
}

LOGITSCOPE_TEST(RequestLogTest)
#include "tst_request_log.moc"
