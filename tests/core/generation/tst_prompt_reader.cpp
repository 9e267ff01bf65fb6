#include "core/generation/prompt_reader.h"
#include "tests/core/generation/run_alone.h"
#include "tests/core/generation/watched_model.h"
#include "tests/core/model/random_floats.h"
#include "tests/fixtures/read_token.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

using Model = std::shared_ptr<const OpenModel>;

constexpr auto page =
    "It was a bright cold day, and the harbour lay still. Nobody had come down to the boats since "
    "the morning; the nets hung where they had been left, and the gulls walked about as if the "
    "place were theirs. \xe2\x80\x9cWell,\xe2\x80\x9d said the old man, \xe2\x80\x9clet them.";

} // namespace

class TestPromptReader : public QObject
{
    Q_OBJECT

private slots:
    void piecesOfAnySize_data();
    void piecesOfAnySize();
    void logitsAfterEveryPiece();
    void logitsAfterEveryToken();
    void forksOfWhatWasReadInPieces();
    void hasADiceStream();
    void fillsTheContext();
    void goesOnWithWhatWasRead();
    void resumesWhereARunWas();
    void releasesWhatItHasRead();
    void errorsChangeNothing();
};

void TestPromptReader::piecesOfAnySize_data()
{
    QTest::addColumn<Model>("model");
    QTest::newRow("starter")
        << openModelFolder(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu}).value();
    QTest::newRow("starter INT8") << openModelFolder(
                                         LOGITSCOPE_STARTER_MODEL,
                                         {.device = Device::Cpu, .precision = Precision::INT8})
                                         .value();
    QTest::newRow("made-up") << openEndless(1, {.contextLength = 320, .width = 12, .heads = 3});
}

// To the last bit.
void TestPromptReader::piecesOfAnySize()
{
    QFETCH(Model, model);
    const auto tokens = model->tokenizer.encode(page).value();
    const auto whole = begin(model, page, 3);
    const auto expected = runAlone(begin(model, page, 3), {}, 12);
    const auto all = static_cast<int>(tokens.size());
    for (const int size : {1, 2, 3, 7, 16, 31, 64, all - 1, all, all + 1, 1000}) {
        PromptReader reader(model, tokens);
        int position = 0;
        while (!reader.done()) {
            QVERIFY(reader.read(size));
            position = std::min(position + size, all);
            QCOMPARE(reader.position(), position);
        }
        QCOMPARE(position, all);
        QVERIFY(sameBits(reader.logits(), whole.logits()));
        auto continuation = std::move(reader).continuation(3);
        QCOMPARE(continuation.promptTokens(), tokens);
        QCOMPARE(continuation.steps(), 0);
        QVERIFY(sameBits(continuation.logits(), whole.logits()));
        QVERIFY(sameSteps(runAlone(std::move(continuation), {}, 12).steps, expected.steps));
    }
}

void TestPromptReader::logitsAfterEveryPiece()
{
    const auto model = openEndless(2, {.contextLength = 40});
    const std::string prompt = "the house, the heath";
    const auto tokens = model->tokenizer.encode(prompt).value();
    PromptReader reader(model, tokens);
    for (const int size : {1, 4, 1, 3, 5}) {
        QVERIFY(!reader.done());
        QVERIFY(reader.read(size));
        const auto before = std::span(tokens).first(static_cast<std::size_t>(reader.position()));
        const auto context = model->model->newContext();
        QVERIFY(sameBits(reader.logits(), context->prefill(before).value()));
    }
}

void TestPromptReader::logitsAfterEveryToken()
{
    const auto model = openEndless(2, {.contextLength = 40});
    const auto tokens = model->tokenizer.encode("the house, the heath").value();
    for (const int size : {1, 4, 7, 100}) {
        PromptReader reader(model, tokens);
        const auto context = model->model->newContext();
        while (!reader.done()) {
            const auto begin = static_cast<std::size_t>(reader.position());
            const auto each = reader.readEach(size).value();
            const auto count = static_cast<std::size_t>(reader.position()) - begin;
            QCOMPARE(each.size(), count * vocabularySize);
            for (std::size_t i = 0; i < count; ++i)
                QVERIFY(sameBits(each.subspan(i * vocabularySize, vocabularySize),
                                 readToken(*context, tokens[begin + i]).value()));
            QVERIFY(sameBits(reader.logits(), context->logits()));
        }
    }
}

void TestPromptReader::forksOfWhatWasReadInPieces()
{
    const auto model = openEndless(3, {.contextLength = 40});
    PromptReader reader(model, model->tokenizer.encode("a heath").value());
    while (!reader.done())
        QVERIFY(reader.read(2));
    const auto first = std::move(reader).continuation(5);
    const auto expected = runAlone(begin(model, "a heath", 6), {}, 10);
    QVERIFY(sameSteps(runAlone(first.fork(6, 0), {}, 10).steps, expected.steps));
}

