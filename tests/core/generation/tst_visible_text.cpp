#include "core/generation/visible_text.h"
#include "tests/core/generation/whole_text.h"
#include "tests/test_program.h"

#include <QRandomGenerator>
#include <QTest>

using namespace logitscope;

using Strings = std::vector<std::string>;

class TestVisibleText : public QObject
{
    Q_OBJECT

private slots:
    void withoutStopStrings();
    void examples_data();
    void examples();
    void holdsBack();
    void promptIsShownAsItIs();
    void characterAcrossThePromptsEnd();
    void nothingAfterTheStop();
    void likeTheWholeText_data();
    void likeTheWholeText();
};

void TestVisibleText::withoutStopStrings()
{
    VisibleText text(Strings{"", ""}); // empty ones are none
    QCOMPARE(text.push("ab"), std::string("ab"));
    QCOMPARE(text.push(""), std::string());
    QCOMPARE(text.push("\xe4\xb8"), std::string());
    QCOMPARE(text.shownBytes(), std::size_t{2});
    QCOMPARE(text.push("\xad!"), std::string("中!"));
    QCOMPARE(text.shownBytes(), std::size_t{6});
    QCOMPARE(text.push("\xf0"), std::string());
    QCOMPARE(text.finish(), std::string("\uFFFD"));
    QCOMPARE(text.shownBytes(), std::size_t{7});
    QVERIFY(!text.stopped());
}

void TestVisibleText::examples_data()
{
    QTest::addColumn<Strings>("stop");
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("visible");
    QTest::addColumn<bool>("stopped");

    const auto row = [](const char* name, Strings stop, std::string text, std::string visible,
                        bool stopped = true) {
        QTest::newRow(name) << std::move(stop) << std::move(text) << std::move(visible) << stopped;
    };
    row("not there", {"xyz"}, "abc", "abc", false);
    row("only its beginning", {"cd"}, "abc", "abc", false);
    row("at once", {"a"}, "abc", "");
    row("in the middle", {"b"}, "abc", "a");
    row("the first of two", {"d", "b"}, "abcd", "a");
    row("begins later, is complete first", {"bcde", "cd"}, "abcdef", "ab");
    row("the longest of those that end together", {"c", "bc"}, "abcd", "a");
    row("a failed beginning that holds the true one", {"aab"}, "aaab", "a");
    row("twice", {"bb"}, "abbbb", "a");
    row("blank lines", {"\n\n"}, "one\ntwo\n\nthree", "one\ntwo");
    row("of three bytes", {"中"}, "a丮中b", "a丮"); // the other begins with the same two
    row("after a character that is none", {"b"},
        "a\xe4\xb8"
        "b",
        "a\uFFFD");
    row("invalid and none", {"b"}, "a\xff", "a\uFFFD", false);
}

void TestVisibleText::examples()
{
    QFETCH(Strings, stop);
    QFETCH(std::string, text);
    QFETCH(std::string, visible);
    QFETCH(bool, stopped);
    QVERIFY(text.size() <= 16);
    // Every way of cutting it: each bit says whether a token ends after that byte.
    for (unsigned cuts = 0; cuts < 1u << (text.size() - 1); ++cuts) {
        VisibleText shown(stop);
        std::string all;
        for (std::size_t begin = 0; begin < text.size();) {
            auto end = begin + 1;
            while (end < text.size() && (cuts >> (end - 1) & 1) == 0)
                ++end;
            all += shown.push(std::string_view(text).substr(begin, end - begin));
            begin = end;
        }
        QCOMPARE(shown.stopped(), stopped);
        QCOMPARE(all + shown.finish(), visible);
    }
}

void TestVisibleText::holdsBack()
{
    VisibleText text(Strings{"END"});
    QCOMPARE(text.push("the E"), std::string("the "));
    QCOMPARE(text.push("N"), std::string());
    QCOMPARE(text.shownBytes(), std::size_t{4});
    QCOMPARE(text.push("E"), std::string("EN")); // and may begin again
    QCOMPARE(text.push("EN"), std::string("E"));
    QCOMPARE(text.finish(), std::string("EN")); // it wasn't
    QCOMPARE(text.shownBytes(), std::size_t{9});
    QVERIFY(!text.stopped());
}

