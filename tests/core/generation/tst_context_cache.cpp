#include "core/generation/context_cache.h"
#include "core/generation/prompt_reader.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/core/generation/watched_model.h"
#include "tests/core/model/random_floats.h"
#include "tests/test_program.h"

#include <QTest>

#include <random>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

using Tokens = std::vector<TokenId>;

Tokens tokensFrom(std::string_view letters)
{
    return {letters.begin(), letters.end()};
}

std::string lettersOf(const ReadText& text)
{
    return {text.tokens.begin(), text.tokens.end()};
}

// A text that was read, as a job gives it back.
ReadText readOf(const std::shared_ptr<const OpenModel>& model, std::string_view letters)
{
    ReadText text{.model = model,
                  .tokens = tokensFrom(letters),
                  .context = model->model->newContext(),
                  .hasLogits = true};
    if (!text.context->prefill(text.tokens))
        qFatal("it can't be read");
    return text;
}

bool hasLogitsOf(const ReadText& text)
{
    const auto fresh = text.model->model->newContext();
    return text.hasLogits && sameBits(text.context->logits(), fresh->prefill(text.tokens).value());
}

// A model that knows whether its contexts outlived it.
class LastingModel final : public LanguageModel
{
public:
    struct Fate
    {
        int contexts = 0;
        bool wentFirst = false;
    };

    explicit LastingModel(Fate& fate) : fate_(fate) {}

    ~LastingModel() override { fate_.wentFirst = fate_.wentFirst || fate_.contexts > 0; }

    const ModelInfo& info() const override { return info_; }

    std::unique_ptr<Context> newContext() const override
    {
        return std::make_unique<LastingContext>(fate_);
    }

    Result<void> read(std::span<const NextTokens>) const override { return {}; }

private:
    class LastingContext final : public Context
    {
    public:
        explicit LastingContext(Fate& fate) : fate_(fate) { ++fate_.contexts; }

        ~LastingContext() override { --fate_.contexts; }

        Result<std::span<const float>> prefill(std::span<const TokenId>) override { return {}; }

        Result<void> prefillEach(std::span<const TokenId>, std::span<float>) override { return {}; }

        std::unique_ptr<Context> fork() const override
        {
            return std::make_unique<LastingContext>(fate_);
        }

        void rewind(int) override {}

        int length() const override { return 0; }

        std::span<const float> logits() const override { return {}; }

    private:
        Fate& fate_;
    };

    Fate& fate_;
    ModelInfo info_;
};

} // namespace

class TestContextCache : public QObject
{
    Q_OBJECT

private slots:
    void nothingYet();
    void longestBeginning();
    void divergingTextStays();
    void beginningOfAText();
    void withoutFreshLogits();
    void asWhileSomebodyTypes();
    void anyTextsAtAll();
    void oldestMakeRoom();
    void shortTextsMakeRoomToo();
    void oneTextIsKeptWhole();
    void noneIsKept();
    void otherModelsAreForgotten();
    void clearForgetsAll();
    void contextsGoBeforeTheirModel();

private:
    const std::shared_ptr<const OpenModel> model_ = openEndless(1, {.contextLength = 40});
};

void TestContextCache::nothingYet()
{
    ContextCache cache(100);
    cache.put({.model = model_, .context = model_->model->newContext()}); // nothing was read
    const auto text = cache.take(model_, tokensFrom("abc"));
    QVERIFY(text.model == model_ && text.tokens.empty() && !text.hasLogits);
    QCOMPARE(text.context->length(), 0);
}

// Which then is somebody's, and no longer kept.
void TestContextCache::longestBeginning()
{
    ContextCache cache(100);
    for (const auto* letters : {"ab", "abcd", "abc", "x"})
        cache.put(readOf(model_, letters));
    for (const auto* letters : {"abcd", "abc", "ab", ""}) {
        const auto text = cache.take(model_, tokensFrom("abcdef"));
        QCOMPARE(lettersOf(text), std::string(letters));
        QCOMPARE(text.context->length(), static_cast<int>(text.tokens.size()));
        QVERIFY(text.tokens.empty() || hasLogitsOf(text));
    }
    QVERIFY(hasLogitsOf(cache.take(model_, tokensFrom("x")))); // nothing is left to read
}

