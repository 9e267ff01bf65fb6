// The Serve page's room, with telephones that ask over HTTP.
#include "app/room/score_file.h"
#include "app/serve/request_table.h"
#include "app/serve/room_card.h"
#include "app/serve/room_controls.h"
#include "app/serve/room_scores.h"
#include "app/serve/serve_controls.h"
#include "app/serve/serve_page.h"
#include "telephone.h"
#include "tests/core/server/http_client.h"
#include "tests/test_program.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/qr_code.h"
#include "widgets/control/segmented_switch.h"
#include "window_fixture.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QCheckBox>
#include <QFile>
#include <QJsonArray>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableWidget>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <fmt/format.h>

#include <atomic>
#include <barrier>
#include <memory>
#include <thread>
#include <vector>

using namespace logitscope;
using namespace logitscope::fixtures;

class RoomTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void opensAndEnds();
    void aScreenReaderReadsAddressAndKey();
    void theNetworkIsOpenedByThePresenter();
    void eachOpeningHasAKeyOfItsOwn();
    void aTakenPort();
    void aRound();
    void wholeSchool();
    void lateAndRemovedWords();
    void rudeWordsAreDots();
    void rudeCandidatesAreLeftOut();
    void scoresAreSavedAndForgotten();
    void presenting();
    void nothingOfTheRoomIsRemembered();
    void theWindowSaysThatItIsOpen();
    void anEndedRoundHoldsNoModel();

private:
    bool open()
    {
        page_->roomControls()->portBox()->setValue(0);
        pick(RoomHost::ThisComputer);
        return page_->room().isOpen();
    }

    void pick(RoomHost::Access access)
    {
        QTest::mouseClick(
            page_->roomControls()->accessSwitch()->findChildren<QAbstractButton*>()[access],
            Qt::LeftButton);
    }

    Telephone telephone(int person) const
    {
        return {page_->room().port(), page_->room().key(), person};
    }

    // Looks until the round is there; nothing where it doesn't come.
    static QJsonObject stateAt(Telephone& telephone, const QString& stage)
    {
        QJsonObject state;
        const bool came = QTest::qWaitFor([&] {
            telephone.look();
            if (!QTest::qWaitFor([&] { return telephone.isOver(); }))
                return false;
            state = telephone.json();
            return state["stage"].toString() == stage;
        });
        return came ? state : QJsonObject();
    }

    void ask(const std::string& text = "Once upon a")
    {
        round_.ask(model_, text, {}, {"time", "day"}); // as Explore does
    }

    TokenId tokenOf(const std::string& word) { return tokensOfWord(*model_, "a", word).front(); }

    RoomCard& card() { return *page_->roomCard(); }

    QString cell(int row, int column)
    {
        return card().scores()->table()->item(row, column)->text();
    }

    std::shared_ptr<const OpenModel> model_ = bundledModel();
    GenerationService service_;
    RoomRound round_;
    std::unique_ptr<ServePage> page_;
};

void RoomTest::init()
{
    page_ = std::make_unique<ServePage>(service_, round_);
    page_->takeModel(model_);
    page_->resize(1000, 700);
    page_->show();
}

void RoomTest::cleanup()
{
    page_.reset();
    round_.end();
    round_.forgetScores();
    round_.setHidesRudeWords(true);
}

void RoomTest::opensAndEnds()
{
    QVERIFY(!page_->room().isOpen());
    QVERIFY(card().isHidden());
    QSignalSpy opened(page_.get(), &ServePage::roomOpenChanged);
    QVERIFY(open());
    QCOMPARE(opened.count(), 1);
    QVERIFY(card().isVisible());
    const int port = page_->room().port();
    QCOMPARE(card().address(), QString("127.0.0.1:%1").arg(port));
    const auto key = page_->room().key();
    QCOMPARE(key.size(), 6);
    QCOMPARE(card().keyText(), key.left(3) + " " + key.mid(3));
    QCOMPARE(page_->room().link(), QString("http://127.0.0.1:%1/#%2").arg(port).arg(key));
    QCOMPARE(card().peopleText(), QString("0 here"));
    QVERIFY(!page_->roomControls()->portBox()->isEnabled());

    auto one = telephone(1);
    one.look();
    QTRY_VERIFY(one.isOver());
    QCOMPARE(one.status(), 200);
    QTRY_COMPARE(card().peopleText(), QString("1 here"));

    QTest::mouseClick(card().endButton(), Qt::LeftButton);
    QVERIFY(!page_->room().isOpen());
    QVERIFY(card().isHidden());
    QCOMPARE(page_->roomControls()->accessSwitch()->value(), int(RoomHost::Off));
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost, static_cast<quint16>(port)));
}

