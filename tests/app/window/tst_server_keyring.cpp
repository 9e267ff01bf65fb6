// With a real keyring on a bus of its own; where its programs aren't installed, what happens
// without one is tested.
#include "app/window/server_keyring.h"
#include "core/remote/server_keys.h"
#include "tests/test_program.h"

#include <QDBusConnection>
#include <QDBusServiceWatcher>
#include <QFile>
#include <QProcess>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

using namespace logitscope;

namespace
{

constexpr int patience = 30'000; // ms

RemoteAddress addressOf(const std::string& text)
{
    return RemoteAddress::parse(text).value();
}

// What `start` calls back with.
template <class Value, class Start>
Result<Value> awaited(const Start& start)
{
    std::optional<Result<Value>> result;
    start([&result](const Result<Value>& done) { result = done; });
    if (!QTest::qWaitFor([&result] { return result.has_value(); }, patience))
        return fail("it never ended");
    return *result;
}

} // namespace

class ServerKeyringTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void cleanupTestCase();
    void withoutAKeyring();
    void keepsReadsAndForgets();
    void serversAreToldApart();
    void isReadAfterARestart();
    void aKeyIsInOnePlace();
    void aKeyThatWasTakenOut();

private:
    bool startKeyring();
    std::string keep(const RemoteAddress& server, const std::string& key); // what is wrong
    std::string forget(const RemoteAddress& server);
    std::string read(const RemoteAddress& server);
    std::string inTheFile(const RemoteAddress& server);
    bool takeOut(const RemoteAddress& server); // as another program does
    void makeKeyring();

    QTemporaryDir folder_;
    QProcess bus_;
    QProcess daemon_;
    bool hasKeyring_ = false;
    std::unique_ptr<QSettings> settings_;
    std::unique_ptr<ServerKeyring> keyring_;
    RemoteAddress server_ = addressOf("http://127.0.0.1:8080");
    RemoteAddress other_ = addressOf("http://127.0.0.1:8081");
};

