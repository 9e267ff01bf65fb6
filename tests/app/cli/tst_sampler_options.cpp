#include "app/cli/command_line.h"
#include "app/cli/sampler_options.h"
#include "core/sampling/strategy.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

namespace
{

// What the options say, or the sentence that says what is wrong with them.
Result<SamplerChain> parse(const QStringList& arguments, const SamplerChain& base = {})
{
    CommandLine commandLine("logitscope", {}, {});
    commandLine.allowNoCommand();
    SamplerOptions options;
    options.addTo(commandLine.program());
    std::vector<std::string> texts = {"logitscope"};
    for (const QString& argument : arguments)
        texts.push_back(argument.toStdString());
    std::vector<const char*> pointers;
    for (const auto& text : texts)
        pointers.push_back(text.c_str());
    const auto done = commandLine.parse(static_cast<int>(pointers.size()), pointers.data());
    if (!done)
        return tl::unexpected(done.error());
    return options.settings(base);
}

constexpr auto temperatureFirst = FilterOrder::TemperatureThenFilter;

} // namespace

class TestSamplerOptions : public QObject
{
    Q_OBJECT

private slots:
    void settings_data();
    void settings();
    void everyStrategy();
    void onTopOfOthers();
    void badValues_data();
    void badValues();
    void allStrategies();
    void someStrategies();
    void wrongStrategies_data();
    void wrongStrategies();
};

void TestSamplerOptions::settings_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<SamplerChain>("settings");
    const auto row = [](const char* name, const QStringList& options,
                        const SamplerChain& settings) {
        QTest::newRow(name) << options << settings;
    };
    row("none", {}, {});
    row("all",
        {"--temperature", "0.5", "--top-k", "9", "--top-p", "0.25", "--order", "temperature-first"},
        basicChain({.temperature = 0.5, .topK = 9, .topP = 0.25, .order = temperatureFirst}));
    row("lowest", {"--temperature", "0", "--top-k", "0", "--top-p", "0"},
        basicChain({.temperature = 0, .topK = 0, .topP = 0}));
    row("highest", {"--temperature", "1e308", "--top-k", "2147483647", "--top-p", "1"},
        basicChain({.temperature = 1e308, .topK = 2147483647, .topP = 1}));
    row("strategy", {"--strategy", "nucleus"},
        basicChain({.temperature = 0.8, .topK = 40, .topP = 0.9}));
    row("one of its values changed", {"--strategy", "top_k_20", "--temperature", "1.5"},
        basicChain({.temperature = 1.5, .topK = 20}));
    row("value before the strategy", {"--top-p", "0.5", "--strategy", "top_k_20"},
        basicChain({.temperature = 0.8, .topK = 20, .topP = 0.5}));
    row("its filter off", {"--strategy", "top_p_90", "--top-p", "1"},
        basicChain({.temperature = 0.8}));
    row("in the other order", {"--strategy", "top_p_95", "--order", "temperature-first"},
        basicChain({.temperature = 0.8, .topP = 0.95, .order = temperatureFirst}));
    row("filter-first", {"--order", "filter-first"}, {});
    const auto chain = [](const char* text) { return parseChain(text).value(); };
    row("chain", {"--chain", "top-k=40, xtc=0.1:0.5, temperature=0.8"},
        chain("top-k=40,xtc=0.1:0.5,temperature=0.8"));
    row("chain with one of its values changed", {"--chain", "min-p=0.1,top-k=9", "--top-k", "7"},
        chain("min-p=0.1,top-k=7"));
    row("empty chain", {"--chain", ""}, chain(""));
    row("other stages",
        {"--min-p", "0.05", "--repetition-penalty", "1.2", "--mirostat", "5:0.1", "--order",
         "temperature-first"},
        chain("repetition-penalty=1.2,temperature=1,top-k=0,top-p=1,min-p=0.05,mirostat=5:0.1"));
    auto gumbel = basicChain();
    gumbel.pick = Pick::Gumbel;
    row("gumbel", {"--pick", "gumbel"}, gumbel);
}

void TestSamplerOptions::settings()
{
    QFETCH(QStringList, options);
    QFETCH(SamplerChain, settings);
    const auto parsed = parse(options);
    QVERIFY2(parsed, parsed ? "" : parsed.error().message.c_str());
    QVERIFY(*parsed == settings);
}

void TestSamplerOptions::everyStrategy()
{
    QCOMPARE(strategies().size(), std::size_t{9});
    for (const auto& strategy : strategies())
        QVERIFY(parse({"--strategy", QString::fromStdString(strategy.name)}) == strategy.settings);
}

void TestSamplerOptions::onTopOfOthers()
{
    const auto base =
        basicChain({.temperature = 3, .topK = 7, .topP = 0.125, .order = temperatureFirst});
    QVERIFY(parse({}, base) == base);
    auto expected = base;
    expected.set(StageKind::TopK, 0.0);
    QVERIFY(parse({"--top-k", "0"}, base) == expected);
    // A strategy says all of them.
    QVERIFY(parse({"--strategy", "low_temp"}, base) == basicChain({.temperature = 0.7}));
}

