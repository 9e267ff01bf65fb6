// File ▸ Connect to a server…, with servers that are played and the window's own opener.
#include "app/window/connect_dialog.h"
#include "app/window/model_opener.h"
#include "core/remote/server_keys.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/core/remote/played_server.h"
#include "tests/core/server/served_api.h"
#include "tests/test_program.h"
#include "window_fixture.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <optional>
#include <sys/stat.h>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

QByteArray bytesIn(const QString& name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString keysIn()
{
    return QString::fromStdString(serverKeysFile().string());
}

} // namespace

class ConnectDialogTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void connects();
    void withAKey();
    void withoutHttp();
    void aFailureKeepsWhatWasTyped_data();
    void aFailureKeepsWhatWasTyped();
    void aSecondTryGoesWell();
    void keepsTheKeyWhereItIsAsked_data();
    void keepsTheKeyWhereItIsAsked();
    void aRefusedKeyIsNotKept();
    void aKeyOfAFailureIsForgotten();
    void anUncheckedKeyIsNeverKept();
    void aKeyThatCantBeKept();
    void aKeptKeyIsUsedAgain();
    void aKeyringThatDoesNotAnswer();
    void cancelEndsTheConnecting();
    void closesWithTheWindow();
    void aTokenizerIsRemembered();
    void beginsWithTheLatestServer();
    void fitsARoomsScreen();

private:
    MainWindow& window() { return fixture_->window(); }

    ModelOpener& opener() { return *window().findChild<ModelOpener*>(); }

    ConnectDialog& openDialog();
    void fill(ConnectDialog& dialog, const QString& address, const QString& key = {});
    bool connectWith(const QString& address, const QString& key = {},
                     bool keepsKey = true); // in a dialog of its own, which closes
    QString openPlace();

    std::optional<QTemporaryDir> config_;
    QByteArray before_;
    std::unique_ptr<WindowFixture> fixture_;
};

void ConnectDialogTest::init()
{
    before_ = qgetenv("XDG_CONFIG_HOME");
    config_.emplace();
    qputenv("XDG_CONFIG_HOME", config_->path().toUtf8());
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"); // no keyring, least of all ours
    qunsetenv("LOGITSCOPE_API_KEY");
    fixture_ = std::make_unique<WindowFixture>();
    QVERIFY(fixture_->openBundledModel());
}

void ConnectDialogTest::cleanup()
{
    fixture_.reset();
    before_.isNull() ? qunsetenv("XDG_CONFIG_HOME") : qputenv("XDG_CONFIG_HOME", before_);
}

// As the menu does.
ConnectDialog& ConnectDialogTest::openDialog()
{
    emit opener().connectRequested();
    ConnectDialog* shown = nullptr;
    for (auto* dialog : window().findChildren<ConnectDialog*>())
        if (dialog->isVisible())
            shown = dialog;
    if (!shown)
        qFatal("There is no dialog");
    return *shown;
}

void ConnectDialogTest::fill(ConnectDialog& dialog, const QString& address, const QString& key)
{
    dialog.address()->setText(address);
    dialog.key()->setText(key);
}

bool ConnectDialogTest::connectWith(const QString& address, const QString& key, bool keepsKey)
{
    const QPointer<ConnectDialog> dialog = &openDialog();
    fill(*dialog, address, key);
    dialog->keepsKey()->setChecked(keepsKey);
    QSignalSpy opened(&opener(), &ModelOpener::opened);
    QTest::mouseClick(dialog->connectButton(), Qt::LeftButton);
    return opened.wait(30'000) && QTest::qWaitFor([&dialog] { return !dialog; }, 5'000);
}

QString ConnectDialogTest::openPlace()
{
    return opener().model() ? QString::fromStdString(opener().model()->place()) : QString();
}

void ConnectDialogTest::connects()
{
    const auto local = fixtures::open(randomCheckpoint({}, 1));
    ServedApi server(local, {.allLogprobs = true});
    const auto address = QStringLiteral("http://127.0.0.1:%1").arg(server->port());
    QVERIFY(connectWith(address));
    QCOMPARE(openPlace(), address);
    QVERIFY2(window().windowTitle().contains("Logitscope · 127.0.0.1:"),
             qPrintable(window().windowTitle()));
    QVERIFY(!QFile::exists(keysIn())); // there was none to keep
}

