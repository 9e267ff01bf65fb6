// The fields that make a request's sampler chain: those of the stages, `samplers`, `chain`, `pick`.
#include "core/api/completion_request.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestCompletionRequestChain : public QObject
{
    Q_OBJECT

private slots:
    void chains_data();
    void chains();
    void everyParameter_data();
    void everyParameter();
    void wrongValues_data();
    void wrongValues();

private:
    ApiResult<CompletionRequest> parse(const QByteArray& body) const
    {
        return parseCompletionRequest(body.toStdString(), *model_);
    }

    const std::shared_ptr<const OpenModel> model_ =
        open(randomCheckpoint({.contextLength = 32}, 1));
};

void TestCompletionRequestChain::chains_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("chain"); // as on the command line
    const auto row = [](const char* body, const char* chain) {
        QTest::newRow(QByteArray(body).simplified()) << QByteArray(body) << QByteArray(chain);
    };
    row("{}", "top-k=0,top-p=1,temperature=1");

    // Penalties come first, what removes tokens stands before the temperature.
    row(R"({"min_p": 0.05})", "top-k=0,top-p=1,min-p=0.05,temperature=1");
    row(R"({"min_p": 0.05, "typical_p": 0.9, "top_k": 40, "temperature": 0.7})",
        "top-k=40,top-p=1,min-p=0.05,typical-p=0.9,temperature=0.7");
    row(R"({"top_a": 0.2, "epsilon_cutoff": 0.001, "eta_cutoff": 0.002, "top_n_sigma": 1.5})",
        "top-k=0,top-p=1,top-a=0.2,epsilon=0.001,eta=0.002,top-n-sigma=1.5,temperature=1");
    row(R"({"repetition_penalty": 1.2})", "repetition-penalty=1.2,top-k=0,top-p=1,temperature=1");
    row(R"({"frequency_penalty": 0.5, "presence_penalty": -1, "repetition_penalty": 1.2})",
        "repetition-penalty=1.2,presence-penalty=-1,frequency-penalty=0.5,top-k=0,top-p=1,"
        "temperature=1");
    row(R"({"dynatemp_low": 0.4, "dynatemp_high": 1.6, "dynatemp_exponent": 2})",
        "top-k=0,top-p=1,temperature=1,dynamic-temperature=0.4:1.6:2");

    // What a stage of several has not been told is as when a person adds it, but for what switches
    // it on.
    row(R"({"xtc_probability": 0.3})", "top-k=0,top-p=1,xtc=0.1:0.3,temperature=1");
    row(R"({"xtc_threshold": 0.2})", "top-k=0,top-p=1,temperature=1");
    row(R"({"xtc_threshold": 0.2, "xtc_probability": 1})",
        "top-k=0,top-p=1,xtc=0.2:1,temperature=1");
    row(R"({"dry_multiplier": 0.5})", "dry=0.5:1.75:2,top-k=0,top-p=1,temperature=1");
    row(R"({"dry_multiplier": 0.5, "dry_base": 2, "dry_allowed_length": 3})",
        "dry=0.5:2:3,top-k=0,top-p=1,temperature=1");
    row(R"({"dry_allowed_length": 4.0})", "top-k=0,top-p=1,temperature=1");
    row(R"({"mirostat_tau": 3})", "top-k=0,top-p=1,mirostat=3:0.1,temperature=1");
    row(R"({"mirostat_eta": 0.2})", "top-k=0,top-p=1,temperature=1");

    // null is as if the field weren't there.
    row(R"({"min_p": null, "dry_base": null, "samplers": null, "chain": null, "pick": null})",
        "top-k=0,top-p=1,temperature=1");

    // Fields go over the strategy's values and over a chain's, in whose place they stay.
    row(R"({"chain": "min-p=0.1,temperature=0.5"})", "min-p=0.1,temperature=0.5");
    row(R"({"chain": "temperature=0.5, min-p=0.1", "min_p": 0.2})", "temperature=0.5,min-p=0.2");
    row(R"({"chain": "xtc=0.2:0.3", "xtc_probability": 0.4})", "xtc=0.2:0.4");
    row(R"({"chain": "temperature=0.5,min-p=0.1", "top_k": 7})",
        "temperature=0.5,min-p=0.1,top-k=7");
    row(R"({"chain": "min-p=0.1", "temperature": 0.5, "presence_penalty": 1})",
        "presence-penalty=1,min-p=0.1,temperature=0.5");
    row(R"({"chain": ""})", "");
    row(R"({"chain": "top-k=4", "strategy": "nucleus"})", "top-k=4");
    row(R"({"strategy": "nucleus", "min_p": 0.1})", "top-k=40,top-p=0.9,min-p=0.1,temperature=0.8");
    row(R"({"strategy": "llama_cpp"})", "top-k=40,top-p=0.95,min-p=0.05,temperature=0.8");
    row(R"({"strategy": "openai", "presence_penalty": 0.5, "top_p": 0.5})",
        "presence-penalty=0.5,frequency-penalty=0,temperature=1,top-p=0.5");

    // The order, of all stages.
    row(R"({"order": "temperature-first", "min_p": 0.1, "presence_penalty": 1})",
        "presence-penalty=1,temperature=1,top-k=0,top-p=1,min-p=0.1");
    row(R"({"chain": "temperature=0.5,min-p=0.1", "order": "filter-first"})",
        "min-p=0.1,temperature=0.5");

    // `samplers` says which of them, in which order.
    row(R"({"samplers": ["temperature", "top_k"], "top_k": 5})", "temperature=1,top-k=5");
    row(R"({"samplers": []})", "");
    row(R"({"samplers": ["min_p"]})", ""); // which no field has
    row(R"({"samplers": ["min_p", "top_p", "temperature"], "min_p": 0.1, "top_k": 5})",
        "min-p=0.1,top-p=1,temperature=1");
    row(R"({"samplers": ["typ_p"], "typical_p": 0.8})", "typical-p=0.8");
    row(R"({"samplers": ["typical_p"], "typical_p": 0.8})", "typical-p=0.8");
    row(R"({"samplers": ["penalties", "top_k"], "presence_penalty": 1, "repetition_penalty": 1.5})",
        "repetition-penalty=1.5,presence-penalty=1,top-k=0");
    row(R"({"samplers": ["dry", "penalties"], "frequency_penalty": 1, "dry_multiplier": 1})",
        "dry=1:1.75:2,frequency-penalty=1");
    row(R"({"samplers": ["frequency_penalty", "presence_penalty", "repetition_penalty"],
            "frequency_penalty": 1, "presence_penalty": 2, "repetition_penalty": 1.5})",
        "frequency-penalty=1,presence-penalty=2,repetition-penalty=1.5");
    row(R"({"samplers": ["temperature", "top_p"], "order": "filter-first"})",
        "temperature=1,top-p=1");
    // llama.cpp's own list.
    row(R"({"samplers": ["penalties", "dry", "top_n_sigma", "top_k", "typ_p", "top_p", "min_p",
                         "xtc", "temperature"],
            "xtc_probability": 0.5, "min_p": 0.05, "top_n_sigma": 2, "dry_multiplier": 1,
            "repetition_penalty": 1.1})",
        "repetition-penalty=1.1,dry=1:1.75:2,top-n-sigma=2,top-k=0,top-p=1,min-p=0.05,xtc=0.1:0.5,"
        "temperature=1");
}

