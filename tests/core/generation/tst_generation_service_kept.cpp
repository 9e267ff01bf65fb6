// Texts that stay read for the next job: it reads only what is new, and notices nothing else.
#include "tests/core/generation/gated_model.h"
#include "tests/core/model/random_floats.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

std::vector<TokenId> longText(int length)
{
    std::vector<TokenId> tokens;
    for (int i = 0; i < length; ++i)
        tokens.push_back(static_cast<TokenId>('a' + i * i % 26));
    return tokens;
}

// Counts what is read.
struct Counted
{
    std::shared_ptr<const OpenModel> inner = openEndless(1, roomy);
    int inPrompts = 0;
    int inSteps = 0;
    std::shared_ptr<const OpenModel> model =
        watched(inner, [this](const Pass& pass) -> Result<void> {
            (pass.prompt ? inPrompts : inSteps) += pass.tokens;
            return {};
        });

    // What a job read.
    std::pair<int, int> of(GenerationClient& client, const GenerationJob& job, JobNotes& notes)
    {
        inPrompts = inSteps = 0;
        notes = NotedJob(client, job).notes();
        return {inPrompts, inSteps};
    }
};

} // namespace

class TestGenerationServiceKept : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatIsNew();
    void readsAllOfUnknownTexts();
    void waitsForWhatIsBeingRead();
    void cancelledReadingIsKept();
    void cancelledRowsAreKept();
    void goesOnWithARun();
    void goesOnWhereRunsPart();
    void tellsWhatWasExpectedOfKeptTexts();
};

// As while somebody types.
void TestGenerationServiceKept::readsWhatIsNew()
{
    Counted counted;
    GenerationService service;
    GenerationClient client(service, {.keptTokens = 1000});
    const auto text = longText(200);
    int before = 0;
    for (const int length : {1, 3, 100, 100, 200}) {
        const std::vector<TokenId> prompt(text.begin(), text.begin() + length);
        JobNotes notes;
        const auto read = counted.of(client, readJob(counted.model, prompt), notes);
        QVERIFY(read == std::pair(length - before, 0));
        QVERIFY(sameBits(notes.logits.at(0), begin(counted.inner, prompt).logits()));
        before = length;
    }
}

// In a part of a text, whatever has been read before: that part is read again, and no more.
void TestGenerationServiceKept::tellsWhatWasExpectedOfKeptTexts()
{
    Counted counted;
    const auto text = longText(200);
    std::vector<std::vector<float>> plain = {{}}; // before each token, read one by one
    const auto context = counted.inner->model->newContext();
    for (const auto token : text) {
        const auto logits = readToken(*context, token).value();
        plain.emplace_back(logits.begin(), logits.end());
    }

    struct Case
    {
        int kept;        // tokens of the text that were read before
        TextRange asked; // of
        int read;        // tokens that it reads
    };

    for (const auto& [kept, asked, read] :
         {Case{0, {}, 200}, Case{200, {}, 200}, Case{0, {1, 30}, 200}, Case{200, {1, 30}, 200},
          Case{200, {130, 200}, 71}, Case{130, {130, 200}, 70}, Case{100, {130, 150}, 100},
          Case{150, {130, 170}, 71}, Case{200, {64, 65}, 137}, Case{200, {200, 200}, 0}}) {
        GenerationService service;
        GenerationClient client(service, {.keptTokens = 1000});
        JobNotes notes;
        if (kept > 0)
            counted.of(client, readJob(counted.model, longText(kept)), notes);
        counted.inPrompts = 0;
        auto job = readJob(counted.model, text);
        job.expected = asked;
        int next = asked.begin;
        bool isPlain = true;
        const NotedJob noted(client, job,
                             {.expected = [&](int, int position, std::span<const float> before) {
                                 isPlain = isPlain && position == next++ &&
                                           sameBits({before.begin(), before.end()},
                                                    plain[static_cast<std::size_t>(position)]);
                             }});
        QVERIFY(sameBits(noted.notes().logits.at(0), plain.back()));
        QVERIFY(isPlain);
        QCOMPARE(next, std::min(asked.end, 200));
        QCOMPARE(counted.inPrompts, read);
    }
}

// Another client's, or where none is kept.
void TestGenerationServiceKept::readsAllOfUnknownTexts()
{
    Counted counted;
    GenerationService service;
    GenerationClient keeps(service, {.keptTokens = 1000});
    GenerationClient keepsToo(service, {.keptTokens = 1000});
    GenerationClient keepsNone(service);
    JobNotes notes;
    for (auto* client : {&keeps, &keepsToo, &keepsNone, &keepsNone})
        QVERIFY(counted.of(*client, readJob(counted.model, longText(90)), notes) ==
                std::pair(90, 0));
    QVERIFY(counted.of(keeps, readJob(counted.model, longText(90)), notes) == std::pair(0, 0));
}

// The second doesn't begin beside the first.
void TestGenerationServiceKept::waitsForWhatIsBeingRead()
{
    Gated gated(2);
    {
        GenerationService service;
        GenerationClient client(service, {.keptTokens = 1000});
        const NotedJob first(client, readJob(gated.model, longText(150)));
        gated.gate.awaitArrival(1);
        const NotedJob second(client, readJob(gated.model, longText(160)));
        gated.gate.open();
        for (const auto& [job, length] : {std::pair{&first, 150}, std::pair{&second, 160}})
            QVERIFY(
                sameBits(job->notes().logits.at(0), begin(gated.inner, longText(length)).logits()));
    }
    QCOMPARE(gated.promptsRead(), (std::vector<int>{64, 64, 22, 10}));
}

