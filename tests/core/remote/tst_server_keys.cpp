#include "core/remote/server_keys.h"
#include "tests/fixtures/test_folder.h"
#include "tests/test_program.h"

#include <QFile>
#include <QTest>

#include <nlohmann/json.hpp>

#include <sys/stat.h>
#include <unistd.h>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

const RemoteAddress lab = RemoteAddress::parse("http://lab.example:8080#gpt2").value();
const RemoteAddress home = RemoteAddress::parse("http://127.0.0.1:8080").value();

mode_t permissionsOfKeys(const std::filesystem::path& file)
{
    struct stat found = {};
    return ::stat(file.c_str(), &found) == 0 ? found.st_mode & 07777 : 0;
}

nlohmann::json jsonIn(const std::filesystem::path& path)
{
    QFile file(QString::fromStdString(path.string()));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return nlohmann::json::parse(file.readAll().toStdString(), nullptr, false);
}

// "key of it", or "folder/keys: what is wrong".
QString keyOf(const RemoteAddress& server, const TestFolder& folder, const char* name = "keys")
{
    const auto key = serverKey(server, folder.file(name));
    return key ? QString::fromStdString(*key) : folder.named(key.error().message);
}

QString kept(const RemoteAddress& server, const std::string& key, const TestFolder& folder,
             const char* name = "keys")
{
    const auto done = keepServerKey(server, key, folder.file(name));
    return done ? QString() : folder.named(done.error().message);
}

} // namespace

class TestServerKeys : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void keeps();
    void onePerServer();
    void forgets();
    void nothingToForget();
    void hidden_data();
    void hidden();
    void emptyFile_data();
    void emptyFile();
    void readableByOthers_data();
    void readableByOthers();
    void environment();
    void damaged_data();
    void damaged();
    void notAFile();
    void unreadable();
    void cantBeWritten();
    void whereTheFileIs_data();
    void whereTheFileIs();
    void withoutAHome();

private:
    mode_t umask_ = 0;
    QByteArray config_;
    QByteArray home_;
};

void TestServerKeys::init()
{
    umask_ = ::umask(022);
    ::umask(umask_);
    config_ = qgetenv("XDG_CONFIG_HOME");
    home_ = qgetenv("HOME");
    qunsetenv("LOGITSCOPE_API_KEY");
}

void TestServerKeys::cleanup()
{
    ::umask(umask_);
    config_.isNull() ? qunsetenv("XDG_CONFIG_HOME") : qputenv("XDG_CONFIG_HOME", config_);
    home_.isNull() ? qunsetenv("HOME") : qputenv("HOME", home_);
    qunsetenv("LOGITSCOPE_API_KEY");
}

void TestServerKeys::keeps()
{
    const TestFolder folder;
    QCOMPARE(keyOf(lab, folder), QString());
    QCOMPARE(kept(lab, "secret", folder), QString());
    QCOMPARE(keyOf(lab, folder), QString("secret"));
    QCOMPARE(kept(lab, "newer", folder), QString());
    QCOMPARE(keyOf(lab, folder), QString("newer"));
}

// Whichever of its models is meant; another port is another server.
void TestServerKeys::onePerServer()
{
    const TestFolder folder;
    QCOMPARE(kept(lab, "of the lab", folder), QString());
    QCOMPARE(kept(home, "of home", folder), QString());
    QCOMPARE(keyOf(lab, folder), QString("of the lab"));
    QCOMPARE(keyOf(home, folder), QString("of home"));
    QCOMPARE(keyOf(RemoteAddress::parse("http://lab.example:8080/v1/#other").value(), folder),
             QString("of the lab"));
    for (const auto* other : {"http://lab.example:8081", "https://lab.example:8080",
                              "http://lab.example", "http://lab.example:8080/llm"})
        QCOMPARE(keyOf(RemoteAddress::parse(other).value(), folder), QString());
    QCOMPARE(kept(lab, "changed", folder), QString());
    QCOMPARE(keyOf(home, folder), QString("of home"));
}

