#include "core/server/listener.h"
#include "tests/core/server/raw_client.h"
#include "tests/test_program.h"

#include <QTest>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <thread>

using namespace logitscope;
using fixtures::RawClient;

namespace
{

Result<Listener> listenOn(const std::string& host, int port)
{
    return Listener::open(host, *addressesOf(host, port));
}

} // namespace

class TestListener : public QObject
{
    Q_OBJECT

private slots:
    void accepts();
    void allAddressesOfAName();
    void portTaken();
    void portFreeAtOnce();
    void foreignAddress();
    void stops();
};

void TestListener::accepts()
{
    const auto listener = listenOn("127.0.0.1", 0);
    QVERIFY(listener.has_value());
    QVERIFY(listener->port() > 0);
    const RawClient client(listener->port());
    QVERIFY(client.isConnected());

    const StopSignal stop;
    const auto socket = listener->accept(stop);
    QVERIFY(socket.has_value());
    int noDelay = 0;
    socklen_t size = sizeof noDelay;
    QCOMPARE(::getsockopt(socket->get(), IPPROTO_TCP, TCP_NODELAY, &noDelay, &size), 0);
    QVERIFY(noDelay != 0);
}

void TestListener::allAddressesOfAName()
{
    const auto listener = listenOn("localhost", 0);
    QVERIFY(listener.has_value());
    QVERIFY(RawClient(listener->port()).isConnected());
}

void TestListener::portTaken()
{
    const auto first = listenOn("127.0.0.1", 0);
    QVERIFY(first.has_value());
    const auto second = listenOn("127.0.0.1", first->port());
    QVERIFY(!second.has_value());
    QCOMPARE(QString::fromStdString(second.error().message),
             QString("port %1 is taken on 127.0.0.1; choose another, or end what uses it")
                 .arg(first->port()));
}

// Although a connection of the one before is not quite dead yet.
void TestListener::portFreeAtOnce()
{
    int port = 0;
    {
        const auto listener = listenOn("127.0.0.1", 0);
        QVERIFY(listener.has_value());
        port = listener->port();
        RawClient client(port);
        {
            const StopSignal stop;
            const auto closedFirst = listener->accept(stop);
            QVERIFY(closedFirst.has_value());
        }
        QCOMPARE(client.receiveAll(), std::string());
        QVERIFY(client.hasEnded());
    }
    QVERIFY(listenOn("127.0.0.1", port).has_value());
}

void TestListener::foreignAddress()
{
    const auto listener = listenOn("192.0.2.1", 8000); // kept for examples, nobody has it
    QVERIFY(!listener.has_value());
    QCOMPARE(QString::fromStdString(listener.error().message),
             QString("192.0.2.1 is no address of this machine"));
}

void TestListener::stops()
{
    const auto listener = listenOn("127.0.0.1", 0);
    QVERIFY(listener.has_value());
    StopSignal stop;
    bool accepted = true;
    std::thread waiting([&] { accepted = listener->accept(stop).has_value(); });
    stop.raise();
    waiting.join();
    QVERIFY(!accepted);
    QVERIFY(!listener->accept(stop).has_value()); // nor later
}

LOGITSCOPE_TEST(TestListener)
#include "tst_listener.moc"
