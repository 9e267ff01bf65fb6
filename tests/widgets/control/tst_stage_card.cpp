#include "tests/test_program.h"
#include "widgets/control/elided_label.h"
#include "widgets/control/number_box.h"
#include "widgets/control/slider_box.h"
#include "widgets/control/stage_card.h"

#include <QAccessible>
#include <QCheckBox>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace logitscope;

namespace
{

constexpr int vocabulary = 50257;

std::vector<StageKind> allKinds()
{
    std::vector<StageKind> kinds;
    for (const auto& description : stageDescriptions())
        kinds.push_back(description.kind);
    return kinds;
}

QString nameOf(QWidget* widget)
{
    return QAccessible::queryAccessibleInterface(widget)->text(QAccessible::Name);
}

// What stands in a card's line below its sliders.
QString leftTextOf(const StageCard& card)
{
    return card.findChild<ElidedLabel*>()->text();
}

Stage lastOf(const QSignalSpy& changed)
{
    return changed.back().front().value<Stage>();
}

} // namespace

class StageCardTest : public QObject
{
    Q_OBJECT

private slots:
    void hasASliderForEveryParameter();
    void aSliderTurnsItsValue_data();
    void aSliderTurnsItsValue();
    void aBoxTakesWhatIsUsable();
    void belowZeroCanBeTyped();
    void turningSwitchesItOn();
    void theSwitchSwitches();
    void settingSaysNothing();
    void keysActOnIt();
    void theCrossTakesItOut();
    void onlyItsHandleDrags();
    void saysWhatIsHeld();
    void saysWhenTheMouseIsOnIt();
    void showsWhatIsLeft();
    void topKEndsAtTheVocabulary();
    void everyControlHasAName();
};

void StageCardTest::hasASliderForEveryParameter()
{
    for (const auto kind : allKinds()) {
        const StageCard card(newStage(kind), vocabulary);
        QCOMPARE(card.stage(), newStage(kind));
        const auto parameters = describe(kind).parameters;
        QCOMPARE(card.sliders().size(), parameters.size());
        for (std::size_t i = 0; i < parameters.size(); ++i)
            QCOMPARE(card.sliders()[i]->value(), parameters[i].initial);
        QVERIFY(card.isOn()->isChecked());
        QVERIFY(!card.toolTip().isEmpty());
    }
}

void StageCardTest::aSliderTurnsItsValue_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("slider");
    QTest::addColumn<int>("position"); // of 1000
    QTest::addColumn<double>("value");
    const auto row = [](const char* name, StageKind kind, int slider, int position, double value) {
        QTest::newRow(name) << static_cast<int>(kind) << slider << position << value;
    };
    row("repetition", StageKind::RepetitionPenalty, 0, 500, 1.5);
    row("presence", StageKind::PresencePenalty, 0, 0, -2.0);
    row("DRY's allowed length", StageKind::Dry, 2, 1000, 20.0);
    row("temperature", StageKind::Temperature, 0, 350, 0.7);
    row("highest temperature", StageKind::DynamicTemperature, 1, 450, 0.9);
    row("top-k", StageKind::TopK, 0, 0, 1.0);
    row("top-k, off", StageKind::TopK, 0, 1000, 0.0);
    row("top-p", StageKind::TopP, 0, 500, 0.75);
    row("min-p", StageKind::MinP, 0, 120, 0.12);
    row("epsilon", StageKind::Epsilon, 0, 500, 0.025);
    row("XTC's threshold", StageKind::Xtc, 0, 500, 0.25);
    row("XTC's chance", StageKind::Xtc, 1, 250, 0.25);
    row("mirostat's rate", StageKind::Mirostat, 1, 700, 0.7);
}

void StageCardTest::aSliderTurnsItsValue()
{
    QFETCH(int, kind);
    QFETCH(int, slider);
    QFETCH(int, position);
    QFETCH(double, value);
    auto expected = newStage(static_cast<StageKind>(kind));
    StageCard card(expected, vocabulary);
    QSignalSpy changed(&card, &StageCard::stageChanged);
    const auto index = static_cast<std::size_t>(slider);
    card.sliders()[index]->slider()->setValue(position);
    expected.values[index] = value;
    QCOMPARE(changed.count(), 1);
    QCOMPARE(lastOf(changed), expected);
    QCOMPARE(card.stage(), expected);
    QCOMPARE(card.sliders()[index]->box()->value(), value);
}

// Whatever is typed, the stage is free of errors.
void StageCardTest::aBoxTakesWhatIsUsable()
{
    for (const auto kind : allKinds()) {
        StageCard card(newStage(kind), vocabulary);
        for (std::size_t i = 0; i < card.sliders().size(); ++i)
            for (const char* typed : {"0", "0.3", "1", "17", "0.0000001", "12345678901234"}) {
                auto* box = card.sliders()[i]->box();
                box->selectAll();
                QTest::keyClicks(box, typed);
                QTest::keyClick(box, Qt::Key_Return);
                SamplerChain chain{.stages = {card.stage()}};
                const auto error = findError(chain);
                QVERIFY2(!error, error ? error->message.c_str() : "");
                QCOMPARE(card.stage().values[i], box->value());
            }
    }
}