void TestPromptReader::hasADiceStream()
{
    const auto model = openEndless(4);
    PromptReader reader(model, {'a'});
    QVERIFY(reader.read(1));
    const auto steps = runAlone(std::move(reader).continuation(9, 4), {}, 8).steps;
    QCOMPARE(steps.size(), std::size_t{8});
    for (std::size_t i = 0; i < steps.size(); ++i)
        QCOMPARE(steps[i].u, Dice(9, 4).roll(i));
}

void TestPromptReader::fillsTheContext()
{
    const auto model = openEndless(5, {.contextLength = 16});
    PromptReader reader(model, std::vector<TokenId>(16, 'a'));
    while (!reader.done())
        QVERIFY(reader.read(5));
    QVERIFY(std::move(reader).continuation(1).end() == StopReason::ContextFull);
}

// Of a beginning of any length that was read before nothing is read again.
void TestPromptReader::goesOnWithWhatWasRead()
{
    int news = 0;
    const auto plain = openEndless(7, {.contextLength = 40});
    const auto model = watched(plain, [&news](const Pass& pass) -> Result<void> {
        news += pass.tokens;
        return {};
    });
    const auto tokens = plain->tokenizer.encode("the house, the heath").value();
    const auto all = static_cast<int>(tokens.size());
    const auto expected = begin(plain, tokens, 2);
    for (int length = 0; length <= all; ++length) {
        PromptReader first(model, {tokens.begin(), tokens.begin() + std::max(length, 1)});
        if (length > 0)
            QVERIFY(first.read(length));
        news = 0;
        PromptReader reader(std::move(first).release(), tokens);
        QCOMPARE(reader.position(), length);
        while (!reader.done())
            QVERIFY(reader.read(3));
        QCOMPARE(news, all - length);
        QVERIFY(sameBits(reader.logits(), expected.logits()));
        QVERIFY(sameSteps(runAlone(std::move(reader).continuation(2), {}, 6).steps,
                          runAlone(begin(plain, tokens, 2), {}, 6).steps));
    }
}

void TestPromptReader::resumesWhereARunWas()
{
    const auto model = openEndless(8, {.contextLength = 20});
    const std::vector<TokenId> prompt = {'a', 256, 'b'};
    const auto whole = runAlone(begin(model, prompt, 7, 2), {}, 20);
    QCOMPARE(whole.steps.size(), std::size_t{17}); // all that the context holds
    for (int length = 1; length <= 17; ++length) {
        auto drawn = whole.tokens();
        drawn.resize(static_cast<std::size_t>(length));
        auto text = prompt;
        text.insert(text.end(), drawn.begin(), drawn.end() - 1);
        PromptReader reader(model, text);
        QVERIFY(reader.read(20));
        auto resumed = std::move(reader).resumed(drawn, 7, 2);
        QCOMPARE(resumed.promptTokens(), prompt);
        QCOMPARE(resumed.steps(), length);
        QVERIFY(!resumed.endedText());
        const auto rest = runAlone(std::move(resumed), {}, 20);
        QVERIFY(sameSteps(rest.steps, {whole.steps.begin() + length, whole.steps.end()}));
        QVERIFY(rest.reason == StopReason::ContextFull);
    }
}

void TestPromptReader::releasesWhatItHasRead()
{
    const auto model = openEndless(9);
    const std::vector<TokenId> tokens = {'a', 'b', 'c', 'd'};
    QVERIFY(PromptReader(model, tokens).release().tokens.empty());
    PromptReader reader(model, tokens);
    QVERIFY(reader.read(3));
    const auto read = std::move(reader).release();
    QCOMPARE(read.tokens, (std::vector<TokenId>{'a', 'b', 'c'}));
    QCOMPARE(read.context->length(), 3);
    QVERIFY(read.hasLogits && read.model == model);
    QVERIFY(
        sameBits(read.context->logits(), model->model->newContext()->prefill(read.tokens).value()));
}

// A token that the model doesn't know is the caller's mistake, but no crash.
void TestPromptReader::errorsChangeNothing()
{
    const auto model = openEndless(6);
    PromptReader reader(model, {'a', 'b', 259, 'c'});
    QVERIFY(reader.read(2));
    const std::vector<float> logits(reader.logits().begin(), reader.logits().end());
    for (const int size : {1, 2, 9}) {
        QVERIFY(!reader.readEach(size));
        const auto read = reader.read(size);
        QVERIFY(!read);
        QVERIFY(QString::fromStdString(read.error().message).contains("token 259"));
        QCOMPARE(reader.position(), 2);
        QVERIFY(!reader.done());
        QVERIFY(sameBits(reader.logits(), logits));
    }
}

LOGITSCOPE_TEST(TestPromptReader)
#include "tst_prompt_reader.moc"
