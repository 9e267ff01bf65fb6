#include "core/generation/prompt_tokens.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>

using namespace logitscope;
using namespace logitscope::fixtures;
using fixtures::endOfText;

namespace
{

QString sentenceOf(const Result<std::vector<TokenId>>& tokens)
{
    return tokens ? "they were read" : QString::fromStdString(tokens.error().message);
}

} // namespace

class TestPromptTokens : public QObject
{
    Q_OBJECT

private slots:
    void promptIsTokenized();
    void emptyPrompt();
    void tooMany();
    void tokensThatTheModelDoesntKnow();
};

void TestPromptTokens::promptIsTokenized()
{
    const auto model = openEndless(1);
    QCOMPARE(tokensOf(*model, "the he").value(), (std::vector<TokenId>{'t', 256, ' ', 256}));
    QCOMPARE(tokensOf(*model, " t\xff").value(), (std::vector<TokenId>{257, 0xFF}));

    const auto special = open(randomCheckpoint({}, 1));
    QCOMPARE(tokensOf(*special, "a<|endoftext|>he").value(),
             (std::vector<TokenId>{'a', endOfText, 256}));
    const auto asText = tokensOf(*special, "<|endoftext|>", SpecialTokens::AsText).value();
    QCOMPARE(asText.size(), std::size_t{13});
    QVERIFY(!std::ranges::count(asText, endOfText));
}

void TestPromptTokens::emptyPrompt()
{
    QCOMPARE(tokensOf(*open(randomCheckpoint({}, 3)), "").value(), std::vector<TokenId>{endOfText});
    QCOMPARE(sentenceOf(tokensOf(*openEndless(3), "")),
             QString("the prompt is empty, and this model has no <|endoftext|> to start from; "
                     "type a prompt"));
}

void TestPromptTokens::tooMany()
{
    const auto model = openEndless(4, {.contextLength = 16});
    for (const std::size_t length : {1, 15, 16, 17, 1000}) {
        const std::string prompt(length, 'a');
        const std::vector<TokenId> tokens(length, 'a');
        QCOMPARE(encodePrompt(*model, prompt).value(), tokens); // however many
        if (length <= 16)
            QCOMPARE(tokensOf(*model, prompt).value(), tokens);
        else
            QCOMPARE(sentenceOf(tokensOf(*model, prompt)),
                     QString("the prompt has %1 tokens, but this model's context holds 16; "
                             "shorten it")
                         .arg(length));
    }
}

// The tokenizer has them, the model was never given rows for them.
void TestPromptTokens::tokensThatTheModelDoesntKnow()
{
    auto checkpoint = randomCheckpoint({.vocabulary = vocabularySize + 2}, 5);
    checkpoint.spellings.resize(vocabularySize);
    const TestFolder folder;
    checkpoint.writeTo(folder);
    folder.write("added_tokens.json", R"({"<|pad|>": 260, "<|none|>": 261})");
    const auto model = openModelFolder(folder.path(), {.device = Device::Cpu}).value();
    QCOMPARE(tokensOf(*model, "a<|pad|>").value(), (std::vector<TokenId>{'a', 260}));
    QCOMPARE(sentenceOf(tokensOf(*model, "a<|none|>")),
             QString("the prompt has <|none|> (token 261), but this model knows only tokens up "
                     "to 260; leave it out"));
}

LOGITSCOPE_TEST(TestPromptTokens)
#include "tst_prompt_tokens.moc"
