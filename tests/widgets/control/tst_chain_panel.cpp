#include "tests/test_program.h"
#include "widgets/control/chain_panel.h"
#include "widgets/control/elided_label.h"
#include "widgets/control/number_box.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/control/slider_box.h"

#include <QAccessible>
#include <QAction>
#include <QCheckBox>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <algorithm>

using namespace logitscope;

namespace
{

SamplerChain someChain()
{
    return parseChain("repetition-penalty=1.2,dry=0.8:1.75:2,top-k=40,min-p=0.05,xtc=0.1:0.5,"
                      "temperature=0.7")
        .value();
}

SamplerChain chainOf(const char* text)
{
    return parseChain(text).value();
}

} // namespace

class ChainPanelTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { panel_.reset(); }

    void cardsStandInTheChainsOrder();
    void settingSaysNothing();
    void aSliderChangesItsStage();
    void theSwitchChangesItsStage();
    void theCrossTakesAStageOut();
    void deleteTakesAStageOutAndStaysInTheList();
    void spaceSwitches();
    void keysMoveAStage();
    void penaltiesStayFirst();
    void aCardIsDraggedDown();
    void aCardIsDraggedUp();
    void noPenaltyIsDraggedBehindOthers();
    void theMenuListsWhatIsMissing();
    void anAddedStageStandsInItsUsualPlace_data();
    void anAddedStageStandsInItsUsualPlace();
    void aStageIsAddedToAnEmptyChain();
    void everyStageCanBeAdded();
    void showsWhatIsLeft();
    void theSwitchPicks();
    void saysWhichStageTheMouseIsOn();
    void saysWhatIsHeld();
    void aCardThatStaysIsKept();
    void halfTypedNumbersGoWithTheirCard();
    void theVocabularyIsForNewCardsToo();
    void everyControlHasAName();

private:
    StageCard& card(StageKind kind)
    {
        return **std::ranges::find(panel_->cards(), kind,
                                   [](const StageCard* each) { return each->stage().kind; });
    }

    int top(const StageCard& card) const { return card.mapTo(panel_.get(), QPoint(0, 0)).y(); }

    // The cards show the chain, one below the other, in its order.
    void compareCards()
    {
        QCoreApplication::sendPostedEvents();
        const auto& stages = panel_->chain().stages;
        QCOMPARE(panel_->cards().size(), stages.size());
        for (std::size_t i = 0; i < stages.size(); ++i) {
            const auto* each = panel_->cards()[i];
            QCOMPARE(each->stage(), stages[i]);
            QVERIFY(each->isVisible());
            if (i > 0)
                QVERIFY(top(*each) >=
                        top(*panel_->cards()[i - 1]) + panel_->cards()[i - 1]->height());
        }
    }

    // The chain after the last change, which is what was said of it.
    void compareChain(const SamplerChain& expected)
    {
        QCOMPARE(panel_->chain(), expected);
        QVERIFY(!changed_->isEmpty());
        QCOMPARE(changed_->back().front().value<SamplerChain>(), expected);
        compareCards();
    }

    // By its handle, to the middle of another card and a bit beyond.
    void drag(StageCard& moved, const StageCard& target, int beyond)
    {
        const QPoint handle = moved.handle().center();
        QTest::mousePress(&moved, Qt::LeftButton, {}, handle);
        const int to = target.mapTo(panel_.get(), target.rect().center()).y() + beyond;
        const QPoint global = panel_->mapToGlobal(QPoint(handle.x(), to));
        QTest::mouseMove(&moved, moved.mapFromGlobal(global));
        QTest::mouseRelease(&moved, Qt::LeftButton, {}, moved.mapFromGlobal(global));
    }

    QMenu& filledMenu()
    {
        emit panel_->adder()->menu()->aboutToShow();
        return *panel_->adder()->menu();
    }

    void addByMenu(StageKind kind)
    {
        for (auto* action : filledMenu().actions())
            if (action->data().toInt() == static_cast<int>(kind))
                return action->trigger();
        QFAIL("it is not in the menu");
    }

    std::unique_ptr<ChainPanel> panel_;
    std::unique_ptr<QSignalSpy> changed_;
};

