// A run that is opened again is what was recorded, token by token, whatever characters its prompt
// has; and from its token ids it can be made again.
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/window/run_files.h"
#include "core/generation/continuation.h"
#include "core/generation/prompt_reader.h"
#include "core/generation/prompt_tokens.h"
#include "core/run/comparison_json.h"
#include "tests/test_program.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/prompt_foot.h"
#include "widgets/control/sampler_panel.h"
#include "window_fixture.h"

#include <QCheckBox>
#include <QDir>
#include <QFile>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace logitscope;

namespace
{

const SamplerChain nucleus = basicChain({.temperature = 0.8, .topK = 40, .topP = 0.9});

nlohmann::json jsonIn(const QString& name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s can't be read", qPrintable(name));
    return nlohmann::json::parse(file.readAll().toStdString());
}

void write(const QString& name, const nlohmann::json& json)
{
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly))
        qFatal("%s can't be written", qPrintable(name));
    file.write(QByteArray::fromStdString(json.dump()));
}

std::vector<TokenId> tokensIn(const std::vector<Step>& steps)
{
    std::vector<TokenId> tokens;
    for (const auto& step : steps)
        tokens.push_back(step.token);
    return tokens;
}

// What `sample --json` prints, made by the core alone; the settings may change on the way.
nlohmann::json sampled(const std::vector<TokenId>& promptTokens, const std::string& prompt,
                       const std::vector<SamplerChain>& settings)
{
    const Run run{.prompt = prompt, .promptTokens = promptTokens};
    Branch row{.settings = settings.front(), .seed = 3};
    PromptReader reader(bundledModel(), promptTokens);
    if (!reader.read(static_cast<int>(promptTokens.size())))
        qFatal("the prompt can't be read");
    auto continuation = std::move(reader).continuation(3);
    auto* const alone = &continuation;
    for (const auto& step : settings) {
        if (!Continuation::readTogether({&alone, 1}))
            qFatal("the model can't step");
        row.leaf = follow(row.leaf, continuation.draw(step).value().value());
    }
    nlohmann::json json = rowToJson(run, row);
    json["model"] = "starter";
    return json;
}

nlohmann::json sampled(const std::string& prompt)
{
    return sampled(tokensOf(*bundledModel(), prompt).value(), prompt, std::vector(8, nucleus));
}

} // namespace

class ReopenedRunTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { fixture_.reset(); }

    void filesOfTheCommandLine_data();
    void filesOfTheCommandLine();
    void anyPrompt_data();
    void anyPrompt();
    void thePromptsTokensNeedNotBeTheTexts();
    void specialTokensAreReadAsTheyWere();
    void slidersMovedMeanwhile();
    void filesWithoutIdsOpen();
    void anotherModelsIdsAreNotTakenForThisOnes();
    void anotherModelIsNamed();
    void aPromptThatDoesNotFitIsRefused();
    void waitsForTheModel();

private:
    ExplorePage& page() { return fixture_->page(); }

    QString file(const QString& name) const { return folder_.filePath(name); }

    void open(const QString& file);
    void compareWith(const nlohmann::json& run);

    QTemporaryDir folder_;
    std::unique_ptr<WindowFixture> fixture_;
};

void ReopenedRunTest::init()
{
    fixture_ = std::make_unique<WindowFixture>();
    QVERIFY(fixture_->openBundledModel());
}

void ReopenedRunTest::open(const QString& file)
{
    const auto opened = fixture_->window().runFiles()->open(file);
    QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
    QVERIFY(!page().isRunning()); // nothing is made again
}

void ReopenedRunTest::compareWith(const nlohmann::json& run)
{
    QCOMPARE(page().message()->sentence(), QString());
    const auto expected = runFromRowOrRows(run).value();
    const auto made = page().shownRun();
    QCOMPARE(made.promptTokens, expected.promptTokens);
    QCOMPARE(made.branches.front().seed, expected.branches.front().seed);
    const auto steps = stepsOf(made.branches.front());
    const auto theirs = stepsOf(expected.branches.front());
    QCOMPARE(tokensIn(steps), tokensIn(theirs));
    for (std::size_t step = 0; step < steps.size(); ++step) {
        QCOMPARE(steps[step].u, theirs[step].u);
        QCOMPARE(steps[step].samplingProbability, theirs[step].samplingProbability);
        QVERIFY(steps[step].settings == theirs[step].settings);
        QCOMPARE(steps[step].bytes,
                 std::string(bundledModel()->tokenizer.bytes(steps[step].token)));
    }
}

