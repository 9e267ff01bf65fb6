#include "core/server/address.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>

using namespace logitscope;

class TestAddress : public QObject
{
    Q_OBJECT

private slots:
    void loopback_data();
    void loopback();
    void unknownHost();
    void urls();
    void ownNames_data();
    void ownNames();
    void namesOfThisMachine();
    void limitedClients();
};

void TestAddress::loopback_data()
{
    QTest::addColumn<std::string>("host");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char* host, bool expected) {
        QTest::newRow(host) << std::string(host) << expected;
    };
    row("127.0.0.1", true);
    row("127.9.9.9", true);
    row("localhost", true);
    row("::1", true);
    row("::ffff:127.0.0.1", true);
    row("0.0.0.0", false);
    row("::", false);
    row("10.0.0.1", false);
    row("192.168.1.127", false);
    row("::ffff:10.0.0.1", false);
}

void TestAddress::loopback()
{
    QFETCH(std::string, host);
    QFETCH(bool, expected);
    const auto addresses = addressesOf(host, 8000);
    QVERIFY(addresses.has_value());
    QVERIFY(!addresses->empty());
    for (const auto& address : *addresses) {
        QCOMPARE(address.isLoopback(), expected);
        QCOMPARE(address.port(), 8000);
    }
}

void TestAddress::unknownHost()
{
    const auto addresses = addressesOf("no.such.host.invalid", 8000);
    QVERIFY(!addresses.has_value());
    QVERIFY2(QString::fromStdString(addresses.error().message)
                 .startsWith("the host no.such.host.invalid is unknown: "),
             addresses.error().message.c_str());
}

void TestAddress::urls()
{
    QCOMPARE(urlOf("127.0.0.1", 80), std::string("http://127.0.0.1:80"));
    QCOMPARE(urlOf("localhost", 8000), std::string("http://localhost:8000"));
    QCOMPARE(urlOf("::1", 8000), std::string("http://[::1]:8000"));
}

void TestAddress::ownNames_data()
{
    QTest::addColumn<std::string>("header");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char* header, bool expected) {
        QTest::newRow(header) << std::string(header) << expected;
    };
    row("localhost", true);
    row("LocalHost:8000", true);
    row("app.localhost:3000", true);
    row("127.0.0.1:8000", true);
    row("10.0.0.7", true);
    row("[::1]:8000", true);
    row("[::1]", true);
    row("[2001:db8::7]:8001", true);
    row("[::ffff:10.0.0.7]:8001", true);
    row("[evil.example]:8001", false);
    row("evil.example:8000", false);
    row("localhost.evil.example", false);
    row("127.0.0.1.evil.example", false);
    row("notlocalhost", false);
    row("[", false);
    row("", false);
    row("Desk.example:8000", true); // where it listens
    row("desk.example.evil", false);
}

void TestAddress::ownNames()
{
    QFETCH(std::string, header);
    QFETCH(bool, expected);
    QCOMPARE(isOwnName(header, "desk.Example"), expected);
    QVERIFY(!isOwnName("", ""));
}

void TestAddress::namesOfThisMachine()
{
    const auto name = QSysInfo::machineHostName().section('.', 0, 0).toStdString();
    QVERIFY(!name.empty());
    for (const auto& own : {name, name + ":8001", name + ".local", name + ".LOCAL:8001"})
        QVERIFY2(isOwnName(own, "0.0.0.0"), own.c_str());
    // These can be somebody's who lets them point here.
    for (const auto& other : {name + ".example", name + ".local.example", "x" + name, name + "x",
                              "x." + name + ".local", std::string(".local"), std::string("local")})
        QVERIFY2(!isOwnName(other, "0.0.0.0"), other.c_str());
}

void TestAddress::limitedClients()
{
    QCOMPARE(limitedClient("10.0.0.7"), std::string("10.0.0.7"));
    QCOMPARE(limitedClient("?"), std::string("?"));
    QCOMPARE(limitedClient("2001:db8::1:2:3:4"), limitedClient("2001:db8::ffff:0:0:9"));
    QVERIFY(limitedClient("2001:db8::1") != limitedClient("2001:db8:0:1::1"));
}

LOGITSCOPE_TEST(TestAddress)
#include "tst_address.moc"
