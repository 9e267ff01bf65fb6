#include "app/window/desktop_files.h"
#include "tests/test_program.h"

#include <QDBusServer>
#include <QDesktopServices>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace logitscope;

// Keeps what it was asked to show, or refuses.
class FileManager : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.FileManager1")

public:
    QStringList shown;

public slots:

    Q_SCRIPTABLE void ShowItems(const QStringList& addresses,
                                const QString&) // the interface's name
    {
        shown += addresses;
    }
};

class Desktop : public QObject
{
    Q_OBJECT

public:
    QList<QUrl> opened;

public slots:

    void open(const QUrl& address) { opened << address; }
};

class TestDesktopFiles : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void aFileOpens();
    void theFileManagerShowsIt();
    void theFolderOpensWhereNoneAnswers();
    void theFolderOpensWithoutABus();

private:
    QDBusConnection connectedBus(QObject* manager);

    Desktop desktop_;
    QDBusServer* server_ = nullptr;
};

void TestDesktopFiles::initTestCase()
{
    QDesktopServices::setUrlHandler("file", &desktop_, "open");
}

void TestDesktopFiles::init()
{
    desktop_.opened.clear();
    server_ = new QDBusServer(this);
    QVERIFY(server_->isConnected());
}

void TestDesktopFiles::cleanup()
{
    QDBusConnection::disconnectFromPeer("desktop");
    delete server_;
}

// A bus with nobody on it but a file manager, or nobody at all.
QDBusConnection TestDesktopFiles::connectedBus(QObject* manager)
{
    connect(server_, &QDBusServer::newConnection, this, [manager](QDBusConnection other) {
        if (manager)
            other.registerObject("/org/freedesktop/FileManager1", manager,
                                 QDBusConnection::ExportScriptableSlots);
    });
    QSignalSpy connected(server_, &QDBusServer::newConnection);
    auto bus = QDBusConnection::connectToPeer(server_->address(), "desktop");
    if (connected.isEmpty())
        connected.wait();
    return bus;
}

void TestDesktopFiles::aFileOpens()
{
    QVERIFY(openFile("/tmp/a b.png"));
    QCOMPARE(desktop_.opened, QList<QUrl>{QUrl::fromLocalFile("/tmp/a b.png")});
}

void TestDesktopFiles::theFileManagerShowsIt()
{
    FileManager manager;
    bool failed = false;
    showInFolder(
        "/tmp/a folder/gr\u00fcn #1.png", [&] { failed = true; }, connectedBus(&manager));
    QTRY_COMPARE(manager.shown, QStringList{"file:///tmp/a%20folder/gr%C3%BCn%20%231.png"});
    QVERIFY(desktop_.opened.isEmpty());
    QVERIFY(!failed);
}

void TestDesktopFiles::theFolderOpensWhereNoneAnswers()
{
    bool failed = false;
    showInFolder(
        "/tmp/a folder/grid.png", [&] { failed = true; }, connectedBus(nullptr));
    QTRY_COMPARE(desktop_.opened, QList<QUrl>{QUrl::fromLocalFile("/tmp/a folder")});
    QVERIFY(!failed);
}

void TestDesktopFiles::theFolderOpensWithoutABus()
{
    bool failed = false;
    showInFolder(
        "/tmp/grid.png", [&] { failed = true; }, QDBusConnection("none"));
    QCOMPARE(desktop_.opened, QList<QUrl>{QUrl::fromLocalFile("/tmp")});
    QVERIFY(!failed);
}

LOGITSCOPE_TEST(TestDesktopFiles)
#include "tst_desktop_files.moc"
