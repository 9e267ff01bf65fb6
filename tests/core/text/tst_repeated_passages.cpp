#include "core/text/repeated_passages.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace logitscope;

namespace
{

// Letters as tokens.
std::vector<TokenId> lettersOf(const char* text)
{
    std::vector<TokenId> tokens;
    for (; *text; ++text)
        tokens.push_back(*text);
    return tokens;
}

} // namespace

class RepeatedPassagesTest : public QObject
{
    Q_OBJECT

private slots:
    void nothingTwiceIsNothing();
    void theSecondTimeIsThePassage();
    void theSamePassagesAreOneGroup();
    void everyRoundOfALoopIsOnePassage();
    void aShortLoopIsOnePassage();
    void ofRandomTexts();
};

void RepeatedPassagesTest::nothingTwiceIsNothing()
{
    QVERIFY(repeatedPassages({}).empty());
    QVERIFY(repeatedPassages(lettersOf("abcdefgh")).empty());
    QVERIFY(repeatedPassages(lettersOf("abcxabcy")).empty()); // three are too few
}

void RepeatedPassagesTest::theSecondTimeIsThePassage()
{
    const auto passages = repeatedPassages(lettersOf("..abcdefg-abcdefh"));
    QVERIFY((passages == std::vector<RepeatedPassage>{{10, 16, 2, 0}}));
}

void RepeatedPassagesTest::theSamePassagesAreOneGroup()
{
    const auto passages = repeatedPassages(lettersOf("abcd1wxyz2abcd3wxyz4abcd5"));
    QCOMPARE(passages.size(), std::size_t(3));
    QCOMPARE(passages[0].group, passages[2].group);
    QVERIFY(passages[1].group != passages[0].group);
    QCOMPARE(passages[2].before, 10); // the nearest
}

void RepeatedPassagesTest::everyRoundOfALoopIsOnePassage()
{
    const auto passages = repeatedPassages(lettersOf("abcdeabcdeabcdeabcde"));
    QVERIFY(
        (passages == std::vector<RepeatedPassage>{{5, 10, 0, 0}, {10, 15, 5, 0}, {15, 20, 10, 0}}));
}

void RepeatedPassagesTest::aShortLoopIsOnePassage()
{
    QVERIFY(
        (repeatedPassages(lettersOf("hahahahaha")) == std::vector<RepeatedPassage>{{2, 10, 0, 0}}));
    QVERIFY((repeatedPassages(lettersOf("aaaaa")) == std::vector<RepeatedPassage>{{1, 5, 0, 0}}));
}

// Whatever is marked stands at its earlier place too, and whatever isn't begins no passage of four
// that stood before: found by comparing all pairs of places.
void RepeatedPassagesTest::ofRandomTexts()
{
    std::mt19937 random(2);
    for (int round = 0; round < 200; ++round) {
        std::vector<TokenId> text(random() % 120);
        for (auto& token : text)
            token = static_cast<TokenId>(random() % (2 + round % 4));
        const auto size = static_cast<int>(text.size());
        const auto isSame = [&](int one, int other, int count) {
            return one + count <= size &&
                   std::equal(text.begin() + one, text.begin() + one + count, text.begin() + other);
        };
        int next = 0;
        const auto checkUnmarked = [&](int end) {
            for (int place = next; place < end; ++place)
                for (int before = 0; before < place; ++before)
                    QVERIFY(!isSame(place, before, leastRepeated));
        };
        for (const auto& passage : repeatedPassages(text)) {
            checkUnmarked(passage.begin);
            QVERIFY(passage.end - passage.begin >= leastRepeated);
            QVERIFY(passage.before < passage.begin);
            QVERIFY(isSame(passage.begin, passage.before, passage.end - passage.begin));
            next = passage.end;
        }
        checkUnmarked(size);
    }
}

LOGITSCOPE_TEST(RepeatedPassagesTest)
#include "tst_repeated_passages.moc"
