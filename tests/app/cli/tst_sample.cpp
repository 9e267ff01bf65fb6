// `logitscope sample` as a shell runs it.
#include "core/generation/continuation.h"
#include "core/sampling/strategy.h"
#include "core/text/token_label.h"
#include "tests/app/cli/made_up_model.h"
#include "tests/app/cli/program.h"
#include "tests/core/generation/alone.h"
#include "tests/test_program.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <cmath>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

// The same continuation in this process.
Branch sampledHere(const QString& folder, const std::string& prompt, std::uint64_t seed, int count,
                   const SamplerChain& settings)
{
    const auto model = openModelFolder(folder.toStdString()).value();
    const auto alone = drawAlone(model, prompt, settings, seed, count);
    return {.leaf = follow(nullptr, alone.steps), .stopReason = alone.reason};
}

} // namespace

class TestSample : public QObject
{
    Q_OBJECT

private slots:
    void sameTwice();
    void bundledModel();
    void seedChangesIt();
    void negativeSeeds();
    void defaults();
    void noTokens();
    void unusualPrompts_data();
    void unusualPrompts();
    void promptFromStandardInput_data();
    void promptFromStandardInput();
    void specialTokens();
    void json();
    void jsonOfAStrategy();
    void showSteps();
    void endOfTextIsNotShown();
    void textIsAlwaysUtf8();
    void promptThatIsNotUtf8_data();
    void promptThatIsNotUtf8();
    void contextFull();
    void stopStrings();
    void stopStringsAsTyped();
    void helpAndVersion_data();
    void helpAndVersion();

private:
    // A run on the made-up model
    QStringList sample(const QStringList& more) const
    {
        return QStringList{"sample", "--model", tiny_.path()} + more;
    }

    MadeUpModel tiny_{smallCheckpoint()};
};

void TestSample::sameTwice()
{
    const auto arguments = sample({"--text", "the", "--max-tokens", "30", "--seed", "3"});
    const auto first = runProgram(arguments);
    QCOMPARE(first.err, QByteArray());
    QCOMPARE(first.exitCode, 0);
    const auto expected = sampledHere(tiny_.path(), "the", 3, 30, {});
    QCOMPARE(first.out, QByteArray::fromStdString(continuationOf(expected) + "\n"));
    const auto second = runProgram(arguments);
    QCOMPARE(second.out, first.out);
}

void TestSample::bundledModel()
{
    const QStringList arguments = {"sample", "--text", "Once upon a time", "--max-tokens", "12"};
    const auto run = runProgram(arguments);
    QCOMPARE(run.err, QByteArray());
    QCOMPARE(run.exitCode, 0);
    const auto expected = sampledHere(LOGITSCOPE_STARTER_MODEL, "Once upon a time", 1, 12, {});
    QCOMPARE(run.out, QByteArray::fromStdString(continuationOf(expected) + "\n"));
}

void TestSample::seedChangesIt()
{
    QSet<QByteArray> texts;
    for (const char* seed : {"0", "1", "18446744073709551615"})
        texts << runProgram(sample({"--text", "the", "--max-tokens", "30", "--seed", seed})).out;
    QCOMPARE(texts.size(), 3);
}

// The same rule as the API's: two's complement.
void TestSample::negativeSeeds()
{
    const auto textOf = [this](const char* seed) {
        return runProgram(sample({"--text", "the", "--max-tokens", "30", "--seed", seed})).out;
    };
    QCOMPARE(textOf("-1"), textOf("18446744073709551615"));
    QCOMPARE(textOf("-9223372036854775808"), textOf("9223372036854775808"));
}

void TestSample::defaults()
{
    const auto expected = sampledHere(tiny_.path(), "the", 1, 40, {});
    QCOMPARE(runProgram(sample({"--text", "the"})).out,
             QByteArray::fromStdString(continuationOf(expected) + "\n"));
}

void TestSample::noTokens()
{
    const auto run = runProgram(sample({"--text", "the", "--max-tokens", "0"}));
    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.out, QByteArray("\n"));
    QCOMPARE(run.err, QByteArray());
}

