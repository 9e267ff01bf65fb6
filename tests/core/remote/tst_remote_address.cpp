#include "core/remote/remote_address.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestRemoteAddress : public QObject
{
    Q_OBJECT

private slots:
    void parts_data();
    void parts();
    void refused_data();
    void refused();
};

void TestRemoteAddress::parts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("authority");
    QTest::addColumn<QString>("model");
    QTest::newRow("plain") << "http://127.0.0.1:8080"
                           << "http://127.0.0.1:8080"
                           << "127.0.0.1:8080"
                           << "";
    QTest::newRow("slash") << "http://localhost:80/"
                           << "http://localhost:80"
                           << "localhost:80"
                           << "";
    QTest::newRow("v1") << "https://host.example/v1/"
                        << "https://host.example"
                        << "host.example"
                        << "";
    QTest::newRow("path") << "http://host:1/llm/v1"
                          << "http://host:1/llm"
                          << "host:1"
                          << "";
    QTest::newRow("model") << "http://host:1#Qwen/Qwen2.5 x"
                           << "http://host:1"
                           << "host:1"
                           << "Qwen/Qwen2.5 x";
    QTest::newRow("IPv6") << "http://[::1]:8000"
                          << "http://[::1]:8000"
                          << "[::1]:8000"
                          << "";
}

void TestRemoteAddress::parts()
{
    QFETCH(QString, text);
    const auto address = RemoteAddress::parse(text.toStdString());
    QVERIFY2(address, address ? "" : address.error().message.c_str());
    QTEST(QString::fromStdString(address->url), "url");
    QTEST(QString::fromStdString(address->authority), "authority");
    QTEST(QString::fromStdString(address->model), "model");
    QVERIFY(isRemoteAddress(text.toStdString()));
}

void TestRemoteAddress::refused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    QTest::newRow("empty") << ""
                           << "no server's address";
    QTest::newRow("folder") << "/models/gpt2"
                            << "no server's address";
    QTest::newRow("no scheme") << "localhost:8080"
                               << "no server's address";
    QTest::newRow("another scheme") << "ftp://host"
                                    << "no server's address";
    QTest::newRow("no host") << "http://"
                             << "no server's address";
    QTest::newRow("port") << "http://host:70000"
                          << "no server's address";
    QTest::newRow("blank") << "http://ho st"
                           << "no server's address";
    QTest::newRow("password") << "http://me:secret@host"
                              << "a user or a password";
    QTest::newRow("user") << "http://secret@host"
                          << "a user or a password";
    QTest::newRow("query") << "http://host/?key=secret"
                           << "has a ? in it";
}

void TestRemoteAddress::refused()
{
    QFETCH(QString, text);
    QFETCH(QString, part);
    const auto address = RemoteAddress::parse(text.toStdString());
    QVERIFY(!address);
    const auto message = QString::fromStdString(address.error().message);
    QVERIFY2(message.contains(part) && !message.contains("secret"), qPrintable(message));
}

LOGITSCOPE_TEST(TestRemoteAddress)
#include "tst_remote_address.moc"
