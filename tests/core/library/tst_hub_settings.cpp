#include "core/library/hub_settings.h"
#include "tests/fixtures/test_folder.h"
#include "tests/test_program.h"

#include <QMap>
#include <QTest>

#include <sys/stat.h>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

using Variables = QMap<QByteArray, QByteArray>;

// With these alone, of all that it reads.
class WithVariables
{
public:
    explicit WithVariables(const Variables& variables)
    {
        for (const char* name :
             {"HF_ENDPOINT", "HF_TOKEN", "HF_TOKEN_PATH", "HF_HUB_OFFLINE", "HF_HUB_CACHE",
              "HUGGINGFACE_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME", "HOME"}) {
            if (qEnvironmentVariableIsSet(name))
                before_[name] = qgetenv(name);
            qunsetenv(name);
            names_ << name;
        }
        for (auto one = variables.begin(); one != variables.end(); ++one)
            qputenv(one.key().constData(), one.value());
    }

    ~WithVariables()
    {
        for (const auto& name : names_)
            before_.contains(name) ? qputenv(name.constData(), before_[name])
                                   : qunsetenv(name.constData());
    }

    WithVariables(const WithVariables&) = delete;
    WithVariables& operator=(const WithVariables&) = delete;

private:
    QByteArrayList names_;
    Variables before_;
};

} // namespace

class TestHubSettings : public QObject
{
    Q_OBJECT

private slots:
    void cache_data();
    void cache();
    void endpoint_data();
    void endpoint();
    void token_data();
    void token();
    void tokenFile();
    void tokenIsNotSaid();
    void offline_data();
    void offline();
};

void TestHubSettings::cache_data()
{
    QTest::addColumn<Variables>("variables");
    QTest::addColumn<QString>("folder");
    Variables all = {{"HF_HUB_CACHE", "/1"},
                     {"HUGGINGFACE_HUB_CACHE", "/2"},
                     {"HF_HOME", "/3"},
                     {"XDG_CACHE_HOME", "/4"},
                     {"HOME", "/5"}};
    QTest::newRow("HF_HUB_CACHE") << all << "/1";
    all.remove("HF_HUB_CACHE");
    QTest::newRow("HUGGINGFACE_HUB_CACHE") << all << "/2";
    all["HUGGINGFACE_HUB_CACHE"] = "";
    QTest::newRow("HF_HOME") << all << "/3/hub";
    all.remove("HF_HOME");
    QTest::newRow("XDG_CACHE_HOME") << all << "/4/huggingface/hub";
    all.remove("XDG_CACHE_HOME");
    QTest::newRow("HOME") << all << "/5/.cache/huggingface/hub";
    all["HF_HUB_CACHE"] = "~/models";
    QTest::newRow("tilde") << all << "/5/models";
    QTest::newRow("nothing") << Variables() << "";
}

void TestHubSettings::cache()
{
    QFETCH(Variables, variables);
    QFETCH(QString, folder);
    const WithVariables with(variables);
    const auto settings = HubSettings::fromEnvironment();
    QVERIFY(settings);
    QCOMPARE(QString::fromStdString(settings->cache.string()), folder);
}

void TestHubSettings::endpoint_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("endpoint"); // empty: refused
    QTest::newRow("none") << QByteArray() << "https://huggingface.co";
    QTest::newRow("mirror") << QByteArray("https://hub.example/") << "https://hub.example";
    QTest::newRow("a path") << QByteArray("http://hub.example:8080/hf//")
                            << "http://hub.example:8080/hf";
    for (const char* bad :
         {"hub.example:x", "ftp://hub.example", "file:///etc", "https://me:secret@hub.example",
          "https://hub.example/?a=", "https://hub.example/#a", "https://", "https://hub example"})
        QTest::newRow(bad) << QByteArray(bad) << "";
    QTest::newRow("a header") << QByteArray("https://hub.example\r\nX: y") << "";
}

