#include "core/run/prompt_scores.h"
#include "tests/test_program.h"

#include <QTest>

#include <vector>

using namespace logitscope;

namespace
{

// Each another: of the token at a position, and of what stands before it.
std::vector<TokenScore> scoresOf(const std::vector<TokenId>& text, int begin, int end)
{
    std::vector<TokenScore> scores;
    for (int position = begin; position < end; ++position) {
        double number = 0.5;
        for (int i = 0; i <= position; ++i)
            number = (number + text[static_cast<std::size_t>(i)]) / 1000.0;
        scores.push_back({text[static_cast<std::size_t>(position)], number, position, number * 2});
    }
    return scores;
}

bool knows(const PromptScores& scores, const std::vector<TokenId>& text, int end)
{
    const auto known = scores.known();
    return std::vector(known.begin(), known.end()) == scoresOf(text, 1, end) &&
           scores.missingFrom() == end;
}

} // namespace

class TestPromptScores : public QObject
{
    Q_OBJECT

private slots:

    void takesThemPieceByPiece()
    {
        const std::vector<TokenId> text = {5, 6, 7, 8, 9};
        PromptScores scores;
        scores.setPrompt(text);
        QVERIFY(knows(scores, text, 1) && !scores.isComplete());
        QVERIFY(scores.take(text, 1, scoresOf(text, 1, 3)));
        QVERIFY(knows(scores, text, 3));
        QVERIFY(!scores.take(text, 4, scoresOf(text, 4, 5))); // 3 is missing
        QVERIFY(knows(scores, text, 3));
        QVERIFY(!scores.take(text, 1, scoresOf(text, 1, 3))); // again
        QVERIFY(scores.take(text, 2, scoresOf(text, 2, 5)));
        QVERIFY(knows(scores, text, 5) && scores.isComplete());
    }

    // What was read may be the prompt and its continuation, or a prompt of before.
    void takesOnlyWhatIsOfThisPrompt()
    {
        const std::vector<TokenId> prompt = {5, 6, 7};
        const std::vector<TokenId> longer = {5, 6, 7, 8};
        const std::vector<TokenId> other = {5, 6, 8, 7};
        PromptScores scores;
        scores.setPrompt(prompt);
        QVERIFY(scores.take(other, 1, scoresOf(other, 1, 4)));
        QVERIFY(knows(scores, prompt, 2));
        QVERIFY(scores.take(longer, 1, scoresOf(longer, 1, 4)));
        QVERIFY(knows(scores, prompt, 3) && scores.isComplete());
    }

    // As while somebody types.
    void keepsWhatPromptsShare()
    {
        const std::vector<TokenId> text = {5, 6, 7, 8};
        PromptScores scores;
        scores.setPrompt(text);
        scores.take(text, 1, scoresOf(text, 1, 4));
        const std::vector<TokenId> longer = {5, 6, 7, 8, 9};
        scores.setPrompt(longer);
        QVERIFY(knows(scores, longer, 4) && !scores.isComplete());
        const std::vector<TokenId> departing = {5, 6, 9, 8, 9};
        scores.setPrompt(departing);
        QVERIFY(knows(scores, departing, 2));
        scores.setPrompt({6, 6, 9});
        QVERIFY(scores.known().empty());
    }

    void oneTokenOrNoneHasNoScore()
    {
        PromptScores scores;
        QVERIFY(scores.isComplete() && scores.known().empty());
        scores.setPrompt({5});
        QVERIFY(scores.isComplete() && scores.known().empty());
        QVERIFY(!scores.take(std::vector<TokenId>{5}, 1, {}));
    }

    void forgets()
    {
        const std::vector<TokenId> text = {5, 6};
        PromptScores scores;
        scores.setPrompt(text);
        scores.take(text, 1, scoresOf(text, 1, 2));
        scores.forget();
        QVERIFY(scores.known().empty() && !scores.isComplete());
    }
};

LOGITSCOPE_TEST(TestPromptScores)
#include "tst_prompt_scores.moc"
