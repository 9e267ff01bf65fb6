// Forks of a GPT-2's contexts. What one says depends on its own text alone, to the last bit.
#include "core/model/key_value_cache.h"
#include "tests/core/model/contexts.h"
#include "tests/core/model/random_floats.h"
#include "tests/test_program.h"

#include <QTest>

#include <thread>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

using Floats = std::vector<float>;

constexpr int blockSize = KeyValueCache::blockLength;

std::unique_ptr<LanguageModel> longModel()
{
    return randomModel({.contextLength = 25 * blockSize, .width = 12, .heads = 3});
}

// A text of this length, which goes on differently with every seed.
std::vector<TokenId> continued(std::span<const TokenId> beginning, std::size_t length, int seed)
{
    std::vector<TokenId> text(beginning.begin(), beginning.end());
    const auto others = someText(length, seed);
    text.insert(text.end(), others.begin() + static_cast<std::ptrdiff_t>(text.size()),
                others.end());
    return text;
}

// Reads what is new of the text.
void readOn(Context& context, std::span<const TokenId> text)
{
    context.prefill(text.subspan(static_cast<std::size_t>(context.length()))).value();
}

} // namespace

class TestGpt2Forks : public QObject
{
    Q_OBJECT

private slots:
    void forksGoOnByThemselves();
    void forkOfNothing();
    void forkAfterRewind();
    void forkOutlivesTheOriginal();
    void aroundBlocks_data();
    void aroundBlocks();
    void rewoundForks_data();
    void rewoundForks();
    void forksOfForks_data();
    void forksOfForks();
    void onTwoThreads();
};

void TestGpt2Forks::forksGoOnByThemselves()
{
    const auto model = randomModel({.width = 12, .heads = 3});
    auto text = someText(7);
    const auto original = read(*model, text);
    std::vector<std::unique_ptr<Context>> forks;
    std::vector<std::vector<TokenId>> texts;
    for (int i = 0; i < 3; ++i) {
        forks.push_back(original->fork());
        texts.push_back(text);
        QCOMPARE(forks.back()->length(), 7);
        QVERIFY(sameBits(forks.back()->logits(), original->logits()));
    }
    const Floats before(original->logits().begin(), original->logits().end());

    for (int step = 0; step < 9; ++step) {
        std::vector<NextToken> rows;
        for (std::size_t i = 0; i < forks.size(); ++i) {
            texts[i].push_back((step * 31 + static_cast<int>(i) * 77) % vocabularySize);
            rows.push_back({forks[i].get(), texts[i].back()});
        }
        QVERIFY(model->step(rows));
        for (std::size_t i = 0; i < forks.size(); ++i)
            QVERIFY(sameBits(forks[i]->logits(), alone(*model, texts[i])));
    }

    QCOMPARE(original->length(), 7); // nothing has happened to it
    QVERIFY(sameBits(original->logits(), before));
    for (int step = 0; step < 9; ++step) {
        text.push_back(200 + step);
        QVERIFY(sameBits(readToken(*original, text.back()).value(), alone(*model, text)));
    }
    forks[0]->rewind(7); // and it has changed nothing of theirs
    texts[0].resize(7);
    texts[0].push_back(3);
    QVERIFY(sameBits(readToken(*forks[0], 3).value(), alone(*model, texts[0])));
}

void TestGpt2Forks::forkOfNothing()
{
    const auto model = randomModel();
    const auto text = someText(5);
    const auto original = model->newContext();
    const auto fork = original->fork();
    QCOMPARE(fork->length(), 0);
    QVERIFY(sameBits(fork->prefill(text).value(), alone(*model, text)));
    QCOMPARE(original->length(), 0);
    QVERIFY(sameBits(original->prefill(text).value(), alone(*model, text)));
}

void TestGpt2Forks::forkAfterRewind()
{
    const auto model = randomModel();
    auto text = someText(12);
    const auto original = read(*model, text);
    original->rewind(4);
    const auto fork = original->fork();
    QCOMPARE(fork->length(), 4);
    text.resize(4);
    text.push_back(99);
    QVERIFY(sameBits(readToken(*fork, 99).value(), alone(*model, text)));
}

void TestGpt2Forks::forkOutlivesTheOriginal()
{
    const auto model = randomModel();
    auto text = someText(6);
    auto original = read(*model, text);
    const auto fork = original->fork();
    original.reset();
    text.push_back(1);
    QVERIFY(sameBits(readToken(*fork, 1).value(), alone(*model, text)));
}

void TestGpt2Forks::aroundBlocks_data()
{
    QTest::addColumn<int>("length");
    for (const int block : {0, blockSize, 2 * blockSize, 16 * blockSize}) {
        for (const int length : {block - 1, block, block + 1}) {
            if (length >= 0)
                QTest::addRow("%d", length) << length;
        }
    }
}