void TestContextCache::divergingTextStays()
{
    ContextCache cache(100);
    cache.put(readOf(model_, "abcdef"));
    for (int i = 0; i < 2; ++i) {
        auto text = cache.take(model_, tokensFrom("abxy"));
        QCOMPARE(lettersOf(text), std::string("ab"));
        QCOMPARE(text.context->length(), 2);
        QVERIFY(!text.hasLogits);
        PromptReader reader(std::move(text), tokensFrom("abxy"));
        QVERIFY(reader.read(10));
        QVERIFY(hasLogitsOf(std::move(reader).release()));
    }
    const auto kept = cache.take(model_, tokensFrom("abcdefg"));
    QCOMPARE(lettersOf(kept), std::string("abcdef"));
    QVERIFY(hasLogitsOf(kept));
}

// Logits are those after the last token: that one is read anew.
void TestContextCache::beginningOfAText()
{
    ContextCache cache(100);
    cache.put(readOf(model_, "abcd"));
    for (const auto& [wanted, found] :
         {std::pair{"abc", "ab"}, std::pair{"ab", "a"}, std::pair{"a", ""}}) {
        const auto text = cache.take(model_, tokensFrom(wanted));
        QCOMPARE(lettersOf(text), std::string(found));
        QVERIFY(!text.hasLogits);
    }
    QCOMPARE(lettersOf(cache.take(model_, tokensFrom("abcd"))), std::string("abcd"));
}

// As of a job that was cancelled before it read on.
void TestContextCache::withoutFreshLogits()
{
    for (const auto& [wanted, found] :
         {std::pair{"abc", "ab"}, std::pair{"abcd", "abc"}, std::pair{"abx", "ab"}}) {
        ContextCache cache(100);
        auto stale = readOf(model_, "abcz");
        stale.context->rewind(3);
        stale.tokens.pop_back();
        stale.hasLogits = false;
        cache.put(std::move(stale));
        auto text = cache.take(model_, tokensFrom(wanted));
        QCOMPARE(lettersOf(text), std::string(found));
        PromptReader reader(std::move(text), tokensFrom(wanted));
        QVERIFY(!reader.done());
        QVERIFY(reader.read(10));
        QVERIFY(hasLogitsOf(std::move(reader).release()));
    }
}

// Every prompt's logits are those of one that is read whole, and no more is read than what differs,
// or the last token.
void TestContextCache::asWhileSomebodyTypes()
{
    int read = 0;
    const auto model = watched(model_, [&read](const Pass& pass) -> Result<void> {
        read += pass.tokens;
        return {};
    });

    struct Typed
    {
        const char* prompt;
        int news;
    };

    ContextCache cache(1000);
    for (const auto& [prompt, news] :
         {Typed{"a", 1}, Typed{"abc", 2}, Typed{"abc", 0}, Typed{"abd", 1}, Typed{"ab", 1},
          Typed{"xabd", 4}, Typed{"xabd and more", 9}, Typed{"x", 1}, Typed{"abdef", 2}}) {
        read = 0;
        const auto tokens = tokensFrom(prompt);
        PromptReader reader(cache.take(model, tokens), tokens);
        while (!reader.done())
            QVERIFY(reader.read(3));
        QCOMPARE(read, news);
        QVERIFY(sameBits(reader.logits(), model_->model->newContext()->prefill(tokens).value()));
        cache.put(std::move(reader).release());
    }
}

void TestContextCache::anyTextsAtAll()
{
    std::mt19937 random(1);
    ContextCache cache(60);
    int found = 0;
    for (int round = 0; round < 300; ++round) {
        Tokens tokens(1 + random() % 12);
        for (auto& token : tokens)
            token = static_cast<TokenId>('a' + random() % 2);
        auto text = cache.take(model_, tokens);
        found += text.tokens.size() > 1;
        PromptReader reader(std::move(text), tokens); // asserts that it begins so
        for (auto left = 1 + random() % 3; left > 0 && !reader.done(); --left)
            QVERIFY(reader.read(static_cast<int>(1 + random() % 5)));
        if (reader.done())
            QVERIFY(
                sameBits(reader.logits(), model_->model->newContext()->prefill(tokens).value()));
        cache.put(std::move(reader).release());
    }
    QVERIFY(found > 100);
}