void TestSamplerOptions::badValues_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("named");
    const auto row = [](const QStringList& options, const QString& named) {
        QTest::newRow(qPrintable(options.join(' '))) << options << named;
    };
    for (const char* value : {"-1", "-0.001", "nan", "-nan", "inf", "-inf", "1e999"})
        row({"--temperature", value}, "temperature is ");
    row({"--top-k", "-3"}, "top-k is -3, expected ");
    for (const char* value : {"1.5", "-0.1", "1.0000001", "nan", "inf"})
        row({"--top-p", value}, "top-p is ");
    for (const char* value : {"warm", "Greedy", "top_k_30", "custom"})
        row({"--strategy", value}, QString("--strategy is %1, expected one of greedy, low_temp, "
                                           "medium_temp, high_temp, top_k_20, top_k_50, top_p_90, "
                                           "top_p_95, nucleus, argmax, hugging_face, "
                                           "llama_cpp, openai")
                                       .arg(value));
    for (const char* value : {"sideways", "filter_first"})
        row({"--order", value},
            QString("--order is %1, expected filter-first or temperature-first").arg(value));

    row({"--min-p", "2"}, "--min-p is 2, expected 0 to 1 (0 is off)");
    row({"--xtc", "0.1"}, "--xtc is 0.1, expected threshold:chance");
    row({"--chain", "top_k=3"}, "--chain: \"top_k\" is no stage of a chain, expected one of");
    row({"--chain", "top-k=3,dry=1:2:2"}, "--chain: dry stands behind top-k");
    row({"--chain", "top-k=3", "--strategy", "greedy"}, "excludes");
    row({"--pick", "dice"}, "--pick is dice, expected inverse or gumbel");
    for (const char* name : {"--temperature", "--top-k", "--top-p", "--strategy", "--order"}) {
        row({name}, name);
        row({name, ""}, name);
        row({name, "1", name, "1"}, name);
    }
    for (const char* name : {"--temperature", "--top-k", "--top-p"}) {
        for (const char* value : {"abc", "1,5", "1x", "90%", "--"})
            row({name, value}, name);
    }
    for (const char* value : {"1.5", "2147483648", "-2147483649", "99999999999999999999", "1e3"})
        row({"--top-k", value}, "--top-k");
}

void TestSamplerOptions::badValues()
{
    QFETCH(QStringList, options);
    QFETCH(QString, named);
    const auto parsed = parse(options);
    QVERIFY(!parsed);
    const QString sentence = QString::fromStdString(parsed.error().message);
    QVERIFY2(sentence.contains(named), qPrintable(sentence));
    QVERIFY2(!sentence.contains('\n'), qPrintable(sentence));
}

void TestSamplerOptions::allStrategies()
{
    const auto nine = strategiesNamed("all").value();
    QCOMPARE(nine.size(), std::size_t{9});
    QCOMPARE(nine.back().name, std::string("nucleus"));
    const auto all = strategiesNamed(strategyNames()).value();
    QCOMPARE(all.size(), presets().size());
    QCOMPARE(all[9].name, std::string("argmax"));
}

// In the order of the command line, not of the table.
void TestSamplerOptions::someStrategies()
{
    const auto two = strategiesNamed("nucleus, greedy").value();
    QCOMPARE(two.size(), std::size_t{2});
    QCOMPARE(two[0].name, std::string("nucleus"));
    QCOMPARE(two[0].settings.value(StageKind::TopK), 40);
    QCOMPARE(two[1].name, std::string("greedy"));
}

void TestSamplerOptions::wrongStrategies_data()
{
    QTest::addColumn<QString>("names");
    QTest::addColumn<QString>("sentence");
    const auto unknown = [](const char* names, const char* name) {
        QTest::newRow(names) << names
                             << QString("--strategies has \"%1\", expected all, or names with a "
                                        "comma between, of %2")
                                    .arg(name, QString::fromStdString(strategyNames()));
    };
    unknown("warm", "warm");
    unknown("greedy,warm", "warm");
    unknown("", "");
    unknown("greedy,", "");
    unknown(",greedy", "");
    unknown("greedy,,nucleus", "");
    unknown("greedy,all", "all");
    unknown("Greedy", "Greedy");
    QTest::newRow("twice") << "greedy,nucleus, greedy"
                           << "--strategies has greedy twice; --repeats runs each several times";
}

void TestSamplerOptions::wrongStrategies()
{
    QFETCH(QString, names);
    QFETCH(QString, sentence);
    const auto named = strategiesNamed(names.toStdString());
    QVERIFY(!named);
    QCOMPARE(QString::fromStdString(named.error().message), sentence);
}

LOGITSCOPE_TEST(TestSamplerOptions)
#include "tst_sampler_options.moc"