void StageCardTest::belowZeroCanBeTyped()
{
    StageCard presence(newStage(StageKind::PresencePenalty), vocabulary);
    auto* box = presence.sliders().front()->box();
    box->selectAll();
    QTest::keyClicks(box, "-1.25");
    QTest::keyClick(box, Qt::Key_Return);
    QCOMPARE(presence.stage().value(), -1.25);
    QCOMPARE(box->text(), QString("-1.25"));

    StageCard minP(newStage(StageKind::MinP), vocabulary);
    box = minP.sliders().front()->box();
    box->selectAll();
    QTest::keyClicks(box, "-0.25"); // the minus is refused
    QTest::keyClick(box, Qt::Key_Return);
    QCOMPARE(minP.stage().value(), 0.25);
}

void StageCardTest::turningSwitchesItOn()
{
    auto stage = newStage(StageKind::MinP);
    stage.isOn = false;
    StageCard card(stage, vocabulary);
    QVERIFY(!card.isOn()->isChecked());
    QVERIFY(!card.sliders().front()->slider()->isEnabled());
    card.sliders().front()->slider()->setValue(300);
    QCOMPARE(card.stage(), (Stage{StageKind::MinP, {0.3}, true}));
    QVERIFY(card.isOn()->isChecked());
    QVERIFY(card.sliders().front()->slider()->isEnabled());
}

void StageCardTest::theSwitchSwitches()
{
    StageCard card({StageKind::MinP, {0.2}}, vocabulary);
    card.resize(300, 100);
    QSignalSpy changed(&card, &StageCard::stageChanged);
    card.isOn()->click();
    QCOMPARE(changed.count(), 1);
    QCOMPARE(lastOf(changed), (Stage{StageKind::MinP, {0.2}, false}));
    QVERIFY(!card.sliders().front()->box()->isEnabled());
    card.isOn()->click();
    QCOMPARE(lastOf(changed), (Stage{StageKind::MinP, {0.2}, true}));
    QVERIFY(card.sliders().front()->box()->isEnabled());
}

void StageCardTest::settingSaysNothing()
{
    for (const auto kind : allKinds()) {
        StageCard card(newStage(kind), vocabulary);
        QSignalSpy changed(&card, &StageCard::stageChanged);
        Stage stage{kind, {0.123'456'789, 0.2, 3.0}, false};
        if (describe(kind).parameters.front().isWhole)
            stage.values.front() = 7.0;
        card.setStage(stage);
        QCOMPARE(card.stage(), stage); // no digit is lost
        card.setVocabularySize(1000);
        card.setLeft(StageLeft{1, 2, 0.5});
        QCOMPARE(card.stage(), stage);
        QCOMPARE(changed.count(), 0);
    }
}

