// The commands with a model on a server, which a test plays: the same tokens as with the model's
// folder.
#include "tests/app/cli/made_up_model.h"
#include "tests/app/cli/program.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/core/generation/plain_run.h"
#include "tests/core/remote/played_server.h"
#include "tests/core/server/served_api.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <optional>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

nlohmann::json jsonOfRun(const Finished& run)
{
    return nlohmann::json::parse(run.out.toStdString(), nullptr, false);
}

// Of a row as JSON.
std::vector<int> tokensOfRow(const nlohmann::json& row)
{
    std::vector<int> tokens;
    for (const auto& step : row.at("steps"))
        tokens.push_back(step.at("token_id").get<int>());
    return tokens;
}

} // namespace

class TestServedModel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void sample_data();
    void sample();
    void score();
    void compare();
    void tokenizer();
    void tokenizerIsMissing();
    void key();
    void refuses_data();
    void refuses();
    void tokenizerIsForServers();
    void badAddresses_data();
    void badAddresses();

private:
    void serve(const ServerOptions& options = {.allLogprobs = true});

    QString address() { return "http://127.0.0.1:" + QString::number((*server_)->port()); }

    const MadeUpModel tiny_{smallCheckpoint()};
    std::optional<ServedApi> server_;
    std::optional<TestFolder> config_; // where no key is kept
    QByteArray before_;
};

void TestServedModel::init()
{
    before_ = qgetenv("XDG_CONFIG_HOME");
    config_.emplace();
    qputenv("XDG_CONFIG_HOME", QByteArray::fromStdString(config_->path().string()));
    qunsetenv("LOGITSCOPE_API_KEY");
}

void TestServedModel::cleanup()
{
    server_.reset();
    qunsetenv("LOGITSCOPE_API_KEY");
    before_.isNull() ? qunsetenv("XDG_CONFIG_HOME") : qputenv("XDG_CONFIG_HOME", before_);
}

void TestServedModel::serve(const ServerOptions& options)
{
    server_.emplace(openModelFolder(tiny_.path().toStdString(), {.device = Device::Cpu}).value(),
                    options);
}

void TestServedModel::sample_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::newRow("temperature") << QStringList{"--temperature", "1.3"};
    QTest::newRow("top-k") << QStringList{"--top-k", "20", "--temperature", "0.9"};
    QTest::newRow("nucleus") << QStringList{"--top-p", "0.8"};
    QTest::newRow("greedy") << QStringList{"--strategy", "greedy"};
}

void TestServedModel::sample()
{
    QFETCH(QStringList, options);
    serve();
    const auto with = [&](const QString& model, const QStringList& form) {
        return runProgram(QStringList{"sample", "--model", model, "--text", "the heh\xc3\xa9 \n",
                                      "--seed", "11", "--max-tokens", "20"} +
                          options + form);
    };
    const auto there = with(address(), {});
    QCOMPARE(there.err, QByteArray());
    QCOMPARE(there.exitCode, 0);
    QCOMPARE(there.out, with(tiny_.path(), {}).out);

    const auto json = jsonOfRun(with(address(), {"--json"}));
    const auto local = jsonOfRun(with(tiny_.path(), {"--json"}));
    QCOMPARE(tokensOfRow(json).size(), std::size_t{20});
    QCOMPARE(tokensOfRow(json), tokensOfRow(local));
    QCOMPARE(json.at("model").get<std::string>(),
             local.at("model").get<std::string>() + " Logitscope");
    QVERIFY(!json.contains("weights_sha256"));
}

// To what is lost where a probability is told as its logarithm.
void TestServedModel::score()
{
    serve();
    const auto with = [](const QString& model) {
        const auto run =
            runProgram({"score", "--model", model, "--text", "the heh ab<|endoftext|>", "--json"});
        if (run.exitCode != 0)
            qWarning("%s", run.err.constData());
        return jsonOfRun(run);
    };
    const auto there = with(address());
    const auto here = with(tiny_.path());
    QVERIFY(there.is_object() && here.is_object());
    QCOMPARE(there.at("tokens").size(), here.at("tokens").size());
    QVERIFY(here.at("tokens").size() > 5);
    for (std::size_t i = 0; i < here.at("tokens").size(); ++i) {
        const auto& one = there.at("tokens")[i];
        const auto& other = here.at("tokens")[i];
        QCOMPARE(one.at("token_id").get<int>(), other.at("token_id").get<int>());
        if (i == 0)
            continue;
        QCOMPARE(one.at("rank").get<int>(), other.at("rank").get<int>());
        QVERIFY(std::abs(one.at("surprisal").get<double>() - other.at("surprisal").get<double>()) <
                1e-4);
    }
    QVERIFY(std::abs(there.at("perplexity").get<double>() / here.at("perplexity").get<double>() -
                     1.0) < 1e-4);
}

