// Several contexts of one GPT-2: read in one pass, full. What a context says depends on its
// own text alone, to the last bit.
#include "tests/core/model/contexts.h"
#include "tests/core/model/random_floats.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <thread>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

using Floats = std::vector<float>;

QString sentence(const Result<void>& result)
{
    return result ? "it was read" : QString::fromStdString(result.error().message);
}

} // namespace

class TestGpt2Step : public QObject
{
    Q_OBJECT

private slots:
    void contextsOfDifferentLengths_data();
    void contextsOfDifferentLengths();
    void noContexts();
    void likeTheContextsOwnStep();
    void passesDontMatter();
    void logitsAfterEachToken();
    void fullContextChangesNone();
    void unknownTokenChangesNone();
    void logitsAreThoseOfTheLastCall();
    void stepsOnTwoThreads();
};

void TestGpt2Step::contextsOfDifferentLengths_data()
{
    QTest::addColumn<int>("count");
    for (const int count : {1, 2, 3, 6, 7, 9, 13, 64})
        QTest::addRow("%d", count) << count;
}

void TestGpt2Step::contextsOfDifferentLengths()
{
    QFETCH(int, count);
    const auto model = wideModel();
    std::vector<std::vector<TokenId>> texts;
    std::vector<std::unique_ptr<Context>> contexts;
    for (int i = 0; i < count; ++i) {
        texts.push_back(someText(static_cast<std::size_t>(i * 7 % 40), i)); // also none
        contexts.push_back(read(*model, texts.back()));
    }
    for (int step = 0; step < 8; ++step) {
        std::vector<NextToken> rows;
        for (int i = 0; i < count; ++i) {
            const auto at = static_cast<std::size_t>(i);
            texts[at].push_back((step * 31 + i * 7) % vocabularySize);
            rows.push_back({contexts[at].get(), texts[at].back()});
        }
        if (step % 2 == 1) // the order of the rows doesn't matter
            std::ranges::reverse(rows);
        QVERIFY(model->step(rows));
        for (std::size_t i = 0; i < contexts.size(); ++i) {
            QCOMPARE(contexts[i]->length(), static_cast<int>(texts[i].size()));
            if (step == 0 || step == 7)
                QVERIFY(sameBits(contexts[i]->logits(), alone(*model, texts[i])));
        }
    }
}

void TestGpt2Step::noContexts()
{
    QVERIFY(randomModel()->step({}));
}

void TestGpt2Step::likeTheContextsOwnStep()
{
    const auto model = randomModel();
    const auto one = model->newContext();
    const auto two = model->newContext();
    for (const auto token : someText(16)) {
        const NextToken row{one.get(), token};
        QVERIFY(model->step({&row, 1}));
        QVERIFY(sameBits(one->logits(), readToken(*two, token).value()));
    }
}

void TestGpt2Step::passesDontMatter()
{
    const auto model = wideModel();
    const auto text = someText(48);
    for (const std::size_t length : {1, 2, 6, 7, 12, 13, 48}) {
        const auto part = std::span(text).first(length);
        const auto expected = alone(*model, part);
        const auto atOnce = model->newContext();
        QVERIFY(sameBits(atOnce->prefill(part).value(), expected));
        QVERIFY(sameBits(atOnce->logits(), expected));
        for (std::size_t split = 1; split < length; split += 5) {
            const auto inTwo = model->newContext();
            QVERIFY(sameBits(inTwo->prefill(part.first(split)).value(),
                             alone(*model, part.first(split))));
            QVERIFY(sameBits(inTwo->prefill(part.subspan(split)).value(), expected));
        }
    }
}

void TestGpt2Step::logitsAfterEachToken()
{
    const auto model = wideModel();
    const auto text = someText(48);
    for (const std::size_t size : {1, 5, 17, 48}) {
        const auto context = model->newContext();
        for (std::size_t begin = 0; begin < text.size(); begin += size) {
            const auto piece = std::span(text).subspan(begin, std::min(size, text.size() - begin));
            Floats each(piece.size() * 700, -7.0f);
            QVERIFY(context->prefillEach(piece, each));
            QCOMPARE(context->length(), static_cast<int>(begin + piece.size()));
            for (std::size_t i = 0; i < piece.size(); ++i)
                QVERIFY(sameBits(std::span(each).subspan(i * 700, 700),
                                 alone(*model, std::span(text).first(begin + i + 1))));
            QVERIFY(sameBits(context->logits(), std::span(each).last(700)));
        }
        Floats one(700, -7.0f);
        const auto full = context->prefillEach(std::span(text).first(1), one);
        QCOMPARE(sentence(full),
                 QString("the text has 49 tokens, but this model's context holds 48; shorten it"));
        QVERIFY(sameBits(one, Floats(700, -7.0f)));
    }
}