void ReopenedRunTest::filesOfTheCommandLine_data()
{
    QTest::addColumn<QString>("name");
    for (const auto& name : QDir(LOGITSCOPE_TEST_DATA "/prompts").entryList({"*.json"}))
        QTest::addRow("%s", qPrintable(name)) << name;
}

void ReopenedRunTest::filesOfTheCommandLine()
{
    QFETCH(QString, name);
    const auto path = QDir(LOGITSCOPE_TEST_DATA "/prompts").filePath(name);
    open(path);
    compareWith(jsonIn(path));
}

void ReopenedRunTest::anyPrompt_data()
{
    QTest::addColumn<QByteArray>("prompt");
    QTest::addRow("CR LF") << QByteArray("First line.\r\nSecond");
    QTest::addRow("CR") << QByteArray("First line.\rSecond");
    QTest::addRow("LS") << QByteArray("First line.\xE2\x80\xA8Second");
    QTest::addRow("PS") << QByteArray("First line.\xE2\x80\xA9Second");
    QTest::addRow("BOM") << QByteArray("\xEF\xBB\xBFHello");
    QTest::addRow("noncharacter") << QByteArray("a\xEF\xB7\x90"
                                                "b c");
    QTest::addRow("plain") << QByteArray("plain text");
    QTest::addRow("NUL") << QByteArray("a\0b", 3);
    QTest::addRow("Latin-1") << QByteArray("caf\xE9 x");
    QTest::addRow("unfinished") << QByteArray("smile \xF0\x9F\x99");
    QTest::addRow("U+FFFD and not") << QByteArray("\xEF\xBF\xBD \xFF");
    QTest::addRow("empty") << QByteArray("");
}

