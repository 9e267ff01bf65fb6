// Rows that end where their text contains a string.
#include "tests/core/generation/noted_job.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <string>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

using Model = std::shared_ptr<const OpenModel>;
using Strings = std::vector<std::string>;

// Draws these tokens, each as likely whatever was read.
Model modelOf(const std::vector<TokenId>& tokens, int contextLength = 150)
{
    std::vector<float> logits(vocabularySize, -200.0f); // as good as impossible
    for (const auto token : tokens)
        logits[static_cast<std::size_t>(token)] = 0.0f;
    auto checkpoint = randomCheckpoint({.contextLength = contextLength}, 1);
    fixLogits(checkpoint, logits);
    return open(checkpoint);
}

GenerationJob rowsOfStops(const Model& model, std::string_view prompt,
                          const std::vector<Strings>& stops, int count)
{
    GenerationJob job{
        .model = model, .prompts = {tokensOf(*model, prompt).value()}, .tokens = count};
    for (const auto& stop : stops)
        job.rows.push_back({.stop = stop});
    return job;
}

Ended runRow(const Model& model, const Strings& stop, int count = 20,
             std::string_view prompt = "abc")
{
    auto notes = runJob(rowsOfStops(model, prompt, {stop}, count));
    if (notes.error)
        qFatal("%s", notes.error->message.c_str());
    return std::move(notes.rows.front());
}

// How many steps it takes until the text contains one of them; `none` if it never does.
std::size_t stepsUntil(const Ended& row, const Strings& stop, std::size_t none)
{
    std::string text;
    for (std::size_t i = 0; i < row.steps.size(); ++i) {
        text += row.steps[i].bytes;
        if (std::ranges::any_of(
                stop, [&](const auto& one) { return text.find(one) != std::string::npos; }))
            return i + 1;
    }
    return none;
}

} // namespace

class TestGenerationServiceStopStrings : public QObject
{
    Q_OBJECT

private slots:
    void ofTokens_data();
    void ofTokens();
    void likeTheTextAlone_data();
    void likeTheTextAlone();
    void rowsHaveTheirOwn();
    void promptDoesntCount();
    void beforeLengthAndFullContext();
    void endOfTextIsNoText();
};

void TestGenerationServiceStopStrings::ofTokens_data()
{
    QTest::addColumn<int>("token"); // all that is drawn
    QTest::addColumn<Strings>("stop");
    QTest::addColumn<int>("drawn");
    QTest::addColumn<StopReason>("reason");
    constexpr auto found = StopReason::StopString;
    constexpr auto length = StopReason::Length;
    QTest::newRow("none") << int('a') << Strings{} << 20 << length;
    QTest::newRow("a token") << int('a') << Strings{"a"} << 1 << found;
    QTest::newRow("two tokens") << int('a') << Strings{"aa"} << 2 << found;
    QTest::newRow("as many as asked for")
        << int('a') << Strings{std::string(20, 'a')} << 20 << found;
    QTest::newRow("one more") << int('a') << Strings{std::string(21, 'a')} << 20 << length;
    QTest::newRow("another text") << int('a') << Strings{"b", "A", "ab"} << 20 << length;
    QTest::newRow("the first of two") << int('a') << Strings{"aaaaa", "aaa"} << 3 << found;
    QTest::newRow("empty is none") << int('a') << Strings{""} << 20 << length;
    QTest::newRow("empty beside another") << int('a') << Strings{"", "aaa"} << 3 << found;
    QTest::newRow("a token's beginning") << 256 << Strings{"h"} << 1 << found; // "he"
    QTest::newRow("a token's end") << 256 << Strings{"e"} << 1 << found;
    QTest::newRow("ends of two tokens") << 256 << Strings{"eh"} << 2 << found;
    QTest::newRow("within three tokens") << 256 << Strings{"ehe"} << 2 << found;
    QTest::newRow("more than two tokens") << 256 << Strings{"eheh"} << 3 << found;
    QTest::newRow("a zero byte") << 0 << Strings{std::string(2, '\0')} << 2 << found;
    QTest::newRow("half a character") << 0xC3 << Strings{"\xC3"} << 1 << found;
}

void TestGenerationServiceStopStrings::ofTokens()
{
    QFETCH(int, token);
    QFETCH(Strings, stop);
    QFETCH(int, drawn);
    QFETCH(StopReason, reason);
    const auto row = runRow(modelOf({token}), stop);
    QCOMPARE(static_cast<int>(row.steps.size()), drawn);
    QVERIFY(row.reason == reason);
}

