#include "tests/test_program.h"
#include "widgets/control/number_box.h"

#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>

using namespace logitscope;

class NumberBoxTest : public QObject
{
    Q_OBJECT

private slots:
    void showsNoTrailingZeros();
    void takesWhatPeopleType_data();
    void takesWhatPeopleType();
    void aWholeNumberIsRounded_data();
    void aWholeNumberIsRounded();
    void saysTheRange();
    void anUnfinishedNumberIsNoSetting();

private:
    // Types into the box and presses Return.
    static void type(NumberBox& box, const QString& text)
    {
        box.selectAll();
        QTest::keyClicks(&box, text);
        QTest::keyClick(&box, Qt::Key_Return);
    }

    static QString shown(const NumberBox& box) { return box.findChild<QLineEdit*>()->text(); }
};

void NumberBoxTest::showsNoTrailingZeros()
{
    NumberBox box;
    box.setDecimals(4);
    for (const auto& [value, text] :
         {std::pair(0.9, "0.9"), {0.95, "0.95"}, {1.0, "1"}, {0.0001, "0.0001"}}) {
        box.setValue(value);
        QCOMPARE(shown(box), QString(text));
    }
}

void NumberBoxTest::takesWhatPeopleType_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("point") << "0.25" << 0.25 << "0.25";
    QTest::newRow("comma") << "0,25" << 0.25 << "0.25";
    QTest::newRow("off") << "off" << 1.0 << "off";
    QTest::newRow("Off") << "Off" << 1.0 << "off";
    QTest::newRow("the off value") << "1" << 1.0 << "off";
    QTest::newRow("beyond the range") << "99999999" << 1.0 << "off";
    QTest::newRow("letters are refused") << "0x.7y" << 0.7 << "0.7";
    QTest::newRow("zero") << "0" << 0.0 << "0";
}

void NumberBoxTest::takesWhatPeopleType()
{
    QFETCH(QString, typed);
    QFETCH(double, value);
    QFETCH(QString, text);
    NumberBox box;
    box.setRange(0.0, 1.0);
    box.setDecimals(4);
    box.setOffValue(1.0);
    box.setValue(0.5);
    type(box, typed);
    QCOMPARE(box.value(), value);
    QCOMPARE(shown(box), text);
}

void NumberBoxTest::aWholeNumberIsRounded_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("text");
    QTest::newRow("down") << "2.4"
                          << "2";
    QTest::newRow("up") << "3.7"
                        << "4";
    QTest::newRow("half") << "0.5"
                          << "1";
    QTest::newRow("to off") << "0.3"
                            << "off";
}

void NumberBoxTest::aWholeNumberIsRounded()
{
    QFETCH(QString, typed);
    QFETCH(QString, text);
    NumberBox box;
    box.setDecimals(0);
    box.setRange(0.0, 100.0);
    box.setOffValue(0.0);
    box.setValue(50.0);
    type(box, typed);
    QCOMPARE(shown(box), text);
    QCOMPARE(box.value(), text == "off" ? 0.0 : text.toDouble());
}

void NumberBoxTest::saysTheRange()
{
    NumberBox box;
    box.setRange(0.0, 1.0);
    box.show();
    type(box, "0.5");
    QVERIFY(!QToolTip::isVisible());
    type(box, "90");
    QCOMPARE(box.value(), 1.0);
    QTRY_COMPARE(QToolTip::text(), QString("From 0 to 1."));
}

void NumberBoxTest::anUnfinishedNumberIsNoSetting()
{
    NumberBox box;
    box.setValue(7.0);
    QSignalSpy changed(&box, &NumberBox::valueChanged);
    box.selectAll();
    QTest::keyClicks(&box, "42");
    QCOMPARE(changed.count(), 0);
    QTest::keyClick(&box, Qt::Key_Return);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(box.value(), 42.0);
}

LOGITSCOPE_TEST(NumberBoxTest)
#include "tst_number_box.moc"