void TestServerKeys::forgets()
{
    const TestFolder folder;
    QCOMPARE(kept(lab, "of the lab", folder), QString());
    QCOMPARE(kept(home, "of home", folder), QString());
    QCOMPARE(kept(lab, "", folder), QString());
    QCOMPARE(keyOf(lab, folder), QString());
    QCOMPARE(keyOf(home, folder), QString("of home"));
    QVERIFY(jsonIn(folder.file("keys")).dump().find("of the lab") == std::string::npos);
}

void TestServerKeys::nothingToForget()
{
    const TestFolder folder;
    QCOMPARE(kept(lab, "", folder), QString());
    QVERIFY(!std::filesystem::exists(folder.file("keys")));
}

void TestServerKeys::hidden_data()
{
    QTest::addColumn<int>("umask");
    for (const int mask : {0, 022, 077})
        QTest::addRow("umask %o", mask) << mask;
}

void TestServerKeys::hidden()
{
    QFETCH(int, umask);
    ::umask(static_cast<mode_t>(umask));
    const TestFolder folder;
    QCOMPARE(kept(lab, "secret", folder, "new/folder/keys"), QString());
    QCOMPARE(permissionsOfKeys(folder.file("new/folder/keys")), mode_t{0600});
    QCOMPARE(kept(home, "secret", folder, "new/folder/keys"), QString());
    QCOMPARE(permissionsOfKeys(folder.file("new/folder/keys")), mode_t{0600});
}

void TestServerKeys::emptyFile_data()
{
    QTest::addColumn<int>("mode");
    for (const int mode : {0600, 0644, 0666})
        QTest::addRow("%o", mode) << mode;
}

void TestServerKeys::emptyFile()
{
    QFETCH(int, mode);
    const TestFolder folder;
    folder.write("keys", "");
    QCOMPARE(::chmod(folder.file("keys").c_str(), static_cast<mode_t>(mode)), 0);
    QCOMPARE(keyOf(lab, folder), QString());
    QCOMPARE(kept(lab, "secret", folder), QString());
    QCOMPARE(permissionsOfKeys(folder.file("keys")), mode_t{0600});
    QCOMPARE(keyOf(lab, folder), QString("secret"));
}

void TestServerKeys::readableByOthers_data()
{
    QTest::addColumn<int>("mode");
    for (const int mode : {0644, 0640, 0604, 0660, 0610, 0602})
        QTest::addRow("%o", mode) << mode;
}

// Then neither the key in it nor another is used, and no key is added.
void TestServerKeys::readableByOthers()
{
    QFETCH(int, mode);
    const TestFolder folder;
    QCOMPARE(kept(lab, "secret", folder), QString());
    QCOMPARE(::chmod(folder.file("keys").c_str(), static_cast<mode_t>(mode)), 0);
    const auto before = jsonIn(folder.file("keys"));
    const QString sentence = "folder/keys: others on this machine may read it; run chmod 600 on it";
    QCOMPARE(keyOf(lab, folder), sentence);
    QCOMPARE(keyOf(home, folder), sentence);
    QCOMPARE(kept(home, "another secret", folder), sentence);
    QCOMPARE(jsonIn(folder.file("keys")), before);
    QCOMPARE(::chmod(folder.file("keys").c_str(), 0600), 0);
    QCOMPARE(keyOf(lab, folder), QString("secret"));
}

void TestServerKeys::environment()
{
    const TestFolder folder;
    qputenv("LOGITSCOPE_API_KEY", "of the environment");
    QCOMPARE(keyOf(lab, folder), QString("of the environment"));
    QCOMPARE(kept(lab, "kept", folder), QString());
    QCOMPARE(keyOf(lab, folder), QString("kept"));
    QCOMPARE(keyOf(home, folder), QString("of the environment"));
    QCOMPARE(kept(lab, "", folder), QString());
    QCOMPARE(keyOf(lab, folder), QString("of the environment"));
    qputenv("LOGITSCOPE_API_KEY", "");
    QCOMPARE(keyOf(lab, folder), QString());
}