void ChainPanelTest::init()
{
    panel_ = std::make_unique<ChainPanel>();
    panel_->setChain(someChain());
    changed_ = std::make_unique<QSignalSpy>(panel_.get(), &ChainPanel::chainChanged);
    panel_->resize(320, 1200);
    panel_->show();
    QVERIFY(QTest::qWaitForWindowActive(panel_.get()));
}

void ChainPanelTest::cardsStandInTheChainsOrder()
{
    compareCards();
    for (const char* text : {"temperature=0.5,top-p=0.9,min-p=0.1", "top-k=1",
                             "frequency-penalty=0.1,top-k=40,min-p=0.05,temperature=0.7"}) {
        panel_->setChain(chainOf(text));
        QCOMPARE(panel_->chain(), chainOf(text));
        compareCards();
    }
    QCOMPARE(ChainPanel().chain(), SamplerChain());
    QCOMPARE(ChainPanel().cards().size(), std::size_t{3});
}

void ChainPanelTest::settingSaysNothing()
{
    for (const char* text : {"temperature=0.123456789", "temperature=0.5,top-k=3", "top-k=7",
                             "xtc=0.15:0.3,temperature=3"}) {
        auto chain = chainOf(text);
        chain.pick = Pick::Gumbel;
        chain.stages.front().isOn = false;
        panel_->setChain(chain);
        QCOMPARE(panel_->chain(), chain);
        QCOMPARE(panel_->pick()->value(), static_cast<int>(Pick::Gumbel));
    }
    panel_->setVocabularySize(2);
    panel_->setLeft({});
    QCOMPARE(panel_->chain().pick, Pick::Gumbel);
    QCOMPARE(changed_->count(), 0);
}

void ChainPanelTest::aSliderChangesItsStage()
{
    card(StageKind::MinP).sliders().front()->slider()->setValue(250);
    compareChain(chainOf("repetition-penalty=1.2,dry=0.8:1.75:2,top-k=40,min-p=0.25,xtc=0.1:0.5,"
                         "temperature=0.7"));
    card(StageKind::Xtc).sliders()[1]->slider()->setValue(1000);
    card(StageKind::Dry).sliders()[2]->box()->setValue(5);
    compareChain(chainOf("repetition-penalty=1.2,dry=0.8:1.75:5,top-k=40,min-p=0.25,xtc=0.1:1,"
                         "temperature=0.7"));
    QCOMPARE(changed_->count(), 3);
}

void ChainPanelTest::theSwitchChangesItsStage()
{
    QTest::mouseClick(card(StageKind::MinP).isOn(), Qt::LeftButton, {}, {5, 5});
    auto expected = someChain();
    expected.stages[3].isOn = false;
    compareChain(expected);
    QTest::mouseClick(card(StageKind::MinP).isOn(), Qt::LeftButton, {}, {5, 5});
    compareChain(someChain());
}

void ChainPanelTest::theCrossTakesAStageOut()
{
    QTest::mouseClick(card(StageKind::TopK).remover(), Qt::LeftButton);
    compareChain(chainOf("repetition-penalty=1.2,dry=0.8:1.75:2,min-p=0.05,xtc=0.1:0.5,"
                         "temperature=0.7"));
    QCOMPARE(changed_->count(), 1);
}

void ChainPanelTest::deleteTakesAStageOutAndStaysInTheList()
{
    card(StageKind::MinP).setFocus();
    QTest::keyClick(&card(StageKind::MinP), Qt::Key_Delete);
    compareChain(chainOf("repetition-penalty=1.2,dry=0.8:1.75:2,top-k=40,xtc=0.1:0.5,"
                         "temperature=0.7"));
    QVERIFY(card(StageKind::Xtc).hasFocus());
    QTest::keyClick(&card(StageKind::Xtc), Qt::Key_Delete);
    QVERIFY(card(StageKind::Temperature).hasFocus());
    QTest::keyClick(&card(StageKind::Temperature), Qt::Key_Delete);
    QVERIFY(card(StageKind::TopK).hasFocus()); // the last one
    while (!panel_->cards().empty())
        QTest::keyClick(panel_->cards().front(), Qt::Key_Delete);
    compareChain({.stages = {}});
}

