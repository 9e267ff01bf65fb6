#include "core/sampling/settings_text.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class SettingsTextTest : public QObject
{
    Q_OBJECT

private slots:
    void saysWhatIsOn_data();
    void saysWhatIsOn();
};

void SettingsTextTest::saysWhatIsOn_data()
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

void SettingsTextTest::saysWhatIsOn()
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

LOGITSCOPE_TEST(SettingsTextTest)
#include "tst_settings_text.moc"
