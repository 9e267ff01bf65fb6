#include "core/sampling/sampler_settings.h"
#include "tests/test_program.h"

#include <QTest>

#include <limits>

using namespace logitscope;

class TestSamplerSettings : public QObject
{
    Q_OBJECT

private slots:
    void orderNamesAreThoseOfTheCommandLine();
    void anythingElseIsNoOrder();
    void saysWhatIsOn_data();
    void saysWhatIsOn();

    void defaultsChangeNothing()
    {
        const SamplerSettings settings;
        QCOMPARE(settings.temperature, 1.0);
        QCOMPARE(settings.topK, 0);
        QCOMPARE(settings.topP, 1.0);
        QVERIFY(settings.order == FilterOrder::FilterThenTemperature);
        QVERIFY(!findError(settings));
    }

    void usableValues()
    {
        for (const double temperature : {0.0, -0.0, 5e-324, 1e-300, 0.1, 1.0, 100.0, 1e308})
            QVERIFY(!findError({.temperature = temperature}));
        for (const int topK : {0, 1, 50257, std::numeric_limits<int>::max()})
            QVERIFY(!findError({.topK = topK}));
        for (const double topP : {0.0, -0.0, 1e-12, 0.5, 1.0})
            QVERIFY(!findError({.topP = topP}));
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
        QTest::newRow("the first of several") << -1.0 << -3 << 2.0 << temperature.arg("-1");
    }

    void unusableValues()
    {
        QFETCH(double, temperature);
        QFETCH(int, topK);
        QFETCH(double, topP);
        QFETCH(QString, message);
        for (const FilterOrder order :
             {FilterOrder::FilterThenTemperature, FilterOrder::TemperatureThenFilter}) {
            const auto error = findError({temperature, topK, topP, order});
            QVERIFY(error.has_value());
            QCOMPARE(QString::fromStdString(error->message), message);
        }
    }
};

void TestSamplerSettings::orderNamesAreThoseOfTheCommandLine()
{
    QVERIFY(filterOrderName(FilterOrder::FilterThenTemperature) == "filter-first");
    QVERIFY(filterOrderName(FilterOrder::TemperatureThenFilter) == "temperature-first");
    QVERIFY(filterOrderNamed("filter-first") == FilterOrder::FilterThenTemperature);
    QVERIFY(filterOrderNamed("temperature-first") == FilterOrder::TemperatureThenFilter);
}

void TestSamplerSettings::anythingElseIsNoOrder()
{
    for (const auto* name : {"", "filter", "Filter-first", "filter-first "})
        QVERIFY(!filterOrderNamed(name));
}

void TestSamplerSettings::saysWhatIsOn_data()
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

void TestSamplerSettings::saysWhatIsOn()
{
    QFETCH(double, temperature);
    QFETCH(int, topK);
    QFETCH(double, topP);
    QFETCH(bool, temperatureFirst);
    QFETCH(QString, text);
    const auto order =
        temperatureFirst ? FilterOrder::TemperatureThenFilter : FilterOrder::FilterThenTemperature;
    QCOMPARE(QString::fromStdString(settingsText({temperature, topK, topP, order})), text);
}

LOGITSCOPE_TEST(TestSamplerSettings)
#include "tst_sampler_settings.moc"
