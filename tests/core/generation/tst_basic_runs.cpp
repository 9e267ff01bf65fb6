// Runs of the bundled model under chains of temperature, top-k and top-p, as they were before the
// sampler was a chain: the same tokens, for ever.
#include "core/generation/model_folder.h"
#include "tests/core/generation/run_alone.h"
#include "tests/test_program.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace logitscope;

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
            const auto again =
                runAlone(fixtures::begin(model, run["prompt"].toString().toStdString(),
                                         static_cast<std::uint64_t>(run["seed"].toDouble())),
                         chain, static_cast<int>(tokens.size()));
            QCOMPARE(again.steps.size(), static_cast<std::size_t>(tokens.size()));
            for (int i = 0; i < tokens.size(); ++i) {
                const auto& step = again.steps[static_cast<std::size_t>(i)];
                QCOMPARE(step.token, tokens[i].toInt());
                QCOMPARE(step.info.kept, kept[i].toInt());
                // Another processor adds up otherwise.
                QVERIFY(std::abs(step.samplingProbability - probabilities[i].toDouble()) < 1e-4);
            }
        }
    }
};

LOGITSCOPE_TEST(TestBasicRuns)
#include "tst_basic_runs.moc"