void ChainPanelTest::spaceSwitches()
{
    card(StageKind::Dry).setFocus();
    QTest::keyClick(&card(StageKind::Dry), Qt::Key_Space);
    auto expected = someChain();
    expected.stages[1].isOn = false;
    compareChain(expected);
}

void ChainPanelTest::keysMoveAStage()
{
    auto& moved = card(StageKind::MinP);
    moved.setFocus();
    QTest::keyClick(&moved, Qt::Key_Down, Qt::AltModifier);
    compareChain(chainOf("repetition-penalty=1.2,dry=0.8:1.75:2,top-k=40,xtc=0.1:0.5,min-p=0.05,"
                         "temperature=0.7"));
    QTest::keyClick(&moved, Qt::Key_Up, Qt::AltModifier);
    QTest::keyClick(&moved, Qt::Key_Up, Qt::AltModifier);
    compareChain(chainOf("repetition-penalty=1.2,dry=0.8:1.75:2,min-p=0.05,top-k=40,xtc=0.1:0.5,"
                         "temperature=0.7"));
    QVERIFY(moved.hasFocus()); // it goes on
    QCOMPARE(changed_->count(), 3);
    QTest::keyClick(&card(StageKind::Temperature), Qt::Key_Down, Qt::AltModifier);
    QTest::keyClick(&card(StageKind::RepetitionPenalty), Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(changed_->count(), 3); // the ends are ends
}

void ChainPanelTest::penaltiesStayFirst()
{
    QTest::keyClick(&card(StageKind::Dry), Qt::Key_Down, Qt::AltModifier);
    QTest::keyClick(&card(StageKind::TopK), Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(changed_->count(), 0);
    QTest::keyClick(&card(StageKind::Dry), Qt::Key_Up, Qt::AltModifier); // among themselves
    compareChain(chainOf("dry=0.8:1.75:2,repetition-penalty=1.2,top-k=40,min-p=0.05,xtc=0.1:0.5,"
                         "temperature=0.7"));
}

void ChainPanelTest::aCardIsDraggedDown()
{
    auto& moved = card(StageKind::TopK);
    drag(moved, card(StageKind::Xtc), 3);
    compareChain(chainOf("repetition-penalty=1.2,dry=0.8:1.75:2,min-p=0.05,xtc=0.1:0.5,top-k=40,"
                         "temperature=0.7"));
    QCOMPARE(changed_->count(), 1);
    drag(moved, card(StageKind::Temperature), 1000); // below them all
    compareChain(chainOf("repetition-penalty=1.2,dry=0.8:1.75:2,min-p=0.05,xtc=0.1:0.5,"
                         "temperature=0.7,top-k=40"));
    drag(moved, card(StageKind::Temperature), 3); // not past where it is
    QCOMPARE(changed_->count(), 2);
}

void ChainPanelTest::aCardIsDraggedUp()
{
    drag(card(StageKind::Temperature), card(StageKind::TopK), -3);
    compareChain(chainOf("repetition-penalty=1.2,dry=0.8:1.75:2,temperature=0.7,top-k=40,"
                         "min-p=0.05,xtc=0.1:0.5"));
    // A card stays in the mouse's hand while others make room.
    auto& moved = card(StageKind::Xtc);
    const QPoint handle = moved.handle().center();
    QTest::mousePress(&moved, Qt::LeftButton, {}, handle);
    for (const auto kind : {StageKind::MinP, StageKind::TopK, StageKind::Temperature}) {
        const auto& target = card(kind);
        const QPoint over = target.mapToGlobal(target.rect().center() - QPoint(0, 3));
        QTest::mouseMove(&moved, moved.mapFromGlobal(over));
    }
    QTest::mouseRelease(&moved, Qt::LeftButton, {}, handle);
    compareChain(chainOf("repetition-penalty=1.2,dry=0.8:1.75:2,xtc=0.1:0.5,temperature=0.7,"
                         "top-k=40,min-p=0.05"));
    QCOMPARE(changed_->count(), 4);
}

void ChainPanelTest::noPenaltyIsDraggedBehindOthers()
{
    drag(card(StageKind::Dry), card(StageKind::MinP), 3);
    drag(card(StageKind::RepetitionPenalty), card(StageKind::Temperature), 30);
    drag(card(StageKind::TopK), card(StageKind::RepetitionPenalty), -3);
    QCOMPARE(changed_->count(), 0);
    QCOMPARE(panel_->chain(), someChain());
    compareCards();
    drag(card(StageKind::RepetitionPenalty), card(StageKind::Dry), 3);
    compareChain(chainOf("dry=0.8:1.75:2,repetition-penalty=1.2,top-k=40,min-p=0.05,xtc=0.1:0.5,"
                         "temperature=0.7"));
}

void ChainPanelTest::theMenuListsWhatIsMissing()
{
    for (const auto& chain : {someChain(), SamplerChain(), SamplerChain{.stages = {}}}) {
        panel_->setChain(chain);
        QStringList expected;
        for (const auto& description : stageDescriptions())
            if (std::ranges::count(chain.stages, description.kind, &Stage::kind) == 0)
                expected << QString::fromUtf8(description.name.data(),
                                              static_cast<qsizetype>(description.name.size()));
        QStringList listed;
        for (const auto* action : filledMenu().actions()) {
            listed << action->text();
            QVERIFY(action->toolTip().size() > action->text().size());
        }
        QCOMPARE(listed, expected);
    }
}

void ChainPanelTest::anAddedStageStandsInItsUsualPlace_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, StageKind kind, const char* expected) {
        QTest::newRow(name) << static_cast<int>(kind) << QString(expected);
    };
    row("a penalty", StageKind::PresencePenalty,
        "repetition-penalty=1.2,dry=0.8:1.75:2,presence-penalty=0.5,top-k=40,min-p=0.05,"
        "xtc=0.1:0.5,temperature=0.7");
    row("one that removes", StageKind::TopP,
        "repetition-penalty=1.2,dry=0.8:1.75:2,top-k=40,min-p=0.05,xtc=0.1:0.5,top-p=0.9,"
        "temperature=0.7");
    row("one that rescales", StageKind::DynamicTemperature,
        "repetition-penalty=1.2,dry=0.8:1.75:2,top-k=40,min-p=0.05,xtc=0.1:0.5,temperature=0.7,"
        "dynamic-temperature=0.5:1.5:1");
}

