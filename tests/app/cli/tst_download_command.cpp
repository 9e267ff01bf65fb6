// logitscope download, as a person or a script calls it, from a hub on this machine.
#include "app/cli/download_progress.h"
#include "core/byte_count.h"
#include "tests/app/cli/made_up_model.h"
#include "tests/app/cli/program.h"
#include "tests/fixtures/hub_server.h"
#include "tests/test_program.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QProcessEnvironment>
#include <QTest>

#include <atomic>
#include <csignal>
#include <memory>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

// A hub with one model, and programs that know of no other hub or cache.
class ProgramAndHub
{
public:
    ProgramAndHub() { hub.addModel("owner/small", smallCheckpoint()); }

    void start(QProcess& process, const QStringList& arguments) const
    {
        auto variables = QProcessEnvironment::systemEnvironment();
        for (const char* name : {"HF_TOKEN", "HF_TOKEN_PATH", "HF_HUB_OFFLINE", "http_proxy"})
            variables.remove(name);
        variables.insert("HF_ENDPOINT", QString::fromStdString(hub.address()));
        variables.insert("HF_HOME", pathOf(folder));
        variables.insert("HF_HUB_CACHE", cache());
        process.setProcessEnvironment(variables);
        process.start(LOGITSCOPE_PROGRAM, arguments, QIODevice::ReadOnly);
    }

    Finished run(const QStringList& arguments) const
    {
        QProcess process;
        start(process, arguments);
        return finish(process);
    }

    // Sends so much of the weights the first time, and nothing more.
    void stallOnce(qsizetype bytes)
    {
        auto stalled = std::make_shared<std::atomic<bool>>(false);
        hub.setScript([stalled, bytes](const HubRequest& request, HubReply& reply) {
            if (request.method == "GET" && request.isFor("model.safetensors") &&
                !stalled->exchange(true)) {
                reply.most = bytes;
                reply.stalls = true;
            }
        });
    }

    QString cache() const { return pathOf(folder) + "/hub"; }

    QString root() const { return cache() + "/models--owner--small"; }

    QString snapshot() const
    {
        return root() + "/snapshots/" + QString::fromStdString(HubServer::commit());
    }

    qint64 bytesOfPartial() const
    {
        const QDir blobs(root() + "/blobs");
        const auto names = blobs.entryList({"*.logitscope-partial"});
        return names.size() == 1 ? QFileInfo(blobs.filePath(names[0])).size() : -1;
    }

    TestFolder folder;
    HubServer hub;
};

} // namespace

class TestDownloadCommand : public QObject
{
    Q_OBJECT

private slots:
    void downloadsAndOpens();
    void listsAndRemoves();
    void removesAllRevisions();
    void removesAnUnfinishedDownload();
    void removesAPartBesidePythonsFiles();
    void tellsWhatRemovalFrees();
    void interrupted_data();
    void interrupted();
    void killed();
    void twoAtOnce();
    void noPlaceForTheCache();
    void errors_data();
    void errors();
    void modelThatIsNowhere_data();
    void modelThatIsNowhere();
    void progressText_data();
    void progressText();
    void times();
};

void TestDownloadCommand::downloadsAndOpens()
{
    const ProgramAndHub test;
    const auto run = test.run({"download", "owner/small"});
    QCOMPARE(run.err.contains("logitscope: "), false);
    QCOMPARE(run.exitCode, 0);
    QCOMPARE(QString::fromUtf8(run.out), test.snapshot() + "\n");
    QVERIFY2(run.err.contains("model.safetensors: "), run.err); // a log sees how far it is
    const auto score = test.run({"score", "--text", "the", "--model", "owner/small", "--json"});
    QCOMPARE(score.err, QByteArray());
    QVERIFY2(score.out.contains("\"model\": \"small"), score.out);
}