void TestServedModel::compare()
{
    serve();
    const auto with = [](const QString& model) {
        const auto run = runProgram({"compare", "--model", model, "--text", "the", "--strategies",
                                     "greedy,nucleus,top_k_20", "--repeats", "2", "--seed", "3",
                                     "--max-tokens", "10", "--json"});
        if (run.exitCode != 0)
            qWarning("%s", run.err.constData());
        return jsonOfRun(run);
    };
    const auto there = with(address());
    const auto here = with(tiny_.path());
    QCOMPARE(here.size(), std::size_t{6});
    QCOMPARE(there.size(), here.size());
    for (std::size_t row = 0; row < here.size(); ++row) {
        QCOMPARE(tokensOfRow(there[row]), tokensOfRow(here[row]));
        QCOMPARE(tokensOfRow(there[row]).size(), std::size_t{10});
    }
}

// vLLM's, played from the probabilities of the model in the folder.
void TestServedModel::tokenizer()
{
    const auto model = open(randomCheckpoint({}, 1));
    PlayedServer server(ServerKind::Vllm);
    std::mutex mutex; // it is asked from several threads
    server.next = [&](const std::vector<int>& text) {
        const std::lock_guard lock(mutex);
        const auto context = model->model->newContext();
        const auto logarithms = logSoftmax(context->prefill(text).value());
        return std::vector<double>(logarithms.begin(), logarithms.end());
    };
    const MadeUpModel files(randomCheckpoint({}, 1));
    const auto with = [](const QString& place, const QStringList& more) {
        return runProgram(QStringList{"sample", "--model", place, "--text", "the", "--seed", "4",
                                      "--max-tokens", "8", "--temperature", "1.2"} +
                          more);
    };
    const auto there =
        with(QString::fromStdString(server.address()), {"--tokenizer", files.path()});
    QCOMPARE(there.err, QByteArray());
    QCOMPARE(there.out, with(files.path(), {}).out);
}

void TestServedModel::tokenizerIsMissing()
{
    PlayedServer server(ServerKind::Vllm);
    const auto address = QString::fromStdString(server.address());
    const auto run = runProgram({"sample", "--model", address, "--text", "the"});
    QCOMPARE(run.exitCode, 2);
    QCOMPARE(complaintOf(run), address.mid(7) +
                                   ": doesn't tell what its tokens stand for; name a folder on "
                                   "this machine with the model's tokenizer.json, too");
}

// From the environment: the command line is what all others on a machine can read.
void TestServedModel::key()
{
    serve({.apiKey = "letmein", .allLogprobs = true});
    const QStringList arguments{"sample", "--model",      address(), "--text",
                                "the",    "--max-tokens", "5"};
    const auto without = runProgram(arguments);
    QCOMPARE(without.exitCode, 2);
    QCOMPARE(complaintOf(without),
             address().mid(7) + ": asks for a key; connect again with the key of its operator");
    qputenv("LOGITSCOPE_API_KEY", "wrongkey");
    const auto wrong = runProgram(arguments);
    QCOMPARE(wrong.exitCode, 2);
    QCOMPARE(complaintOf(wrong),
             address().mid(7) + ": doesn't accept the key; check it, and connect again");
    qputenv("LOGITSCOPE_API_KEY", "letmein");
    const auto right = runProgram(arguments);
    QCOMPARE(right.err, QByteArray());
    QCOMPARE(
        right.out,
        runProgram({"sample", "--model", tiny_.path(), "--text", "the", "--max-tokens", "5"}).out);
}

void TestServedModel::refuses_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::newRow("bench") << QStringList{"bench"};
    QTest::newRow("bench of the window") << QStringList{"bench", "--window"};
    QTest::newRow("verify") << QStringList{"verify"};
}

// Without asking the server anything.
void TestServedModel::refuses()
{
    QFETCH(QStringList, command);
    PlayedServer server(ServerKind::LlamaCpp);
    const auto run =
        runProgram(command + QStringList{"--model", QString::fromStdString(server.address())});
    QCOMPARE(run.exitCode, 2);
    QCOMPARE(complaintOf(run), "--model is a server's address, but " + command.front() +
                                   " is of models on this machine; name a folder");
    QVERIFY(server.hub().requests().empty());
}

void TestServedModel::tokenizerIsForServers()
{
    const QString sentence = "--tokenizer is for a model on a server; name its address with "
                             "--model, or leave it out: a model on this machine has its own";
    for (const auto& model : {QStringList(), QStringList{"--model", tiny_.path()}}) {
        const auto run =
            runProgram(QStringList{"sample", "--text", "the", "--tokenizer", tiny_.path()} + model);
        QCOMPARE(run.exitCode, 2);
        QCOMPARE(complaintOf(run), sentence);
    }
}

void TestServedModel::badAddresses_data()
{
    QTest::addColumn<QString>("model");
    QTest::newRow("a password") << "http://me:letmein@127.0.0.1:1";
    QTest::newRow("a question") << "http://127.0.0.1:1/?key=letmein";
    QTest::newRow("no host") << "http://";
}

void TestServedModel::badAddresses()
{
    QFETCH(QString, model);
    const auto run = runProgram({"score", "--model", model, "--text", "the"});
    QCOMPARE(run.exitCode, 2);
    QVERIFY2(complaintOf(run).contains("address"), run.err);
    QVERIFY2(!run.err.contains("letmein"), run.err);
}

LOGITSCOPE_TEST(TestServedModel)
#include "tst_served_model.moc"