void ChainPanelTest::anAddedStageStandsInItsUsualPlace()
{
    QFETCH(int, kind);
    QFETCH(QString, expected);
    addByMenu(static_cast<StageKind>(kind));
    compareChain(chainOf(expected.toUtf8().constData()));
    QCOMPARE(changed_->count(), 1);
    QVERIFY(card(static_cast<StageKind>(kind)).hasFocus());
    card(static_cast<StageKind>(kind)).sliders().front()->slider()->setValue(200); // it is heard
    QCOMPARE(changed_->count(), 2);
}

void ChainPanelTest::aStageIsAddedToAnEmptyChain()
{
    panel_->setChain({.stages = {}});
    addByMenu(StageKind::Mirostat);
    compareChain(chainOf("mirostat=5:0.1"));
}

void ChainPanelTest::everyStageCanBeAdded()
{
    panel_->setChain({.stages = {}});
    for (const auto& description : stageDescriptions()) {
        addByMenu(description.kind);
        const auto error = findError(panel_->chain());
        QVERIFY2(!error, error ? error->message.c_str() : "");
    }
    QCOMPARE(panel_->cards().size(), stageDescriptions().size());
    QVERIFY(filledMenu().isEmpty());
}

void ChainPanelTest::showsWhatIsLeft()
{
    const auto textAt = [this](std::size_t place) {
        const auto* line = panel_->cards()[place]->findChild<ElidedLabel*>();
        return line->isHidden() ? QString() : line->text();
    };
    panel_->setLeft({{50257, 50257, 1.0},
                     {50257, 50257, 1.0},
                     {40, 50257, 0.7},
                     {7, 50257, 0.5},
                     {6, 50257, 0.0312},
                     {6, 50257, 0.0312}});
    QCOMPARE(textAt(0), QString("50,257 of 50,257 candidates, 100% of the model probability"));
    QCOMPARE(textAt(2), QString("40 of 50,257 candidates, 70.0% of the model probability"));
    QCOMPARE(textAt(3), QString("7 of 50,257 candidates, 50.0% of the model probability"));
    QCOMPARE(textAt(5), QString("6 of 50,257 candidates, 3.12% of the model probability"));
    panel_->setLeft({});
    for (std::size_t place = 0; place < 6; ++place)
        QCOMPARE(textAt(place), QString());
    QCOMPARE(changed_->count(), 0);
}

