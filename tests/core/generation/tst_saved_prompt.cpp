#include "core/generation/saved_prompt.h"
#include "core/run/transcript_json.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace logitscope;
using namespace logitscope::fixtures;
using fixtures::endOfText;

namespace
{

// As it comes back from a file.
Transcript saved(const std::string& prompt, const std::vector<TokenId>& tokens)
{
    Transcript transcript{.prompt = prompt, .promptTokens = tokens, .settings = {}};
    return transcriptFromJson(nlohmann::json::parse(toJson(transcript).dump())).value();
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
            const auto transcript = saved(prompt, tokens);
            QCOMPARE(savedPrompt(*model, transcript), prompt);
            QCOMPARE(savedPromptTokens(*model, prompt, transcript.promptTokens).value(), tokens);
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
            QCOMPARE(savedPrompt(*model, {.prompt = "the", .promptTokens = tokens, .settings = {}}),
                     std::string("the"));
        }
    }

    void anEmptyPromptStaysEmpty()
    {
        const auto model = open(randomCheckpoint({}, 3));
        const std::vector<TokenId> start{endOfText};
        QCOMPARE(savedPrompt(*model, saved("", start)), std::string());
        QCOMPARE(savedPromptTokens(*model, "", start).value(), start);
    }

    void idsBeyondTheContextAreAnError()
    {
        const auto model = openEndless(4, {.contextLength = 16});
        const std::string prompt(17, 'a');
        const auto read = savedPromptTokens(*model, prompt, std::vector<TokenId>(17, 'a'));
        QVERIFY(!read);
        QVERIFY(QString::fromStdString(read.error().message).contains("17"));
    }
};

LOGITSCOPE_TEST(TestSavedPrompt)
#include "tst_saved_prompt.moc"
