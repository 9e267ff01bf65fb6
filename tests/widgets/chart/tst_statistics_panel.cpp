#include "tests/test_program.h"
#include "widgets/chart/statistics_panel.h"
#include "widgets/chart/statistics_tile.h"

#include <QLabel>
#include <QTest>

#include <limits>

using namespace logitscope;

class TestStatisticsPanel : public QObject
{
    Q_OBJECT

private slots:
    void texts();
    void effectiveVocabulary_data();
    void effectiveVocabulary();
    void bounds();
    void clears();
    void tooltipsDefine();
    void followsTheFont();
};

namespace
{

QString textOf(const QWidget& panel, const char* name)
{
    const auto* label = panel.findChild<QLabel*>(QString::fromLatin1(name));
    return label ? label->text() : QStringLiteral("no such label");
}

} // namespace

void TestStatisticsPanel::texts()
{
    StatisticsPanel panel;
    panel.setInfo({.modelEntropy = 7.2449,
                   .samplingEntropy = 2.3,
                   .effectiveVocabulary = 4.9246,
                   .topTokenProbability = 0.416,
                   .kept = 1234},
                  50257);
    QCOMPARE(textOf(panel, "originalEntropy"), QStringLiteral("7.24"));
    QCOMPARE(textOf(panel, "originalEntropyUnit"), QStringLiteral("bits"));
    QCOMPARE(textOf(panel, "finalEntropy"), QStringLiteral("2.30"));
    QCOMPARE(textOf(panel, "effectiveVocabulary"), QStringLiteral("4.9"));
    QCOMPARE(textOf(panel, "kept"), QStringLiteral("1,234"));
    QCOMPARE(textOf(panel, "keptUnit"), QStringLiteral("of 50,257"));
    QCOMPARE(textOf(panel, "topTokenProbability"), QStringLiteral("41.6%"));
}

void TestStatisticsPanel::effectiveVocabulary_data()
{
    QTest::addColumn<double>("count");
    QTest::addColumn<QString>("text");
    QTest::newRow("one") << 1.0 << "1.0";
    QTest::newRow("under a hundred") << 99.94 << "99.9";
    QTest::newRow("no 100.0") << 99.96 << "100";
    QTest::newRow("hundreds") << 674.4 << "674";
    QTest::newRow("thousands") << 50257.0 << "50,257";
}

void TestStatisticsPanel::effectiveVocabulary()
{
    QFETCH(double, count);
    StatisticsPanel panel;
    panel.setInfo({.effectiveVocabulary = count}, 50257);
    QTEST(textOf(panel, "effectiveVocabulary"), "text");
}

// Of a step of which a server told only some tokens.
void TestStatisticsPanel::bounds()
{
    StatisticsPanel panel;
    SamplingInfo info{.modelEntropy = 3.1,
                      .samplingEntropy = 0.0,
                      .effectiveVocabulary = 1.0,
                      .topTokenProbability = 0.25,
                      .kept = 40};
    info.most = {.modelEntropy = 4.7,
                 .samplingEntropy = std::numeric_limits<double>::infinity(),
                 .effectiveVocabulary = 20.0,
                 .topTokenProbability = 0.25,
                 .kept = 50257};
    panel.setInfo(info, 50257);
    QCOMPARE(textOf(panel, "originalEntropy"), QStringLiteral("3.10–4.70"));
    QCOMPARE(textOf(panel, "finalEntropy"), QStringLiteral("unknown"));
    QCOMPARE(textOf(panel, "effectiveVocabulary"), QStringLiteral("≤ 20.0"));
    QCOMPARE(textOf(panel, "kept"), QStringLiteral("≥ 40"));
    QCOMPARE(textOf(panel, "topTokenProbability"), QStringLiteral("25.0%"));
    QCOMPARE(textOf(panel, "keptUnit"), QStringLiteral("of 50,257"));
    QCOMPARE(textOf(panel, "finalEntropyUnit"), QString()); // no "unknown bits"
    const auto tiles = panel.findChildren<StatisticsTile*>();
    QCOMPARE(tiles[0]->itemsName(), QStringLiteral("Model entropy: between 3.10 and 4.70 bits"));
}

void TestStatisticsPanel::clears()
{
    StatisticsPanel panel;
    panel.setInfo({}, 10);
    panel.clear();
    for (const char* name : {"originalEntropy", "finalEntropy", "effectiveVocabulary", "kept",
                             "topTokenProbability"}) {
        QCOMPARE(textOf(panel, name), QStringLiteral("–"));
        QCOMPARE(textOf(panel, (std::string(name) + "Unit").c_str()), QString());
    }
}

void TestStatisticsPanel::tooltipsDefine()
{
    StatisticsPanel panel;
    for (const auto* label : panel.findChildren<QLabel*>())
        QVERIFY(label->parentWidget()->toolTip().endsWith(u'.'));
}

void TestStatisticsPanel::followsTheFont()
{
    StatisticsPanel panel;
    panel.resize(400, 150);
    panel.show();
    const auto* value = panel.findChild<QLabel*>(QStringLiteral("kept"));
    const QFont before = QApplication::font();
    const double size = value->font().pointSizeF();
    QFont larger = before;
    larger.setPointSizeF(before.pointSizeF() * 2.0);
    QApplication::setFont(larger);
    QTRY_COMPARE(value->font().pointSizeF(), size * 2.0);
    QApplication::setFont(before);
    QTRY_COMPARE(value->font().pointSizeF(), size);
}

LOGITSCOPE_TEST(TestStatisticsPanel)
#include "tst_statistics_panel.moc"
