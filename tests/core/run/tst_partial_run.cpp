// Steps of which a server told only some tokens: how they are written, read and summed up.
#include "core/run/comparison_csv.h"
#include "core/run/comparison_json.h"
#include "core/run/comparison_markdown.h"
#include "core/run/repeats.h"
#include "core/run/statistics_texts.h"
#include "core/run/step_json.h"
#include "core/run/token_score.h"
#include "tests/core/run/some_comparison.h"
#include "tests/test_program.h"

#include <QStringList>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

constexpr double infinity = std::numeric_limits<double>::infinity();

Step partialStep()
{
    auto step = fixtures::someStep(681, " time");
    step.info.topTokenProbability = 0.25;
    step.coverage = {.known = 40, .vocabulary = 50257, .rest = 0.0625};
    step.info.most = {.modelEntropy = 8.5,
                      .samplingEntropy = infinity,
                      .effectiveVocabulary = infinity,
                      .topTokenProbability = 0.5,
                      .kept = 20};
    return step;
}

Run partialRun()
{
    Run run{.model = "server", .prompt = "Once", .promptTokens = {7}, .branches = {}};
    run.branches.push_back(someRow("greedy", basicChain({.temperature = 0.1}),
                                   {partialStep(), fixtures::someStep(12, "x")}));
    return run;
}

} // namespace

class TestPartialRun : public QObject
{
    Q_OBJECT

private slots:

    void json()
    {
        const auto json = toJson(partialStep());
        QCOMPARE(QString::fromStdString(json["coverage"].dump()),
                 R"({"known":40,"vocabulary":50257,"rest":0.0625})");
        QCOMPARE(QString::fromStdString(json["at_most"].dump()),
                 R"({"probability_final":0.5,"entropy_original":8.5,"entropy_final":null,)"
                 R"("effective_vocabulary":null,"top_token_probability":0.5})");
        const auto read = stepFromJson(json, "", Step()).value();
        QVERIFY(read == partialStep());
        QVERIFY(!toJson(fixtures::someStep(1, "a")).contains("coverage"));
    }

    void wrongJson_data()
    {
        QTest::addColumn<QString>("object");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("error");
        const auto row = [](const char* object, const char* field, const char* value,
                            const char* error) {
            QTest::addRow("%s %s", field, value) << object << field << value << error;
        };
        row("coverage", "known", "0", "a whole number from 1 to 50257");
        row("coverage", "known", "50258", "a whole number from 1 to 50257");
        row("coverage", "vocabulary", "\"x\"", "a whole number, 1 or more");
        row("coverage", "rest", "1.5", "a number from 0 to 1");
        row("coverage", "rest", "null", "a number from 0 to 1");
        row("at_most", "entropy_original", "7", "no less than the lower bound");
        row("at_most", "entropy_original", "\"8\"", "no less than the lower bound");
        row("at_most", "top_token_probability", "1.5", "no less than the lower bound");
        row("at_most", "kept", "50258", "a whole number from 20 to 50257");
    }

    void wrongJson()
    {
        QFETCH(QString, object);
        QFETCH(QString, field);
        QFETCH(QString, value);
        QFETCH(QString, error);
        auto json = toJson(partialStep());
        json[object.toStdString()][field.toStdString()] =
            nlohmann::ordered_json::parse(value.toStdString());
        const auto read = stepFromJson(json, "step 3", Step());
        QVERIFY(!read);
        const auto message = QString::fromStdString(read.error().message);
        QVERIFY2(message.startsWith("step 3, " + object + ": " + field + " is ") &&
                     message.contains(error),
                 qPrintable(message));
    }

    void whatIsNoObject()
    {
        for (const auto* name : {"coverage", "at_most"}) {
            auto json = toJson(partialStep());
            json[name] = 3;
            QVERIFY(!stepFromJson(json, "", Step()));
        }
    }

    void csv()
    {
        const auto lines = QString::fromStdString(toCsv(partialRun())).split("\r\n");
        QVERIFY(lines[0].endsWith(",pick,known,rest,rank_at_most,probability_raw_at_most,"
                                  "probability_final_at_most,entropy_original_at_most,"
                                  "entropy_final_at_most,effective_vocabulary_at_most,"
                                  "kept_at_most"));
        QVERIFY2(lines[1].endsWith(",inverse,40,0.0625,4,0.125,0.5,8.5,unknown,unknown,20"),
                 qPrintable(lines[1]));
        QVERIFY(lines[2].endsWith(",inverse,,,,,,,,,"));
        for (const auto& line : lines.first(3))
            QCOMPARE(line.count(','), lines[0].count(',') + (line.contains('"') ? 2 : 0));
        QVERIFY(!QString::fromStdString(toCsv(someComparison())).contains("at_most"));
    }

    void meansHaveBounds()
    {
        auto run = partialRun();
        auto steps = stepsOf(run.branches[0]);
        steps[0].info.most->samplingEntropy = 5.0;
        run.branches[0].leaf = follow(nullptr, steps);
        const auto statistics = statisticsOf(run.branches[0]);
        QCOMPARE(statistics.meanEntropy, 2.0);
        QCOMPARE(statistics.most->meanEntropy, 3.5); // of 5 and 2
        QCOMPARE(statistics.meanSurprisal, 3.0);
        QCOMPARE(statistics.most->meanSurprisal, 3.0);
        QVERIFY(!statisticsOf(someComparison().branches[0]).most);

        const auto texts = textsOf(statistics);
        QCOMPARE(texts.meanEntropy, std::string("between 2.00 and 3.50"));
        QCOMPARE(texts.meanEffectiveVocabulary, std::string("at least 4.0"));
        QCOMPARE(texts.meanSurprisal, std::string("3.00"));
        QVERIFY(QString::fromStdString(toMarkdown(run))
                    .contains("| between 2.00 and 3.50 | at least 4.0 | 3.00 |"));
        const auto json = rowsToJson(run)[0]["statistics"];
        QCOMPARE(json["at_most"].dump(),
                 std::string(R"({"mean_entropy":3.5,"mean_effective_vocabulary":null})"));

        // Beside a repeat that is whole.
        const RunStatistics whole{.tokens = 1, .meanEntropy = 1.0, .meanSurprisal = 1.0};
        const auto both = repeatStatisticsOf(std::vector{statistics, whole});
        QCOMPARE(both.meanEntropy.mean, 1.5);
        QCOMPARE(both.most->meanEntropy, 2.25);
        QCOMPARE(textsOf(both).meanEntropy, std::string("between 1.50 and 2.25"));
        QCOMPARE(deviationsOf(both).meanEntropy, std::string("–"));
    }

