#include "core/bench/made_up_model.h"
#include "core/sampling/distribution.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>

using namespace logitscope;

class TestMadeUpModel : public QObject
{
    Q_OBJECT

private slots:

    void isAsLargeAsGpt2()
    {
        const auto model = open();
        const auto& info = model->model->info();
        QCOMPARE(info.vocabularySize, 50257);
        QCOMPARE(info.contextLength, 1024);
    }

    void aTextHasItsLogitsHoweverItIsRead()
    {
        const auto model = open();
        const std::vector<TokenId> text = {5, 7, 5, 9000};
        const auto whole = model->model->newContext();
        const auto logits = whole->prefill(text).value();

        const auto each = model->model->newContext();
        std::vector<float> all(text.size() * 50257);
        QVERIFY(each->prefillEach(text, all));
        QVERIFY(std::ranges::equal(logits, std::span(all).last(50257)));

        const auto stepped = model->model->newContext();
        QVERIFY(stepped->prefill(std::span(text).first(3)));
        const std::array rows = {NextToken{stepped.get(), text.back()}};
        QVERIFY(model->model->step(rows));
        QVERIFY(std::ranges::equal(logits, stepped->logits()));
        QVERIFY(!std::ranges::equal(logits, std::span(all).first(50257)));
    }

    // As a real model's: some dozen tokens have most of the probability, all have some.
    void someTokensStandOut()
    {
        const auto model = open();
        const auto context = model->model->newContext();
        const auto distribution =
            Distribution::rank(context->prefill(std::vector<TokenId>{1}).value()).value();
        QVERIFY(distribution.probability(0, 12) > 0.5);
        QVERIFY(distribution.probability(0, 12) < 1.0);
        QVERIFY(distribution.probability(50256) > 0.0);
    }

    void moreThanItHoldsIsRefused()
    {
        const auto model = open();
        const auto context = model->model->newContext();
        QVERIFY(context->prefill(std::vector<TokenId>(1024, 3)));
        QVERIFY(!context->prefill(std::vector<TokenId>{3}));
        QCOMPARE(context->length(), 1024);
        context->rewind(10);
        QVERIFY(context->prefill(std::vector<TokenId>{3}));
    }

private:
    static std::shared_ptr<const OpenModel> open() { return openMadeUpModel().value(); }
};

LOGITSCOPE_TEST(TestMadeUpModel)
#include "tst_made_up_model.moc"
