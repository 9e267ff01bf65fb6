// The text of a choice, and which tokens come when and where; what is said of each is in
// tst_choice_writer_tokens.cpp.
#include "core/api/completion.h"
#include "tests/core/api/written_choice.h"
#include "tests/core/generation/whole_text.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

std::vector<int> offsetsOf(const ChoicePiece& choice)
{
    std::vector<int> offsets;
    for (const auto& token : choice.tokens)
        offsets.push_back(token.textOffset);
    return offsets;
}

} // namespace

class TestChoiceWriter : public QObject
{
    Q_OBJECT

private slots:
    void textAlone();
    void endOfTextIsNoPart();
    void endOfTextWithoutText();
    void offsetsCountCodePoints();
    void offsetsAfterWhatIsNoCharacter();
    void stopCutsATokenInTwo();
    void stopBetweenTokens();
    void tokensComeWithTheLastOfTheirText();
    void echoComesFirst();
    void likeTheWholeText_data();
    void likeTheWholeText();
};

void TestChoiceWriter::textAlone()
{
    const auto tokenizer = tokenizerOf({});
    ChoiceWriter writer(tokenizer, boundsOf(tokenizer), {});
    QVERIFY(writer.step(stepOf(tokenizer, idOf(tokenizer, "abc")), {}));
    const auto piece = writer.take(3);
    QCOMPARE(piece.index, 3);
    QCOMPARE(piece.text, std::string("abc"));
    QVERIFY(piece.tokens.empty());
    QVERIFY(!piece.end);
    QCOMPARE(writer.take(3).text, std::string()); // it was taken
    writer.end(StopReason::Length);
    QVERIFY(writer.take(3).end == StopReason::Length);
}

void TestChoiceWriter::endOfTextIsNoPart()
{
    const auto tokenizer = tokenizerOf({});
    const auto choice =
        written(tokenizer, {.samplingInfo = true}, {"abc", "<|endoftext|>"}, StopReason::EndOfText);
    QCOMPARE(choice.text, std::string("abc"));
    QCOMPARE(namesOf(choice), Strings{"abc"});
    QVERIFY(choice.end == StopReason::EndOfText);
}

void TestChoiceWriter::endOfTextWithoutText()
{
    const auto tokenizer = tokenizerOf({});
    const auto choice = written(tokenizer, {.logprobs = 2, .stop = {"cd"}},
                                {"abc", "<|endoftext|>"}, StopReason::EndOfText);
    QCOMPARE(choice.text, std::string("abc"));
    QCOMPARE(namesOf(choice), (Strings{"abc", "<|endoftext|>"}));
    QCOMPARE(choice.tokens[1].textOffset, 3);
    QVERIFY(std::abs(*choice.tokens[1].logprob + std::log(tokenizer.size())) < 1e-12);
    QCOMPARE(choice.tokens[1].top.size(), std::size_t{3}); // the two, and itself
}

void TestChoiceWriter::offsetsCountCodePoints()
{
    const Strings tokens = {"é", "a中", "\xf0\x9f", "\x98\x80", "b"};
    const auto choice = written(tokenizerOf(tokens), {.logprobs = 0}, tokens, StopReason::Length);
    QCOMPARE(choice.text, std::string("éa中😀b"));
    QCOMPARE(namesOf(choice), (Strings{"é", "a中", "bytes:\\xf0\\x9f", "bytes:\\x98\\x80", "b"}));
    // Both parts of the emoji are of the same character.
    QCOMPARE(offsetsOf(choice), (std::vector<int>{0, 1, 3, 3, 4}));
}

// Such bytes are a character in the text as well: U+FFFD, before the next token's.
void TestChoiceWriter::offsetsAfterWhatIsNoCharacter()
{
    const Strings tokens = {"a", "\xe4\xb8", "b", "\xe4", "\xe4\xb8\xad", "\x80", "\xf0"};
    const auto choice = written(tokenizerOf(tokens), {.logprobs = 0}, tokens, StopReason::Length);
    QCOMPARE(choice.text, std::string("a\uFFFDb\uFFFD中\uFFFD\uFFFD"));
    QCOMPARE(offsetsOf(choice), (std::vector<int>{0, 1, 2, 3, 4, 5, 6}));
}