    // Chosen by a person: it has at most the rest, 1/16.
    void unknownToken()
    {
        auto step = partialStep();
        step.modelProbability = 0.0;
        step.samplingProbability = 0.0;
        QVERIFY(step.isUnknown());
        QCOMPARE(step.surprisal(), 4.0);
        step.rank = 40;
        const auto json = toJson(step);
        QCOMPARE(json["at_most"]["probability_raw"].dump(), std::string("0.0625"));
        QCOMPARE(json["rank"].dump(), std::string("41"));
        QCOMPARE(json["at_most"]["rank"].get<double>(), 50257.0);
        const auto statistics = statisticsOf({.leaf = follow(nullptr, step)});
        QCOMPARE(textsOf(statistics).meanSurprisal, std::string("at least 4.00"));
    }

    // All sampling probabilities have the same factor; which tokens are kept may be known only
    // roughly.
    void samplingProbabilities()
    {
        auto step = partialStep(); // the top token has 0.25 to 0.5
        QCOMPARE(step.samplingProbabilities(), (Bounded{0.25, 0.5}));
        step.samplingProbability = 0.125;
        QCOMPARE(step.samplingProbabilities(), (Bounded{0.125, 0.25}));
        step.samplingProbability = 0.0;
        QVERIFY(step.samplingProbabilities().exact()); // all that are kept are known
        step.info.most->kept = 21;
        QCOMPARE(step.samplingProbabilities(), (Bounded{0.0, 0.5}));
    }

    void stepTexts()
    {
        const auto step = partialStep();
        const auto texts = textsOf(step.info, 50257, BoundedStyle::Short);
        QCOMPARE(texts.modelEntropy, std::string("7.50–8.50"));
        QCOMPARE(texts.samplingEntropy, std::string("≥ 2.00"));
        QCOMPARE(texts.effectiveVocabulary, std::string("≥ 4.0"));
        QCOMPARE(texts.kept, std::string("20"));
        QCOMPARE(texts.topTokenProbability, std::string("25.0%–50.0%"));
        // As where nothing is certain of what a chain makes of it.
        auto info = step.info;
        info.samplingEntropy = 0.0;
        info.effectiveVocabulary = 1.0;
        info.kept = 1;
        info.topTokenProbability = 0.0;
        info.most->kept = 50257;
        info.most->topTokenProbability = 1.0;
        const auto lost = textsOf(info, 50257);
        for (const auto& text :
             {lost.samplingEntropy, lost.effectiveVocabulary, lost.kept, lost.topTokenProbability})
            QCOMPARE(text, std::string("unknown"));
    }

    void repeatsInJson()
    {
        auto run = partialRun();
        auto steps = stepsOf(run.branches[0]);
        steps[0].info.most->samplingEntropy = 5.0;
        run.branches[0].leaf = follow(nullptr, steps);
        run.branches.push_back(run.branches[0]);
        run.branches[1].seed = 2;
        const auto statistics = rowsToJson(run)[0]["repeats"];
        QCOMPARE(statistics["mean_entropy"].dump(),
                 std::string(R"({"mean":2.0,"sd":null,"at_most":{"mean":3.5}})"));
        QVERIFY(!statistics["distinct_2"].contains("at_most"));
    }

    void scores()
    {
        std::vector<float> logits(8, -infinity);
        logits[1] = static_cast<float>(std::log(0.5));
        logits[4] = static_cast<float>(std::log(0.25));
        const Coverage coverage{2, 8, 0.25};
        const auto known = scoreOf(4, logits, coverage).value();
        QVERIFY(known.isKnown());
        QCOMPARE(known.rank, 1);
        QVERIFY(std::abs(known.surprisal() - 2.0) < 1e-6);
        QVERIFY(std::abs(known.entropy - 1.5) < 1e-4); // one further token of 0.25
        QVERIFY(std::abs(known.most->entropy - (1.0 + 0.25 * std::log2(24.0))) < 1e-4);
        const auto unknown = scoreOf(0, logits, coverage).value();
        QVERIFY(!unknown.isKnown());
        QCOMPARE(unknown.probability, 0.0);
        QVERIFY(std::abs(unknown.surprisal() - 2.0) < 1e-6); // at least
        QVERIFY(known.probabilities().exact() && known.ranks().exact());
        QCOMPARE(unknown.ranks(), (Bounded{3.0, 8.0})); // behind the two that are known
        QCOMPARE(unknown.surprisals().high, infinity);
        const auto two = *perplexityOf(std::vector{known, unknown});
        QVERIFY(std::abs(two.low - 4.0) < 1e-5);
        QCOMPARE(two.high, infinity);
        QVERIFY(perplexityOf(std::vector{known, known})->exact());
    }
};

LOGITSCOPE_TEST(TestPartialRun)
#include "tst_partial_run.moc"
