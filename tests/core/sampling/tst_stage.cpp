#include "core/sampling/stage.h"
#include "tests/test_program.h"

#include <QTest>

#include <set>
#include <string>

using namespace logitscope;

class TestStage : public QObject
{
    Q_OBJECT

private slots:

    void everyKindIsDescribedOnce()
    {
        std::set<std::string_view> keys;
        std::set<std::string_view> fields;
        int number = 0;
        for (const auto& description : stageDescriptions()) {
            QCOMPARE(static_cast<int>(description.kind), number++);
            QCOMPARE(&describe(description.kind), &description);
            QCOMPARE(findStage(description.key), &description);
            QVERIFY(keys.insert(description.key).second);
            QVERIFY(description.offParameter < description.parameters.size());
            for (const auto& parameter : description.parameters)
                QVERIFY(fields.insert(parameter.apiField).second);
        }
        QCOMPARE(number, static_cast<int>(StageKind::Mirostat) + 1);
        for (const char* none : {"", "Top-k", "top_k", "on"})
            QVERIFY(findStage(none) == nullptr);
    }

    void parametersAreUsable()
    {
        for (const auto& description : stageDescriptions())
            for (const auto& parameter : description.parameters) {
                QVERIFY(parameter.lowest <= parameter.initial);
                QVERIFY(parameter.initial <= parameter.highest);
                QVERIFY(parameter.lowest <= parameter.sliderFrom);
                QVERIFY(parameter.sliderFrom < parameter.sliderTo);
                QVERIFY(parameter.sliderTo <= parameter.highest);
            }
    }

    void explanationsAreOneSentence()
    {
        for (const auto& description : stageDescriptions()) {
            const auto text = QString::fromUtf8(description.explanation.data(),
                                                static_cast<int>(description.explanation.size()));
            QVERIFY(text.front().isUpper() && text.endsWith('.'));
        }
    }

    void newStagesDoSomething()
    {
        for (const auto& description : stageDescriptions()) {
            auto stage = newStage(description.kind);
            QVERIFY(stage.isActive());
            stage.isOn = false;
            QVERIFY(!stage.isActive());
            stage.isOn = true;
            if (description.off) {
                stage.values[description.offParameter] = *description.off;
                QVERIFY(!stage.isActive());
            }
        }
    }
};

LOGITSCOPE_TEST(TestStage)
#include "tst_stage.moc"