void TestChoiceWriter::stopCutsATokenInTwo()
{
    const Strings tokens = {"abc", "d e", "f"};
    const auto tokenizer = tokenizerOf(tokens);
    const ChoiceContents contents{.logprobs = 0, .stop = {" ef"}};
    const auto choice = written(tokenizer, contents, tokens, StopReason::StopString);
    QCOMPARE(choice.text, std::string("abcd"));
    QCOMPARE(namesOf(choice), (Strings{"abc", "d e"})); // some of it is shown
    QVERIFY(choice.end == StopReason::StopString);
}

void TestChoiceWriter::stopBetweenTokens()
{
    const Strings tokens = {"abc", "d", "e"};
    const auto tokenizer = tokenizerOf(tokens);
    for (const auto& stop : {"de", "e"}) {
        const auto choice =
            written(tokenizer, {.logprobs = 0, .stop = {stop}}, tokens, StopReason::StopString);
        QCOMPARE(choice.text, std::string(*stop == 'd' ? "abc" : "abcd"));
        QCOMPARE(namesOf(choice), *stop == 'd' ? Strings{"abc"} : (Strings{"abc", "d"}));
    }
    const auto nothing =
        written(tokenizer, {.logprobs = 0, .stop = {"a"}}, {"abc"}, StopReason::StopString);
    QCOMPARE(nothing.text, std::string());
    QVERIFY(nothing.tokens.empty());
}

void TestChoiceWriter::tokensComeWithTheLastOfTheirText()
{
    const auto tokenizer = tokenizerOf({"x E", "\xe4\xb8"});
    const std::vector<float> logits(static_cast<std::size_t>(tokenizer.size()), 1.0f);
    ChoiceWriter writer(tokenizer, boundsOf(tokenizer), {.logprobs = 0, .stop = {"END"}});
    const auto push = [&](std::string_view bytes) {
        if (!writer.step(stepOf(tokenizer, idOf(tokenizer, bytes)), logits))
            qFatal("step");
        return writer.take(0);
    };
    auto piece = push("x E");
    QCOMPARE(piece.text, std::string("x ")); // the E may be the stop string's
    QVERIFY(piece.tokens.empty());
    piece = push("N");
    QVERIFY(piece.text.empty() && piece.tokens.empty());
    piece = push("x");
    QCOMPARE(piece.text, std::string("ENx"));
    QCOMPARE(namesOf(piece), (Strings{"x E", "N", "x"}));
    piece = push("\xe4\xb8");
    QVERIFY(piece.text.empty() && piece.tokens.empty());
    piece = push("\xad");
    QCOMPARE(piece.text, std::string("中"));
    QCOMPARE(piece.tokens.size(), std::size_t{2});
    QVERIFY(push("E").tokens.empty());
    writer.end(StopReason::Length);
    piece = writer.take(0);
    QCOMPARE(piece.text, std::string("E"));
    QCOMPARE(namesOf(piece), Strings{"E"});
}

void TestChoiceWriter::echoComesFirst()
{
    const Strings prompt = {"d", "\xe4\xb8"};
    const Strings tokens = {"\xad", "abc", "d"};
    const auto choice = written(tokenizerOf({"\xe4\xb8"}), {.logprobs = 1, .stop = {"d"}}, tokens,
                                StopReason::StopString, prompt);
    QCOMPARE(choice.text, std::string("d中abc")); // a stop string in the prompt is none
    QCOMPARE(namesOf(choice), (Strings{"d", "bytes:\\xe4\\xb8", "bytes:\\xad", "abc"}));
    QCOMPARE(offsetsOf(choice), (std::vector<int>{0, 1, 1, 2}));

    // Nothing came before the first one: no logits.
    const auto tokenizer = tokenizerOf({});
    ChoiceWriter writer(tokenizer, boundsOf(tokenizer), {.logprobs = 2});
    QVERIFY(writer.echo('a', {}));
    writer.end(StopReason::Length);
    const auto piece = writer.take(0);
    QCOMPARE(piece.tokens.size(), std::size_t{1});
    QVERIFY(!piece.tokens[0].logprob);
    QVERIFY(piece.tokens[0].top.empty());
}