void ServerKeyringTest::initTestCase()
{
    QVERIFY(folder_.isValid());
    for (const auto* variable : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"})
        qputenv(variable, folder_.path().toUtf8());
    qunsetenv("LOGITSCOPE_API_KEY");
    qunsetenv("XDG_CURRENT_DESKTOP"); // which one's keyring it is
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
}

bool ServerKeyringTest::startKeyring()
{
    bus_.start("dbus-daemon", {"--session", "--nofork", "--print-address"});
    if (!bus_.waitForReadyRead(patience))
        return false;
    const auto address = bus_.readLine().trimmed();
    qputenv("DBUS_SESSION_BUS_ADDRESS", address);
    const auto bus = QDBusConnection::connectToBus(QString::fromUtf8(address), "keyring's bus");
    const QDBusServiceWatcher watcher("org.freedesktop.secrets", bus,
                                      QDBusServiceWatcher::WatchForRegistration);
    QSignalSpy registered(&watcher, &QDBusServiceWatcher::serviceRegistered);
    daemon_.start("gnome-keyring-daemon", {"--unlock", "--components=secrets", "--foreground"});
    daemon_.write("the keyring's password");
    daemon_.closeWriteChannel();
    // Who asked before would make the bus start a keyring of its own, which is locked.
    return registered.wait(patience);
}

void ServerKeyringTest::init()
{
    settings_ = std::make_unique<QSettings>(folder_.filePath("settings.ini"), QSettings::IniFormat);
    makeKeyring();
    if (QString(QTest::currentTestFunction()) == "withoutAKeyring")
        return;
    for (const auto* program : {"dbus-daemon", "gnome-keyring-daemon"})
        if (QStandardPaths::findExecutable(program).isEmpty())
            QSKIP("There is no keyring here.");
    hasKeyring_ = hasKeyring_ || startKeyring();
    QVERIFY(hasKeyring_);
}

void ServerKeyringTest::makeKeyring()
{
    keyring_ = std::make_unique<ServerKeyring>(*settings_, nullptr);
}

void ServerKeyringTest::cleanup()
{
    if (hasKeyring_) {
        QCOMPARE(forget(server_), std::string());
        QCOMPARE(forget(other_), std::string());
    }
    settings_->sync();
    QFile file(settings_->fileName());
    QVERIFY(file.open(QIODevice::ReadOnly) || !file.exists());
    QVERIFY(!file.readAll().contains("secret"));
}

void ServerKeyringTest::cleanupTestCase()
{
    for (auto* process : {&daemon_, &bus_}) {
        process->kill();
        process->waitForFinished();
    }
}

std::string ServerKeyringTest::keep(const RemoteAddress& server, const std::string& key)
{
    const auto kept = awaited<void>([&](const auto& then) { keyring_->keep(server, key, then); });
    return kept ? std::string() : kept.error().message;
}

std::string ServerKeyringTest::forget(const RemoteAddress& server)
{
    const auto gone = awaited<void>([&](const auto& then) { keyring_->forget(server, then); });
    return gone ? std::string() : gone.error().message;
}

std::string ServerKeyringTest::read(const RemoteAddress& server)
{
    const auto key = awaited<std::string>([&](const auto& then) { keyring_->read(server, then); });
    return key ? *key : "wrong: " + key.error().message;
}

std::string ServerKeyringTest::inTheFile(const RemoteAddress& server)
{
    const auto key = serverKey(server, serverKeysFile());
    return key ? *key : "wrong: " + key.error().message;
}

bool ServerKeyringTest::takeOut(const RemoteAddress& server)
{
    QSettings elsewhere(folder_.filePath("elsewhere.ini"), QSettings::IniFormat);
    elsewhere.setValue("serversInKeyring", QStringList(QString::fromStdString(server.url)));
    ServerKeyring another(elsewhere, nullptr);
    return awaited<void>([&](const auto& then) { another.forget(server, then); }).has_value();
}

// The first, as this process knows no bus then.
void ServerKeyringTest::withoutAKeyring()
{
    QCOMPARE(keep(server_, "secret"), std::string());
    QVERIFY(!keyring_->holds(server_));
    QCOMPARE(inTheFile(server_), std::string("secret"));
    QCOMPARE(forget(server_), std::string());
    QCOMPARE(inTheFile(server_), std::string());

    settings_->setValue("serversInKeyring", QStringList("http://127.0.0.1:8081"));
    QVERIFY(keyring_->holds(other_));
    const auto sentence = read(other_);
    QVERIFY2(
        sentence.starts_with("wrong: 127.0.0.1:8081: its key can't be read from the keyring: "),
        sentence.c_str());
    QVERIFY(keyring_->holds(other_)); // it may come back
    settings_->remove("serversInKeyring");
}

void ServerKeyringTest::keepsReadsAndForgets()
{
    QVERIFY(!keyring_->holds(server_));
    QCOMPARE(keep(server_, "secret ✓"), std::string());
    QVERIFY(keyring_->holds(server_));
    QCOMPARE(read(server_), std::string("secret ✓"));
    QCOMPARE(keep(server_, "secret two"), std::string());
    QCOMPARE(read(server_), std::string("secret two"));
    QCOMPARE(forget(server_), std::string());
    QVERIFY(!keyring_->holds(server_));
    QCOMPARE(read(server_), std::string());
}

void ServerKeyringTest::serversAreToldApart()
{
    QCOMPARE(keep(server_, "secret one"), std::string());
    QCOMPARE(keep(other_, "secret two"), std::string());
    QCOMPARE(forget(server_), std::string());
    QVERIFY(!keyring_->holds(server_));
    QVERIFY(keyring_->holds(other_));
    QCOMPARE(read(other_), std::string("secret two"));
}

void ServerKeyringTest::isReadAfterARestart()
{
    QCOMPARE(keep(server_, "secret"), std::string());
    makeKeyring();
    QVERIFY(keyring_->holds(server_));
    QCOMPARE(read(server_), std::string("secret"));
}

// Not in the file of before there was a keyring, too.
void ServerKeyringTest::aKeyIsInOnePlace()
{
    QVERIFY(keepServerKey(server_, "old secret", serverKeysFile()));
    QVERIFY(keepServerKey(other_, "other secret", serverKeysFile()));
    QCOMPARE(keep(server_, "secret"), std::string());
    QCOMPARE(inTheFile(server_), std::string());
    QCOMPARE(inTheFile(other_), std::string("other secret"));
    QVERIFY(!keyring_->holds(other_));
    QCOMPARE(forget(other_), std::string());
    QCOMPARE(inTheFile(other_), std::string());
}

void ServerKeyringTest::aKeyThatWasTakenOut()
{
    QCOMPARE(keep(server_, "secret"), std::string());
    QVERIFY(takeOut(server_));
    QVERIFY(keyring_->holds(server_)); // as far as one knows
    QCOMPARE(read(server_), std::string());
    QVERIFY(!keyring_->holds(server_));
}

LOGITSCOPE_TEST(ServerKeyringTest)
#include "tst_server_keyring.moc"