// No stop string in it, nor one that begins in it.
void TestVisibleText::promptIsShownAsItIs()
{
    VisibleText text(Strings{"ab"});
    QCOMPARE(text.pushPrompt("ab"), std::string("ab"));
    QCOMPARE(text.pushPrompt("xa"), std::string("xa"));
    QCOMPARE(text.push("b"), std::string("b"));
    QVERIFY(!text.stopped());
    QCOMPARE(text.push("cab"), std::string("c"));
    QVERIFY(text.stopped());
    QCOMPARE(text.shownBytes(), std::size_t{6});
}

void TestVisibleText::characterAcrossThePromptsEnd()
{
    VisibleText text(Strings{"x"});
    QCOMPARE(text.pushPrompt("a\xe4\xb8"), std::string("a"));
    QCOMPARE(text.shownBytes(), std::size_t{1});
    QCOMPARE(text.push("\xad"), std::string("中"));
    QCOMPARE(text.shownBytes(), std::size_t{4});
}

void TestVisibleText::nothingAfterTheStop()
{
    VisibleText text(Strings{"x"});
    QCOMPARE(text.push("ax\xe4"), std::string("a"));
    QVERIFY(text.stopped());
    QCOMPARE(text.push("bcd"), std::string());
    QCOMPARE(text.finish(), std::string());
    QCOMPARE(text.shownBytes(), std::size_t{1});
}

void TestVisibleText::likeTheWholeText_data()
{
    QTest::addColumn<std::string>("alphabet");
    QTest::newRow("two letters") << std::string("ab");
    QTest::newRow("bytes of characters") << std::string("a\xc3\xa9\xe4\xb8\xad");
    QTest::newRow("bytes that are none") << std::string("a\x80\xe0\xf4\xff");
}

// Whatever the bytes, the stop strings and the tokens: nothing is shown too early, and nothing is
// held back that is certain.
void TestVisibleText::likeTheWholeText()
{
    QFETCH(std::string, alphabet);
    QRandomGenerator random(static_cast<quint32>(alphabet.size()));
    const auto someBytes = [&](int longest) {
        std::string bytes;
        for (auto left = random.bounded(longest + 1); left > 0; --left)
            bytes += alphabet[static_cast<std::size_t>(
                random.bounded(static_cast<int>(alphabet.size())))];
        return bytes;
    };
    int stoppedTimes = 0;
    for (int round = 0; round < 4000; ++round) {
        Strings stop;
        for (auto left = random.bounded(4); left > 0; --left)
            stop.push_back(someBytes(7));
        const auto prompt = random.bounded(2) ? someBytes(5) : std::string();
        VisibleText shown(stop);
        auto text = shown.pushPrompt(prompt);
        std::string continuation;
        for (int token = 0; token < 12 && !shown.stopped(); ++token) {
            const auto bytes = someBytes(5);
            continuation += bytes;
            text += shown.push(bytes);
            const auto whole = cutAtStop(continuation, stop);
            QCOMPARE(shown.stopped(), whole.stopped);
            const auto all = prompt + whole.bytes;
            const auto certain =
                whole.stopped ? all.size() : certainBytes(prompt, continuation, stop);
            QCOMPARE(shown.shownBytes(), certain);
            QCOMPARE(text, validUtf8(std::string_view(all).substr(0, certain)));
        }
        stoppedTimes += shown.stopped();
        const auto all = prompt + cutAtStop(continuation, stop).bytes;
        text += shown.finish();
        QCOMPARE(text, validUtf8(all));
        QCOMPARE(shown.shownBytes(), all.size());
    }
    QVERIFY(stoppedTimes > 1000 && stoppedTimes < 3900);
}

LOGITSCOPE_TEST(TestVisibleText)
#include "tst_visible_text.moc"
