#include "core/sampling/strategy.h"
#include "tests/test_program.h"
#include "widgets/control/chain_panel.h"
#include "widgets/control/number_box.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/control/slider_box.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QComboBox>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <cmath>

using namespace logitscope;

namespace
{

StageCard& cardOf(const SamplerPanel& panel, StageKind kind)
{
    return **std::ranges::find(panel.chain()->cards(), kind,
                               [](const StageCard* card) { return card->stage().kind; });
}

// As a person's choice does.
void chooseStrategy(const SamplerPanel& panel, const char* name)
{
    const int index = panel.strategy()->findText(name);
    panel.strategy()->setCurrentIndex(index);
    emit panel.strategy()->activated(index);
}

} // namespace

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
    void theButtonShowsTheCards();
    void presentingHidesTheCards();
    void aCardMovesTheSliders();
    void slidersMoveTheCards();
    void aStrategySetsTheCards();
    void aSliderAddsItsStage();
    void theCardsHearOfTheVocabulary();
    void partsCanBeLeftOut();
};

void SamplerPanelTest::startsWithNothingCut()
{
    QCOMPARE(SamplerPanel().settings(), basicChain());
}

void SamplerPanelTest::listsThePresetsAndCustom()
{
    const SamplerPanel panel;
    QStringList names;
    for (int i = 0; i < panel.strategy()->count(); ++i)
        names.append(panel.strategy()->itemText(i));
    QCOMPARE(names,
             QStringList({"greedy", "low temperature", "medium temperature", "high temperature",
                          "top-k 20", "top-k 50", "top-p 0.9", "top-p 0.95", "nucleus", "argmax",
                          "Hugging Face", "llama.cpp", "OpenAI", "custom"}));
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
        auto expected = strategy.settings;       // in the panel's order, if it is of the three
        if (basicSettingsOf(expected))
            setOrder(expected, FilterOrder::FilterThenTemperature);
        QCOMPARE(panel.settings(), expected);
    }
    QCOMPARE(changed.count(), 13);
}

void SamplerPanelTest::aMovedSliderIsCustomUntilItIsAStrategyAgain()
{
    SamplerPanel panel;
    panel.setSettings(basicChain({.temperature = 0.8, .topK = 40, .topP = 0.9}));
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
    QCOMPARE(panel.settings().value(StageKind::Temperature), 55.0);
}