void TestSample::unusualPrompts_data()
{
    QTest::addColumn<QString>("prompt");
    QTest::addColumn<QString>("option"); // "--text=" or "--text" and then the prompt
    QTest::newRow("spaces") << "  the  "
                            << "--text";
    QTest::newRow("line breaks and a comma") << "the\n\nthe,\n"
                                             << "--text";
    QTest::newRow("quoted") << "\"the\""
                            << "--text";
    QTest::newRow("brackets") << "[the,he]"
                              << "--text";
    QTest::newRow("like a number") << "-1"
                                   << "--text";
    QTest::newRow("like a dialogue") << "- the"
                                     << "--text";
    QTest::newRow("like an option") << "--seed"
                                    << "--text";
    QTest::newRow("like an option, =") << "--seed"
                                       << "--text=";
    QTest::newRow("quoted, =") << "\"the\" = 'he'"
                               << "--text=";
    QTest::newRow("end of text") << "<|endoftext|>"
                                 << "--text";
    QTest::newRow("other scripts") << "na\u00efve \u2014 \U0001F600"
                                   << "--text";
    QTest::newRow("formats") << "%s {} \\n"
                             << "--text";
}

// The prompt reaches the model as it was typed.
void TestSample::unusualPrompts()
{
    QFETCH(QString, prompt);
    QFETCH(QString, option);
    auto arguments = sample({"--json", "--max-tokens", "2"});
    arguments += option.endsWith('=') ? QStringList{option + prompt} : QStringList{option, prompt};
    const auto run = runProgram(arguments);
    QCOMPARE(run.err, QByteArray());
    QCOMPARE(run.exitCode, 0);
    const auto object = QJsonDocument::fromJson(run.out).object();
    QCOMPARE(object["prompt"].toString(), prompt);
    const auto model = openModelFolder(tiny_.path().toStdString(), {.device = Device::Cpu}).value();
    QJsonArray expected;
    for (const auto all = model->tokenizer.encode(prompt.toStdString()).value();
         const TokenId token : all)
        expected << token;
    QCOMPARE(object["prompt_token_ids"].toArray(), expected);
}

void TestSample::promptFromStandardInput_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::newRow("text") << QByteArray("the");
    QTest::newRow("with its last line break") << QByteArray("the\r\nhe\n");
    QTest::newRow("bytes") << QByteArray("a\0\xff", 3);
}

void TestSample::promptFromStandardInput()
{
    QFETCH(QByteArray, input);
    QProcess process;
    process.start(LOGITSCOPE_PROGRAM, sample({"--text", "-", "--max-tokens", "0", "--json"}));
    process.write(input);
    process.closeWriteChannel();
    const auto run = finish(process);
    QCOMPARE(run.err, QByteArray());
    const auto model = openModelFolder(tiny_.path().toStdString(), {.device = Device::Cpu}).value();
    QJsonArray expected;
    for (const auto all = model->tokenizer.encode(input.toStdString()).value();
         const TokenId token : all)
        expected << token;
    QCOMPARE(QJsonDocument::fromJson(run.out).object()["prompt_token_ids"].toArray(), expected);
}

void TestSample::specialTokens()
{
    const MadeUpModel model(randomCheckpoint({}, 1));
    const auto tokensOf = [&](const QStringList& more) {
        const auto run = runProgram(QStringList{"sample", "--model", model.path(), "--json",
                                                "--max-tokens", "0", "--text"} +
                                    more);
        return QJsonDocument::fromJson(run.out).object()["prompt_token_ids"].toArray();
    };
    QCOMPARE(tokensOf({"a<|endoftext|>he"}), (QJsonArray{'a', endOfText, 256}));
    QCOMPARE(tokensOf({"<|endoftext|>"}), (QJsonArray{endOfText}));
    QCOMPARE(tokensOf({""}), (QJsonArray{endOfText}));
    QCOMPARE(tokensOf({"<|endoftext|>", "--no-special"}).size(), 13);
    QCOMPARE(tokensOf({"", "--no-special"}), (QJsonArray{endOfText}));
}

