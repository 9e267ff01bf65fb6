#include "tests/test_program.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/token_count.h"

#include <QTest>

#include <algorithm>

using namespace logitscope;

namespace
{

// Words, with a context of four.
PromptLimit fourWords(int* counted = nullptr)
{
    return {[counted](std::string_view prompt) {
                if (counted)
                    ++*counted;
                const auto spaces = std::ranges::count(prompt, ' ');
                return prompt.empty() ? std::size_t(0) : static_cast<std::size_t>(spaces) + 1;
            },
            4};
}

} // namespace

class TokenCountTest : public QObject
{
    Q_OBJECT

private slots:

    void followsThePrompt()
    {
        PromptField field;
        TokenCount count(field);
        QCOMPARE(count.text(), QString()); // no model yet
        field.setLimit(fourWords());
        QVERIFY2(count.text().startsWith("0 of 4 token"), qPrintable(count.text()));

        QTest::keyClicks(&field, "Once upon a");
        QTRY_VERIFY2(count.text().startsWith("3 of 4 token"), qPrintable(count.text()));
        QVERIFY(!count.isComplaining());

        field.setLimit({fourWords().count, 8}); // another model
        QVERIFY(count.text().startsWith("3 of 8 token"));
    }

    void pausesForWhoTypes()
    {
        PromptField field;
        TokenCount count(field);
        int counted = 0;
        field.setLimit(fourWords(&counted));
        counted = 0;
        QTest::keyClicks(&field, "many letters");
        QCOMPARE(counted, 0);
        QTRY_VERIFY(counted > 0);
        QVERIFY(counted < 12);
    }

    void complains()
    {
        PromptField field;
        TokenCount count(field);
        field.setLimit(fourWords());
        field.setPrompt("Once upon a time");
        QTRY_VERIFY(count.text().contains("no room"));
        QVERIFY(count.isComplaining());

        field.setPrompt("Once upon a time there was");
        QTRY_VERIFY2(count.text().contains("2 too many"), qPrintable(count.text()));
        QVERIFY(count.isComplaining());

        field.setPrompt("Once");
        QTRY_VERIFY(count.text().startsWith("1 of 4"));
        QVERIFY(!count.isComplaining());
    }

    // What was not taken is said until the prompt changes, also when a model comes meanwhile.
    void aRefusalStays()
    {
        PromptField field;
        TokenCount count(field);
        field.setPrompt("Once");
        QVERIFY(!field.setPrompt(std::string(300'000, 'a')));
        QVERIFY(count.isComplaining());
        const auto sentence = count.text();
        field.setLimit(fourWords());
        QCOMPARE(count.text(), sentence);

        QTest::keyClicks(&field, " upon");
        QTRY_VERIFY(count.text().startsWith("2 of 4"));
        QVERIFY(!count.isComplaining());
    }

    // It needs as many lines as the sentence has at its width, and no more.
    void theSentenceHasRoom()
    {
        PromptField field;
        TokenCount count(field);
        field.setLimit(fourWords());
        count.resize(1'000, 20);
        const int line = count.minimumSizeHint().height();
        field.setPrompt("Once upon a time there was");
        QTRY_VERIFY(count.isComplaining());
        QCOMPARE(count.minimumSizeHint().height(), line);
        count.resize(80, 20);
        QVERIFY(count.minimumSizeHint().height() > 2 * line);
    }
};

LOGITSCOPE_TEST(TokenCountTest)
#include "tst_token_count.moc"
