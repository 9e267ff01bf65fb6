#include "core/sampling/strategy.h"
#include "tests/test_program.h"

#include <QTest>

#include <set>

using namespace logitscope;

class TestStrategy : public QObject
{
    Q_OBJECT

private slots:

    void theNineInOrder()
    {
        struct Row
        {
            const char* name;
            double temperature;
            int topK;
            double topP;
        };

        const Row rows[] = {
            {"greedy", 0.1, 0, 1.0},    {"low_temp", 0.7, 0, 1.0},  {"medium_temp", 1.0, 0, 1.0},
            {"high_temp", 1.5, 0, 1.0}, {"top_k_20", 0.8, 20, 1.0}, {"top_k_50", 0.8, 50, 1.0},
            {"top_p_90", 0.8, 0, 0.9},  {"top_p_95", 0.8, 0, 0.95}, {"nucleus", 0.8, 40, 0.9},
        };
        QCOMPARE(strategies().size(), std::size(rows));
        for (std::size_t i = 0; i < std::size(rows); ++i) {
            const Strategy& strategy = strategies()[i];
            QCOMPARE(strategy.name, std::string(rows[i].name));
            QCOMPARE(strategy.settings.temperature, rows[i].temperature);
            QCOMPARE(strategy.settings.topK, rows[i].topK);
            QCOMPARE(strategy.settings.topP, rows[i].topP);
            QVERIFY(strategy.settings.order == FilterOrder::FilterThenTemperature);
            QVERIFY(!findError(strategy.settings));
        }
    }

    void names()
    {
        QCOMPARE(strategyNames(), std::string("greedy, low_temp, medium_temp, high_temp, top_k_20, "
                                              "top_k_50, top_p_90, top_p_95, nucleus"));
    }

    void descriptionsAreOneSentenceEach()
    {
        std::set<std::string> seen;
        for (const Strategy& strategy : strategies()) {
            const QString description = QString::fromStdString(strategy.description);
            QVERIFY(description.front().isUpper());
            QVERIFY(description.endsWith('.'));
            QCOMPARE(description.count(". "), 0);
            seen.insert(strategy.description);
        }
        QCOMPARE(seen.size(), strategies().size());
        QVERIFY(QString::fromStdString(findStrategy("greedy")->description)
                    .contains("nearly deterministic", Qt::CaseInsensitive));
    }

    void byName()
    {
        for (const Strategy& strategy : strategies())
            QCOMPARE(findStrategy(strategy.name), &strategy);
        QCOMPARE(findStrategy("nucleus")->settings.topK, 40);
        for (const char* none : {"", "Greedy", "greedy ", "custom"})
            QVERIFY(findStrategy(none) == nullptr);
    }

    void bySettingsInEitherOrder()
    {
        for (const Strategy& strategy : strategies())
            for (const FilterOrder order :
                 {FilterOrder::FilterThenTemperature, FilterOrder::TemperatureThenFilter}) {
                SamplerSettings settings = strategy.settings;
                settings.order = order;
                QCOMPARE(findStrategy(settings), &strategy);
            }
        QCOMPARE(findStrategy(SamplerSettings{})->name, std::string("medium_temp"));
    }

    void otherSettingsAreCustom()
    {
        QVERIFY(findStrategy({.temperature = 0.0}) == nullptr);
        QVERIFY(findStrategy({.temperature = 0.8}) == nullptr);
        QVERIFY(findStrategy({.temperature = 0.8, .topK = 21}) == nullptr);
        QVERIFY(findStrategy({.temperature = 0.8, .topK = 40, .topP = 0.91}) == nullptr);
    }
};

LOGITSCOPE_TEST(TestStrategy)
#include "tst_strategy.moc"
