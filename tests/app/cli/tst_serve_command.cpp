// The server as a shell runs it: what it says, what it answers, how it ends.
#include "tests/app/cli/made_up_model.h"
#include "tests/app/cli/program.h"
#include "tests/core/server/raw_client.h"
#include "tests/test_program.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QRegularExpression>
#include <QTest>

#include <csignal>

using namespace logitscope::fixtures;

namespace
{

// A server that runs.
class Served
{
public:
    explicit Served(QStringList options, const QString& key = {})
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.remove("LOGITSCOPE_API_KEY");
        if (!key.isEmpty())
            environment.insert("LOGITSCOPE_API_KEY", key);
        process.setProcessEnvironment(environment);
        if (!options.contains("--port"))
            options << "--port"
                    << "0";
        process.start(LOGITSCOPE_PROGRAM, QStringList{"serve"} + options, QIODevice::ReadOnly);
        greeting = readUntil("\n\n");
        const QRegularExpression url("http://127\\.0\\.0\\.1:(\\d+);");
        port = url.match(QString::fromUtf8(greeting)).captured(1).toInt();
    }

    ~Served()
    {
        if (process.state() != QProcess::NotRunning) {
            process.kill();
            process.waitForFinished();
        }
    }

    // What it says on stdout, up to and with `end`.
    QByteArray readUntil(const QByteArray& end)
    {
        while (!said_.contains(end) && process.waitForReadyRead(60'000))
            said_ += process.readAllStandardOutput();
        const auto length = said_.indexOf(end) + end.size();
        const auto result = said_.left(length);
        said_.remove(0, length);
        return result;
    }

    std::string ask(const std::string& request) const
    {
        RawClient client(port);
        client.send(request);
        return client.receiveAll();
    }

    QProcess process;
    QByteArray greeting;
    int port = 0;

private:
    QByteArray said_;
};

std::string post(const std::string& body, const std::string& headers = {})
{
    return "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

const std::string health = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

} // namespace

class TestServeCommand : public QObject
{
    Q_OBJECT

private slots:
    void answersAndLogs();
    void keyOfTheEnvironment();
    void endsOnSignals_data();
    void endsOnSignals();
    void portTaken();
    void badValues_data();
    void badValues();

private:
    MadeUpModel endless_{endlessCheckpoint()};
};

void TestServeCommand::answersAndLogs()
{
    Served server({"--model", endless_.path()});
    QVERIFY(server.port > 0);
    QVERIFY(server.greeting.contains("curl http://127.0.0.1:"));
    QCOMPARE(statusOf(server.ask(health)), 200);
    const auto answer = server.ask(post(R"({"prompt": "the secret", "max_tokens": 3})"));
    QCOMPARE(statusOf(answer), 200);
    const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(bodyOf(answer)));
    QCOMPARE(json["usage"]["completion_tokens"].toInt(), 3);
    QCOMPARE(statusOf(server.ask(post("{"))), 400);

    const auto completed = server.readUntil("\n");
    QVERIFY2(completed.contains("  127.0.0.1  200, 3 tokens, "), completed);
    QVERIFY(!completed.contains("secret"));
    const auto refused = server.readUntil("\n");
    QVERIFY2(refused.contains("  127.0.0.1  400, POST /v1/completions: "), refused);
}

void TestServeCommand::keyOfTheEnvironment()
{
    Served server({"--model", endless_.path()}, "sesame");
    QVERIFY(server.port > 0);
    QVERIFY(server.greeting.contains("Bearer $LOGITSCOPE_API_KEY"));
    QVERIFY(!server.greeting.contains("sesame"));
    const std::string body = R"({"prompt": "the", "max_tokens": 1})";
    QCOMPARE(statusOf(server.ask(health)), 200);
    QCOMPARE(statusOf(server.ask(post(body))), 401);
    QCOMPARE(statusOf(server.ask(post(body, "Authorization: Bearer sesame\r\n"))), 200);
}

void TestServeCommand::endsOnSignals_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("Ctrl+C") << SIGINT;
    QTest::newRow("terminated") << SIGTERM;
}

void TestServeCommand::endsOnSignals()
{
    QFETCH(int, number);
    Served server({"--model", endless_.path()});
    QVERIFY(server.port > 0);
    const RawClient idle(server.port);
    RawClient streaming(server.port);
    QVERIFY(streaming.send(post(R"({"prompt": "the", "max_tokens": 190000, "stream": true})")));
    QCOMPARE(statusOf(streaming.receiveUntil("data: ")), 200);

    QElapsedTimer timer;
    timer.start();
    QCOMPARE(::kill(static_cast<pid_t>(server.process.processId()), number), 0);
    streaming.receiveAll();
    const auto run = finish(server.process);
    QVERIFY2(timer.elapsed() < 5000,
             qPrintable(QString::number(timer.elapsed()))); // a second, and the sanitizers' end
    QCOMPARE(run.exitCode, 128 + number);
    QCOMPARE(run.err, QByteArray());

    Served again({"--model", endless_.path(), "--port", QString::number(server.port)});
    QCOMPARE(again.port, server.port);
}

void TestServeCommand::portTaken()
{
    Served first({"--model", endless_.path()});
    const auto port = QString::number(first.port);
    const auto second = runProgram({"serve", "--model", endless_.path(), "--port", port});
    QCOMPARE(second.exitCode, 2);
    QCOMPARE(complaintOf(second),
             "port " + port + " is taken on 127.0.0.1; choose another, or end what uses it");
}

void TestServeCommand::badValues_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("named");
    const auto row = [](const QStringList& options, const QString& named) {
        QTest::newRow(qPrintable(options.join(' '))) << options << named;
    };
    row({"--port", "x"}, "--port is x, expected a whole number");
    row({"--port", "65536"}, "the port is 65536, expected 0 to 65535");
    row({"--host", ""}, "--host: expected a value");
    row({"--host", "0.0.0.0"}, "other machines can reach 0.0.0.0: set an API key");
    row({"--host", "no.such.host.invalid"}, "the host no.such.host.invalid is unknown");
    row({"--max-queue", "0"}, "the queue has 0 places, expected 1 to 10000");
    row({"--api-key", ""}, "--api-key: expected a value");
    row({"--api-key", "a", "--no-auth"}, "--no-auth");
    row({"--cors", "example.org"}, "the origin is example.org, expected * or one as browsers");
    row({"--model", "/nowhere"}, "/nowhere: ");
    row({"surplus"}, "surplus: unknown here; --help lists");
}

void TestServeCommand::badValues()
{
    QFETCH(QStringList, options);
    QFETCH(QString, named);
    if (!options.contains("--model"))
        options << "--model" << endless_.path();
    const auto run = runProgram(QStringList{"serve"} + options);
    QCOMPARE(run.exitCode, 2);
    QCOMPARE(run.out, QByteArray());
    const auto sentence = complaintOf(run);
    QVERIFY2(sentence.contains(named), qPrintable(sentence));
}

LOGITSCOPE_TEST(TestServeCommand)
#include "tst_serve_command.moc"
