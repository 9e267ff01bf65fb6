#include "core/run/session.h"
#include "tests/test_program.h"

#include <QFile>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace logitscope;
using nlohmann::json;

namespace
{

Step stepOf(TokenId token, const std::string& bytes)
{
    Step step;
    step.token = token;
    step.bytes = bytes;
    step.rank = token % 7;
    step.modelProbability = 1.0 / (token + 3.0);
    step.samplingProbability = 1.0 / (token + 2.0);
    step.u = 0.1 * (token % 10);
    step.settings = basicChain({.temperature = 0.7, .topK = 40, .topP = 0.95});
    step.info = {.modelEntropy = 7.0 / 3.0,
                 .samplingEntropy = 1.0 / 3.0,
                 .effectiveVocabulary = 1.26,
                 .topTokenProbability = 2.0 / 3.0,
                 .kept = 12};
    return step;
}

// Three branches: "abc", "abX" with other settings and streams, and one without tokens. No text is
// UTF-8 throughout.
Run someTree()
{
    Run run{.model = "starter, F32",
            .prompt = "caf\xE9",
            .promptTokens = {5, 6, 7},
            .special = SpecialTokens::AsText};
    const auto a = follow(nullptr, stepOf(1, "a"));
    const auto b = follow(a, stepOf(2, "\xE2\x82"));
    auto moved = stepOf(9, "X");
    moved.settings.set(StageKind::Temperature, 1.5);
    moved.settings.put({.kind = StageKind::Dry, .values = {0.8, 1.75, 2.0}, .isOn = false});
    moved.settings.put({StageKind::Mirostat, {5.0, 0.1}});
    moved.settings.pick = Pick::Gumbel;
    moved.mu = 7.0 / 3.0;
    moved.stream = 4;
    moved.chosen = true;
    run.branches = {
        {.leaf = follow(b, stepOf(3, "\xAC")),
         .seed = 7,
         .limit = 3,
         .stopReason = StopReason::Length},
        {.name = "my \"own\"", .leaf = follow(b, moved), .seed = ~0ull, .stream = 4, .limit = 9},
        {.seed = 1, .limit = 40}};
    run.current = 1;
    return run;
}

Session someSession()
{
    Session session{.page = "compare", .zoom = 150, .explore = {}, .comparison = {}};
    session.explore = {.run = someTree(),
                       .request = {.prompt = "\xFF",
                                   .seed = 1ull << 63,
                                   .tokens = 12,
                                   .stream = 3,
                                   .special = SpecialTokens::AsText,
                                   .promptTokens = {255}},
                       .settings = basicChain({.temperature = 0.0, .topK = 3, .topP = 0.5})};
    auto& compare = session.comparison;
    const SamplerChain own{.stages = {{StageKind::MinP, {0.05}}, {StageKind::Xtc, {0.1, 0.5}}}};
    compare.request = {
        .prompt = "In a world",
        .strategies = {{"top_k_20", "Twenty.", basicChain({.topK = 20})}, {"mine", "", own}},
        .seed = 5,
        .repeats = 3,
        .sameRandomNumbers = false,
        .tokens = 8};
    compare.asked = {.prompt = "In", .strategies = {}, .tokens = 2, .promptTokens = {8}};
    compare.reference = 1;
    auto first = stepOf(1, "a");
    first.settings = basicChain({.topK = 20});
    compare.run = {.model = "starter",
                   .version = "0.1.0",
                   .prompt = "In",
                   .promptTokens = {8},
                   .branches = {{.name = "top_k_20",
                                 .settings = first.settings,
                                 .leaf = follow(nullptr, {first, stepOf(2, "\xE2\x82")}),
                                 .seed = 5,
                                 .limit = 2,
                                 .stopReason = StopReason::Length}}};
    return session;
}

json written(const Session& session)
{
    return json::parse(textOf(session, "0.1.0"));
}

QString sentenceForSession(const json& session)
{
    const auto read = sessionFromText(session.dump());
    return read ? QString() : QString::fromStdString(read.error().message);
}

// Nodes are the same only as objects, so branches are compared by what is on the way.
void compareRuns(const Run& read, const Run& expected)
{
    QCOMPARE(read.model, expected.model);
    QCOMPARE(read.version, expected.version);
    QCOMPARE(read.prompt, expected.prompt);
    QCOMPARE(read.promptTokens, expected.promptTokens);
    QVERIFY(read.special == expected.special);
    QCOMPARE(read.current, expected.current);
    QCOMPARE(read.branches.size(), expected.branches.size());
    for (std::size_t i = 0; i < read.branches.size(); ++i) {
        auto branch = read.branches[i];
        const auto path = pathTo(branch.leaf);
        const auto wanted = pathTo(expected.branches[i].leaf);
        QCOMPARE(path.size(), wanted.size());
        for (std::size_t step = 0; step < path.size(); ++step)
            QVERIFY(path[step]->step == wanted[step]->step);
        branch.leaf = expected.branches[i].leaf;
        QVERIFY(branch == expected.branches[i]);
    }
}

Result<Session> sessionOf(const char* name)
{
    QFile file(QString(LOGITSCOPE_TEST_DATA "/sessions/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is missing", name);
    return sessionFromText(file.readAll().toStdString());
}

} // namespace

class TestSession : public QObject
{
    Q_OBJECT

private slots:
    void everythingComesBack();
    void branchesShareTheirBeginning();
    void theFirstVersionOpens();
    void theSecondVersionOpens();
    void aNewerOneIsRefused();
    void otherFilesAreNone();
    void wrongValues_data();
    void wrongValues();
    void runsAreItsBranchesAndRows();
};

void TestSession::everythingComesBack()
{
    const auto session = someSession();
    auto read = sessionFromText(textOf(session, "0.1.0")).value();
    compareRuns(read.explore.run, session.explore.run);
    compareRuns(read.comparison.run, session.comparison.run);
    read.explore.run = session.explore.run;
    read.comparison.run = session.comparison.run;
    QVERIFY(read == session);

    const Session empty;
    QVERIFY(sessionFromText(textOf(empty, "0.1.0")).value() == empty);
}

void TestSession::branchesShareTheirBeginning()
{
    QCOMPARE(written(someSession())["explore"]["run"]["nodes"].size(), std::size_t{4});
    const auto read = sessionFromText(textOf(someSession(), "0.1.0")).value().explore.run;
    QCOMPARE(sharedLength(read.branches[0], read.branches[1]), 2);
}

// Each was saved by the window of its time.
void TestSession::theFirstVersionOpens()
{
    const auto read = sessionOf("1.logitscope");
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    const auto& run = read->explore.run;
    QVERIFY(read->explore.settings == basicChain({.temperature = 0.8, .topK = 40, .topP = 0.9}));
    QCOMPARE(run.prompt, std::string("The old house"));
    QCOMPARE(run.branches.size(), std::size_t{2});
    QCOMPARE(sharedLength(run.branches[0], run.branches[1]), 3);
    QCOMPARE(run.branches[0].length(), 8);
    QVERIFY(pathTo(run.branches[1].leaf)[3]->step.chosen);
    QCOMPARE(read->comparison.run.branches.size(), std::size_t{9});
    QCOMPARE(read->comparison.request.strategies.size(), std::size_t{9});
}

// With llama.cpp's chain.
void TestSession::theSecondVersionOpens()
{
    const auto read = sessionOf("2.logitscope");
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    const auto chain = parseChain("top-k=40,top-p=0.95,min-p=0.05,temperature=0.8").value();
    QVERIFY(read->explore.settings == chain);
    const auto path = pathTo(read->explore.run.branch().leaf);
    QCOMPARE(path.size(), std::size_t{8});
    for (const auto& node : path)
        QVERIFY(node->step.settings == chain);
    QCOMPARE(continuationOf(read->explore.run.branch()),
             std::string(" and the old house. The old house"));
}

void TestSession::aNewerOneIsRefused()
{
    auto session = written(someSession());
    session["session"] = 3;
    session["version"] = "9.5";
    session.erase("explore"); // who knows what it has
    QCOMPARE(sentenceForSession(session),
             QString("was saved by Logitscope 9.5, which is newer than this one; open it there"));
}

void TestSession::otherFilesAreNone()
{
    const auto either = sessionOrRunFromText(textOf(someSession(), "0.1.0"));
    QVERIFY(either && std::holds_alternative<Session>(*either));
    const auto row = written(someSession())["compare"]["rows"].dump();
    const auto run = sessionOrRunFromText(row);
    QVERIFY(run && std::holds_alternative<Run>(*run));
    QVERIFY(!sessionFromText(row));
    for (const char* text : {"", "{\"session\": 1,", "[]", "7", "{\"session\": 1}"})
        QVERIFY2(!sessionOrRunFromText(text) && !sessionFromText(text), text);
}

void TestSession::wrongValues_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* field, const char* value, const char* sentence) {
        QTest::newRow(qPrintable(QString("%1 is %2").arg(field, value)))
            << QString(field) << QByteArray(value) << QString(sentence);
    };
    row("/explore/run/nodes/1/parent", "1",
        "explore, run, node 1: parent is 1, expected a whole number from 0 to 0");
    row("/explore/run/nodes/0/parent", "0",
        "explore, run, node 0: parent is there, but no node stands before this one");
    row("/explore/run/nodes/2/rank", "0",
        "explore, run, node 2: rank is 0, expected a whole number, 1 or more");
    row("/explore/run/nodes/1/bytes", "[256]",
        "explore, run, node 1: bytes has 256, expected whole numbers from 0 to 255");
    row("/explore/run/branches/0/leaf", "4",
        "explore, run, branch 0: leaf is 4, expected a whole number from 0 to 3");
    row("/explore/run/branches/2/stop_reason", "\"end_of_text\"",
        "explore, run, branch 2: stop_reason is end_of_text, but no step sampled it");
    row("/explore/run/branches", "[]",
        "explore, run: branches is empty, and a run has at least one");
    row("/explore/run/current", "3",
        "explore, run: current is 3, expected a whole number from 0 to 2");
    row("/explore/special", "\"maybe\"",
        "explore: special is \"maybe\", expected recognised or as_text");
    row("/explore/settings/top_p", "7",
        "explore, settings: top-p is 7, expected 0 to 1 (1 is off)");
    row("/compare/strategies/1/settings", "[]",
        "compare, strategy 2: settings is an array, expected an object");
    row("/compare/rows/0/steps/1/u", "2",
        "compare: row 1, step 2: u is 2, expected a number from 0 to below 1");
    row("/compare/asked", "7", "compare: asked is 7, expected an object");
    row("/zoom", "0", "zoom is 0, expected a whole number from 1 to 1000");
    row("/session", "\"x\"", "session is \"x\", expected a whole number, 1 or more");
    row("/explore", "[]", "explore is an array, expected an object");
}

void TestSession::wrongValues()
{
    QFETCH(QString, field);
    QFETCH(QByteArray, value);
    QFETCH(QString, sentence);
    auto session = written(someSession());
    session[json::json_pointer(field.toStdString())] = json::parse(value.toStdString());
    QCOMPARE(sentenceForSession(session), sentence);
}

void TestSession::runsAreItsBranchesAndRows()
{
    const auto runs = runsOf(someSession());
    QCOMPARE(runs.size(), std::size_t{2});
    QCOMPARE(runs[0].branches.size(), std::size_t{2}); // one branch has no tokens
    QCOMPARE(runs[0].branches[0].name, std::string("branch 1"));
    QCOMPARE(runs[0].branches[1].name, std::string("my \"own\""));
    QCOMPARE(runs[0].branches[1].leaf->step.bytes, std::string("X"));
    QCOMPARE(runs[1].branches.size(), std::size_t{1});
    QVERIFY(runsOf(Session()).empty());
}

LOGITSCOPE_TEST(TestSession)
#include "tst_session.moc"
