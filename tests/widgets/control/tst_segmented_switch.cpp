#include "tests/test_program.h"
#include "widgets/control/segmented_switch.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QSignalSpy>
#include <QTest>

using namespace logitscope;

class SegmentedSwitchTest : public QObject
{
    Q_OBJECT

private slots:
    void theFirstChoiceIsTaken();
    void aClickPicks();
    void settingSaysNothing();
    void aScreenReaderPicks();
    void whatIsNoChoiceChangesNothing();
    void everyChoiceExplainsItself();
    void aMarkIsSeenAndSaid();
    void itsTextsHaveRoom();

private:
    SegmentedSwitch switch_{{{7, "seven", "Takes seven."}, {9, "nine", "Takes nine."}}};
};

void SegmentedSwitchTest::theFirstChoiceIsTaken()
{
    QCOMPARE(SegmentedSwitch({{3, "three", ""}, {4, "four", ""}}).value(), 3);
}

void SegmentedSwitchTest::aClickPicks()
{
    QSignalSpy picked(&switch_, &SegmentedSwitch::picked);
    const auto buttons = switch_.findChildren<QAbstractButton*>();
    QTest::mouseClick(buttons[1], Qt::LeftButton);
    QCOMPARE(switch_.value(), 9);
    QCOMPARE(picked.count(), 1);
    QCOMPARE(picked.front().front().toInt(), 9);
    QVERIFY(!buttons[0]->isChecked());
}

void SegmentedSwitchTest::settingSaysNothing()
{
    QSignalSpy picked(&switch_, &SegmentedSwitch::picked);
    switch_.setValue(7);
    QCOMPARE(switch_.value(), 7);
    QCOMPARE(picked.count(), 0);
}

// By the action that its interface offers.
void SegmentedSwitchTest::aScreenReaderPicks()
{
    QSignalSpy picked(&switch_, &SegmentedSwitch::picked);
    switch_.setValue(7);
    auto* nine =
        QAccessible::queryAccessibleInterface(switch_.findChildren<QAbstractButton*>().back());
    QCOMPARE(nine->role(), QAccessible::RadioButton);
    nine->actionInterface()->doAction(nine->actionInterface()->actionNames().front());
    QCOMPARE(switch_.value(), 9);
    QCOMPARE(picked.size(), 1);
    QCOMPARE(picked.front().front().toInt(), 9);
}

void SegmentedSwitchTest::whatIsNoChoiceChangesNothing()
{
    switch_.setValue(9);
    switch_.setValue(1000);
    QCOMPARE(switch_.value(), 9);
}

void SegmentedSwitchTest::everyChoiceExplainsItself()
{
    for (const auto* button : switch_.findChildren<QAbstractButton*>()) {
        QVERIFY(!button->toolTip().isEmpty());
        QCOMPARE(button->accessibleName(), button->toolTip());
    }
}

void SegmentedSwitchTest::aMarkIsSeenAndSaid()
{
    auto* button = switch_.findChildren<QAbstractButton*>()[1];
    button->resize(button->sizeHint());
    const auto plain = button->grab().toImage();
    switch_.setMark(9, "Something goes on.");
    QVERIFY(button->grab().toImage() != plain);
    QCOMPARE(button->accessibleDescription(), QString("Something goes on."));
    QVERIFY(button->toolTip().contains("Something goes on."));
    switch_.setMark(9, {});
    QVERIFY(button->grab().toImage() == plain);
    QCOMPARE(button->toolTip(), button->accessibleName());
}

void SegmentedSwitchTest::itsTextsHaveRoom()
{
    SegmentedSwitch narrow({{1, "×1", "Once."}, {2, "three words here", "Often."}});
    narrow.resize(1, 20);
    narrow.show();
    narrow.setText(1, "only once");
    narrow.resize(narrow.minimumSizeHint());
    QCoreApplication::processEvents();
    for (const auto* button : narrow.findChildren<QAbstractButton*>())
        QVERIFY(button->width() > button->fontMetrics().horizontalAdvance(button->text()));
}

LOGITSCOPE_TEST(SegmentedSwitchTest)
#include "tst_segmented_switch.moc"
