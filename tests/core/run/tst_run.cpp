#include "core/run/run.h"
#include "tests/test_program.h"

#include <QTest>

#include <random>

using namespace logitscope;

namespace
{

Step stepOf(TokenId token, std::uint64_t stream = 0)
{
    Step step;
    step.token = token;
    step.bytes = std::string(1, static_cast<char>('a' + token % 26));
    step.stream = stream;
    return step;
}

void grow(Branch& branch, const std::vector<TokenId>& tokens)
{
    for (const auto token : tokens)
        branch.leaf = follow(branch.leaf, stepOf(token, branch.stream));
}

std::vector<TokenId> tokensOfBranch(const Branch& branch)
{
    std::vector<TokenId> tokens;
    for (const auto& node : pathTo(branch.leaf))
        tokens.push_back(node->step.token);
    return tokens;
}

} // namespace

class TestRun : public QObject
{
    Q_OBJECT

private slots:
    void beginsWithOneEmptyBranch();
    void nodesCount();
    void forksShareTheirBeginning();
    void copiesStayAsTheyWere();
    void sharedLengths();
    void origins();
    void freeStreams();
    void continuations_data();
    void continuations();
    void beginnings();
    void longTextsGoWithoutHarm();
};

void TestRun::beginsWithOneEmptyBranch()
{
    const Run run;
    QCOMPARE(run.branches.size(), std::size_t{1});
    QCOMPARE(run.branch().length(), 0);
    QVERIFY(pathTo(run.branch().leaf).empty());
    QVERIFY(!originOf(run, 0));
}

void TestRun::nodesCount()
{
    Branch branch;
    grow(branch, {5, 6, 7});
    const auto path = pathTo(branch.leaf);
    QCOMPARE(branch.length(), 3);
    for (std::size_t i = 0; i < path.size(); ++i) {
        QCOMPARE(path[i]->index, static_cast<int>(i));
        QCOMPARE(path[i]->step.token, static_cast<TokenId>(5 + i));
    }
}

void TestRun::forksShareTheirBeginning()
{
    Run run;
    run.branch().seed = 9;
    run.branch().limit = 40;
    grow(run.branch(), {1, 2, 3, 4});
    fork(run, 2, 7);
    QCOMPARE(run.branches.size(), std::size_t{2});
    QCOMPARE(run.current, std::size_t{1});
    QCOMPARE(run.branch().seed, std::uint64_t{9});
    QCOMPARE(run.branch().stream, std::uint64_t{7});
    QCOMPARE(run.branch().limit, 40);
    grow(run.branch(), {8});
    QCOMPARE(tokensOfBranch(run.branches[0]), (std::vector<TokenId>{1, 2, 3, 4}));
    QCOMPARE(tokensOfBranch(run.branches[1]), (std::vector<TokenId>{1, 2, 8}));
    QVERIFY(pathTo(run.branches[0].leaf)[1] == pathTo(run.branches[1].leaf)[1]); // one node

    run.current = 0; // the new one stands behind the branch that it left
    fork(run, 0, 0);
    QCOMPARE(run.current, std::size_t{1});
    QCOMPARE(run.branch().length(), 0);
    QCOMPARE(tokensOfBranch(run.branches[2]), (std::vector<TokenId>{1, 2, 8}));
}

void TestRun::copiesStayAsTheyWere()
{
    Run run;
    grow(run.branch(), {1, 2});
    const Run kept = run;
    QVERIFY(kept == run);
    grow(run.branch(), {3});
    QVERIFY(!(kept == run));
    fork(run, 1, 0);
    QCOMPARE(tokensOfBranch(kept.branch()), (std::vector<TokenId>{1, 2}));
    QCOMPARE(kept.branches.size(), std::size_t{1});
    run = kept;
    QVERIFY(kept == run);

    Run other; // of the same tokens, but made on its own
    grow(other.branch(), {1, 2});
    QVERIFY(!(other == kept));
}

// Against the tokens' paths, node by node, in many random trees.
void TestRun::sharedLengths()
{
    std::mt19937 random(3);
    Run run;
    for (int i = 0; i < 60; ++i) {
        run.current = random() % run.branches.size();
        const auto length = static_cast<int>(random() % (run.branch().length() + 1U));
        fork(run, length, 0);
        std::vector<TokenId> tokens(random() % 5);
        for (auto& token : tokens)
            token = static_cast<TokenId>(random() % 3);
        grow(run.branch(), tokens);
    }
    for (const auto& one : run.branches) {
        for (const auto& other : run.branches) {
            const auto a = pathTo(one.leaf);
            const auto b = pathTo(other.leaf);
            std::size_t same = 0;
            while (same < std::min(a.size(), b.size()) && a[same] == b[same])
                ++same;
            QCOMPARE(sharedLength(one, other), static_cast<int>(same));
        }
    }
}