void TestContextCache::oldestMakeRoom()
{
    ContextCache cache(12);
    for (const auto* letters : {"aaaa", "bbbb", "cccc", "dddd"})
        cache.put(readOf(model_, letters));
    QVERIFY(cache.take(model_, tokensFrom("aaaa")).tokens.empty());
    QCOMPARE(lettersOf(cache.take(model_, tokensFrom("bbbb"))), std::string("bbbb"));
    cache.put(readOf(model_, "ee")); // there is room: one was taken
    cache.put(readOf(model_, "fff"));
    QVERIFY(cache.take(model_, tokensFrom("cccc")).tokens.empty());
    for (const auto* letters : {"dddd", "ee", "fff"})
        QCOMPARE(lettersOf(cache.take(model_, tokensFrom(letters))), std::string(letters));
}

// However few tokens they have: each has memory of its own.
void TestContextCache::shortTextsMakeRoomToo()
{
    LastingModel::Fate fate;
    const auto model = std::make_shared<const OpenModel>(OpenModel{
        model_->folder, model_->tokenizer, model_->bounds, std::make_unique<LastingModel>(fate)});
    ContextCache cache(1'000'000);
    for (TokenId token = 0; token < 200; ++token) {
        cache.put({.model = model,
                   .tokens = {token},
                   .context = model->model->newContext(),
                   .hasLogits = true});
        QVERIFY(fate.contexts <= 40);
    }
    QCOMPARE(cache.take(model, Tokens{199, 7}).tokens, Tokens{199});
    QVERIFY(cache.take(model, Tokens{0, 7}).tokens.empty());
}

void TestContextCache::oneTextIsKeptWhole()
{
    ContextCache cache(3);
    cache.put(readOf(model_, "aa"));
    cache.put(readOf(model_, "bbbbbb"));
    QVERIFY(cache.take(model_, tokensFrom("aa")).tokens.empty());
    QCOMPARE(lettersOf(cache.take(model_, tokensFrom("bbbbbb"))), std::string("bbbbbb"));
}

void TestContextCache::noneIsKept()
{
    ContextCache cache(0);
    cache.put(readOf(model_, "a"));
    QVERIFY(cache.take(model_, tokensFrom("ab")).tokens.empty());
}

void TestContextCache::otherModelsAreForgotten()
{
    auto other = openEndless(2, {.contextLength = 40});
    const std::weak_ptr<const OpenModel> watch = other;
    ContextCache cache(100);
    cache.put(readOf(other, "abc"));
    cache.put(readOf(model_, "abd"));
    other.reset();
    QVERIFY(!watch.expired());
    QCOMPARE(lettersOf(cache.take(model_, tokensFrom("abd"))), std::string("abd"));
    QVERIFY(watch.expired());
}

void TestContextCache::clearForgetsAll()
{
    auto model = openEndless(3);
    const std::weak_ptr<const OpenModel> watch = model;
    ContextCache cache(100);
    cache.put(readOf(model, "abc"));
    model.reset();
    cache.clear();
    QVERIFY(watch.expired());
}

void TestContextCache::contextsGoBeforeTheirModel()
{
    for (const int mostTokens : {2, 100}) { // the second makes room, or the other model is asked
        LastingModel::Fate fate;
        ContextCache cache(mostTokens);
        {
            const auto lasting = std::make_shared<const OpenModel>(
                OpenModel{model_->folder, model_->tokenizer, model_->bounds,
                          std::make_unique<LastingModel>(fate)});
            cache.put({.model = lasting,
                       .tokens = {'a'},
                       .context = lasting->model->newContext(),
                       .hasLogits = true});
        }
        QCOMPARE(fate.contexts, 1);
        cache.put(readOf(model_, "ab"));
        cache.take(model_, tokensFrom("ab"));
        QCOMPARE(fate.contexts, 0);
        QVERIFY(!fate.wentFirst);
    }
}

LOGITSCOPE_TEST(TestContextCache)
#include "tst_context_cache.moc"