void TestServerKeys::damaged_data()
{
    QTest::addColumn<QByteArray>("contents");
    QTest::newRow("no JSON") << QByteArray("{\"http://lab.example:8080\": \"secret\"");
    QTest::newRow("a list") << QByteArray("[\"secret\"]");
    QTest::newRow("a text") << QByteArray("\"secret\"");
    QTest::newRow("nothing but a line") << QByteArray("\n");
    QTest::newRow("bytes") << QByteArray("\xff\xfesecret");
    QTest::newRow("nested") << QByteArray(100'000, '[');
}

// It is left as it is: a person may still read the keys.
void TestServerKeys::damaged()
{
    QFETCH(QByteArray, contents);
    const TestFolder folder;
    folder.write("keys", contents);
    QCOMPARE(::chmod(folder.file("keys").c_str(), 0600), 0);
    const QString sentence =
        "folder/keys: isn't a file of keys; move it away, and give the keys again";
    QCOMPARE(keyOf(lab, folder), sentence);
    QCOMPARE(kept(lab, "new secret", folder), sentence);
    QFile file(QString::fromStdString(folder.file("keys").string()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), contents);
}

void TestServerKeys::notAFile()
{
    const TestFolder folder;
    std::filesystem::create_directory(folder.file("keys"));
    QCOMPARE(keyOf(lab, folder), QString("folder/keys: is no file; move it away"));
    QCOMPARE(kept(lab, "secret", folder), QString("folder/keys: is no file; move it away"));
}

void TestServerKeys::unreadable()
{
    if (::geteuid() == 0)
        QSKIP("root may read anything");
    const TestFolder folder;
    QCOMPARE(kept(home, "of home", folder), QString());
    QCOMPARE(::chmod(folder.file("keys").c_str(), 0200), 0);
    const QString sentence = "folder/keys: can't be read: Permission denied";
    QCOMPARE(keyOf(home, folder), sentence);
    QCOMPARE(kept(lab, "secret", folder), sentence);
    QCOMPARE(::chmod(folder.file("keys").c_str(), 0600), 0);
    QCOMPARE(keyOf(home, folder), QString("of home"));
}

// The sentence has the file, and no key.
void TestServerKeys::cantBeWritten()
{
    const TestFolder folder;
    folder.write("file", "x");
    QCOMPARE(kept(lab, "secret", folder, "file/keys"),
             QString("folder/file/keys: can't be written: Not a directory"));
}

void TestServerKeys::whereTheFileIs_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<QByteArray>("home");
    QTest::addColumn<std::string>("file");
    const std::string below = "/logitscope/server-keys.json";
    QTest::newRow("both") << QByteArray("/c") << QByteArray("/h") << "/c" + below;
    QTest::newRow("home") << QByteArray() << QByteArray("/h") << "/h/.config" + below;
    QTest::newRow("an empty one") << QByteArray("") << QByteArray("/h") << "/h/.config" + below;
    QTest::newRow("a relative one") << QByteArray("c") << QByteArray("/h") << "/h/.config" + below;
    QTest::newRow("neither") << QByteArray() << QByteArray() << std::string();
}

void TestServerKeys::whereTheFileIs()
{
    QFETCH(QByteArray, config);
    QFETCH(QByteArray, home);
    QFETCH(std::string, file);
    config.isNull() ? qunsetenv("XDG_CONFIG_HOME") : qputenv("XDG_CONFIG_HOME", config);
    home.isNull() ? qunsetenv("HOME") : qputenv("HOME", home);
    QCOMPARE(serverKeysFile().string(), file);
}

// A key can be used, but not kept.
void TestServerKeys::withoutAHome()
{
    qputenv("LOGITSCOPE_API_KEY", "of the environment");
    const auto key = serverKey(lab, {});
    QVERIFY(key);
    QCOMPARE(*key, std::string("of the environment"));
    const auto done = keepServerKey(lab, "secret", {});
    QVERIFY(!done);
    QCOMPARE(done.error().message, std::string("lab.example:8080: its key can't be kept, because "
                                               "there is no home folder; set HOME"));
}

LOGITSCOPE_TEST(TestServerKeys)
#include "tst_server_keys.moc"
