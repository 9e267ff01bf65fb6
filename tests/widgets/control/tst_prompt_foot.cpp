#include "tests/test_program.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/prompt_foot.h"
#include "widgets/control/token_count.h"

#include <QCheckBox>
#include <QSignalSpy>
#include <QTest>

using namespace logitscope;

class PromptFootTest : public QObject
{
    Q_OBJECT

private slots:

    void offersTheChoiceWhereThereIsOne()
    {
        PromptField field;
        PromptFoot foot(field);
        auto* box = foot.specialTokens();
        field.setPrompt("One <|end|> two");
        QVERIFY(box->isHidden()); // no model
        field.setSpecialTokens({"<|end|>"});
        QVERIFY(!box->isHidden());
        QVERIFY(box->isChecked());
        field.setPrompt("One <|end| two");
        QVERIFY(box->isHidden());
        field.setPrompt("<|end|>");
        QVERIFY(!box->isHidden());
        field.setSpecialTokens({"<s>"}); // another model
        QVERIFY(box->isHidden());
    }

    void saysHowTheyAreRead()
    {
        PromptField field;
        PromptFoot foot(field);
        field.setSpecialTokens({"<|end|>"});
        field.setPrompt("<|end|>");
        field.setLimit({[&field](std::string_view prompt) {
                            return field.reading() == SpecialTokens::Recognised ? 1 : prompt.size();
                        },
                        20});
        QVERIFY(foot.count()->text().startsWith("1 of 20"));
        QSignalSpy changed(&field, &PromptField::specialTokensChanged);
        foot.specialTokens()->click();
        QCOMPARE(changed.size(), 1);
        QVERIFY(field.reading() == SpecialTokens::AsText);
        QVERIFY2(foot.count()->text().startsWith("7 of 20"), qPrintable(foot.count()->text()));
        field.setReading(SpecialTokens::Recognised); // as when a run is opened
        QVERIFY(foot.specialTokens()->isChecked());
    }
};

LOGITSCOPE_TEST(PromptFootTest)
#include "tst_prompt_foot.moc"