void TestCompletionRequestChain::chains()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, chain);
    const auto request = parse(body);
    QVERIFY2(request, request ? "" : request.error().message.c_str());
    QVERIFY(request->settings == parseChain(chain.toStdString()).value());
    for (const auto pick : {Pick::InverseCdf, Pick::Gumbel}) { // whatever the stages
        auto picking = nlohmann::json::parse(body.toStdString());
        picking["pick"] = pickName(pick);
        const auto asked = parse(QByteArray::fromStdString(picking.dump()));
        QVERIFY(asked->settings.pick == pick);
        QVERIFY(asked->settings.stages == request->settings.stages);
    }
}

void TestCompletionRequestChain::everyParameter_data()
{
    QTest::addColumn<StageKind>("kind");
    QTest::addColumn<int>("parameter");
    for (const auto& description : stageDescriptions())
        for (std::size_t i = 0; i < description.parameters.size(); ++i)
            QTest::newRow(description.parameters[i].apiField.data())
                << description.kind << static_cast<int>(i);
}

// Under its field, as it is when a person adds the stage, and with the highest and the lowest that
// the field may be.
void TestCompletionRequestChain::everyParameter()
{
    QFETCH(StageKind, kind);
    QFETCH(int, parameter);
    const auto index = static_cast<std::size_t>(parameter);
    const auto& described = describe(kind).parameters[index];
    const std::string field(described.apiField);
    const bool isOpenAi = kind == StageKind::PresencePenalty || kind == StageKind::FrequencyPenalty;
    const double lowest = isOpenAi ? -2.0 : described.lowest;
    const double highest = isOpenAi || kind == StageKind::Temperature ? 2.0 : described.highest;
    // What switches a stage of several on is beside it.
    const auto& switching = describe(kind).parameters[describe(kind).offParameter];
    const auto parsed = [&](double value) {
        nlohmann::json body{{std::string(switching.apiField), switching.initial}};
        body[field] = value;
        return parseCompletionRequest(body.dump(), *model_);
    };
    for (const double value : {described.initial, lowest, highest}) {
        const auto request = parsed(value);
        QVERIFY2(request, request ? "" : request.error().message.c_str());
        const auto* stage = request->settings.find(kind);
        QVERIFY(stage && stage->isOn);
        auto expected = newStage(kind);
        expected.values[index] = value;
        QVERIFY(*stage == expected);
    }
    for (const double value : {lowest - 1.0, highest * 2 + 1.0}) {
        if (value == lowest || !std::isfinite(value)) // there is none beyond
            continue;
        const auto request = parsed(value);
        QVERIFY(!request);
        QCOMPARE(request.error().param, std::optional(field));
        QCOMPARE(request.error().status, 400);
    }
}