void TestDownloadCommand::listsAndRemoves()
{
    const ProgramAndHub test;
    auto list = test.run({"download", "--list"});
    QCOMPARE(list.exitCode, 0);
    QVERIFY2(list.out.startsWith("No model is in " + test.cache().toUtf8() + " yet."), list.out);
    QVERIFY2(list.out.contains("  gpt2  ") && list.out.contains("548 MB"), list.out);
    QCOMPARE(test.run({"download", "owner/small"}).exitCode, 0);
    list = test.run({"download", "--list"});
    QVERIFY2(list.out.contains("  owner/small  ") && list.out.contains("01234567  downloaded by"),
             list.out);

    const auto removed = test.run({"download", "--remove", "owner/small"});
    QCOMPARE(removed.exitCode, 0);
    QVERIFY2(removed.out.startsWith("owner/small: removed, "), removed.out);
    QVERIFY(QDir(test.cache()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
    const auto again = test.run({"download", "--remove", "owner/small"});
    QCOMPARE(again.exitCode, 2);
    QCOMPARE(complaintOf(again), "owner/small: isn't in " + test.cache() +
                                     "; logitscope download --list shows what is");
}

// main, and the same as a commit and in a state that is only half here.
void TestDownloadCommand::removesAllRevisions()
{
    ProgramAndHub test;
    const auto commit = "owner/small@" + QString::fromStdString(HubServer::commit());
    QCOMPARE(test.run({"download", "owner/small"}).exitCode, 0);
    const std::string other(40, 'a');
    test.hub.setScript([&](const HubRequest& request, HubReply& reply) {
        if (request.path.find(other) == std::string::npos)
            return;
        if (request.isFor("config.json"))
            reply = test.hub.replyTo("/owner/small/resolve/main/config.json");
        reply.headers["X-Repo-Commit"] = other;
        reply.status = request.isFor("config.json") ? 200 : 403;
    });
    const auto half = "owner/small@" + QString::fromStdString(other);
    QCOMPARE(test.run({"download", half}).exitCode, 1);
    QCOMPARE(test.run({"download", "--remove", commit + "x"}).exitCode, 2);
    const auto removed = test.run({"download", "--remove", "owner/small"});
    QVERIFY2(removed.out.startsWith("owner/small: removed, "), removed.out);
    QVERIFY(QDir(test.cache()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
    QCOMPARE(complaintOf(test.run({"download", "--remove", commit})),
             commit + ": isn't in " + test.cache() + "; logitscope download --list shows what is");
}

void TestDownloadCommand::removesAnUnfinishedDownload()
{
    ProgramAndHub test;
    test.stallOnce(1000);
    QProcess process;
    test.start(process, {"download", "owner/small"});
    QTRY_COMPARE_WITH_TIMEOUT(test.bytesOfPartial(), qint64(1000), 60'000);
    const auto during = test.run({"download", "--remove", "owner/small"});
    QCOMPARE(during.exitCode, 2);
    QCOMPARE(complaintOf(during), "owner/small: is being downloaded; stop that first");
    QCOMPARE(test.bytesOfPartial(), qint64(1000));
    process.kill();
    QVERIFY(process.waitForFinished());
    const auto removed = test.run({"download", "--remove", "owner/small"});
    QCOMPARE(removed.out, QByteArray("owner/small: the unfinished download is removed\n"));
    QVERIFY(!QFileInfo::exists(test.root()));
}

void TestDownloadCommand::removesAPartBesidePythonsFiles()
{
    ProgramAndHub test;
    test.folder.write("theirs", "x");
    QVERIFY(QDir().mkpath(test.root() + "/blobs"));
    const auto theirs = test.root() + "/blobs/" + QString("0").repeated(40);
    QVERIFY(QFile::copy(pathOf(test.folder) + "/theirs", theirs));
    test.stallOnce(1000);
    QProcess process;
    test.start(process, {"download", "owner/small"});
    QTRY_COMPARE_WITH_TIMEOUT(test.bytesOfPartial(), qint64(1000), 60'000);
    process.kill();
    QVERIFY(process.waitForFinished());
    const auto removed = test.run({"download", "--remove", "owner/small"});
    QCOMPARE(removed.out, QByteArray("owner/small: the unfinished download is removed\n"));
    QCOMPARE(removed.exitCode, 0);
    QCOMPARE(test.bytesOfPartial(), qint64(-1));
    QCOMPARE(QDir(test.root() + "/blobs").entryList(QDir::Files),
             QStringList(QFileInfo(theirs).fileName()));
}

// Python's snapshot of another commit has the same weights.
void TestDownloadCommand::tellsWhatRemovalFrees()
{
    const ProgramAndHub test;
    QCOMPARE(test.run({"download", "owner/small"}).exitCode, 0);
    const auto other = test.root() + "/snapshots/" + QString("a").repeated(40);
    QVERIFY(QDir().mkpath(other));
    const auto blob = QFileInfo(test.snapshot() + "/model.safetensors").symLinkTarget();
    QVERIFY(QFile::link("../../blobs/" + QFileInfo(blob).fileName(), other + "/model.safetensors"));
    const auto bytesThere = [&] {
        quint64 bytes = 0;
        QDirIterator files(test.root(), QDir::Files | QDir::NoSymLinks | QDir::Hidden,
                           QDirIterator::Subdirectories);
        while (files.hasNext())
            bytes += static_cast<quint64>(QFileInfo(files.next()).size());
        return bytes;
    };
    const auto before = bytesThere();
    const auto removed = test.run({"download", "--remove", "owner/small"});
    QVERIFY(QFileInfo::exists(blob));
    QCOMPARE(QString::fromUtf8(removed.out),
             "owner/small: removed, " + QString::fromStdString(byteCount(before - bytesThere())) +
                 "\n");
}

void TestDownloadCommand::interrupted_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("Ctrl+C") << SIGINT;
    QTest::newRow("terminated") << SIGTERM;
}

void TestDownloadCommand::interrupted()
{
    QFETCH(int, number);
    ProgramAndHub test;
    test.stallOnce(1000);
    QProcess process;
    test.start(process, {"download", "owner/small"});
    QTRY_COMPARE_WITH_TIMEOUT(test.bytesOfPartial(), qint64(1000), 60'000);
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), number), 0);
    const auto run = finish(process);
    QCOMPARE(run.exitCode, 128 + number);
    QCOMPARE(run.out, QByteArray());
    QVERIFY2(run.err.endsWith("logitscope: owner/small: the download was stopped; what has arrived "
                              "is kept, and the next download goes on from there\n"),
             run.err);

    QCOMPARE(test.run({"download", "owner/small"}).exitCode, 0);
    const auto gets = test.hub.requests("GET", "model.safetensors");
    QCOMPARE(gets.size(), 2u);
    QCOMPARE(QString::fromStdString(gets[1].range()), "bytes=1000-");
}

void TestDownloadCommand::killed()
{
    ProgramAndHub test;
    test.stallOnce(1000);
    QProcess process;
    test.start(process, {"download", "owner/small"});
    QTRY_COMPARE_WITH_TIMEOUT(test.bytesOfPartial(), qint64(1000), 60'000);
    process.kill();
    QVERIFY(process.waitForFinished());
    const auto run = test.run({"download", "owner/small"});
    QCOMPARE(QString::fromUtf8(run.out), test.snapshot() + "\n");
    QCOMPARE(QString::fromStdString(test.hub.requests("GET", "model.safetensors")[1].range()),
             "bytes=1000-");
    QCOMPARE(test.run({"score", "--text", "the", "--model", "owner/small"}).exitCode, 0);
}

// The second waits until the first has the file, here until the hub may go on.
void TestDownloadCommand::twoAtOnce()
{
    std::atomic<bool> mayGoOn = false;
    ProgramAndHub test;
    test.hub.setScript([&](const HubRequest& request, HubReply&) {
        if (request.method == "GET" && request.isFor("model.safetensors"))
            mayGoOn.wait(false);
    });
    QProcess first;
    test.start(first, {"download", "owner/small"});
    const bool asked = test.hub.waitFor([](const HubRequest& request) {
        return request.method == "HEAD" && request.isFor("model.safetensors");
    });
    QProcess second;
    test.start(second, {"download", "owner/small"});
    QByteArray said;
    const bool waits = QTest::qWaitFor(
        [&] {
            said += second.readAllStandardError() + first.readAllStandardError();
            return said.contains("model.safetensors: another program");
        },
        60'000);
    mayGoOn = true;
    mayGoOn.notify_all();
    QVERIFY(asked);
    QVERIFY2(waits, said);
    for (auto* process : {&first, &second}) {
        const auto run = finish(*process);
        QCOMPARE(QString::fromUtf8(run.out), test.snapshot() + "\n");
        QCOMPARE(run.exitCode, 0);
    }
    QCOMPARE(test.hub.requests("GET", "model.safetensors").size(), 1u);
}

void TestDownloadCommand::noPlaceForTheCache()
{
    auto variables = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME",
                             "HOME", "HF_ENDPOINT", "HF_TOKEN", "HF_TOKEN_PATH"})
        variables.remove(name);
    for (const auto& options : {QStringList{"--list"}, {"small"}, {"--remove", "small"}}) {
        QProcess process;
        process.setProcessEnvironment(variables);
        process.start(LOGITSCOPE_PROGRAM, QStringList{"download"} + options, QIODevice::ReadOnly);
        const auto run = finish(process);
        QCOMPARE(run.exitCode, 2);
        QCOMPARE(complaintOf(run), "there is no folder for models; set HOME or HF_HUB_CACHE");
    }
}

void TestDownloadCommand::errors_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("nothing") << QStringList() << 2
                             << "expected a MODEL, such as gpt2; --list shows which are well known";
    QTest::newRow("no name") << QStringList{"../x"} << 2
                             << "model is ../x, expected a name on the hub such as gpt2 or "
                                "owner/name, of letters, digits, - _ and .";
    QTest::newRow("list of one") << QStringList{"gpt2", "--list"} << 2
                                 << "--list has no MODEL; it lists all";
    QTest::newRow("two things") << QStringList{"gpt2", "--remove", "gpt2"} << 2
                                << "MODEL excludes --remove";
    QTest::newRow("no such model") << QStringList{"owner/none"} << 1
                                   << "owner/none: HUB has no such model, or it is private; check "
                                      "the name, or set HF_TOKEN to a token that may read it";
    QTest::newRow("another spelling")
        << QStringList{"GPT2"} << 1
        << "GPT2: HUB has no such model, or it is private; did you mean gpt2? Otherwise check the "
           "name, or set HF_TOKEN to a token that may read it";
}

void TestDownloadCommand::errors()
{
    QFETCH(QStringList, options);
    QFETCH(int, exitCode);
    QFETCH(QString, sentence);
    const ProgramAndHub test;
    const auto run = test.run(QStringList{"download"} + options);
    QCOMPARE(run.exitCode, exitCode);
    QCOMPARE(complaintOf(run).replace(QString::fromStdString(test.hub.address()).mid(7), "HUB"),
             sentence);
    QCOMPARE(run.out, QByteArray());
}

void TestDownloadCommand::modelThatIsNowhere_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::newRow("score") << QStringList{"score", "--text", "a"};
    QTest::newRow("sample") << QStringList{"sample", "--text", "a"};
    QTest::newRow("bench") << QStringList{"bench"};
#ifdef LOGITSCOPE_GUI
    QTest::newRow("window") << QStringList{};
#endif
}

void TestDownloadCommand::modelThatIsNowhere()
{
    QFETCH(QStringList, command);
    const ProgramAndHub test;
    const auto run = test.run(command + QStringList{"--model", "gpt2"});
    QCOMPARE(run.exitCode, 2);
    QCOMPARE(complaintOf(run), "gpt2: is neither a folder nor a model in the cache; `logitscope "
                               "download gpt2` gets it");
}

void TestDownloadCommand::progressText_data()
{
    QTest::addColumn<DownloadProgress>("progress");
    QTest::addColumn<QString>("text");
    using Doing = DownloadProgress::Doing;
    QTest::newRow("looking up") << DownloadProgress{.doing = Doing::LookingUp,
                                                    .file = "vocab.json",
                                                    .secondsLeft = {},
                                                    .sentence = {}}
                                << "looking up vocab.json";
    QTest::newRow("checking") << DownloadProgress{.doing = Doing::Checking,
                                                  .file = "vocab.json",
                                                  .secondsLeft = {},
                                                  .sentence = {}}
                              << "vocab.json: checking";
    QTest::newRow("waiting") << DownloadProgress{.doing = Doing::Waiting,
                                                 .file = "vocab.json",
                                                 .secondsLeft = {},
                                                 .sentence = "hub: again in 5 s"}
                             << "hub: again in 5 s";
    QTest::newRow("all known") << DownloadProgress{.doing = Doing::Downloading,
                                                   .file = "model.safetensors",
                                                   .bytes = 123'400'000,
                                                   .allBytes = 549'000'000,
                                                   .bytesPerSecond = 12'340'000,
                                                   .secondsLeft = 34.5,
                                                   .sentence = {}}
                               << "model.safetensors: 123 MB of 549 MB, 12.3 MB/s, 35 s left";
    QTest::newRow("nothing known") << DownloadProgress{.doing = Doing::Downloading,
                                                       .file = "a",
                                                       .bytes = 7,
                                                       .secondsLeft = {},
                                                       .sentence = {}}
                                   << "a: 7 bytes";
}

void TestDownloadCommand::progressText()
{
    QFETCH(DownloadProgress, progress);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(downloadText(progress)), text);
}

void TestDownloadCommand::times()
{
    QCOMPARE(timeText(0), "0 s");
    QCOMPARE(timeText(59.1), "1 min 0 s");
    QCOMPARE(timeText(3599), "59 min 59 s");
    QCOMPARE(timeText(7260), "2 h 1 min");
    QCOMPARE(timeText(1e300), "100 h 0 min");
}

LOGITSCOPE_TEST(TestDownloadCommand)
#include "tst_download_command.moc"
