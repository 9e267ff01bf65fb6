// Runs of the bundled model under chains of temperature, top-k and top-p, as they were before the
// sampler was a chain: the same tokens, for ever.
#include "core/generation/open_model.h"
#include "core/sampling/distribution.h"
#include "tests/core/generation/run_alone.h"
#include "tests/test_program.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace logitscope;

namespace
{

// Whether u lies so near to where one token ends and the other begins that another processor, or
// compiler, which adds up otherwise, may pick either.
bool isAtBoundary(std::span<const float> logits, const SamplerChain& chain, const Step& step,
                  TokenId expected)
{
    constexpr double rounding = 1e-5;
    const auto distribution = Distribution::rank(logits).value();
    const auto shaped = distribution.shape(chain);
    const auto interval = shaped.interval(distribution.rankOf(expected));
    return step.u > interval.begin - rounding && step.u < interval.end + rounding;
}

} // namespace

class TestBasicRuns : public QObject
{
    Q_OBJECT

private slots:

    void areAsTheyWere()
    {
        const auto model =
            openModelFolder(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu}).value();
        QFile file(LOGITSCOPE_TEST_DATA "/basic_runs.json");
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto runs = QJsonDocument::fromJson(file.readAll()).array();
        QCOMPARE(runs.size(), 51);
        for (const auto& value : runs) {
            const auto run = value.toObject();
            const auto settings = run["settings"].toObject();
            const auto chain = basicChain(
                {.temperature = settings["temperature"].toDouble(),
                 .topK = settings["top_k"].toInt(),
                 .topP = settings["top_p"].toDouble(),
                 .order = filterOrderNamed(settings["order"].toString().toStdString()).value()});
            const auto tokens = run["token_ids"].toArray();
            const auto kept = run["kept"].toArray();
            const auto probabilities = run["sampling_probability"].toArray();
            auto again = fixtures::begin(model, run["prompt"].toString().toStdString(),
                                         static_cast<std::uint64_t>(run["seed"].toDouble()));
            for (int i = 0; i < tokens.size(); ++i) {
                const auto step = fixtures::advance(again, chain);
                if (step.token != tokens[i].toInt()) {
                    QVERIFY2(isAtBoundary(again.logits(), chain, step, tokens[i].toInt()),
                             qPrintable(run["prompt"].toString()));
                    break; // from here on it is another text
                }
                QCOMPARE(step.info.kept, kept[i].toInt());
                // Another processor adds up otherwise.
                QVERIFY(std::abs(step.samplingProbability - probabilities[i].toDouble()) < 1e-4);
            }
        }
    }
};

LOGITSCOPE_TEST(TestBasicRuns)
#include "tst_basic_runs.moc"