void RoomTest::aScreenReaderReadsAddressAndKey()
{
    QVERIFY(open());
    QStringList names;
    for (auto* part : card().findChildren<QWidget*>()) {
        if (const auto* read = QAccessible::queryAccessibleInterface(part))
            names << read->text(QAccessible::Name);
    }
    QVERIFY(names.contains(card().address()));
    QVERIFY(names.contains(card().keyText()));
    QVERIFY(names.contains("QR code of the room's address: " + page_->room().link()));
}

void RoomTest::theNetworkIsOpenedByThePresenter()
{
    page_->roomControls()->portBox()->setValue(0);
    pick(RoomHost::Network);
    QVERIFY(page_->room().isOpen());
    QCOMPARE(page_->room().access(), RoomHost::Network);
    QVERIFY(!page_->room().key().isEmpty());
    auto stranger = Telephone(page_->room().port(), "wrong2", 1);
    stranger.look();
    QTRY_VERIFY(stranger.isOver());
    QCOMPARE(stranger.status(), 403);
    const auto answered = [this](QHostAddress::SpecialAddress address, const QByteArray& host) {
        QTcpSocket socket;
        socket.connectToHost(address, static_cast<quint16>(page_->room().port()));
        socket.write("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
        QByteArray answer;
        const bool ended = QTest::qWaitFor([&] {
            answer += socket.readAll();
            return socket.state() == QAbstractSocket::UnconnectedState;
        });
        return ended && answer.startsWith("HTTP/1.1 200 ");
    };
    QVERIFY(answered(QHostAddress::LocalHost, "127.0.0.1"));
    if (QTcpServer().listen(QHostAddress::LocalHostIPv6)) // this machine speaks it
        QVERIFY(answered(QHostAddress::LocalHostIPv6, "[::1]"));
    pick(RoomHost::Off);
    QVERIFY(!page_->room().isOpen());
}

void RoomTest::eachOpeningHasAKeyOfItsOwn()
{
    QVERIFY(open());
    const auto key = page_->room().key();
    pick(RoomHost::Off);
    QVERIFY(page_->room().key().isEmpty());
    QVERIFY(open());
    QVERIFY(page_->room().key() != key);
}

void RoomTest::aTakenPort()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    page_->roomControls()->portBox()->setValue(other.serverPort());
    pick(RoomHost::ThisComputer);
    QVERIFY(!page_->room().isOpen());
    QVERIFY(page_->message()->sentence().contains(QString::number(other.serverPort())));
    QCOMPARE(page_->roomControls()->accessSwitch()->value(), int(RoomHost::Off));
    QVERIFY(page_->roomControls()->portBox()->isEnabled());
    other.close();
    pick(RoomHost::ThisComputer);
    QVERIFY(page_->room().isOpen());
    QVERIFY(page_->message()->sentence().isEmpty());
}