// Nine rows on one prompt, the original among them, over the ends of blocks.
void TestGpt2Forks::aroundBlocks()
{
    QFETCH(int, length);
    const auto model = longModel();
    const auto prompt = someText(static_cast<std::size_t>(length));
    std::vector<std::unique_ptr<Context>> rows;
    rows.push_back(read(*model, prompt));
    for (int row = 1; row < 9; ++row)
        rows.push_back(rows.front()->fork());
    std::vector<std::vector<TokenId>> texts(rows.size(), prompt);
    for (int step = 0; step < blockSize + 2; ++step) {
        std::vector<NextToken> next;
        for (std::size_t row = 0; row < rows.size(); ++row) {
            texts[row].push_back((step * 31 + static_cast<int>(row) * 77) % vocabularySize);
            next.push_back({rows[row].get(), texts[row].back()});
        }
        QVERIFY(model->step(next));
    }
    for (std::size_t row = 0; row < rows.size(); ++row)
        QVERIFY(sameBits(rows[row]->logits(), alone(*model, texts[row])));
}

void TestGpt2Forks::rewoundForks_data()
{
    aroundBlocks_data();
}

// Who goes back to before the fork and on from there changes nothing for the others.
void TestGpt2Forks::rewoundForks()
{
    QFETCH(int, length);
    const auto model = longModel();
    const auto prompt = someText(17 * blockSize + 3);
    const auto before = std::span(prompt).first(static_cast<std::size_t>(length));
    const auto original = read(*model, prompt);
    const auto fork = original->fork();
    const auto third = original->fork();
    fork->rewind(length);
    const auto ofFork = continued(before, prompt.size() + 3, 1);
    readOn(*fork, ofFork);
    original->rewind(length);
    const auto ofOriginal = continued(before, prompt.size() + 2, 2);
    readOn(*original, ofOriginal);
    const auto ofThird = continued(prompt, prompt.size() + 4, 3);
    readOn(*third, ofThird);
    QVERIFY(sameBits(fork->logits(), alone(*model, ofFork)));
    QVERIFY(sameBits(original->logits(), alone(*model, ofOriginal)));
    QVERIFY(sameBits(third->logits(), alone(*model, ofThird)));
}

void TestGpt2Forks::forksOfForks_data()
{
    aroundBlocks_data();
}

// Each goes on a little and is forked again; then the older half is gone.
void TestGpt2Forks::forksOfForks()
{
    QFETCH(int, length);
    const auto model = longModel();
    auto text = someText(static_cast<std::size_t>(length));
    std::vector<std::unique_ptr<Context>> contexts;
    std::vector<std::vector<TokenId>> texts;
    contexts.push_back(read(*model, text));
    texts.push_back(text);
    for (int generation = 1; generation < 6; ++generation) {
        contexts.push_back(contexts.back()->fork());
        texts.push_back(continued(texts.back(), texts.back().size() + 3, generation));
        readOn(*contexts.back(), texts.back());
    }
    contexts.erase(contexts.begin(), contexts.begin() + 3);
    texts.erase(texts.begin(), texts.begin() + 3);
    for (std::size_t i = 0; i < contexts.size(); ++i) {
        texts[i].push_back(static_cast<TokenId>(i));
        readOn(*contexts[i], texts[i]);
    }
    for (std::size_t i = 0; i < contexts.size(); ++i)
        QVERIFY(sameBits(contexts[i]->logits(), alone(*model, texts[i])));
}

// One goes on where the other rewinds, and ends first.
void TestGpt2Forks::onTwoThreads()
{
    const auto model = longModel();
    const auto prompt = someText(blockSize + 3);
    const auto longer = continued(prompt, prompt.size() + 9, 1);
    const auto other = continued(std::span(prompt).first(blockSize - 2), prompt.size() + 9, 2);
    const auto ofLonger = alone(*model, longer);
    const auto ofOther = alone(*model, other);
    for (int round = 0; round < 30; ++round) {
        auto original = read(*model, prompt);
        auto fork = original->fork();
        bool isSame = false;
        std::thread thread([&, context = std::move(fork)]() mutable {
            readOn(*context, longer);
            isSame = sameBits(context->logits(), ofLonger);
            context.reset();
        });
        original->rewind(blockSize - 2);
        readOn(*original, other);
        const bool otherIsSame = sameBits(original->logits(), ofOther);
        thread.join();
        QVERIFY(isSame);
        QVERIFY(otherIsSame);
    }
}

LOGITSCOPE_TEST(TestGpt2Forks)
#include "tst_gpt2_forks.moc"
