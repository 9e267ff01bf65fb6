#include "core/generation/saved_prompt.h"
#include "core/run/comparison_json.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/core/run/branches.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <utility>

using namespace logitscope;
using namespace logitscope::fixtures;
using fixtures::endOfText;

namespace
{

// As it comes back from a file; an older one has no bytes.
Run saved(const Run& run, bool hasBytes = true)
{
    auto rows = nlohmann::json::parse(rowsToJson(run).dump());
    for (auto& row : rows) {
        if (hasBytes)
            continue;
        row.erase("prompt_bytes");
        for (auto& step : row["steps"])
            step.erase("bytes");
    }
    return runFromRows(rows).value();
}

Branch branchOfTokens(const OpenModel& model, const std::vector<TokenId>& tokens)
{
    std::vector<Step> steps(tokens.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
        steps[i].token = tokens[i];
        steps[i].bytes = model.tokenizer.bytes(tokens[i]);
        steps[i].modelProbability = 0.5;
    }
    return branchOf(std::move(steps));
}

} // namespace

class TestSavedPrompt : public QObject
{
    Q_OBJECT

private slots:

    // A token of the made-up vocabulary is a byte below 256; 256 is "he", 257 " t".
    void bytesComeBack()
    {
        const auto model = openEndless(1);
        for (const std::string prompt : {"the he", "a\r\nb", "caf\xE9 x", "\xEF\xBB\xBFx",
                                         "\xFF\xEF\xBF\xBD", "end \xE2\x80"}) {
            const auto tokens = tokensOf(*model, prompt).value();
            for (const bool hasBytes : {true, false}) {
                const auto run = saved({.prompt = prompt, .promptTokens = tokens}, hasBytes);
                QCOMPARE(savedPrompt(*model, run), prompt);
                QCOMPARE(savedPromptTokens(*model, prompt, run.promptTokens).value(), tokens);
            }
        }
    }

    void idsAreKeptHoweverTheySpell()
    {
        const auto model = openEndless(1);
        const std::vector<TokenId> letters{'t', 'h', 'e'};
        QVERIFY(tokensOf(*model, "the").value() != letters);
        QCOMPARE(savedPromptTokens(*model, "the", letters).value(), letters);
    }

    void theTextCountsWhereTheIdsAreNotThisModels()
    {
        const auto model = openEndless(1);
        const auto expected = tokensOf(*model, "the").value();
        for (const auto& tokens : {std::vector<TokenId>{}, std::vector<TokenId>{'t', 'o'},
                                   std::vector<TokenId>{vocabularySize}, std::vector<TokenId>{-1},
                                   std::vector<TokenId>{1'000'000'000}}) {
            QCOMPARE(savedPromptTokens(*model, "the", tokens).value(), expected);
            QCOMPARE(savedPrompt(*model, {.prompt = "the", .promptTokens = tokens}),
                     std::string("the"));
        }
    }

    void anEmptyPromptStaysEmpty()
    {
        const auto model = open(randomCheckpoint({}, 3));
        const std::vector<TokenId> start{endOfText};
        QCOMPARE(savedPrompt(*model, saved({.promptTokens = start})), std::string());
        QCOMPARE(savedPromptTokens(*model, "", start).value(), start);
    }

    void runsAreReadByTheirModel()
    {
        const auto model = openEndless(1);
        const Run run{.model = model->model->info().fullName(),
                      .prompt = "caf\xE9",
                      .promptTokens = tokensOf(*model, "caf\xE9").value(),
                      .branches = {branchOfTokens(*model, {0xE2, 0x82, 'x'}),
                                   branchOfTokens(*model, {256, 0xFF}), Branch()}};
        auto read = saved(run, false);
        QCOMPARE(read.prompt, std::string("caf\xEF\xBF\xBD"));
        QCOMPARE(stepsOf(read.branches[1])[1].bytes, std::string("\xEF\xBF\xBD"));
        QVERIFY(isSame(readBy(*model, read), run));
        QVERIFY(isSame(readBy(*model, saved(run)), run));

        read.model.clear(); // even older
        QVERIFY(isSame(readBy(*model, read), run));
        read.promptTokens.clear(); // those of the text, where the ids are not known
        QCOMPARE(readBy(*model, read).prompt, read.prompt);
        QCOMPARE(readBy(*model, read).promptTokens, tokensOf(*model, read.prompt).value());
        read.model = "another";
        QVERIFY(readBy(*model, read) == read);
    }

    void runsKnowHowTheirPromptWasRead()
    {
        const auto model = open(randomCheckpoint({.contextLength = 40}, 3));
        const std::string prompt = "a<|endoftext|>";
        for (const auto special : {SpecialTokens::AsText, SpecialTokens::Recognised}) {
            const auto tokens = tokensOf(*model, prompt, special).value();
            const auto read = readBy(*model, saved({.prompt = prompt, .promptTokens = tokens}));
            QVERIFY(read.special == special);
            QCOMPARE(read.promptTokens, tokens);
        }
    }

    void idsBeyondTheContextAreAnError()
    {
        const auto model = openEndless(4, {.contextLength = 16});
        const std::string prompt(17, 'a');
        const auto read = savedPromptTokens(*model, prompt, std::vector<TokenId>(17, 'a'));
        QVERIFY(!read);
        QVERIFY(QString::fromStdString(read.error().message).contains("17"));
        const Run run{.prompt = prompt, .promptTokens = std::vector<TokenId>(17, 'a')};
        QCOMPARE(readBy(*model, run).promptTokens, run.promptTokens);
    }
};

LOGITSCOPE_TEST(TestSavedPrompt)
#include "tst_saved_prompt.moc"
