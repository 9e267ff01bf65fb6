#include "core/sampling/sampler_chain.h"
#include "tests/test_program.h"

#include <QTest>

#include <limits>

using namespace logitscope;

class TestSamplerChain : public QObject
{
    Q_OBJECT

private slots:
    void orderNamesAreThoseOfTheCommandLine();
    void anythingElseIsNoOrder();
    void saysWhatIsOn_data();
    void saysWhatIsOn();

    void chainsAsText();
    void readsWhatItWrites();
    void sentences_data();
    void sentences();
    void newStagesFindTheirPlace();
    void ordersOfAnyChain();
    void basicSettingsOfChains();

    void defaultsChangeNothing()
    {
        const SamplerChain settings;
        QCOMPARE(settings.value(StageKind::Temperature), 1.0);
        QCOMPARE(settings.value(StageKind::TopK), 0);
        QCOMPARE(settings.value(StageKind::TopP), 1.0);
        QVERIFY(basicSettingsOf(settings) == BasicSettings());
        QVERIFY(!findError(settings));
    }

    void usableValues()
    {
        for (const double temperature : {0.0, -0.0, 5e-324, 1e-300, 0.1, 1.0, 100.0, 1e308})
            QVERIFY(!findError(basicChain({.temperature = temperature})));
        for (const int topK : {0, 1, 50257, std::numeric_limits<int>::max()})
            QVERIFY(!findError(basicChain({.topK = topK})));
        for (const double topP : {0.0, -0.0, 1e-12, 0.5, 1.0})
            QVERIFY(!findError(basicChain({.topP = topP})));
    }

    void unusableValues_data()
    {
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        constexpr double infinity = std::numeric_limits<double>::infinity();
        QTest::addColumn<double>("temperature");
        QTest::addColumn<int>("topK");
        QTest::addColumn<double>("topP");
        QTest::addColumn<QString>("message");
        const QString temperature =
            "temperature is %1, expected a finite number, 0 or more (0 is argmax)";
        const QString topK = "top-k is %1, expected 0 or more (0 is off)";
        const QString topP = "top-p is %1, expected 0 to 1 (1 is off)";
        QTest::newRow("T -1") << -1.0 << 0 << 1.0 << temperature.arg("-1");
        QTest::newRow("T -5e-324") << -5e-324 << 0 << 1.0 << temperature.arg("-5e-324");
        QTest::newRow("T NaN") << nan << 0 << 1.0 << temperature.arg("NaN");
        QTest::newRow("T -NaN") << -nan << 0 << 1.0 << temperature.arg("NaN");
        QTest::newRow("T inf") << infinity << 0 << 1.0 << temperature.arg("inf");
        QTest::newRow("T -inf") << -infinity << 0 << 1.0 << temperature.arg("-inf");
        QTest::newRow("k -3") << 1.0 << -3 << 1.0 << topK.arg("-3");
        QTest::newRow("p -0.1") << 1.0 << 0 << -0.1 << topP.arg("-0.1");
        QTest::newRow("p 1.2") << 1.0 << 0 << 1.2 << topP.arg("1.2");
        QTest::newRow("p just above 1")
            << 1.0 << 0 << std::nextafter(1.0, 2.0) << topP.arg("1.0000000000000002");
        QTest::newRow("p NaN") << 1.0 << 0 << nan << topP.arg("NaN");
        QTest::newRow("p inf") << 1.0 << 0 << infinity << topP.arg("inf");
    }

    void unusableValues()
    {
        QFETCH(double, temperature);
        QFETCH(int, topK);
        QFETCH(double, topP);
        QFETCH(QString, message);
        for (const FilterOrder order :
             {FilterOrder::FilterThenTemperature, FilterOrder::TemperatureThenFilter}) {
            const auto error = findError(basicChain({temperature, topK, topP, order}));
            QVERIFY(error.has_value());
            QCOMPARE(QString::fromStdString(error->message), message);
        }
    }
};

void TestSamplerChain::orderNamesAreThoseOfTheCommandLine()
{
    QVERIFY(filterOrderName(FilterOrder::FilterThenTemperature) == "filter-first");
    QVERIFY(filterOrderName(FilterOrder::TemperatureThenFilter) == "temperature-first");
    QVERIFY(filterOrderNamed("filter-first") == FilterOrder::FilterThenTemperature);
    QVERIFY(filterOrderNamed("temperature-first") == FilterOrder::TemperatureThenFilter);
}