void TestGenerationServiceKept::cancelledReadingIsKept()
{
    Gated gated(3);
    const auto text = longText(200);
    {
        GenerationService service;
        GenerationClient client(service, {.keptTokens = 1000});
        const NotedJob first(client, readJob(gated.model, text));
        gated.gate.letThrough(1);
        gated.gate.awaitArrival(2);
        first.cancel();
        const NotedJob second(client, readJob(gated.model, text));
        gated.gate.open();
        QVERIFY(first.notes().logits.empty());
        QVERIFY(sameBits(second.notes().logits.at(0), begin(gated.inner, text).logits()));
    }
    QCOMPARE(gated.promptsRead(), (std::vector<int>{64, 64, 64, 8}));
}

// In the middle of their texts.
void TestGenerationServiceKept::cancelledRowsAreKept()
{
    Gated gated(4);
    const auto prompt = longText(50);
    {
        GenerationService service;
        GenerationClient client(service, {.keptTokens = 1000});
        GenerationJob job{
            .model = gated.model, .prompts = {prompt}, .rows = {{.seed = 3}}, .tokens = 100};
        const NotedJob first(client, job);
        gated.gate.letThrough(5);
        gated.gate.awaitArrival(6); // reads the fifth of its tokens
        first.cancel();
        gated.gate.open();
        const auto drawn = first.notes().rows[0].tokens();
        QCOMPARE(drawn.size(), std::size_t{6});
        job.rows[0].continuation = drawn;
        job.tokens = 4;
        const NotedJob second(client, job);
        const auto whole = runAlone(begin(gated.inner, prompt, 3), {}, 10).steps;
        QVERIFY(sameSteps(first.notes().rows[0].steps, {whole.begin(), whole.begin() + 6}));
        QVERIFY(sameSteps(second.notes().rows[0].steps, {whole.begin() + 6, whole.end()}));
    }
    std::vector<int> expected = {50};
    expected.resize(1 + 9, 1);
    QCOMPARE(gated.passLengths(), expected);
}

void TestGenerationServiceKept::goesOnWithARun()
{
    Counted counted;
    GenerationService service;
    GenerationClient client(service, {.keptTokens = 1000});
    const auto prompt = longText(70);
    const Bias bias = {{'x', 1.0f}};
    SamplerChain settings;
    settings.set(StageKind::FrequencyPenalty, 0.5);
    const auto whole = runAlone(begin(counted.inner, prompt, 4), settings, 30, bias);
    GenerationJob job{.model = counted.model,
                      .prompts = {prompt},
                      .rows = {{.seed = 4, .settings = settings, .bias = bias}},
                      .tokens = 10};
    JobNotes notes;
    QVERIFY(counted.of(client, job, notes) == std::pair(70, 9));
    for (int done = 10; done < 30; done += 10) {
        auto& continuation = job.rows[0].continuation;
        const auto more = notes.rows[0].tokens();
        continuation.insert(continuation.end(), more.begin(), more.end());
        QVERIFY(counted.of(client, job, notes) == std::pair(0, 10)); // the last one wasn't read
        const auto from = whole.steps.begin() + done;
        QVERIFY(sameSteps(notes.rows[0].steps, {from, from + 10}));
    }
}

// Another seed, from somewhere within the run; then the first one again.
void TestGenerationServiceKept::goesOnWhereRunsPart()
{
    Counted counted;
    GenerationService service;
    GenerationClient client(service, {.keptTokens = 1000});
    const auto prompt = longText(70);
    const auto first = runAlone(begin(counted.inner, prompt, 5), {}, 20);
    const auto job = [&](std::uint64_t seed, int before, int tokens) {
        const auto all = first.tokens();
        return GenerationJob{
            .model = counted.model,
            .prompts = {prompt},
            .rows = {{.continuation = {all.begin(), all.begin() + before}, .seed = seed}},
            .tokens = tokens};
    };
    JobNotes notes;
    QVERIFY(counted.of(client, job(5, 0, 12), notes) == std::pair(70, 11));
    QVERIFY(sameSteps(notes.rows[0].steps, {first.steps.begin(), first.steps.begin() + 12}));

    // The logits after the fourth token are gone, so that it is read anew.
    QVERIFY(counted.of(client, job(6, 5, 8), notes) == std::pair(1, 8));
    const auto drawn = first.tokens();
    auto text = prompt;
    text.insert(text.end(), drawn.begin(), drawn.begin() + 4);
    PromptReader fresh(counted.inner, text);
    QVERIFY(fresh.read(1000));
    auto other = std::move(fresh).resumed(std::span(drawn).first(5), 6);
    QVERIFY(sameSteps(notes.rows[0].steps, runAlone(std::move(other), {}, 8).steps));

    QVERIFY(counted.of(client, job(5, 12, 8), notes) == std::pair(0, 8));
    QVERIFY(sameSteps(notes.rows[0].steps, {first.steps.begin() + 12, first.steps.end()}));
}

LOGITSCOPE_TEST(TestGenerationServiceKept)
#include "tst_generation_service_kept.moc"
