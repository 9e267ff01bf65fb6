#include "core/server/choice_writer.h"
#include "core/server/token_name.h"
#include "tests/core/generation/plain_run.h"
#include "tests/core/generation/whole_text.h"
#include "tests/core/sampling/random_logits.h"
#include "tests/core/sampling/reference.h"
#include "tests/core/text/tokenizer_files.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace logitscope;
using namespace logitscope::fixtures;

using Strings = std::vector<std::string>;

namespace
{

// Single bytes, <|endoftext|>, and these.
Tokenizer tokenizerOf(const Strings& more)
{
    auto files = smallFiles();
    const auto alphabet = byteAlphabet();
    for (const auto& bytes : more) {
        QString spelling;
        for (const char byte : bytes)
            spelling += alphabet[static_cast<unsigned char>(byte)];
        if (!files.tokens.contains(spelling))
            files.tokens << spelling;
    }
    return loadFiles(files.vocab(), files.merges).value();
}

TokenId idOf(const Tokenizer& tokenizer, std::string_view bytes)
{
    for (TokenId token = 0; token < tokenizer.size(); ++token) {
        if (tokenizer.bytes(token) == bytes)
            return token;
    }
    qFatal("there is no such token");
}

Step stepOf(const Tokenizer& tokenizer, TokenId token)
{
    Step step;
    step.token = token;
    step.bytes = tokenizer.bytes(token);
    step.u = 0.25; // something to recognise it by
    return step;
}

// A choice whose continuation is these tokens, taken after every one.
ChoicePiece written(const Tokenizer& tokenizer, const ChoiceContents& contents,
                    const Strings& tokens, StopReason end, const Strings& prompt = {})
{
    const std::vector<float> logits(static_cast<std::size_t>(tokenizer.size()), 1.0f);
    ChoiceWriter writer(tokenizer, contents);
    ChoicePiece all;
    for (const auto& token : prompt)
        if (!writer.echo(idOf(tokenizer, token), logits))
            qFatal("echo");
    for (const auto& token : tokens) {
        if (!writer.step(stepOf(tokenizer, idOf(tokenizer, token)), logits))
            qFatal("step");
        append(all, writer.take(0));
    }
    writer.end(end);
    append(all, writer.take(0));
    return all;
}

std::vector<std::string> namesOf(const ChoicePiece& choice)
{
    std::vector<std::string> names;
    for (const auto& token : choice.tokens)
        names.push_back(token.name);
    return names;
}

std::vector<int> offsetsOf(const ChoicePiece& choice)
{
    std::vector<int> offsets;
    for (const auto& token : choice.tokens)
        offsets.push_back(token.textOffset);
    return offsets;
}

bool isClose(double value, long double expected)
{
    return value == expected || std::abs(value - expected) < 1e-12L * (1.0L + std::abs(expected));
}

} // namespace

class TestChoiceWriter : public QObject
{
    Q_OBJECT

private slots:
    void textAlone();
    void endOfTextIsNoPart();
    void offsetsCountCodePoints();
    void offsetsAfterWhatIsNoCharacter();
    void stopCutsATokenInTwo();
    void stopBetweenTokens();
    void tokensComeWithTheLastOfTheirText();
    void echoComesFirst();
    void topTokens_data();
    void topTokens();
    void impossibleTokens();
    void samplingInfo();
    void logitsThatAreNoNumbers();
    void likeTheWholeText_data();
    void likeTheWholeText();
};

void TestChoiceWriter::textAlone()
{
    const auto tokenizer = tokenizerOf({});
    ChoiceWriter writer(tokenizer, {});
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
    const auto choice = written(tokenizer, {.logprobs = 0, .samplingInfo = true},
                                {"abc", "<|endoftext|>"}, StopReason::EndOfText);
    QCOMPARE(choice.text, std::string("abc"));
    QCOMPARE(namesOf(choice), Strings{"abc"});
    QVERIFY(choice.end == StopReason::EndOfText);
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
    ChoiceWriter writer(tokenizer, {.logprobs = 0, .stop = {"END"}});
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
    ChoiceWriter writer(tokenizer, {.logprobs = 2});
    QVERIFY(writer.echo('a', {}));
    writer.end(StopReason::Length);
    const auto piece = writer.take(0);
    QCOMPARE(piece.tokens.size(), std::size_t{1});
    QVERIFY(!piece.tokens[0].logprob);
    QVERIFY(piece.tokens[0].top.empty());
}

void TestChoiceWriter::topTokens_data()
{
    QTest::addColumn<int>("kind");
    for (int kind = 0; kind <= static_cast<int>(LogitKind::Extreme); ++kind)
        QTest::addRow("kind %d", kind) << kind;
}