void TestSamplerChain::anythingElseIsNoOrder()
{
    for (const auto* name : {"", "filter", "Filter-first", "filter-first "})
        QVERIFY(!filterOrderNamed(name));
}

void TestSamplerChain::saysWhatIsOn_data()
{
    QTest::addColumn<double>("temperature");
    QTest::addColumn<int>("topK");
    QTest::addColumn<double>("topP");
    QTest::addColumn<bool>("temperatureFirst");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing cut") << 1.0 << 0 << 1.0 << false << "T 1";
    QTest::newRow("top-k") << 0.8 << 50 << 1.0 << false << "T 0.8 · k 50";
    QTest::newRow("top-p") << 0.8 << 0 << 0.95 << false << "T 0.8 · p 0.95";
    QTest::newRow("all") << 1.25 << 40 << 0.9 << true
                         << "T 1.25 · k 40 · p 0.9 · temperature first";
    QTest::newRow("argmax") << 0.0 << 0 << 0.0 << false << "T 0 · p 0";
}

void TestSamplerChain::saysWhatIsOn()
{
    QFETCH(double, temperature);
    QFETCH(int, topK);
    QFETCH(double, topP);
    QFETCH(bool, temperatureFirst);
    QFETCH(QString, text);
    const auto order =
        temperatureFirst ? FilterOrder::TemperatureThenFilter : FilterOrder::FilterThenTemperature;
    QCOMPARE(QString::fromStdString(settingsText(basicChain({temperature, topK, topP, order}))),
             text);
}

void TestSamplerChain::chainsAsText()
{
    const SamplerChain chain{.stages = {{StageKind::RepetitionPenalty, {1.1}},
                                        {StageKind::TopK, {40.0}},
                                        {StageKind::MinP, {0.05}, false},
                                        {StageKind::Xtc, {0.1, 0.5}},
                                        {StageKind::Temperature, {0.8}}}};
    QCOMPARE(chainText(chain), std::string("repetition-penalty=1.1,top-k=40,xtc=0.1:0.5,"
                                           "temperature=0.8"));
    QCOMPARE(settingsText(chain), std::string("repetition 1.1 → k 40 → XTC 0.1:0.5 → T 0.8"));
    auto other = chain;
    other.pick = Pick::Gumbel;
    QCOMPARE(settingsText(other), settingsText(chain) + " · Gumbel-max");
}

void TestSamplerChain::readsWhatItWrites()
{
    SamplerChain all{.stages = {}};
    for (const auto& description : stageDescriptions())
        all.stages.push_back(newStage(description.kind));
    QVERIFY(!findError(all));
    QVERIFY(parseChain(chainText(all)).value() == all);
    for (const auto& stage : all.stages)
        QVERIFY(parseChain(chainText({.stages = {stage}})).value() ==
                SamplerChain{.stages = {stage}});
    QVERIFY(parseChain("").value() == SamplerChain{.stages = {}});
    QVERIFY(parseChain(" top-p = 0.5 , xtc = 0.1 : 0.25 ").value() ==
            (SamplerChain{.stages = {{StageKind::TopP, {0.5}}, {StageKind::Xtc, {0.1, 0.25}}}}));
}

void TestSamplerChain::sentences_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* text, const char* sentence) {
        QTest::newRow(text) << std::string(text) << QString::fromUtf8(sentence);
    };
    row("top-k=40,,top-p=0.9", "\"\" is no stage of a chain, expected one of repetition-penalty, "
                               "presence-penalty, frequency-penalty, dry, temperature, "
                               "dynamic-temperature, top-k, top-p, min-p, typical-p, top-a, "
                               "epsilon, eta, top-n-sigma, xtc, mirostat");
    row("top-k", "top-k is empty, expected a whole number");
    row("xtc=0.1", "xtc is 0.1, expected threshold:chance");
    row("min-p=0.1:0.2", "min-p is 0.1:0.2, expected a number");
    row("min-p=a", "min-p is a, expected a number");
    row("min-p=0.1x", "min-p is 0.1x, expected a number");
    row("min-p=2", "min-p is 2, expected 0 to 1 (0 is off)");
    row("min-p=nan", "min-p is NaN, expected 0 to 1 (0 is off)");
    row("xtc=0.1:1.5", "xtc's chance is 1.5, expected 0 to 1 (0 is off)");
    row("repetition-penalty=0", "repetition-penalty is 0, expected a number above 0 (1 is off)");
    row("top-k=2.5", "top-k is 2.5, expected a whole number");
    row("top-k=3,top-p=0.5,top-k=2", "top-k stands twice in the chain, expected once");
    row("top-k=3,presence-penalty=1", "presence-penalty stands behind top-k, expected penalties "
                                      "first: tokens are ranked after them");
}

