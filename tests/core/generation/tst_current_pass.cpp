#include "core/generation/current_pass.h"
#include "tests/core/generation/held_model.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestCurrentPass : public QObject
{
    Q_OBJECT

private slots:
    void interrupts_data();
    void interrupts();
    void isOfItsModelAlone();
    void letsGoOfTheModel();

private:
    std::shared_ptr<const OpenModel> inner_ = openEndless(1);

    // Whether it would be answered.
    static bool answers(const std::shared_ptr<const OpenModel>& model)
    {
        return model->model->newContext()->prefill(std::vector<TokenId>{'a'}).has_value();
    }
};

void TestCurrentPass::interrupts_data()
{
    QTest::addColumn<bool>("before");
    QTest::newRow("while it is there") << false;
    QTest::newRow("a moment before") << true;
}

void TestCurrentPass::interrupts()
{
    QFETCH(bool, before);
    HeldAnswers held;
    const auto model = fixtures::held(inner_, held);
    CurrentPass pass;
    if (before)
        pass.interrupt();
    pass.begin(model);
    QCOMPARE(pass.isInterrupted(), before);
    QCOMPARE(answers(model), !before);
    pass.interrupt();
    QVERIFY(pass.isInterrupted());
    QVERIFY(!answers(model));
    pass.end();
    QVERIFY(answers(model));
    pass.begin(model);
    QVERIFY(!pass.isInterrupted());
    QVERIFY(answers(model));
    pass.end();
}

void TestCurrentPass::isOfItsModelAlone()
{
    HeldAnswers held;
    HeldAnswers other;
    const auto model = fixtures::held(inner_, held);
    const auto another = fixtures::held(inner_, other);
    CurrentPass pass;
    pass.begin(model);
    pass.interrupt();
    QVERIFY(answers(another));
    pass.end();
    pass.end(); // there is none
    QVERIFY(answers(model));
}

void TestCurrentPass::letsGoOfTheModel()
{
    HeldAnswers held;
    auto model = fixtures::held(inner_, held);
    const std::weak_ptr<const OpenModel> watched = model;
    CurrentPass pass;
    pass.begin(std::exchange(model, nullptr));
    QVERIFY(!watched.expired());
    pass.end();
    QVERIFY(watched.expired());
}

LOGITSCOPE_TEST(TestCurrentPass)
#include "tst_current_pass.moc"