void RoomTest::aRound()
{
    QVERIFY(open());
    ask();
    auto ada = telephone(1);
    auto bob = telephone(2);
    const auto asked = stateAt(ada, "asked");
    QCOMPARE(asked["text"].toString(), QString("Once upon a"));
    const int number = asked["round"].toInt();
    ada.predict(number, "time", 0.5, "Ada");
    bob.predict(number, "dog", 0.75, "Bob");
    QTRY_VERIFY(ada.isOver() && bob.isOver());
    QCOMPARE(ada.status(), 200);
    QTRY_COMPARE(round_.round().predictions().size(), std::size_t(2));
    QTRY_COMPARE(card().peopleText(), QString("2 here, 2 predicted"));
    QVERIFY(card().scores()->isEmpty());

    round_.setProbability({tokenOf("time")}, 0.75);
    round_.reveal();
    const auto revealed = stateAt(bob, "revealed");
    QCOMPARE(revealed["tally"].toArray().size(), 2);
    round_.sample(tokenOf("time"));
    QTRY_COMPARE(card().scores()->table()->rowCount(), 2);
    QCOMPARE(cell(0, 0), QString("Ada"));
    QCOMPARE(cell(0, 2), QString("1"));
    QCOMPARE(cell(0, 3), QString("-1.00"));
    QCOMPARE(cell(1, 0), QString("Bob"));
    QCOMPARE(cell(1, 2), QString("0"));
    QCOMPARE(cell(1, 3), QString("-2.00"));
    const auto sampled = stateAt(ada, "sampled");
    QCOMPARE(sampled["outcome"].toString(), QString(" time"));
    QCOMPARE(sampled["result"].toObject()["right"].toBool(), true);
    QCOMPARE(sampled["score"].toObject()["log_score"].toDouble(), -1.0);
}

// 200 predict at the same moment, each on a connection of its own that stays open.
void RoomTest::wholeSchool()
{
    constexpr int people = 200;
    QVERIFY(open());
    ask();
    auto first = telephone(1);
    const int number = stateAt(first, "asked")["round"].toInt();
    const int port = page_->room().port();
    const auto key = page_->room().key().toStdString();
    std::barrier together(people);
    std::atomic<int> accepted = 0;
    std::vector<std::thread> telephones;
    for (int person = 1; person <= people; ++person)
        telephones.emplace_back([&, person] {
            HttpClient client(port);
            client.keepAlive();
            const Headers who{{"X-Room-Key", key},
                              {"X-Room-Person", fmt::format("{:016x}", person)}};
            const auto state = client.get("/state", who);
            const auto body =
                fmt::format(R"({{"round": {}, "word": "{}", "confidence": 0.5, "name": "P{}"}})",
                            number, person % 4 == 0 ? "time" : "day", person);
            together.arrive_and_wait();
            const auto answer = client.post("/predictions", body, "application/json", who);
            accepted += state && state->status == 200 && answer && answer->status == 200 ? 1 : 0;
        });
    const bool all = QTest::qWaitFor(
        [&] { return round_.round().predictions().size() == std::size_t(people); }, 30'000);
    for (auto& telephone : telephones)
        telephone.join();
    QCOMPARE(accepted.load(), people);
    QVERIFY(all);
    const auto tally = round_.round().tally();
    QCOMPARE(tally.size(), std::size_t(2));
    QCOMPARE(tally[0].count, 150);
    QCOMPARE(tally[1].count, 50);
    QTRY_COMPARE(card().peopleText(), QString("200 here, 200 predicted"));
    round_.sample(tokenOf("time"));
    QTRY_COMPARE(card().scores()->table()->rowCount(), people);
    QCOMPARE(cell(49, 2), QString("1"));
    QCOMPARE(cell(50, 2), QString("0"));
}

void RoomTest::lateAndRemovedWords()
{
    QVERIFY(open());
    ask();
    auto ada = telephone(1);
    const int number = stateAt(ada, "asked")["round"].toInt();
    ada.predict(number, "time", 0.5);
    QTRY_COMPARE(round_.round().predictions().size(), std::size_t(1));
    QTRY_VERIFY(ada.isOver());
    round_.removeWord({tokenOf("time")});
    round_.reveal();
    QVERIFY(stateAt(ada, "revealed")["own"].isNull());
    auto bob = telephone(2);
    bob.predict(number, "day", 0.5);
    QTRY_VERIFY(bob.isOver());
    QCOMPARE(bob.status(), 409);
    QVERIFY(round_.round().predictions().empty());
}

void RoomTest::rudeWordsAreDots()
{
    QCOMPARE(round_.shown("shit"), QString("s•••"));
    ask();
    QVERIFY(round_.add({.name = "Shit", .word = "shit", .confidence = 0.5}));
    round_.sample(tokenOf("day"));
    QTRY_COMPARE(card().scores()->table()->rowCount(), 1);
    QVERIFY(card().isVisible()); // it has scores, although the room is closed
    QCOMPARE(cell(0, 0), QString("S•••"));
    auto* box = page_->roomControls()->rudeWordsBox();
    QVERIFY(box->isChecked());
    QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(8, box->height() / 2));
    QTRY_COMPARE(cell(0, 0), QString("Shit"));
    QCOMPARE(round_.shown("shit"), QString("shit"));
}