void TestSample::json()
{
    const auto expected =
        sampledHere(tiny_.path(), "the", 5, 20, basicChain({.temperature = 1.2, .topK = 50}));
    const auto run = runProgram(sample({"--text", "the", "--seed", "5", "--max-tokens", "20",
                                        "--temperature", "1.2", "--top-k", "50", "--json"}));
    QCOMPARE(run.err, QByteArray());
    QCOMPARE(run.exitCode, 0);
    QVERIFY(run.out.endsWith("}\n"));

    QJsonParseError error;
    const auto object = QJsonDocument::fromJson(run.out, &error).object();
    QCOMPARE(error.error, QJsonParseError::NoError);
    QCOMPARE(object.size(), 12);
    QCOMPARE(object["model"].toString(), QFileInfo(tiny_.path()).fileName());
    QCOMPARE(object["precision"], QJsonValue("F32"));
    QCOMPARE(object["engine"], QJsonValue("native"));
    QFile weights(tiny_.path() + "/model.safetensors");
    QVERIFY(weights.open(QIODevice::ReadOnly));
    QCOMPARE(object["weights_sha256"].toString().toLatin1(),
             QCryptographicHash::hash(weights.readAll(), QCryptographicHash::Sha256).toHex());
    QCOMPARE(object["tokenizer_sha256"].toString().size(), 64);
    QCOMPARE(object["prompt"], QJsonValue("the"));
    QCOMPARE(object["prompt_token_ids"], (QJsonValue(QJsonArray{'t', 256})));
    QCOMPARE(object["settings"],
             (QJsonValue(QJsonObject{
                 {"temperature", 1.2}, {"top_k", 50}, {"top_p", 1.0}, {"order", "filter-first"}})));
    QCOMPARE(object["seed"], QJsonValue(5));
    QCOMPARE(object["text"].toString(), QString::fromStdString(continuationOf(expected)));
    QCOMPARE(object["stop_reason"], QJsonValue("length"));
    QCOMPARE(object["steps"].toArray().size(), 20);
    const auto steps = stepsOf(expected);
    for (qsizetype i = 0; i < 20; ++i) {
        const auto& step = steps[static_cast<std::size_t>(i)];
        const auto shown = object["steps"].toArray()[i].toObject();
        const auto token = QByteArray::fromStdString(step.bytes);
        const bool isText = QString::fromUtf8(token).toUtf8() == token;
        QCOMPARE(shown.size(), isText ? 11 : 12); // with its bytes
        QCOMPARE(shown["token"].toString(), QString::fromUtf8(token));
        QByteArray bytes;
        for (const auto& byte : shown["bytes"].toArray())
            bytes.append(static_cast<char>(byte.toInt()));
        QCOMPARE(bytes, isText ? QByteArray() : token);
        QCOMPARE(shown["token_id"].toInt(), step.token);
        QCOMPARE(shown["rank"].toInt(), step.rank + 1);
        QCOMPARE(shown["u"].toDouble(), step.u);
        QCOMPARE(shown["kept"].toInt(), step.info.kept);
        // Another process may sum in another order.
        const auto close = [&](const char* name, double value) {
            return std::abs(shown[name].toDouble() - value) < 1e-4 * (1 + std::abs(value));
        };
        QVERIFY(close("probability_raw", step.modelProbability));
        QVERIFY(close("probability_final", step.samplingProbability));
        QVERIFY(close("entropy_original", step.info.modelEntropy));
        QVERIFY(close("entropy_final", step.info.samplingEntropy));
        QVERIFY(close("effective_vocabulary", step.info.effectiveVocabulary));
        QVERIFY(close("top_token_probability", step.info.topTokenProbability));
    }
}

void TestSample::jsonOfAStrategy()
{
    const auto run = runProgram(sample({"--text", "the", "--json", "--strategy", "nucleus",
                                        "--temperature", "1.5", "--order", "temperature-first",
                                        "--seed", "18446744073709551615", "--max-tokens", "1"}));
    QCOMPARE(run.err, QByteArray());
    QCOMPARE(run.exitCode, 0);
    QCOMPARE(
        QJsonDocument::fromJson(run.out)["settings"].toObject(),
        (QJsonObject{
            {"temperature", 1.5}, {"top_k", 40}, {"top_p", 0.9}, {"order", "temperature-first"}}));
    QVERIFY2(run.out.contains("\"seed\": 18446744073709551615,"), run.out);
}