void TestSamplerChain::sentences()
{
    QFETCH(std::string, text);
    QFETCH(QString, sentence);
    const auto chain = parseChain(text);
    QVERIFY(!chain);
    QCOMPARE(QString::fromStdString(chain.error().message), sentence);
}

void TestSamplerChain::newStagesFindTheirPlace()
{
    const auto with = [](BasicSettings settings, StageKind kind, double value) {
        auto chain = basicChain(settings);
        chain.set(kind, value);
        return chainText(chain);
    };
    const auto first = FilterOrder::TemperatureThenFilter;
    QCOMPARE(with({}, StageKind::MinP, 0.1),
             std::string("top-k=0,top-p=1,min-p=0.1,temperature=1"));
    QCOMPARE(with({.order = first}, StageKind::MinP, 0.1),
             std::string("temperature=1,top-k=0,top-p=1,min-p=0.1"));
    QCOMPARE(with({.order = first}, StageKind::PresencePenalty, 1.0),
             std::string("presence-penalty=1,temperature=1,top-k=0,top-p=1"));
    QCOMPARE(with({}, StageKind::TopP, 0.5), std::string("top-k=0,top-p=0.5,temperature=1"));
    SamplerChain off{.stages = {{StageKind::TopK, {5.0}, false}}};
    off.set(StageKind::TopK, 6.0);
    QCOMPARE(chainText(off), std::string("top-k=6"));
    off.set(StageKind::Temperature, 0.5);
    QCOMPARE(chainText(off), std::string("top-k=6,temperature=0.5"));
}

void TestSamplerChain::ordersOfAnyChain()
{
    auto chain =
        parseChain("dry=1:2:2,min-p=0.1,dynamic-temperature=0:1:1,top-k=3,temperature=2").value();
    setOrder(chain, FilterOrder::TemperatureThenFilter);
    QCOMPARE(chainText(chain), std::string("dry=1:2:2,dynamic-temperature=0:1:1,temperature=2,"
                                           "min-p=0.1,top-k=3"));
    setOrder(chain, FilterOrder::FilterThenTemperature);
    QCOMPARE(chainText(chain), std::string("dry=1:2:2,min-p=0.1,top-k=3,"
                                           "dynamic-temperature=0:1:1,temperature=2"));
}

void TestSamplerChain::basicSettingsOfChains()
{
    const auto of = [](const char* text) { return basicSettingsOf(parseChain(text).value()); };
    for (const auto order :
         {FilterOrder::FilterThenTemperature, FilterOrder::TemperatureThenFilter}) {
        const BasicSettings settings{0.5, 7, 0.25, order};
        QVERIFY(basicSettingsOf(basicChain(settings)) == settings);
    }
    QVERIFY(of("") == BasicSettings());
    QVERIFY(of("temperature=0.5") == BasicSettings{.temperature = 0.5});
    QVERIFY(of("xtc=0.1:0,top-k=4,min-p=0") == BasicSettings{.topK = 4});
    QVERIFY(!of("top-k=4,min-p=0.1"));
    QVERIFY(!of("top-p=0.5,top-k=4")); // in neither of the two orders
    QVERIFY(!of("top-k=4,temperature=0.5,top-p=0.5"));
    auto gumbel = basicChain();
    gumbel.pick = Pick::Gumbel;
    QVERIFY(!basicSettingsOf(gumbel));
}

LOGITSCOPE_TEST(TestSamplerChain)
#include "tst_sampler_chain.moc"
