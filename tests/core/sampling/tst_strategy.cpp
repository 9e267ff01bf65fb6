#include "core/sampling/strategy.h"
#include "tests/test_program.h"

#include <QTest>

#include <set>
#include <vector>

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
            QCOMPARE(strategy.settings.value(StageKind::Temperature), rows[i].temperature);
            QCOMPARE(strategy.settings.value(StageKind::TopK), rows[i].topK);
            QCOMPARE(strategy.settings.value(StageKind::TopP), rows[i].topP);
            QVERIFY(basicSettingsOf(strategy.settings)->order ==
                    FilterOrder::FilterThenTemperature);
            QVERIFY(!findError(strategy.settings));
        }
    }

    void names()
    {
        QCOMPARE(strategyNames(), std::string("greedy, low_temp, medium_temp, high_temp, top_k_20, "
                                              "top_k_50, top_p_90, top_p_95, nucleus, argmax, "
                                              "hugging_face, llama_cpp, openai"));
    }

    void othersFollow()
    {
        QCOMPARE(presets().size(), std::size_t(13));
        QCOMPARE(presets().data(), strategies().data());
        QVERIFY(findStrategy("argmax")->settings == basicChain({.temperature = 0.0}));
        // transformers 4: GenerationConfig's top_k; llama.cpp: common_params_sampling.
        for (const auto& [name, text] :
             {std::pair("hugging_face", "temperature=1,top-k=50,top-p=1"),
              std::pair("llama_cpp", "top-k=40,top-p=0.95,min-p=0.05,temperature=0.8"),
              std::pair("openai", "presence-penalty=0,frequency-penalty=0,temperature=1,top-p=1")})
            QCOMPARE(chainText(findStrategy(name)->settings), std::string(text));
    }

    void readableNames()
    {
        std::vector<std::string> names;
        for (const Preset& preset : presets())
            names.push_back(readableName(preset.name));
        QCOMPARE(names, (std::vector<std::string>{"greedy", "low temperature", "medium temperature",
                                                  "high temperature", "top-k 20", "top-k 50",
                                                  "top-p 0.9", "top-p 0.95", "nucleus", "argmax",
                                                  "Hugging Face", "llama.cpp", "OpenAI"}));
        QCOMPARE(readableName("top_k_30"), std::string("top_k_30")); // a person's own
    }

    void settingsAreExplained()
    {
        const auto explained = [](const char* name) {
            return explainedSettings(name, findStrategy(name)->settings);
        };
        QCOMPARE(explained("greedy"), std::string("T 0.1, nearly deterministic"));
        QCOMPARE(explained("nucleus"), std::string("T 0.8, top-k 40 + top-p 0.9"));
        QCOMPARE(explained("argmax"), std::string("T 0, always the most likely token"));
        QCOMPARE(explained("top_k_20"), std::string("T 0.8 · k 20"));
        // Only what is so.
        QCOMPARE(explainedSettings("greedy", basicChain({.temperature = 0.2})),
                 std::string("T 0.2"));
        QCOMPARE(explainedSettings("mine", basicChain({.temperature = 0.1})), std::string("T 0.1"));
    }

    void descriptionsAreOneSentenceEach()
    {
        std::set<std::string> seen;
        for (const Preset& strategy : presets()) {
            const QString description = QString::fromStdString(strategy.description);
            QVERIFY(description.front().isUpper());
            QVERIFY(description.endsWith('.'));
            QCOMPARE(description.count(". "), 0);
            seen.insert(strategy.description);
        }
        QCOMPARE(seen.size(), presets().size());
        QVERIFY(QString::fromStdString(findStrategy("greedy")->description)
                    .contains("nearly deterministic", Qt::CaseInsensitive));
    }

    void byName()
    {
        for (const Preset& strategy : presets())
            QCOMPARE(findStrategy(strategy.name), &strategy);
        QCOMPARE(findStrategy("nucleus")->settings.value(StageKind::TopK), 40);
        for (const char* none : {"", "Greedy", "greedy ", "custom"})
            QVERIFY(findStrategy(none) == nullptr);
    }

    void bySettingsInEitherOrder()
    {
        for (const Preset& strategy : presets().first(10))
            for (const FilterOrder order :
                 {FilterOrder::FilterThenTemperature, FilterOrder::TemperatureThenFilter}) {
                SamplerChain settings = strategy.settings;
                setOrder(settings, order);
                QCOMPARE(findStrategy(settings), &strategy);
            }
        QCOMPARE(findStrategy(basicChain())->name, std::string("medium_temp"));
    }

    void stagesThatAreOffDontCount()
    {
        auto chain = findStrategy("llama_cpp")->settings;
        chain.set(StageKind::Epsilon, 0.0);
        chain.stages.insert(chain.stages.begin(), {StageKind::Xtc, {0.1, 0.5}, false});
        QCOMPARE(findStrategy(chain)->name, std::string("llama_cpp"));
        chain.stages.front().isOn = true;
        QVERIFY(findStrategy(chain) == nullptr);
    }

    void otherSettingsAreCustom()
    {
        QVERIFY(findStrategy(basicChain({.temperature = 0.01})) == nullptr);
        QVERIFY(findStrategy(basicChain({.temperature = 0.8})) == nullptr);
        QVERIFY(findStrategy(basicChain({.temperature = 0.8, .topK = 21})) == nullptr);
        QVERIFY(findStrategy(basicChain({.temperature = 0.8, .topK = 40, .topP = 0.91})) ==
                nullptr);
    }

    void freeNameIsFree()
    {
        std::vector<Strategy> taken(strategies().begin(), strategies().end());
        QCOMPARE(freeName("mine", {}), "mine");
        QCOMPARE(freeName("mine", taken), "mine");
        QCOMPARE(freeName("greedy", taken), "greedy 2");
        for (const char* name : {"greedy 2", "greedy 3", "greedy 5"})
            taken.push_back({name, "", {}});
        QCOMPARE(freeName("greedy", taken), "greedy 4");
        QCOMPARE(freeName("Greedy", taken), "Greedy");
        QCOMPARE(freeName("greedy 2", taken), "greedy 2 2");
        QCOMPARE(freeName("top_k_20", taken), "top-k 20 2"); // as people read it
        QCOMPARE(freeName("top-k 20", taken), "top-k 20 2");
        QCOMPARE(freeName("argmax", taken), "argmax");
    }
};

LOGITSCOPE_TEST(TestStrategy)
#include "tst_strategy.moc"