void TestCompletionRequestChain::wrongValues_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("param");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* body, const QString& param, const QString& message) {
        QTest::newRow(body) << QByteArray(body) << param << message;
    };
    const auto field = [&](const QByteArray& name, const QByteArray& value, const char* expected) {
        row("{\"" + name + "\": " + value + "}", name,
            QString("%1 is %2, expected %3").arg(name, value, expected));
    };
    const auto* toOneOffAtZero = "0 to 1 (0 is off)";
    field("min_p", "1.5", toOneOffAtZero);
    field("min_p", "-0.1", toOneOffAtZero);
    field("min_p", "\"x\"", toOneOffAtZero);
    field("min_p", "true", toOneOffAtZero);
    field("top_a", "2", toOneOffAtZero);
    field("epsilon_cutoff", "2", toOneOffAtZero);
    field("eta_cutoff", "2", toOneOffAtZero);
    field("typical_p", "1.5", "0 to 1 (1 is off)");
    field("typical_p", "-1", "0 to 1 (1 is off)");
    field("top_n_sigma", "-1", "0 or more (0 is off)");
    field("repetition_penalty", "0", "a number above 0 (1 is off)");
    field("repetition_penalty", "-1", "a number above 0 (1 is off)");
    field("presence_penalty", "2.5", "a number from -2 to 2");
    field("frequency_penalty", "-2.5", "a number from -2 to 2");
    field("dry_multiplier", "-1", "0 or more (0 is off)");
    field("dry_base", "0.5", "1 or more");
    field("dry_allowed_length", "0", "a whole number, 1 or more");
    field("dry_allowed_length", "1.5", "a whole number, 1 or more");
    field("dry_allowed_length", "2147483648", "a whole number, 1 or more");
    field("dry_allowed_length", "\"2\"", "a whole number, 1 or more");
    field("dynatemp_low", "-1", "a finite number, 0 or more");
    field("dynatemp_high", "-1", "a finite number, 0 or more");
    field("dynatemp_exponent", "-1", "0 or more");
    field("xtc_threshold", "2", "0 to 1");
    field("xtc_threshold", "-1", "0 to 1");
    field("xtc_probability", "2", toOneOffAtZero);
    field("mirostat_tau", "-1", "0 or more (0 is off)");
    field("mirostat_eta", "-1", "0 or more");
    field("samplers", "\"top_k\"", "an array");
    field("chain", "5", "a string");
    field("pick", "5", "a string");
    field("pick", "\"coin\"", "inverse or gumbel");
    field("pick", "\"\"", "inverse or gumbel");

    const auto sampler = [&](const QByteArray& value, const QString& described) {
        row("{\"samplers\": [\"top_k\", " + value + "]}", "samplers",
            "samplers has " + described +
                ", expected names like \"top_k\", \"min_p\", \"penalties\", \"temperature\"");
    };
    for (const char* name : {"\"top-k\"", "\"\"", "\"beam\"", "\"Top_K\"", "5", "null"})
        sampler(name, name);
    sampler("[]", "an array");
    const QString unusable = "samplers make a chain that can't be used: ";
    row(R"({"samplers": ["top_k", "top_k"]})", "samplers",
        unusable + "top-k stands twice in the chain, expected once");
    row(R"({"samplers": ["penalties", "presence_penalty"], "presence_penalty": 1})", "samplers",
        unusable + "presence-penalty stands twice in the chain, expected once");
    row(R"({"samplers": ["top_k", "penalties"], "presence_penalty": 1})", "samplers",
        unusable + "presence-penalty stands behind top-k, expected penalties first: tokens are "
                   "ranked after them");

    const auto chain = [&](const char* text, const QString& sentence) {
        row("{\"chain\": \"" + QByteArray(text) + "\"}", "chain",
            "chain can't be read: " + sentence);
    };
    chain("xtc=0.1", "xtc is 0.1, expected threshold:chance");
    chain("top-k=x", "top-k is x, expected a whole number");
    chain("top-k=-1", "top-k is -1, expected 0 or more (0 is off)");
    chain("top-k=1,top-k=2", "top-k stands twice in the chain, expected once");
    chain("top-k=1,dry=1:2:3", "dry stands behind top-k, expected penalties first: tokens are "
                               "ranked after them");
    row(R"({"min_p": 2, "pick": "coin", "samplers": ["top_k", "top_k"]})", "min_p", // one at a time
        "min_p is 2, expected 0 to 1 (0 is off)");
}

void TestCompletionRequestChain::wrongValues()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, param);
    QFETCH(QString, message);
    const auto request = parse(body);
    QVERIFY(!request);
    const auto& error = request.error();
    QCOMPARE(QString::fromStdString(error.message), message);
    QCOMPARE(QString::fromStdString(error.param.value_or("")), param);
    QCOMPARE(error.status, 400);
    QCOMPARE(error.type, std::string("invalid_request_error"));
}

LOGITSCOPE_TEST(TestCompletionRequestChain)
#include "tst_completion_request_chain.moc"
