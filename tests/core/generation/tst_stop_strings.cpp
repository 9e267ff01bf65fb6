#include "core/generation/stop_strings.h"
#include "tests/test_program.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace logitscope;

using Strings = std::vector<std::string>;

class TestStopStrings : public QObject
{
    Q_OBJECT

private slots:
    void noneIsCompleted();
    void likeTheWholeText();
};

void TestStopStrings::noneIsCompleted()
{
    StopStrings none;
    StopStrings empty(Strings{"", ""});
    for (const char* bytes : {"", "a", "\n"}) {
        QVERIFY(!none.completedBy(bytes));
        QVERIFY(!empty.completedBy(bytes));
    }
}

// Wherever the tokens part, and also after the first time.
void TestStopStrings::likeTheWholeText()
{
    QRandomGenerator random(3);
    const auto someText = [&](int longest) {
        std::string text;
        for (auto left = random.bounded(longest + 1); left > 0; --left)
            text += static_cast<char>('a' + random.bounded(2));
        return text;
    };
    int completed = 0;
    for (int round = 0; round < 2000; ++round) {
        Strings strings;
        for (auto left = random.bounded(4); left > 0; --left)
            strings.push_back(someText(9));
        StopStrings stop(strings);
        std::string text;
        for (int step = 0; step < 12; ++step) {
            const auto before = text.size();
            const auto bytes = someText(6);
            text += bytes;
            // One that ends within the new bytes.
            const bool expected = std::ranges::any_of(strings, [&](const std::string& string) {
                for (auto end = before + 1; end <= text.size(); ++end) {
                    if (!string.empty() && std::string_view(text).substr(0, end).ends_with(string))
                        return true;
                }
                return false;
            });
            QCOMPARE(stop.completedBy(bytes), expected);
            completed += expected;
        }
    }
    QVERIFY(completed > 1000);
}

LOGITSCOPE_TEST(TestStopStrings)
#include "tst_stop_strings.moc"