void StageCardTest::keysActOnIt()
{
    StageCard card(newStage(StageKind::TopP), vocabulary);
    QSignalSpy changed(&card, &StageCard::stageChanged);
    QSignalSpy moved(&card, &StageCard::moveRequested);
    QSignalSpy removed(&card, &StageCard::removeRequested);
    QTest::keyClick(&card, Qt::Key_Space);
    QCOMPARE(changed.count(), 1);
    QVERIFY(!card.stage().isOn);
    QTest::keyClick(&card, Qt::Key_Space);
    QVERIFY(card.stage().isOn);

    QTest::keyClick(&card, Qt::Key_Up); // alone it is for others
    QCOMPARE(moved.count(), 0);
    QTest::keyClick(&card, Qt::Key_Up, Qt::AltModifier);
    QTest::keyClick(&card, Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(moved.count(), 2);
    QCOMPARE(moved[0].front().toInt(), -1);
    QCOMPARE(moved[1].front().toInt(), 1);

    QTest::keyClick(&card, Qt::Key_Delete);
    QCOMPARE(removed.count(), 1);
    QCOMPARE(changed.count(), 2);
}

void StageCardTest::theCrossTakesItOut()
{
    StageCard card(newStage(StageKind::TopA), vocabulary);
    QSignalSpy removed(&card, &StageCard::removeRequested);
    QTest::mouseClick(card.remover(), Qt::LeftButton);
    QCOMPARE(removed.count(), 1);
    QVERIFY(card.remover()->toolTip().contains("top-a"));
}

void StageCardTest::onlyItsHandleDrags()
{
    StageCard card(newStage(StageKind::TopA), vocabulary);
    card.resize(300, 80);
    QSignalSpy dragged(&card, &StageCard::dragged);
    QSignalSpy dropped(&card, &StageCard::dropped);
    const QPoint handle = card.handle().center();
    const QPoint beside(card.handle().right() + 5, 2);

    QTest::mousePress(&card, Qt::LeftButton, {}, beside);
    QTest::mouseMove(&card, beside + QPoint(0, 30));
    QTest::mouseRelease(&card, Qt::LeftButton, {}, beside + QPoint(0, 30));
    QTest::mousePress(&card, Qt::RightButton, {}, handle);
    QTest::mouseMove(&card, handle + QPoint(0, 30));
    QTest::mouseRelease(&card, Qt::RightButton, {}, handle + QPoint(0, 30));
    QCOMPARE(dragged.count(), 0);
    QCOMPARE(dropped.count(), 0);

    QTest::mousePress(&card, Qt::LeftButton, {}, handle);
    QCOMPARE(card.cursor().shape(), Qt::ClosedHandCursor);
    QTest::mouseMove(&card, handle + QPoint(0, 30));
    QCOMPARE(dragged.count(), 1);
    QCOMPARE(dragged.front().front().toPoint(), card.mapToGlobal(handle + QPoint(0, 30)));
    QTest::mouseRelease(&card, Qt::LeftButton, {}, handle + QPoint(0, 30));
    QCOMPARE(dropped.count(), 1);
    QMouseEvent move(QEvent::MouseMove, handle, card.mapToGlobal(handle), Qt::NoButton,
                     Qt::NoButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&card, &move);
    QCOMPARE(dragged.count(), 1);
    QCOMPARE(card.cursor().shape(), Qt::OpenHandCursor);
}

void StageCardTest::saysWhatIsHeld()
{
    StageCard card(newStage(StageKind::Temperature), vocabulary);
    QSignalSpy held(&card, &StageCard::held);
    emit card.sliders().front()->slider()->sliderPressed();
    emit card.sliders().front()->slider()->sliderReleased();
    QCOMPARE(held.count(), 2);
    QVERIFY(held[0].front().toBool() && !held[1].front().toBool());
}

void StageCardTest::saysWhenTheMouseIsOnIt()
{
    StageCard card(newStage(StageKind::TopA), vocabulary);
    QSignalSpy hovered(&card, &StageCard::hovered);
    QEnterEvent enter({5, 5}, {5, 5}, {5, 5});
    QCoreApplication::sendEvent(&card, &enter);
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(&card, &leave);
    QCOMPARE(hovered.count(), 2);
    QVERIFY(hovered[0].front().toBool() && !hovered[1].front().toBool());
}

void StageCardTest::showsWhatIsLeft()
{
    StageCard card(newStage(StageKind::TopA), vocabulary);
    auto* line = card.findChild<ElidedLabel*>();
    QVERIFY(line->isHidden());
    card.resize(600, 120);
    const auto plain = card.grab().toImage();
    card.setLeft(StageLeft{1234, vocabulary, 0.25});
    QVERIFY(!line->isHidden());
    QCOMPARE(leftTextOf(card), QString("1,234 of 50,257 candidates, 25.0% of the model "
                                       "probability"));
    card.grab(); // lays it out
    const auto quarter = card.grab().toImage();
    QVERIFY(quarter != plain);
    card.setLeft(StageLeft{1234, vocabulary, 0.75});
    QVERIFY(card.grab().toImage() != quarter);
    card.setLeft(std::nullopt);
    QVERIFY(line->isHidden());
}

void StageCardTest::topKEndsAtTheVocabulary()
{
    StageCard card(newStage(StageKind::TopK), vocabulary);
    auto* slider = card.sliders().front();
    slider->box()->setValue(60'000.0);
    QCOMPARE(card.stage().value(), 50'257.0);
    card.setVocabularySize(100);
    QCOMPARE(slider->box()->maximum(), 100.0);
    slider->slider()->setValue(500); // half-way of a log scale
    QCOMPARE(card.stage().value(), 10.0);
    StageCard other(newStage(StageKind::MinP), vocabulary);
    other.setVocabularySize(100);
    QCOMPARE(other.sliders().front()->box()->maximum(), 1.0);
}

void StageCardTest::everyControlHasAName()
{
    for (const auto kind : allKinds()) {
        StageCard card(newStage(kind), vocabulary);
        QVERIFY(!nameOf(&card).isEmpty());
        QVERIFY(!card.accessibleDescription().isEmpty());
        QVERIFY(!nameOf(card.isOn()).isEmpty());
        QVERIFY(!nameOf(card.remover()).isEmpty());
        for (auto* slider : card.sliders()) {
            QVERIFY(!nameOf(slider->slider()).isEmpty());
            QVERIFY(!nameOf(slider->box()).isEmpty());
        }
    }
}

LOGITSCOPE_TEST(StageCardTest)
#include "tst_stage_card.moc"
