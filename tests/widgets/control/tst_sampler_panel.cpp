#include "core/sampling/strategy.h"
#include "tests/test_program.h"
#include "widgets/control/number_box.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/control/slider_box.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace logitscope;

class SamplerPanelTest : public QObject
{
    Q_OBJECT

private slots:
    void startsWithNothingCut();
    void listsThePresetsAndCustom();
    void aStrategySetsItsValues();
    void aMovedSliderIsCustomUntilItIsAStrategyAgain();
    void sliderAndBoxSayTheSame();
    void settingSaysNothing();
    void theOrderIsASetting();
    void everyControlExplainsItself();
};

void SamplerPanelTest::startsWithNothingCut()
{
    QCOMPARE(SamplerPanel().settings(), SamplerSettings());
}

void SamplerPanelTest::listsThePresetsAndCustom()
{
    const SamplerPanel panel;
    QStringList names;
    for (int i = 0; i < panel.strategy()->count(); ++i)
        names.append(panel.strategy()->itemText(i));
    QCOMPARE(names, QStringList({"greedy", "low temperature", "medium temperature",
                                 "high temperature", "top-k 20", "top-k 50", "top-p 0.9",
                                 "top-p 0.95", "nucleus", "argmax", "custom"}));
    // The list says what each does.
    QStyleOptionViewItem option;
    const QFontMetrics metrics(option.font);
    const auto* delegate = panel.strategy()->itemDelegate();
    const int width = delegate->sizeHint(option, panel.strategy()->model()->index(0, 0)).width();
    QVERIFY(width >= metrics.horizontalAdvance("greedy (T 0.1, nearly deterministic)"));
}

void SamplerPanelTest::aStrategySetsItsValues()
{
    SamplerPanel panel;
    QSignalSpy changed(&panel, &SamplerPanel::settingsChanged);
    for (const auto& strategy : presets()) {
        const int index = panel.strategy()->findText(QString::fromStdString(strategy.readableName));
        panel.strategy()->setCurrentIndex(index);
        emit panel.strategy()->activated(index); // as a person's choice does
        QCOMPARE(panel.settings(), strategy.settings);
    }
    QCOMPARE(changed.count(), 10);
}

void SamplerPanelTest::aMovedSliderIsCustomUntilItIsAStrategyAgain()
{
    SamplerPanel panel;
    panel.setSettings({.temperature = 0.8, .topK = 40, .topP = 0.9});
    QCOMPARE(panel.strategy()->currentText(), QString("nucleus"));
    panel.temperature()->slider()->setValue(500);
    QCOMPARE(panel.strategy()->currentText(), QString("custom"));
    panel.temperature()->slider()->setValue(400);
    QCOMPARE(panel.strategy()->currentText(), QString("nucleus"));
}

void SamplerPanelTest::sliderAndBoxSayTheSame()
{
    SamplerPanel panel;
    panel.setVocabularySize(50'257);
    panel.topK()->slider()->setValue(500);
    QCOMPARE(panel.topK()->box()->value(),
             std::round(std::sqrt(50'257.0) / 10.0) * 10.0); // half-way of a log scale
    panel.topP()->box()->setValue(0.75);
    QCOMPARE(panel.topP()->slider()->value(), 500);
    panel.temperature()->box()->setValue(55.0);
    QCOMPARE(panel.temperature()->slider()->value(), panel.temperature()->slider()->maximum());
    QCOMPARE(panel.settings().temperature, 55.0);
}

void SamplerPanelTest::settingSaysNothing()
{
    SamplerPanel panel;
    QSignalSpy changed(&panel, &SamplerPanel::settingsChanged);
    const SamplerSettings settings{.temperature = 1.23,
                                   .topK = 321,
                                   .topP = 0.4567,
                                   .order = FilterOrder::TemperatureThenFilter};
    panel.setSettings(settings);
    QCOMPARE(panel.settings(), settings); // and none is rounded to where its slider can stand
    QCOMPARE(changed.count(), 0);
}

void SamplerPanelTest::theOrderIsASetting()
{
    SamplerPanel panel;
    QSignalSpy changed(&panel, &SamplerPanel::settingsChanged);
    const auto buttons = panel.order()->findChildren<QAbstractButton*>();
    QTest::mouseClick(buttons.back(), Qt::LeftButton);
    QCOMPARE(panel.settings().order, FilterOrder::TemperatureThenFilter);
    QTest::mouseClick(buttons.front(), Qt::LeftButton);
    QCOMPARE(panel.settings().order, FilterOrder::FilterThenTemperature);
    QCOMPARE(changed.count(), 2);
}

void SamplerPanelTest::everyControlExplainsItself()
{
    const SamplerPanel panel;
    QVERIFY(!panel.strategy()->toolTip().isEmpty());
    for (const auto* slider : {panel.temperature(), panel.topK(), panel.topP()})
        QVERIFY(!slider->toolTip().isEmpty());
    for (const auto* button : panel.order()->findChildren<QAbstractButton*>())
        QVERIFY(!button->toolTip().isEmpty());
}

LOGITSCOPE_TEST(SamplerPanelTest)
#include "tst_sampler_panel.moc"