// Against a softmax in long double and a sorted list.
void TestChoiceWriter::topTokens()
{
    QFETCH(int, kind);
    const auto tokenizer = tokenizerOf({});
    std::mt19937 random(static_cast<unsigned>(kind));
    for (const int top : {0, 1, 2, 5, 100, 300}) {
        for (int round = 0; round < 30; ++round) {
            const auto logits = randomLogits(static_cast<std::size_t>(tokenizer.size()),
                                             static_cast<LogitKind>(kind), random);
            const auto expected = logSoftmax(logits);
            auto ranking = reference::ranking(logits);
            std::erase_if(ranking, [&](TokenId id) { return logits[id] == minusInfinity; });
            auto token = ranking[random() % ranking.size()];
            if (token == tokenizer.endOfText()) // never shown
                token = ranking.front() == token ? ranking.back() : ranking.front();
            if (static_cast<std::size_t>(top) < ranking.size())
                ranking.resize(static_cast<std::size_t>(top));
            if (!std::ranges::count(ranking, token))
                ranking.push_back(token);

            ChoiceWriter writer(tokenizer, {.logprobs = top});
            const auto step = stepOf(tokenizer, token);
            QVERIFY(writer.step(step, logits));
            writer.end(StopReason::Length);
            const auto piece = writer.take(0);
            QCOMPARE(piece.tokens.size(), std::size_t{1});
            const auto& written = piece.tokens[0];
            QVERIFY(isClose(*written.logprob, expected[static_cast<std::size_t>(token)]));
            QCOMPARE(written.top.size(), ranking.size());
            for (std::size_t rank = 0; rank < ranking.size(); ++rank) {
                QCOMPARE(written.top[rank].first, tokenName(tokenizer.bytes(ranking[rank])));
                QVERIFY(isClose(written.top[rank].second,
                                expected[static_cast<std::size_t>(ranking[rank])]));
                QVERIFY(std::isfinite(written.top[rank].second));
            }
        }
    }
}

// The most likely are those that are likely at all; a prompt can have others.
void TestChoiceWriter::impossibleTokens()
{
    const auto tokenizer = tokenizerOf({});
    std::vector<float> logits(static_cast<std::size_t>(tokenizer.size()), minusInfinity);
    logits['a'] = 1.0f;
    logits['b'] = 1.0f;
    ChoiceWriter writer(tokenizer, {.logprobs = 5});
    QVERIFY(writer.step(stepOf(tokenizer, 'b'), logits));
    QVERIFY(writer.echo('c', logits));
    writer.end(StopReason::Length);
    const auto tokens = writer.take(0).tokens;
    QCOMPARE(tokens[0].top.size(), std::size_t{2});
    QVERIFY(isClose(*tokens[0].logprob, std::log(0.5L)));
    QVERIFY(tokens[1].logprob == static_cast<double>(minusInfinity));
    QCOMPARE(tokens[1].top.size(), std::size_t{3}); // it is always among them
    QCOMPARE(tokens[1].top.back().first, std::string("c"));
}

void TestChoiceWriter::samplingInfo()
{
    const auto tokenizer = tokenizerOf({});
    const Strings tokens = {"abc", "d"};
    const auto both = written(tokenizer, {.logprobs = 0, .samplingInfo = true}, tokens,
                              StopReason::Length, {"x"});
    QCOMPARE(both.tokens.size(), std::size_t{3});
    QVERIFY(!both.tokens[0].step); // the prompt's wasn't drawn
    QVERIFY(both.tokens[1].step->token == idOf(tokenizer, "abc"));
    QCOMPARE(both.tokens[2].step->u, 0.25);
    const auto alone =
        written(tokenizer, {.samplingInfo = true}, tokens, StopReason::Length, {"x"});
    QCOMPARE(namesOf(alone), (Strings{"x", "abc", "d"}));
    for (const auto& token : alone.tokens)
        QVERIFY(!token.logprob && token.top.empty());
    for (const auto& token : written(tokenizer, {.logprobs = 0}, tokens, StopReason::Length).tokens)
        QVERIFY(!token.step);
}

void TestChoiceWriter::logitsThatAreNoNumbers()
{
    const auto tokenizer = tokenizerOf({});
    std::vector<float> logits(static_cast<std::size_t>(tokenizer.size()), 1.0f);
    logits[9] = std::numeric_limits<float>::quiet_NaN();
    ChoiceWriter writer(tokenizer, {.logprobs = 0});
    const auto echoed = writer.echo('a', logits);
    QVERIFY(!echoed);
    QCOMPARE(echoed.error().message,
             std::string("the logit of token 9 is NaN, expected a finite number"));
    QVERIFY(!writer.step(stepOf(tokenizer, 'a'), logits));
    ChoiceWriter careless(tokenizer, {});
    QVERIFY(careless.echo('a', logits)); // nobody asked
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
        ChoiceWriter writer(tokenizer, {.logprobs = 0, .stop = stop});
        std::string prompt;
        std::vector<std::size_t> begins;
        std::vector<std::string> names;
        const auto note = [&](const std::string& before, const std::string& bytes) {
            begins.push_back(before.size());
            names.push_back(tokenName(bytes));
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

QTEST_APPLESS_MAIN(TestChoiceWriter)
#include "tst_choice_writer.moc"