// A model that has read the internet may well expect one.
void RoomTest::rudeCandidatesAreLeftOut()
{
    ask();
    round_.setCandidates({"shit", "time"});
    QCOMPARE(round_.round().candidates(), std::vector<std::string>{"time"});
    round_.ask(model_, "Once upon a", {}, {"day", "shit"});
    QCOMPARE(round_.round().candidates(), std::vector<std::string>{"day"});
    round_.setHidesRudeWords(false);
    round_.setCandidates({"shit", "time"});
    QCOMPARE(round_.round().candidates().size(), std::size_t(2));
}

void RoomTest::scoresAreSavedAndForgotten()
{
    ask();
    QVERIFY(round_.add({.name = "Ada", .word = "time", .confidence = 0.25}));
    round_.sample(tokenOf("time"));
    QTRY_COMPARE(card().scores()->table()->rowCount(), 1);
    const QTemporaryDir folder;
    QFile file(folder.filePath("scores.csv"));
    QVERIFY(saveScores(round_, file.fileName()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(),
             QByteArray("name,rounds,right,rounds_with_confidence,log_score\r\nAda,1,1,1,-2\r\n"));
    QVERIFY(!saveScores(round_, folder.filePath("nowhere/scores.csv")));
    QTest::mouseClick(card().scores()->forgetButton(), Qt::LeftButton);
    QTRY_VERIFY(card().isHidden());
    QVERIFY(round_.round().scores().empty());
}

void RoomTest::presenting()
{
    QVERIFY(open());
    const int side = card().code()->sizeHint().width();
    QVERIFY(page_->table()->isVisible());
    page_->setPresenting(true);
    QVERIFY(card().code()->sizeHint().width() > side);
    QVERIFY(!page_->table()->isVisible());
    QVERIFY(!page_->roomControls()->isVisible());
    QVERIFY(!card().scores()->saveButton()->isVisible());
    QVERIFY(card().isVisible());
    page_->setPresenting(false);
    QVERIFY(page_->table()->isVisible());
    QVERIFY(page_->roomControls()->isVisible());
}

void RoomTest::nothingOfTheRoomIsRemembered()
{
    QVERIFY(open());
    ask();
    QVERIFY(round_.add({.name = "Ada", .word = "time", .confidence = 0.25}));
    round_.sample(tokenOf("time"));
    page_->roomControls()->portBox()->setValue(9001);
    const QTemporaryDir folder;
    QSettings settings(folder.filePath("settings.ini"), QSettings::IniFormat);
    page_->save(settings);
    settings.sync();
    QFile file(settings.fileName());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto kept = file.readAll();
    QVERIFY(!kept.contains("Ada") && !kept.contains(page_->room().key().toUtf8()));
    ServePage next(service_, round_);
    next.restore(settings);
    QVERIFY(!next.room().isOpen()); // a network isn't opened without somebody who does it
    QCOMPARE(next.roomControls()->portBox()->value(), 9001);
}

void RoomTest::theWindowSaysThatItIsOpen()
{
    WindowFixture fixture;
    auto& window = fixture.window();
    window.servePage()->roomControls()->portBox()->setValue(0);
    window.servePage()->openRoom(RoomHost::ThisComputer);
    QVERIFY(window.servePage()->room().isOpen());
    const auto says = [&] {
        for (const auto* button : window.findChildren<QAbstractButton*>())
            if (button->toolTip().contains("The room is open."))
                return true;
        return false;
    };
    QVERIFY(says());
    window.servePage()->openRoom(RoomHost::Off);
    QVERIFY(!says());
}

// Another one may be open by then.
void RoomTest::anEndedRoundHoldsNoModel()
{
    const auto before = model_.use_count();
    ask();
    QVERIFY(model_.use_count() > before);
    round_.end();
    QCOMPARE(model_.use_count(), before);
    QVERIFY(!round_.add({.word = "time"}));
}

LOGITSCOPE_TEST(RoomTest)
#include "tst_room.moc"