void TestGpt2Step::fullContextChangesNone()
{
    const auto model = randomModel({.contextLength = 16});
    for (const std::size_t full : {0, 1, 2}) { // which of three
        std::vector<std::unique_ptr<Context>> contexts;
        std::vector<NextToken> rows;
        for (std::size_t i = 0; i < 3; ++i) {
            contexts.push_back(read(*model, someText(i == full ? 16 : 5 + i)));
            rows.push_back({contexts.back().get(), 7});
        }
        std::vector<Floats> before;
        for (const auto& context : contexts)
            before.emplace_back(context->logits().begin(), context->logits().end());

        QCOMPARE(sentence(model->step(rows)),
                 "the text has 17 tokens, but this model's context holds 16; shorten it");
        for (std::size_t i = 0; i < 3; ++i) {
            QCOMPARE(contexts[i]->length(), static_cast<int>(i == full ? 16 : 5 + i));
            QVERIFY(sameBits(contexts[i]->logits(), before[i]));
        }

        std::erase_if(rows, [&](const auto& row) { return row.context == contexts[full].get(); });
        QVERIFY(model->step(rows)); // the others go on as if nothing had been
        for (std::size_t i = 0; i < 3; ++i) {
            auto text = someText(5 + i);
            text.push_back(7);
            if (i != full)
                QVERIFY(sameBits(contexts[i]->logits(), alone(*model, text)));
        }
    }
}

void TestGpt2Step::unknownTokenChangesNone()
{
    const auto model = randomModel();
    const auto one = read(*model, someText(3));
    const auto two = model->newContext();
    for (const TokenId unknown : {vocabularySize, 1'000'000, -1}) {
        for (const bool first : {true, false}) {
            const std::vector<NextToken> rows = {{one.get(), first ? unknown : 5},
                                                 {two.get(), first ? 5 : unknown}};
            QCOMPARE(sentence(model->step(rows)),
                     QString("the model could not compute this step: token %1 is outside its "
                             "vocabulary of 259")
                         .arg(unknown));
            QCOMPARE(one->length(), 3);
            QCOMPARE(two->length(), 0);
            QVERIFY(sameBits(one->logits(), alone(*model, someText(3))));
        }
    }
    const std::vector<NextToken> rows = {{one.get(), 5}, {two.get(), 258}};
    QVERIFY(model->step(rows));
    auto text = someText(3);
    text.push_back(5);
    QVERIFY(sameBits(one->logits(), alone(*model, text)));
    QVERIFY(sameBits(two->logits(), alone(*model, std::vector<TokenId>{258})));
}

void TestGpt2Step::logitsAreThoseOfTheLastCall()
{
    const auto model = randomModel();
    const auto context = model->newContext();
    QVERIFY(context->logits().empty());
    const auto text = someText(4);
    const auto prefilled = context->prefill(text).value();
    QVERIFY(sameBits(prefilled, alone(*model, text)));
    QVERIFY(sameBits(prefilled, context->logits()));
    context->rewind(1); // reads nothing
    QVERIFY(sameBits(context->logits(), alone(*model, text)));
    const auto stepped = readToken(*context, 9).value();
    QVERIFY(sameBits(stepped, context->logits()));
    QVERIFY(!readToken(*context, -1));
    QVERIFY(sameBits(context->logits(), alone(*model, std::vector<TokenId>{text[0], 9})));
}

void TestGpt2Step::stepsOnTwoThreads()
{
    const auto model = randomModel({.width = 12, .heads = 3});
    const auto text = someText(16);
    const auto expected = alone(*model, text);
    std::vector<int> same(2, 0);
    std::vector<std::thread> threads;
    for (int& count : same) {
        threads.emplace_back([&] {
            for (int round = 0; round < 30; ++round) {
                const auto one = model->newContext();
                const auto two = model->newContext();
                for (const auto token : text) {
                    const std::vector<NextToken> rows = {{one.get(), token}, {two.get(), token}};
                    if (!model->step(rows))
                        return;
                }
                count += sameBits(one->logits(), expected) && sameBits(two->logits(), expected);
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    for (const int count : same)
        QCOMPARE(count, 30);
}

LOGITSCOPE_TEST(TestGpt2Step)
#include "tst_gpt2_step.moc"