void ConnectDialogTest::withAKey()
{
    const auto local = fixtures::open(randomCheckpoint({}, 1));
    ServedApi server(local, {.apiKey = "letmein", .allLogprobs = true});
    const auto address = QStringLiteral("http://127.0.0.1:%1").arg(server->port());
    auto& dialog = openDialog();
    fill(dialog, address);
    QTest::keyClick(dialog.address(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(
        dialog.sentence(),
        address.mid(7) + ": asks for a key; connect again with the key of its operator", 30'000);
    QTest::keyClicks(dialog.key(), "letmein");
    QVERIFY(!dialog.key()->displayText().contains("letmein"));
    QSignalSpy opened(&opener(), &ModelOpener::opened);
    QTest::keyClick(dialog.key(), Qt::Key_Return);
    QVERIFY(opened.wait(30'000));
    QVERIFY(!dialog.isVisible());
    QCOMPARE(openPlace(), address);
}

void ConnectDialogTest::withoutHttp()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto address = QString::fromStdString(server.address());
    QVERIFY(connectWith("  " + address.mid(7) + " "));
    QCOMPARE(openPlace(), address);
    QCOMPARE(opener().recentPlaces().front(), address);
}

void ConnectDialogTest::aFailureKeepsWhatWasTyped_data()
{
    QTest::addColumn<QString>("address"); // %1: of a server that has the key "letmein"
    QTest::addColumn<QString>("sentence");
    QTest::newRow("a key that isn't its own")
        << "%1"
        << "%1: doesn't accept the key; check it, and connect again";
    QTest::newRow("no server") << "127.0.0.1:1"
                               << "127.0.0.1:1: ";
    QTest::newRow("no address") << "http://"
                                << "This is no server's address; ";
    QTest::newRow("nothing") << ""
                             << "This is no server's address; ";
    QTest::newRow("a password") << "http://me:you@127.0.0.1:1"
                                << "The server's address has a user or a password in it; ";
}

void ConnectDialogTest::aFailureKeepsWhatWasTyped()
{
    QFETCH(QString, address);
    QFETCH(QString, sentence);
    PlayedServer server(ServerKind::LlamaCpp);
    server.key = "letmein";
    const auto authority = QString::fromStdString(server.address()).mid(7);
    const auto open = openPlace();
    auto& dialog = openDialog();
    fill(dialog, address.replace("%1", authority), "anotherkey");
    QTest::mouseClick(dialog.connectButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!dialog.sentence().isEmpty(), 30'000);
    QVERIFY2(dialog.sentence().startsWith(sentence.replace("%1", authority)),
             qPrintable(dialog.sentence()));
    QVERIFY(!dialog.sentence().contains("anotherkey") && !dialog.sentence().contains("you@"));
    QVERIFY(dialog.isVisible());
    QCOMPARE(dialog.address()->text(), address);
    QCOMPARE(dialog.key()->text(), QString("anotherkey"));
    QVERIFY(dialog.address()->isEnabled() && dialog.connectButton()->isEnabled());
    QVERIFY(!dialog.findChild<QProgressBar*>()->isVisible());
    QCOMPARE(openPlace(), open);
    QVERIFY(!QFile::exists(keysIn()));
    dialog.reject();
    QVERIFY(fixture_->generate("The", 2)); // the model that was open still runs
}

void ConnectDialogTest::aSecondTryGoesWell()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.setFault(1, "/v1/models", {.status = 404, .body = "{}"});
    auto& dialog = openDialog();
    fill(dialog, QString::fromStdString(server.address()));
    QTest::mouseClick(dialog.connectButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!dialog.sentence().isEmpty(), 30'000);
    QSignalSpy opened(&opener(), &ModelOpener::opened);
    QTest::mouseClick(dialog.connectButton(), Qt::LeftButton);
    QCOMPARE(dialog.sentence(), QString());
    QVERIFY(opened.wait(30'000));
    QVERIFY(!dialog.isVisible());
}

void ConnectDialogTest::keepsTheKeyWhereItIsAsked_data()
{
    QTest::addColumn<bool>("keeps");
    QTest::newRow("kept") << true;
    QTest::newRow("not kept") << false;
}

// In its own file, never in the settings.
void ConnectDialogTest::keepsTheKeyWhereItIsAsked()
{
    QFETCH(bool, keeps);
    PlayedServer server(ServerKind::LlamaCpp);
    server.key = "letmein";
    const auto address = QString::fromStdString(server.address());
    QVERIFY(connectWith(address, "letmein", keeps));
    const auto kept = [&server] {
        return serverKey(*RemoteAddress::parse(server.address()), serverKeysFile()).value();
    };
    QTRY_COMPARE(kept(), std::string(keeps ? "letmein" : ""));
    if (keeps) {
        struct stat found = {};
        QCOMPARE(::stat(serverKeysFile().c_str(), &found), 0);
        QCOMPARE(found.st_mode & 07777, mode_t{0600});
    }
    window().close();
    fixture_->settings().sync();
    const auto settings = bytesIn(fixture_->settings().fileName());
    QVERIFY(settings.contains(address.mid(7).toUtf8())); // they were read
    QVERIFY(!settings.contains("letmein"));
}

void ConnectDialogTest::aRefusedKeyIsNotKept()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.key = "letmein";
    const auto address = RemoteAddress::parse(server.address()).value();
    QVERIFY(keepServerKey(address, "letmein", serverKeysFile()));
    auto& dialog = openDialog();
    fill(dialog, QString::fromStdString(server.address()), "wrong");
    QTest::mouseClick(dialog.connectButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!dialog.sentence().isEmpty(), 30'000);
    dialog.reject();
    QCOMPARE(serverKey(address, serverKeysFile()).value(), std::string("letmein"));
    QVERIFY(connectWith(QString::fromStdString(server.address()))); // with the one that is kept
}

// Whoever mistyped a key once and then takes the server from the recent ones has the right one.
void ConnectDialogTest::aKeyOfAFailureIsForgotten()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.key = "letmein";
    const auto place = QString::fromStdString(server.address());
    QVERIFY(connectWith(place, "letmein"));
    QVERIFY(fixture_->openBundledModel());
    auto& dialog = openDialog();
    fill(dialog, place, "wrong");
    QTest::mouseClick(dialog.connectButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!dialog.sentence().isEmpty(), 30'000);
    dialog.reject();
    QSignalSpy opened(&opener(), &ModelOpener::opened);
    opener().open(place);
    QVERIFY(opened.wait(30'000));
    QCOMPARE(openPlace(), place);
}

// Not by what another server's dialog had checked, either.
void ConnectDialogTest::anUncheckedKeyIsNeverKept()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.key = "letmein";
    PlayedServer other(ServerKind::LlamaCpp);
    other.key = "theirs";
    const auto place = QString::fromStdString(server.address());
    QVERIFY(connectWith(place, "letmein", false));
    QVERIFY(fixture_->openBundledModel());
    auto& dialog = openDialog();
    fill(dialog, QString::fromStdString(other.address()), "wrong");
    QVERIFY(dialog.keepsKey()->isChecked());
    QTest::mouseClick(dialog.connectButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!dialog.sentence().isEmpty(), 30'000);
    dialog.reject();
    QSignalSpy opened(&opener(), &ModelOpener::opened);
    opener().open(place); // whose key this window still knows
    QVERIFY(opened.wait(30'000));
    QCOMPARE(openPlace(), place);
    QVERIFY(!QFile::exists(keysIn()));
}

// The model is open all the same, and the page says what is wrong.
void ConnectDialogTest::aKeyThatCantBeKept()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.key = "letmein";
    QFile inTheWay(config_->filePath("logitscope"));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    inTheWay.close();
    QSignalSpy failed(&opener(), &ModelOpener::failed);
    QVERIFY(connectWith(QString::fromStdString(server.address()), "letmein"));
    QCOMPARE(openPlace(), QString::fromStdString(server.address()));
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed[0][0].toString(), keysIn() + ": can't be written: Not a directory");
}

// By Recent models, and after a restart.
void ConnectDialogTest::aKeptKeyIsUsedAgain()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.key = "letmein";
    const auto place = QString::fromStdString(server.address());
    QVERIFY(connectWith(place, "letmein"));
    for (int time = 0; time < 2; ++time) {
        QVERIFY(fixture_->openBundledModel());
        QSignalSpy opened(&opener(), &ModelOpener::opened);
        opener().open(place);
        QVERIFY(opened.wait(30'000));
        QCOMPARE(openPlace(), place);
        fixture_->restart();
    }
    auto& dialog = openDialog();
    QCOMPARE(dialog.key()->text(), QString());
    QCOMPARE(dialog.key()->placeholderText(), QString("the one that is kept for this server"));
    dialog.address()->setText("http://127.0.0.1:1");
    QCOMPARE(dialog.key()->placeholderText(), QString("where the server asks for one"));
    dialog.address()->setText(place.mid(7));
    QCOMPARE(dialog.key()->placeholderText(), QString("the one that is kept for this server"));
}

// The model that was open stays, and the key can still be typed.
void ConnectDialogTest::aKeyringThatDoesNotAnswer()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.key = "letmein";
    const auto place = QString::fromStdString(server.address());
    fixture_->settings().setValue("serversInKeyring", QStringList(place));
    const auto before = openPlace();
    QSignalSpy failed(&opener(), &ModelOpener::failed);
    opener().open(place);
    QVERIFY(failed.wait(30'000));
    QVERIFY2(failed[0][0].toString().contains(": its key can't be read from the keyring: "),
             qPrintable(failed[0][0].toString()));
    QCOMPARE(openPlace(), before);
    QVERIFY(connectWith(place, "letmein"));
    QCOMPARE(openPlace(), place);
    QTRY_VERIFY(QFile::exists(keysIn())); // where it is kept now
}

// While the server holds its answer. The model that was open stays.
void ConnectDialogTest::cancelEndsTheConnecting()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.setFault(1, "/v1/models", {.body = "{}", .most = 0, .stalls = true});
    const auto open = openPlace();
    const auto title = window().windowTitle();
    auto& dialog = openDialog();
    fill(dialog, QString::fromStdString(server.address()), "letmein");
    QTest::mouseClick(dialog.connectButton(), Qt::LeftButton);
    QVERIFY(server.hub().waitFor([](const HubRequest&) { return true; }));
    QVERIFY(window().modelLoader().isOpening());
    QVERIFY(dialog.findChild<QProgressBar*>()->isVisible());
    QVERIFY(!dialog.address()->isEnabled());
    auto* cancel = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Cancel);
    QVERIFY(cancel->isEnabled());
    QSignalSpy opened(&opener(), &ModelOpener::opened);
    QTest::mouseClick(cancel, Qt::LeftButton);
    QVERIFY(!dialog.isVisible());
    QVERIFY(!window().modelLoader().isOpening());
    QCOMPARE(openPlace(), open);
    QCOMPARE(window().windowTitle(), title);
    QVERIFY(fixture_->generate("The", 2));
    QCOMPARE(opened.count(), 0);
    QVERIFY(!opener().recentPlaces().contains(QString::fromStdString(server.address())));
    QVERIFY(!QFile::exists(keysIn()));
    QVERIFY(connectWith(QString::fromStdString(server.address()))); // the next one isn't stopped
}

void ConnectDialogTest::closesWithTheWindow()
{
    PlayedServer server(ServerKind::LlamaCpp);
    server.setFault(1, "/v1/models", {.body = "{}", .most = 0, .stalls = true});
    auto& dialog = openDialog();
    fill(dialog, QString::fromStdString(server.address()));
    QTest::mouseClick(dialog.connectButton(), Qt::LeftButton);
    QVERIFY(server.hub().waitFor([](const HubRequest&) { return true; }));
    fixture_.reset(); // waits for no server
}

void ConnectDialogTest::aTokenizerIsRemembered()
{
    PlayedServer server(ServerKind::Vllm);
    const TestFolder files;
    randomCheckpoint({}, 1).writeTo(files);
    const auto folder = QString::fromStdString(files.path().string());
    const auto place = QString::fromStdString(server.address());
    auto& dialog = openDialog();
    fill(dialog, place);
    dialog.tokenizer()->setText(folder);
    QSignalSpy opened(&opener(), &ModelOpener::opened);
    QTest::mouseClick(dialog.connectButton(), Qt::LeftButton);
    QVERIFY(opened.wait(30'000));
    QCOMPARE(opener().model()->model->info().engine, std::string("vLLM"));

    fixture_->restart();
    QSignalSpy again(&opener(), &ModelOpener::opened);
    opener().open(place);
    QVERIFY(again.wait(30'000));
    QCOMPARE(openPlace(), place);
    auto& next = openDialog();
    QCOMPARE(next.tokenizer()->text(), folder);
    next.address()->setText("http://127.0.0.1:1"); // another server's tokens are others
    QCOMPARE(next.tokenizer()->text(), QString());
    next.tokenizer()->setText("/typed");
    next.address()->setText("http://127.0.0.1:12");
    QCOMPARE(next.tokenizer()->text(), QString("/typed"));
}

void ConnectDialogTest::beginsWithTheLatestServer()
{
    auto& first = openDialog();
    QCOMPARE(first.address()->text(), QString());
    first.reject();
    fixture_->settings().setValue(
        "recentModels", QStringList{"/models/gpt2", "http://lab.example:8080#gpt2", "http://b:1"});
    QCOMPARE(openDialog().address()->text(), QString("http://lab.example:8080#gpt2"));
}

// Presented, with the longest sentence.
void ConnectDialogTest::fitsARoomsScreen()
{
    QVERIFY(fixture_->present({1024, 768}));
    auto& dialog = openDialog();
    fill(dialog, "http://me:you@127.0.0.1:1");
    QTest::mouseClick(dialog.connectButton(), Qt::LeftButton);
    QVERIFY(!dialog.sentence().isEmpty());
    for (auto* label : dialog.findChildren<QLabel*>())
        QTRY_VERIFY2(label->heightForWidth(label->width()) <= label->height(),
                     qPrintable(label->text()));
    for (auto* field : {dialog.address(), dialog.key(), dialog.tokenizer()}) {
        QTRY_VERIFY(field->height() >= field->sizeHint().height());
        QVERIFY(field->width() > field->fontMetrics().averageCharWidth() * 20);
    }
    QVERIFY2(dialog.width() <= 1024 && dialog.height() <= 768,
             qPrintable(QStringLiteral("%1 x %2").arg(dialog.width()).arg(dialog.height())));
}

LOGITSCOPE_TEST(ConnectDialogTest)
#include "tst_connect_dialog.moc"