void TestChoiceWriter::likeTheWholeText_data()
{
    QTest::addColumn<std::string>("alphabet");
    QTest::newRow("two letters") << std::string("ab");
    QTest::newRow("bytes of characters") << std::string("a\xc3\xa9\xe4\xb8\xad");
    QTest::newRow("bytes that are none") << std::string("a\x80\xe0\xf4\xff");
}

// Tokens of any bytes, stop strings of any: each token comes as soon as all of its bytes are
// shown, with the place of its first byte in the text.
void TestChoiceWriter::likeTheWholeText()
{
    QFETCH(std::string, alphabet);
    std::mt19937 random(static_cast<unsigned>(alphabet.size()));
    const auto someBytes = [&](std::size_t longest) {
        std::string bytes;
        for (auto left = 1 + random() % longest; left > 0; --left)
            bytes += alphabet[random() % alphabet.size()];
        return bytes;
    };
    Strings vocabulary;
    while (vocabulary.size() < 40)
        vocabulary.push_back(someBytes(5));
    const auto tokenizer = tokenizerOf(vocabulary);
    const std::vector<float> logits(static_cast<std::size_t>(tokenizer.size()), 0.0f);

    int cutInTwo = 0;
    for (int round = 0; round < 1500; ++round) {
        Strings stop;
        for (auto left = random() % 4; left > 0; --left)
            stop.push_back(someBytes(7));
        ChoiceWriter writer(tokenizer, boundsOf(tokenizer), {.logprobs = 0, .stop = stop});
        std::string prompt;
        std::vector<std::size_t> begins;
        std::vector<std::string> names;
        const auto note = [&](const std::string& before, const std::string& bytes) {
            begins.push_back(before.size());
            names.push_back(tokenName(0, bytes));
        };
        for (auto left = random() % 4; left > 0; --left) {
            const auto bytes = vocabulary[random() % vocabulary.size()];
            QVERIFY(writer.echo(idOf(tokenizer, bytes), logits));
            note(prompt, bytes);
            prompt += bytes;
        }

        std::string continuation;
        ChoicePiece all;
        for (int token = 0; token < 8 && !cutAtStop(continuation, stop).stopped; ++token) {
            const auto bytes = vocabulary[random() % vocabulary.size()];
            QVERIFY(writer.step(stepOf(tokenizer, idOf(tokenizer, bytes)), logits));
            note(prompt + continuation, bytes);
            continuation += bytes;
            if (random() % 3 == 0)
                continue; // taken later
            append(all, writer.take(0));
            if (cutAtStop(continuation, stop).stopped)
                continue; // end() follows
            const auto certain = certainBytes(prompt, continuation, stop);
            const auto whole = std::ranges::count_if(begins, [&](const std::size_t& begin) {
                const auto next = static_cast<std::size_t>(&begin - begins.data()) + 1;
                return (next < begins.size() ? begins[next] : (prompt + continuation).size()) <=
                       certain;
            });
            QCOMPARE(static_cast<std::ptrdiff_t>(all.tokens.size()), whole);
        }
        const auto cut = cutAtStop(continuation, stop);
        writer.end(cut.stopped ? StopReason::StopString : StopReason::Length);
        append(all, writer.take(0));

        const auto shown = prompt + cut.bytes;
        const auto text = QString::fromStdString(all.text).toUcs4();
        QCOMPARE(all.text, validUtf8(shown));
        const auto count =
            std::ranges::count_if(begins, [&](std::size_t begin) { return begin < shown.size(); });
        QCOMPARE(static_cast<std::ptrdiff_t>(all.tokens.size()), count);
        for (std::size_t i = 0; i < all.tokens.size(); ++i) {
            QCOMPARE(all.tokens[i].name, names[i]);
            // The text up to and with its first byte ends with its first character, or what there
            // is of it.
            const auto upTo = validUtf8((prompt + continuation).substr(0, begins[i] + 1));
            const auto before = QString::fromStdString(upTo).toUcs4().size() - 1;
            QCOMPARE(all.tokens[i].textOffset, static_cast<int>(before));
            QVERIFY(before < text.size());
        }
        const auto next = all.tokens.size();
        const auto end = next < begins.size() ? begins[next] : (prompt + continuation).size();
        cutInTwo += cut.stopped && next > 0 && end > shown.size();
    }
    QVERIFY(cutInTwo > 50);
}

LOGITSCOPE_TEST(TestChoiceWriter)
#include "tst_choice_writer.moc"
