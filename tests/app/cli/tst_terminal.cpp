#include "app/cli/terminal.h"
#include "tests/test_program.h"

#include <QFile>
#include <QTemporaryFile>
#include <QTest>

#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace logitscope;

class TestTerminal : public QObject
{
    Q_OBJECT

private slots:
    void withoutATerminal_data();
    void withoutATerminal();
    void withATerminal();
    void printsNoControlCharacters();
};

void TestTerminal::withoutATerminal_data()
{
    QTest::addColumn<QByteArray>("variable");
    QTest::addColumn<int>("columns");
    QTest::newRow("120") << QByteArray("120") << 120;
    QTest::newRow("none") << QByteArray() << 80;
    for (const char* bad : {"", "0", "-5", "wide", "80x", "99999999999"})
        QTest::newRow(bad) << QByteArray(bad) << 80;
}

// A descriptor in place of another's, until this goes.
class Redirected
{
public:
    Redirected(int descriptor, const char* path)
        : descriptor_(descriptor)
        , before_(::dup(descriptor))
    {
        const int opened = ::open(path, O_RDWR | O_NOCTTY);
        ::dup2(opened, descriptor);
        ::close(opened);
    }

    ~Redirected()
    {
        ::dup2(before_, descriptor_);
        ::close(before_);
    }

    Redirected(const Redirected&) = delete;
    Redirected& operator=(const Redirected&) = delete;

private:
    int descriptor_;
    int before_;
};

void TestTerminal::withoutATerminal()
{
    QFETCH(QByteArray, variable);
    QFETCH(int, columns);
    if (variable.isNull())
        qunsetenv("COLUMNS");
    else
        qputenv("COLUMNS", variable);
    int found = 0;
    bool isTerminal = true;
    {
        const Redirected out(STDOUT_FILENO, "/dev/null");
        const Redirected err(STDERR_FILENO, "/dev/null");
        found = terminalColumns();
        isTerminal = isErrorATerminal();
    }
    QCOMPARE(found, columns);
    QVERIFY(!isTerminal);
}

void TestTerminal::withATerminal()
{
    const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
    QVERIFY(terminal >= 0 && ::grantpt(terminal) == 0 && ::unlockpt(terminal) == 0);
    const winsize size = {.ws_row = 30, .ws_col = 132, .ws_xpixel = 0, .ws_ypixel = 0};
    QCOMPARE(::ioctl(terminal, TIOCSWINSZ, &size), 0);
    qputenv("COLUMNS", "99");
    int found = 0;
    bool isTerminal = false;
    {
        const Redirected out(STDOUT_FILENO, ::ptsname(terminal));
        const Redirected err(STDERR_FILENO, ::ptsname(terminal));
        found = terminalColumns();
        isTerminal = isErrorATerminal();
    }
    ::close(terminal);
    QCOMPARE(found, 132);
    QVERIFY(isTerminal);
}

// A model may say anything: here it would clear the screen.
void TestTerminal::printsNoControlCharacters()
{
    const std::string text = "a\x1b[2J\tb\u202Ec\n";
    const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
    QVERIFY(terminal >= 0 && ::grantpt(terminal) == 0 && ::unlockpt(terminal) == 0);
    const int kept = ::open(::ptsname(terminal), O_RDWR | O_NOCTTY); // what is written stays
    QTemporaryFile file;
    QVERIFY(file.open());
    {
        const Redirected out(STDOUT_FILENO, ::ptsname(terminal));
        Output().print(text);
    }
    {
        const Redirected out(STDOUT_FILENO, qPrintable(file.fileName()));
        Output().print(text);
    }
    QByteArray written(100, '\0');
    written.resize(::read(terminal, written.data(), static_cast<std::size_t>(written.size())));
    ::close(kept);
    ::close(terminal);
    QCOMPARE(QString(written), QString("a␛[2J b\uFFFDc\r\n"));
    QCOMPARE(file.readAll(), QByteArray::fromStdString(text)); // as it is
}

LOGITSCOPE_TEST(TestTerminal)
#include "tst_terminal.moc"