void TestGenerationServiceStopStrings::likeTheTextAlone_data()
{
    QTest::addColumn<std::vector<TokenId>>("tokens");
    QTest::addColumn<Strings>("stop");
    using Tokens = std::vector<TokenId>;
    QTest::newRow("letters") << Tokens{'a', 'b', 256, 257} << Strings{"ab"};
    QTest::newRow("across tokens") << Tokens{'a', 'h', 'e', 256, 257} << Strings{"ehe", " the"};
    QTest::newRow("overlapping itself") << Tokens{'a', 'b'} << Strings{"abaabab"};
    QTest::newRow("a character in two tokens") << Tokens{0xC3, 0xA9, 'a'} << Strings{"\u00E9"};
    QTest::newRow("of four") << Tokens{0xF0, 0x9F, 0x98, 0x80} << Strings{"\U0001F600"};
    QTest::newRow("characters") << Tokens{0xC3, 0xA9, 0xAF} << Strings{"\u00E9\u00EF"};
    QTest::newRow("inside a character") << Tokens{0xC3, 0xA9, 'a'}
                                        << Strings{"\xA9"
                                                   "a\xC3"};
    QTest::newRow("several") << Tokens{'a', 'b', 'c'} << Strings{"abcabc", "cccc", "bbb"};
}

// The same tokens as without, up to the one that completes it.
void TestGenerationServiceStopStrings::likeTheTextAlone()
{
    QFETCH(std::vector<TokenId>, tokens);
    QFETCH(Strings, stop);
    const auto model = modelOf(tokens);
    auto job = rowsOfStops(model, "xyz", std::vector<Strings>(10, stop), 100);
    for (std::uint64_t seed = 0; seed < 10; ++seed)
        job.rows[seed].seed = seed;
    const auto together = runJob(job);
    QVERIFY(!together.error);
    std::size_t found = 0;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        const auto whole = runAlone(begin(model, "xyz", seed), {}, 100);
        const auto length = stepsUntil(whole, stop, 101);
        const auto& row = together.rows[seed];
        QVERIFY(row.reason == (length <= 100 ? StopReason::StopString : StopReason::Length));
        QVERIFY(sameSteps(row.steps, {whole.steps.begin(),
                                      whole.steps.begin() + static_cast<int>(row.steps.size())}));
        QCOMPARE(row.steps.size(), std::min<std::size_t>(length, 100));
        found += length <= 100;
    }
    QVERIFY(found > 2);
}

void TestGenerationServiceStopStrings::rowsHaveTheirOwn()
{
    const auto together =
        runJob(rowsOfStops(modelOf({'a'}), "abc", {{"aaaa"}, {}, {"aa"}, {"b"}}, 6));
    QVERIFY(!together.error);
    const std::vector<std::size_t> lengths = {4, 6, 2, 6};
    for (std::size_t row = 0; row < 4; ++row) {
        QCOMPARE(together.rows[row].steps.size(), lengths[row]);
        QVERIFY(together.rows[row].reason ==
                (lengths[row] < 6 ? StopReason::StopString : StopReason::Length));
    }
}

// What ends a text is in the text, not in what came before it, nor across.
void TestGenerationServiceStopStrings::promptDoesntCount()
{
    const auto row = runRow(modelOf({'a'}), {"aaa"}, 20, "aaaa");
    QCOMPARE(row.steps.size(), std::size_t{3});
    QVERIFY(row.reason == StopReason::StopString);
}

void TestGenerationServiceStopStrings::beforeLengthAndFullContext()
{
    QVERIFY(runRow(modelOf({'a'}), {"aaa"}, 3).reason == StopReason::StopString);
    QVERIFY(runRow(modelOf({'a'}), {"aaa"}, 2).reason == StopReason::Length);
    QVERIFY(runRow(modelOf({'a'}, 6), {"aaa"}).reason == StopReason::StopString);
    QVERIFY(runRow(modelOf({'a'}, 6), {"aaaa"}).reason == StopReason::ContextFull);
}

// It isn't shown, so nothing can be found in it.
void TestGenerationServiceStopStrings::endOfTextIsNoText()
{
    const auto model = modelOf({'a', fixtures::endOfText});
    auto job = rowsOfStops(model, "xyz", std::vector<Strings>(10, {"<|", "a<", ">"}), 100);
    for (std::uint64_t seed = 0; seed < 10; ++seed)
        job.rows[seed].seed = seed;
    for (const auto& row : runJob(job).rows)
        QVERIFY(row.reason == StopReason::EndOfText);
}

LOGITSCOPE_TEST(TestGenerationServiceStopStrings)
#include "tst_generation_service_stop_strings.moc"
