#include "core/text/text_difference.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace logitscope;

namespace
{

using Tokens = std::vector<TokenId>;

Tokens keptOf(const Tokens& text, const std::vector<bool>& isMissing)
{
    Tokens kept;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (!isMissing[i])
            kept.push_back(text[i]);
    return kept;
}

bool isWithin(const Tokens& part, const Tokens& text)
{
    auto next = part.begin();
    for (const auto token : text)
        if (next != part.end() && *next == token)
            ++next;
    return next == part.end();
}

} // namespace

class TextDifferenceTest : public QObject
{
    Q_OBJECT

private slots:
    void byHand();
    void theLongestInCommon();
};

void TextDifferenceTest::byHand()
{
    const auto difference = differenceOf(Tokens{1, 2, 3, 4, 5}, Tokens{1, 9, 3, 5, 6});
    QVERIFY((difference.first == std::vector<bool>{false, true, false, true, false}));
    QVERIFY((difference.second == std::vector<bool>{false, true, false, false, true}));
    QVERIFY(differenceOf({}, {}).first.empty());
    QVERIFY((differenceOf(Tokens{1}, {}).first == std::vector<bool>{true}));
}

// Every selection of the first text's tokens that the second has too is no longer.
void TextDifferenceTest::theLongestInCommon()
{
    std::mt19937 random(3);
    for (int round = 0; round < 200; ++round) {
        Tokens first(random() % 9);
        Tokens second(random() % 12);
        for (auto* text : {&first, &second})
            for (auto& token : *text)
                token = static_cast<TokenId>(random() % 4);
        const auto [missingInSecond, missingInFirst] = differenceOf(first, second);
        const auto kept = keptOf(first, missingInSecond);
        QVERIFY(kept == keptOf(second, missingInFirst));
        for (unsigned selection = 0; selection < 1u << first.size(); ++selection) {
            std::vector<bool> isMissing;
            for (std::size_t i = 0; i < first.size(); ++i)
                isMissing.push_back((selection >> i & 1u) == 0);
            const auto part = keptOf(first, isMissing);
            QVERIFY(part.size() <= kept.size() || !isWithin(part, second));
        }
    }
}

LOGITSCOPE_TEST(TextDifferenceTest)
#include "tst_text_difference.moc"