void TestSample::showSteps()
{
    const auto expected = sampledHere(tiny_.path(), "the", 6, 25, basicChain({.topP = 0.9}));
    const auto run = runProgram(sample(
        {"--text", "the", "--seed", "6", "--max-tokens", "25", "--top-p", "0.9", "--show-steps"}));
    QCOMPARE(run.err, QByteArray());
    QCOMPARE(run.exitCode, 0);

    const QStringList lines = QString::fromUtf8(run.out).split('\n');
    QVERIFY(lines[0].contains("token") && lines[1].contains("probability"));
    const auto steps = stepsOf(expected);
    for (int number = 1; number <= 25; ++number) {
        const auto& step = steps[static_cast<std::size_t>(number - 1)];
        const QString line = lines[number + 1];
        QVERIFY2(line.startsWith(QString("%1  %2 ").arg(number, 4).arg(
                     QString::fromStdString(tokenLabel(step.bytes)))),
                 qPrintable(line));
        QCOMPARE(line.count(" → "), 2); // probability and entropy, model → sampling
    }
    QCOMPARE(lines[27], QString()); // as many lines as steps
    QVERIFY2(run.out.endsWith(QByteArray::fromStdString("\n\nthe" + continuationOf(expected) +
                                                        "\n\ntoken limit reached, 25 tokens, "
                                                        "seed 6\n")),
             run.out);
}

void TestSample::endOfTextIsNotShown()
{
    std::vector<float> logits(vocabularySize, 0.0f);
    logits[endOfText] = 100.0f;
    auto checkpoint = randomCheckpoint({}, 2);
    fixLogits(checkpoint, logits);
    const MadeUpModel ending(checkpoint);
    const QStringList arguments = {"sample", "--model", ending.path(), "--text", "the"};

    const auto plain = runProgram(arguments);
    QCOMPARE(plain.exitCode, 0);
    QCOMPARE(plain.out, QByteArray("\n"));

    const auto table = runProgram(arguments + QStringList{"--show-steps"});
    QVERIFY(table.out.contains("<|endoftext|>")); // that it was drawn is what the table is for
    QVERIFY(table.out.endsWith("\nthe\n\nthe model ended the text, 1 token, seed 1\n"));

    const auto object =
        QJsonDocument::fromJson(runProgram(arguments + QStringList{"--json"}).out).object();
    QCOMPARE(object["text"], QJsonValue(""));
    QCOMPARE(object["stop_reason"], QJsonValue("end_of_text"));
    QCOMPARE(object["steps"].toArray().size(), 1);
}

// The made-up model writes bytes at random: hardly any of it is UTF-8.
void TestSample::textIsAlwaysUtf8()
{
    for (const int seed : {1, 2}) {
        for (const QString form : {"", "--show-steps", "--json"}) {
            auto arguments =
                sample({"--text", "the", "--max-tokens", "62", "--seed", QString::number(seed)});
            if (!form.isEmpty())
                arguments << form;
            const auto run = runProgram(arguments);
            QCOMPARE(run.exitCode, 0);
            QVERIFY2(isUtf8(run.out), qPrintable(arguments.join(' ')));
        }
    }
}

void TestSample::promptThatIsNotUtf8_data()
{
    QTest::addColumn<QString>("form");
    QTest::newRow("text") << "";
    QTest::newRow("table") << "--show-steps";
    QTest::newRow("JSON") << "--json";
}

void TestSample::promptThatIsNotUtf8()
{
    QFETCH(QString, form);
    const auto run = runShell("exec \"$0\" sample --model '" + tiny_.path() +
                              "' --max-tokens 3 --text \"$(printf 'a\\377z\\342\\200')\" " + form);
    QCOMPARE(run.err, QByteArray());
    QCOMPARE(run.exitCode, 0);
    QVERIFY(isUtf8(run.out));
    if (form == "--json") {
        const auto object = QJsonDocument::fromJson(run.out).object();
        QCOMPARE(object["prompt"].toString(), QString("a\ufffdz\ufffd"));
        QCOMPARE(object["prompt_token_ids"].toArray(), (QJsonArray{'a', 0xFF, 'z', 0xE2, 0x80}));
    }
}