void TestRun::origins()
{
    Run run;
    grow(run.branch(), {1, 2, 3, 4});
    fork(run, 3, 0);
    grow(run.branch(), {9, 9});
    fork(run, 4, 0);                   // off the fork
    QCOMPARE(ownBeginning(run, 0), 3); // where the first fork leaves it
    run.branches.push_back(run.branches[0]);
    run.branches.back().leaf = nullptr;
    grow(run.branches.back(), {5}); // shares nothing
    QCOMPARE(originOf(run, 1)->branch, std::size_t{0});
    QCOMPARE(originOf(run, 1)->shared, 3);
    QCOMPARE(originOf(run, 2)->branch, std::size_t{1});
    QCOMPARE(originOf(run, 2)->shared, 4);
    QCOMPARE(originOf(run, 3)->shared, 0);
    QCOMPARE(ownBeginning(run, 0), 0); // the last one leaves it there
    QCOMPARE(ownBeginning(run, 1), 3);
    QCOMPARE(ownBeginning(run, 2), 4);
    QCOMPARE(ownBeginning(run, 3), 0);
}

void TestRun::freeStreams()
{
    Run run;
    QCOMPARE(freeStream(run), std::uint64_t{1});
    fork(run, 0, 6);
    QCOMPARE(freeStream(run), std::uint64_t{7});
    run.branches[0].seed = 2; // another seed's stream 0 is no bar
    run.branches[1].stream = 0;
    QCOMPARE(freeStream(run), std::uint64_t{1});
}

void TestRun::continuations_data()
{
    QTest::addColumn<QList<QByteArray>>("tokens");
    QTest::addColumn<StopReason>("reason");
    QTest::addColumn<QString>("text");

    using Tokens = QList<QByteArray>;
    QTest::newRow("none") << Tokens{} << StopReason::Length << "";
    QTest::newRow("words") << Tokens{" upon", " a", " time"} << StopReason::Length
                           << " upon a time";
    QTest::newRow("character in two tokens")
        << Tokens{"na\xc3", "\xafve"} << StopReason::Length << "na\u00efve";
    QTest::newRow("character in four tokens")
        << Tokens{"\xf0", "\x9f", "\x98", "\x80"} << StopReason::Stopped << "\U0001F600";
    QTest::newRow("two characters across three tokens")
        << Tokens{"\xe2\x80", "\x94\xe2", "\x80\x94"} << StopReason::Length << "\u2014\u2014";
    QTest::newRow("stopped inside a character")
        << Tokens{"a", "\xe2\x80"} << StopReason::Stopped << "a\ufffd";
    QTest::newRow("bytes that are no character")
        << Tokens{"a", "\xff", "b"} << StopReason::Length << "a\ufffdb";
    QTest::newRow("character that is never finished")
        << Tokens{"\xe2\x80", "b"} << StopReason::Length << "\ufffdb";
    QTest::newRow("end of text") << Tokens{" a", "<|endoftext|>"} << StopReason::EndOfText << " a";
    QTest::newRow("end of text at once") << Tokens{"<|endoftext|>"} << StopReason::EndOfText << "";
    QTest::newRow("end of text inside a character")
        << Tokens{"\xe2\x80", "<|endoftext|>"} << StopReason::EndOfText << "\ufffd";
    QTest::newRow("end of text spelt out") // by ordinary tokens: it is text
        << Tokens{"<|end", "oftext|>"} << StopReason::ContextFull << "<|endoftext|>";
    QTest::newRow("NUL") << Tokens{"a", QByteArray(1, '\0'), "b"} << StopReason::Length
                         << QString(QLatin1String("a\0b", 3));
}

void TestRun::continuations()
{
    QFETCH(QList<QByteArray>, tokens);
    QFETCH(StopReason, reason);
    QFETCH(QString, text);
    Branch branch{.stopReason = reason};
    for (const QByteArray& token : tokens) {
        Step step;
        step.bytes = token.toStdString();
        branch.leaf = follow(branch.leaf, step);
    }
    QCOMPARE(QString::fromStdString(continuationOf(branch)), text);
}

// What a branch began with is its first step's, also where a fork has other random numbers.
void TestRun::beginnings()
{
    Run run;
    run.branch().seed = 4;
    run.branch().stream = 2;
    run.branch().settings.set(StageKind::TopK, 5);
    run.branch().stopReason = StopReason::Length;
    QCOMPARE(streamOf(run.branch()), std::uint64_t{2}); // of the first to come
    QCOMPARE(settingsOf(run.branch()).value(StageKind::TopK), 5.0);
    grow(run.branch(), {1, 2, 3});
    fork(run, 2, 5);
    grow(run.branch(), {3});
    const auto& forked = run.branch();
    QCOMPARE(forked.seed, std::uint64_t{4});
    QCOMPARE(streamOf(forked), std::uint64_t{2});
    QCOMPARE(forked.stopReason, StopReason::Stopped);
    QCOMPARE(continuationOf(forked), std::string("bcd"));
    QCOMPARE(stepsOf(forked).back().stream, std::uint64_t{5});
    QCOMPARE(run.branches[0].stopReason, StopReason::Length);
    QVERIFY(settingsOf(run.branches[0]) == basicChain());
}

// As from a file that somebody made up. Branches keep what is theirs.
void TestRun::longTextsGoWithoutHarm()
{
    NodePtr leaf;
    NodePtr kept;
    for (int index = 0; index < 1'000'000; ++index) {
        leaf = follow(std::move(leaf), Step());
        if (index == 500'000)
            kept = follow(leaf, Step());
    }
    leaf.reset();
    QCOMPARE(kept->index, 500'001);
    QCOMPARE(pathTo(kept).size(), std::size_t{500'002});
    kept.reset();
}

LOGITSCOPE_TEST(TestRun)
#include "tst_run.moc"