void SamplerPanelTest::settingSaysNothing()
{
    SamplerPanel panel;
    QSignalSpy changed(&panel, &SamplerPanel::settingsChanged);
    const SamplerChain settings = basicChain({.temperature = 1.23,
                                              .topK = 321,
                                              .topP = 0.4567,
                                              .order = FilterOrder::TemperatureThenFilter});
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
    QCOMPARE(orderOf(panel.settings()), FilterOrder::TemperatureThenFilter);
    QTest::mouseClick(buttons.front(), Qt::LeftButton);
    QCOMPARE(orderOf(panel.settings()), FilterOrder::FilterThenTemperature);
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

void SamplerPanelTest::theButtonShowsTheCards()
{
    SamplerPanel panel;
    panel.resize(320, 900);
    panel.show();
    QSignalSpy shown(&panel, &SamplerPanel::chainShown);
    const auto compare = [&](bool hasCards) {
        QCOMPARE(panel.isChainShown(), hasCards);
        QCOMPARE(panel.chain()->isVisible(), hasCards);
        for (const auto* basic : std::initializer_list<QWidget*>{panel.temperature(), panel.topK(),
                                                                 panel.topP(), panel.order()})
            QCOMPARE(basic->isVisible(), !hasCards);
        QVERIFY(panel.strategy()->isVisible() && panel.chainButton()->isVisible());
    };
    compare(false);
    QTest::mouseClick(panel.chainButton(), Qt::LeftButton);
    compare(true);
    QTest::mouseClick(panel.chainButton(), Qt::LeftButton);
    compare(false);
    QCOMPARE(shown.count(), 2);
    panel.setChainShown(true);
    compare(true);
    QCOMPARE(shown.count(), 2); // a program says nothing
    QVERIFY(!panel.chainButton()->text().isEmpty() && !panel.chainButton()->toolTip().isEmpty());
}

void SamplerPanelTest::presentingHidesTheCards()
{
    SamplerPanel panel;
    panel.setChainShown(true);
    panel.show();
    panel.setPresenting(true);
    QVERIFY(!panel.chain()->isVisible() && !panel.chainButton()->isVisible());
    QVERIFY(panel.temperature()->isVisible() && panel.order()->isVisible());
    panel.setPresenting(false);
    QVERIFY(panel.chain()->isVisible() && !panel.temperature()->isVisible());
}

void SamplerPanelTest::aCardMovesTheSliders()
{
    SamplerPanel panel;
    panel.setSettings(basicChain({.temperature = 0.8, .topK = 40, .topP = 0.9}));
    QSignalSpy changed(&panel, &SamplerPanel::settingsChanged);
    cardOf(panel, StageKind::Temperature).sliders().front()->slider()->setValue(250);
    QCOMPARE(panel.temperature()->value(), 0.5);
    QCOMPARE(panel.strategy()->currentText(), QString("custom"));
    cardOf(panel, StageKind::Temperature).sliders().front()->box()->setValue(0.8);
    QCOMPARE(panel.strategy()->currentText(), QString("nucleus"));
    QCOMPARE(changed.count(), 2);

    // Moved before the others it is another order.
    auto& temperature = cardOf(panel, StageKind::Temperature);
    QTest::keyClick(&temperature, Qt::Key_Up, Qt::AltModifier);
    QTest::keyClick(&temperature, Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(panel.order()->value(), static_cast<int>(FilterOrder::TemperatureThenFilter));
    QCOMPARE(panel.settings().stages.front().kind, StageKind::Temperature);

    // What is taken out is off, and the sliders say so.
    QTest::keyClick(&cardOf(panel, StageKind::TopK), Qt::Key_Delete);
    QTest::keyClick(&cardOf(panel, StageKind::TopP), Qt::Key_Delete);
    QCOMPARE(panel.topK()->value(), 0.0);
    QCOMPARE(panel.topP()->value(), 1.0);
    QCOMPARE(changed.back().front().value<SamplerChain>(),
             (SamplerChain{.stages = {{StageKind::Temperature, {0.8}}}}));
    cardOf(panel, StageKind::Temperature).sliders().front()->box()->setValue(1.5);
    QCOMPARE(panel.strategy()->currentText(), QString("high temperature"));
}

void SamplerPanelTest::slidersMoveTheCards()
{
    SamplerPanel panel;
    panel.temperature()->slider()->setValue(250);
    panel.topP()->box()->setValue(0.75);
    panel.topK()->box()->setValue(7);
    QCOMPARE(panel.chain()->chain(), basicChain({.temperature = 0.5, .topK = 7, .topP = 0.75}));
    QCOMPARE(cardOf(panel, StageKind::Temperature).stage().value(), 0.5);
    QCOMPARE(cardOf(panel, StageKind::TopP).sliders().front()->value(), 0.75);
    QTest::mouseClick(panel.order()->findChildren<QAbstractButton*>().back(), Qt::LeftButton);
    QCOMPARE(panel.chain()->cards().front()->stage().kind, StageKind::Temperature);
}

void SamplerPanelTest::aStrategySetsTheCards()
{
    SamplerPanel panel;
    QSignalSpy changed(&panel, &SamplerPanel::settingsChanged);
    chooseStrategy(panel, "llama.cpp");
    const auto expected = parseChain("top-k=40,top-p=0.95,min-p=0.05,temperature=0.8").value();
    QCOMPARE(panel.settings(), expected);
    QCOMPARE(panel.chain()->chain(), expected);
    QCOMPARE(panel.chain()->cards().size(), std::size_t{4});
    QCOMPARE(panel.topK()->value(), 40.0);
    QCOMPARE(panel.strategy()->currentText(), QString("llama.cpp"));
    QCOMPARE(changed.count(), 1);

    cardOf(panel, StageKind::MinP).isOn()->click();
    QCOMPARE(panel.strategy()->currentText(), QString("custom"));
    cardOf(panel, StageKind::MinP).isOn()->click();
    QCOMPARE(panel.strategy()->currentText(), QString("llama.cpp"));
    QVERIFY(panel.chainButton()->text() != SamplerPanel().chainButton()->text()); // one more: min-p
    chooseStrategy(panel, "OpenAI");
    QCOMPARE(panel.chainButton()->text(), SamplerPanel().chainButton()->text()); // all are off
    QCOMPARE(panel.chain()->cards().size(), std::size_t{4});
    QCOMPARE(panel.chain()->cards().front()->stage().kind, StageKind::PresencePenalty);
}

void SamplerPanelTest::aSliderAddsItsStage()
{
    SamplerPanel panel;
    panel.setSettings(
        parseChain("presence-penalty=1,min-p=0.05,dynamic-temperature=1:2:1").value());
    QCOMPARE(panel.temperature()->value(), 1.0); // which change nothing
    QCOMPARE(panel.topP()->value(), 1.0);
    panel.topP()->box()->setValue(0.75);
    QCOMPARE(
        panel.settings(),
        parseChain("presence-penalty=1,min-p=0.05,top-p=0.75,dynamic-temperature=1:2:1").value());
    panel.temperature()->slider()->setValue(250);
    QCOMPARE(panel.settings(),
             parseChain("presence-penalty=1,min-p=0.05,top-p=0.75,dynamic-temperature=1:2:1,"
                        "temperature=0.5")
                 .value());
    QCOMPARE(panel.chain()->cards().size(), std::size_t{5});

    // One that is off by its switch is on again.
    auto chain = basicChain({.topK = 40});
    chain.stages.front().isOn = false;
    panel.setSettings(chain);
    panel.topK()->box()->setValue(9);
    QCOMPARE(panel.settings(), basicChain({.topK = 9}));
}

void SamplerPanelTest::theCardsHearOfTheVocabulary()
{
    SamplerPanel panel;
    panel.setVocabularySize(300);
    QCOMPARE(cardOf(panel, StageKind::TopK).sliders().front()->box()->maximum(), 300.0);
    panel.chain()->setLeft({{3, 300, 0.5}, {2, 300, 0.25}, {2, 300, 0.25}});
    QCOMPARE(panel.settings(), basicChain());
}

void SamplerPanelTest::partsCanBeLeftOut()
{
    using enum SamplerPanel::Stages;
    SamplerPanel panel;
    panel.show();
    for (const bool presenting : {false, true}) {
        panel.setPresenting(presenting);
        panel.setParts(false, Cards);
        QVERIFY(panel.chain()->isVisible());
        QVERIFY(!panel.temperature()->isVisible());
        QVERIFY(!panel.chainButton()->isVisible());
        QVERIFY(panel.strategy()->isHidden());
        QCOMPARE(panel.chain()->adder()->isVisible(), !presenting);
        panel.setParts(true, Sliders);
        QVERIFY(!panel.chain()->isVisible());
        QVERIFY(panel.temperature()->isVisible());
        QVERIFY(!panel.chainButton()->isVisible());
        panel.setParts(true, None);
        QVERIFY(!panel.chain()->isVisible());
        QVERIFY(!panel.temperature()->isVisible());
        panel.setParts(true, SlidersOrCards);
        QVERIFY(panel.temperature()->isVisible());
        QCOMPARE(panel.chainButton()->isVisible(), !presenting);
    }
    // The cards of a room stand beside each other.
    panel.setSettings(parseChain("min-p=0.1,temperature=2").value());
    panel.setParts(false, Cards);
    panel.resize(900, 200);
    const auto& cards = panel.chain()->cards();
    QTRY_VERIFY(cards[1]->x() >= cards[0]->geometry().right());
    QCOMPARE(cards[1]->y(), cards[0]->y());
}

LOGITSCOPE_TEST(SamplerPanelTest)
#include "tst_sampler_panel.moc"