void ChainPanelTest::theSwitchPicks()
{
    const auto buttons = panel_->pick()->findChildren<QAbstractButton*>();
    QTest::mouseClick(buttons.back(), Qt::LeftButton);
    auto expected = someChain();
    expected.pick = Pick::Gumbel;
    compareChain(expected);
    QTest::mouseClick(buttons.front(), Qt::LeftButton);
    compareChain(someChain());
    QCOMPARE(changed_->count(), 2);
}

void ChainPanelTest::saysWhichStageTheMouseIsOn()
{
    std::vector<std::optional<StageKind>> heard;
    connect(panel_.get(), &ChainPanel::stageHovered, this,
            [&heard](std::optional<StageKind> kind) { heard.push_back(kind); });
    for (const auto kind : {StageKind::MinP, StageKind::Dry}) {
        QEnterEvent enter({5, 5}, {5, 5}, {5, 5});
        QCoreApplication::sendEvent(&card(kind), &enter);
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(&card(kind), &leave);
    }
    const std::vector<std::optional<StageKind>> expected = {StageKind::MinP, std::nullopt,
                                                            StageKind::Dry, std::nullopt};
    QVERIFY(heard == expected);
}

void ChainPanelTest::saysWhatIsHeld()
{
    QSignalSpy held(panel_.get(), &ChainPanel::held);
    auto* slider = card(StageKind::Temperature).sliders().front()->slider();
    emit slider->sliderPressed();
    emit slider->sliderReleased();
    QCOMPARE(held.count(), 2);
    QVERIFY(held[0].front().toBool() && !held[1].front().toBool());
}

// So that a slider in it stays in the mouse's hand.
void ChainPanelTest::aCardThatStaysIsKept()
{
    const auto* before = &card(StageKind::MinP);
    panel_->setChain(chainOf("min-p=0.3,top-p=0.5"));
    QCOMPARE(&card(StageKind::MinP), before);
    QCOMPARE(before->sliders().front()->value(), 0.3);
    compareCards();
}

// Another strategy, or undo, takes the card away while somebody types.
void ChainPanelTest::halfTypedNumbersGoWithTheirCard()
{
    auto* slider = card(StageKind::MinP).sliders().front();
    slider->box()->setFocus();
    slider->box()->selectAll();
    QTest::keyClicks(slider->box(), "0.3");
    const auto chain = chainOf("top-k=5");
    panel_->setChain(chain);
    QSignalSpy changed(panel_.get(), &ChainPanel::chainChanged);
    slider->box()->interpretText(); // as the focus does when it leaves
    emit slider->valueChanged(0.3);
    QCOMPARE(changed.count(), 0);
    QVERIFY(panel_->chain() == chain);
}

void ChainPanelTest::theVocabularyIsForNewCardsToo()
{
    panel_->setVocabularySize(100);
    QCOMPARE(card(StageKind::TopK).sliders().front()->box()->maximum(), 100.0);
    panel_->setChain({.stages = {}});
    addByMenu(StageKind::TopK);
    QCOMPARE(card(StageKind::TopK).sliders().front()->box()->maximum(), 100.0);
}

void ChainPanelTest::everyControlHasAName()
{
    for (auto* widget : panel_->findChildren<QWidget*>()) {
        const bool isControl =
            widget->focusPolicy() != Qt::NoFocus && !qobject_cast<QMenu*>(widget);
        if (isControl && !widget->focusProxy())
            QVERIFY2(
                !QAccessible::queryAccessibleInterface(widget)->text(QAccessible::Name).isEmpty(),
                widget->metaObject()->className());
    }
}

LOGITSCOPE_TEST(ChainPanelTest)
#include "tst_chain_panel.moc"