void TestHubSettings::endpoint()
{
    QFETCH(QByteArray, value);
    QFETCH(QString, endpoint);
    const WithVariables with({{"HF_ENDPOINT", value}});
    const auto settings = HubSettings::fromEnvironment();
    QCOMPARE(settings.has_value(), !endpoint.isEmpty());
    if (settings)
        QCOMPARE(QString::fromStdString(settings->endpoint), endpoint);
    else
        QVERIFY(settings.error().message.starts_with("HF_ENDPOINT is "));
}

void TestHubSettings::token_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("token");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("usual") << QByteArray("hf_aBc123") << "hf_aBc123" << true;
    QTest::newRow("with its line's end") << QByteArray(" hf_a\r\n") << "hf_a" << true;
    QTest::newRow("blanks alone") << QByteArray(" \n") << "" << true;
    QTest::newRow("a second header") << QByteArray("hf_a\r\nX-Evil: 1") << "" << false;
    QTest::newRow("two words") << QByteArray("hf_a hf_b") << "" << false;
    QTest::newRow("no ASCII") << QByteArray("hf_\xc3\xa4") << "" << false;
    QTest::newRow("a novel") << QByteArray(5000, 'a') << "" << false;
}

void TestHubSettings::token()
{
    QFETCH(QByteArray, value);
    QFETCH(QString, token);
    QFETCH(bool, isGood);
    const WithVariables with({{"HF_TOKEN", value}});
    const auto settings = HubSettings::fromEnvironment();
    QCOMPARE(settings.has_value(), isGood);
    if (settings)
        QCOMPARE(QString::fromStdString(settings->token), token);
}

void TestHubSettings::tokenFile()
{
    const TestFolder folder;
    const auto path = QByteArray::fromStdString(folder.path().string());
    folder.write("token", "hf_home\n");
    folder.write("other", "hf_other\n");
    folder.write("long", QByteArray(100'000, 'a'));
    const auto tokenWith = [](const Variables& variables) {
        const WithVariables with(variables);
        const auto settings = HubSettings::fromEnvironment();
        return QString::fromStdString(settings ? settings->token : settings.error().message);
    };
    QCOMPARE(tokenWith({{"HF_HOME", path}}), "hf_home");
    QCOMPARE(tokenWith({{"HF_HOME", path}, {"HF_TOKEN_PATH", path + "/other"}}), "hf_other");
    QCOMPARE(tokenWith({{"HF_HOME", path}, {"HF_TOKEN", "hf_said"}}), "hf_said");
    QCOMPARE(tokenWith({{"HF_TOKEN_PATH", path + "/none"}}), "");
    QVERIFY(tokenWith({{"HF_TOKEN_PATH", path + "/long"}}).contains("/long: isn't a token"));
    QVERIFY(tokenWith({{"HF_TOKEN_PATH", path}}).contains("can't be read"));
    QCOMPARE(::mkfifo((path + "/pipe").constData(), 0600), 0);
    QVERIFY(tokenWith({{"HF_TOKEN_PATH", path + "/pipe"}}).contains("can't be read"));
}

void TestHubSettings::tokenIsNotSaid()
{
    const WithVariables with({{"HF_TOKEN", "hf_secret\x01"}});
    const auto settings = HubSettings::fromEnvironment();
    QVERIFY(!settings);
    QVERIFY(settings.error().message.find("secret") == std::string::npos);
}

void TestHubSettings::offline_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("isOffline");
    for (const char* yes : {"1", "ON", "on", "Yes", "true", "TRUE"})
        QTest::newRow(yes) << QByteArray(yes) << true;
    for (const char* no : {"", "0", "off", "no", "2", "false"})
        QTest::newRow(*no ? no : "nothing") << QByteArray(no) << false;
}

void TestHubSettings::offline()
{
    QFETCH(QByteArray, value);
    QFETCH(bool, isOffline);
    const WithVariables with({{"HF_HUB_OFFLINE", value}});
    const auto settings = HubSettings::fromEnvironment();
    QVERIFY(settings);
    QCOMPARE(settings->offline, isOffline);
}

LOGITSCOPE_TEST(TestHubSettings)
#include "tst_hub_settings.moc"