void TestSample::contextFull()
{
    const auto object =
        QJsonDocument::fromJson(
            runProgram(sample({"--text", "the", "--json", "--max-tokens", "1000"})).out)
            .object();
    QCOMPARE(object["stop_reason"], QJsonValue("context_full"));
    QCOMPARE(object["steps"].toArray().size(), 62); // of 64, the prompt takes 2
}

// The text ends with the token that completes the first of them to come, which stays.
void TestSample::stopStrings()
{
    const auto whole = sampledHere(LOGITSCOPE_STARTER_MODEL, "Once upon a time", 1, 30, {});
    const auto path = pathTo(whole.leaf);
    const auto stop = path[11]->step.bytes.substr(1) + path[12]->step.bytes.substr(0, 2);
    auto expected = whole;
    expected.leaf = nullptr;
    while (continuationOf(expected).find(stop) == std::string::npos)
        expected.leaf = path.at(static_cast<std::size_t>(expected.length()));
    QVERIFY(expected.length() <= 13);

    const QStringList arguments = {"sample",       "--text", "Once upon a time",
                                   "--max-tokens", "30",     "--stop",
                                   "no such text", "--stop", QString::fromStdString(stop)};
    const auto run = runProgram(arguments);
    QCOMPARE(run.err, QByteArray());
    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.out, QByteArray::fromStdString(continuationOf(expected) + "\n"));
    const auto object =
        QJsonDocument::fromJson(runProgram(arguments + QStringList{"--json"}).out).object();
    QCOMPARE(object["stop"].toArray(), (QJsonArray{"no such text", QString::fromStdString(stop)}));
    QCOMPARE(object["stop_reason"], QJsonValue("stop_string"));
    QCOMPARE(object["steps"].toArray().size(), expected.length());
}

void TestSample::stopStringsAsTyped()
{
    const QStringList strings = {"\n\n", "[a,b]", "-1", "--seed", "\"a\"", "a, b", " "};
    auto arguments = sample({"--text", "the", "--json", "--max-tokens", "1"});
    for (const auto& string : strings)
        arguments << "--stop" << string;
    const auto run = runProgram(arguments);
    QCOMPARE(run.err, QByteArray());
    QCOMPARE(QJsonDocument::fromJson(run.out)["stop"].toArray(),
             QJsonArray::fromStringList(strings));
}

void TestSample::helpAndVersion_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("pattern");
    const QString version = "^logitscope \\d+\\.\\d+\\.\\d+( \\([0-9a-f]{12}\\+?\\))?\n$";
    QTest::newRow("--help") << QStringList{"--help"} << "\\bsample\\b";
    QTest::newRow("-h") << QStringList{"-h"} << "\\bsample\\b";
    QTest::newRow("--version") << QStringList{"--version"} << version;
    QTest::newRow("sample --help") << QStringList{"sample", "--help"} << "--temperature\\b";
    QTest::newRow("sample --version") << QStringList{"sample", "--version"} << version;
    QTest::newRow("sample --text the --help")
        << QStringList{"sample", "--text", "the", "--help"} << "--temperature\\b";
}

void TestSample::helpAndVersion()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, pattern);
    const auto run = runProgram(arguments);
    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.err, QByteArray());
    QVERIFY2(QString::fromUtf8(run.out).contains(QRegularExpression(pattern)), run.out);

    if (arguments == QStringList{"sample", "--help"}) {
        for (const char* option :
             {"--text", "--strategy", "--temperature", "--top-k", "--top-p", "--order", "--seed",
              "--max-tokens", "--stop", "--model", "--device", "--show-steps", "--json"})
            QVERIFY2(run.out.contains(option), option);
        for (const auto& strategy : strategies())
            QVERIFY2(run.out.contains(strategy.name.c_str()), strategy.name.c_str());
    }
}

LOGITSCOPE_TEST(TestSample)
#include "tst_sample.moc"