void ReopenedRunTest::anyPrompt()
{
    QFETCH(QByteArray, prompt);
    const auto run = sampled(prompt.toStdString());
    write(file("run.json"), run);
    open(file("run.json"));
    compareWith(run);
    QCOMPARE(fixture_->controls().settledRequest().prompt, prompt.toStdString()); // byte for byte

    // Out again as a file and as pictures, and back.
    for (const char* name : {"again.json", "again.png", "again.svg"}) {
        QVERIFY(fixture_->window().runFiles()->exportTo(file(name)));
        fixture_->controls().prompt()->setPrompt("Something else");
        open(file(name));
        compareWith(run);
        QCOMPARE(fixture_->controls().settledRequest().prompt, prompt.toStdString());
    }

    // Generate makes the same again.
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    page().generate();
    QVERIFY(finished.wait(20'000));
    compareWith(run);
}

// "th" + "e" is spelled like "the", whose own token it would be.
void ReopenedRunTest::thePromptsTokensNeedNotBeTheTexts()
{
    std::vector<TokenId> letters;
    for (const char letter : std::string("the king"))
        letters.push_back(bundledModel()->tokenizer.encode(std::string(1, letter)).value().front());
    QVERIFY(letters != bundledModel()->tokenizer.encode("the king").value());

    const auto run = sampled(letters, "the king", std::vector(8, nucleus));
    write(file("run.json"), run);
    open(file("run.json"));
    compareWith(run);
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    page().generate(); // the prompt is still that run's
    QVERIFY(finished.wait(20'000));
    compareWith(run);

    QTest::keyClicks(fixture_->controls().prompt(), "s"); // now it is a text
    page().generate();
    QVERIFY(finished.wait(20'000));
    QCOMPARE(page().shownRun().promptTokens, bundledModel()->tokenizer.encode("the kings").value());
}

// `sample --no-special`: thirteen letters, where the window's own way is one token.
void ReopenedRunTest::specialTokensAreReadAsTheyWere()
{
    const std::string prompt = "Once<|endoftext|> upon";
    const auto tokens = [&](SpecialTokens special) {
        return tokensOf(*bundledModel(), prompt, special).value();
    };
    auto* box = fixture_->controls().promptFoot()->specialTokens();
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    for (const auto special : {SpecialTokens::AsText, SpecialTokens::Recognised}) {
        const auto run = sampled(tokens(special), prompt, std::vector(4, nucleus));
        write(file("run.json"), run);
        open(file("run.json"));
        compareWith(run);
        QCOMPARE(box->isChecked(), special == SpecialTokens::Recognised);
        QTest::keyClicks(fixture_->controls().prompt(), "s"); // and so is another prompt
        page().generate();
        QVERIFY(finished.wait(20'000));
        QCOMPARE(page().shownRun().promptTokens,
                 tokensOf(*bundledModel(), prompt + "s", special).value());
    }

    box->click(); // by hand
    page().generate();
    QVERIFY(finished.wait(20'000));
    QCOMPARE(page().shownRun().promptTokens,
             tokensOf(*bundledModel(), prompt + "s", SpecialTokens::AsText).value());
    fixture_->restart();
    QVERIFY(fixture_->controls().settledRequest().special == SpecialTokens::AsText);
}

void ReopenedRunTest::slidersMovedMeanwhile()
{
    std::vector settings(8, nucleus);
    for (std::size_t step = 4; step < settings.size(); ++step)
        settings[step] = basicChain({.temperature = 1.9});
    const auto run = sampled(bundledModel()->tokenizer.encode("The").value(), "The", settings);
    write(file("run.json"), run);
    open(file("run.json"));
    compareWith(run);

    QVERIFY(fixture_->window().runFiles()->exportTo(file("again.json")));
    open(file("again.json"));
    compareWith(run);
}

void ReopenedRunTest::filesWithoutIdsOpen()
{
    auto run = sampled("Once upon a time");
    const auto expected = run;
    run["prompt_token_ids"] = nlohmann::json::array();
    run.erase("model");
    write(file("run.json"), run);
    open(file("run.json"));
    compareWith(expected);
}

void ReopenedRunTest::anotherModelsIdsAreNotTakenForThisOnes()
{
    auto run = sampled("Once upon a time");
    const auto expected = run;
    for (const auto& ids : {nlohmann::json{7608, 636, 258}, nlohmann::json{50'000, 1}}) {
        run["prompt_token_ids"] = ids;
        write(file("run.json"), run);
        open(file("run.json"));
        compareWith(expected); // the text says what was meant
    }
}

void ReopenedRunTest::anotherModelIsNamed()
{
    auto run = sampled("Once upon a time");
    run["model"] = "gpt2-xl";
    run["steps"][5]["token_id"] = 17;
    write(file("run.json"), run);
    open(file("run.json"));
    const auto sentence = page().message()->sentence();
    QVERIFY2(sentence.contains("gpt2-xl"), qPrintable(sentence));
    QCOMPARE(page().document().step(5).token, 17);
    QVERIFY(!page().document().distribution()); // this model's would be another

    run["model"] = "starter"; // then it is no other
    write(file("run.json"), run);
    open(file("run.json"));
    QCOMPARE(page().message()->sentence(), QString());
    QTRY_VERIFY(page().document().distribution());
}

void ReopenedRunTest::aPromptThatDoesNotFitIsRefused()
{
    auto run = sampled("Once upon a time");
    std::string prompt;
    std::vector<TokenId> tokens;
    for (int word = 0; word < 600; ++word)
        prompt += " word";
    run["prompt"] = prompt;
    run["prompt_token_ids"] = bundledModel()->tokenizer.encode(prompt).value();
    write(file("run.json"), run);
    open(file("run.json"));
    QCOMPARE(page().document().size(), 8); // as they were recorded, but not one more
    page().generate();
    QVERIFY2(page().message()->sentence().contains("512"),
             qPrintable(page().message()->sentence()));
    QVERIFY(!page().isRunning());

    QVERIFY(fixture_->generate("The", 3));
    QCOMPARE(page().message()->sentence(), QString());
}

void ReopenedRunTest::waitsForTheModel()
{
    const auto run = sampled("First line.\r\nSecond");
    write(file("run.json"), run);
    fixture_->restart();
    QVERIFY(fixture_->window().runFiles()->open(file("run.json")));
    QVERIFY(fixture_->openBundledModel());
    QTRY_COMPARE(page().document().size(), 8);
    compareWith(run);
}

LOGITSCOPE_TEST(ReopenedRunTest)
#include "tst_reopened_run.moc"
