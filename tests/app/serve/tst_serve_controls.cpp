#include "app/serve/serve_controls.h"
#include "tests/test_program.h"
#include "widgets/control/segmented_switch.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

using namespace logitscope;

class ServeControlsTest : public QObject
{
    Q_OBJECT

private slots:
    void thisComputerNeedsNoKey();
    void theNetworkGetsAKey();
    void aKeyOfOnesOwnStays();
    void wholeDistributionsOnlyWhenAskedFor();
    void whatCannotChangeRests();

private:
    static void pickNetwork(const ServeControls& controls)
    {
        QTest::mouseClick(controls.accessSwitch()->findChildren<QAbstractButton*>()[1],
                          Qt::LeftButton);
    }
};

void ServeControlsTest::thisComputerNeedsNoKey()
{
    ServeControls controls;
    const auto options = controls.options();
    QCOMPARE(options.host, std::string("127.0.0.1"));
    QCOMPARE(options.port, 8000);
    QCOMPARE(options.apiKey, std::string());
    QVERIFY(!options.noAuth);
    QVERIFY(controls.keyField()->isHidden());
}

void ServeControlsTest::theNetworkGetsAKey()
{
    ServeControls controls;
    pickNetwork(controls);
    QVERIFY(!controls.keyField()->isHidden());
    const auto first = controls.options();
    QCOMPARE(first.host, std::string("0.0.0.0"));
    QVERIFY(first.apiKey.size() >= 16);
    QTest::mouseClick(controls.newKeyButton(), Qt::LeftButton);
    QVERIFY(controls.options().apiKey != first.apiKey);
    controls.setAccess(ServeControls::ThisComputer);
    QCOMPARE(controls.options().apiKey, std::string());
}

void ServeControlsTest::aKeyOfOnesOwnStays()
{
    ServeControls controls;
    controls.keyField()->setText("my own");
    pickNetwork(controls);
    QCOMPARE(controls.options().apiKey, std::string("my own"));
}

void ServeControlsTest::wholeDistributionsOnlyWhenAskedFor()
{
    ServeControls controls;
    auto* box = controls.allLogprobsBox();
    QVERIFY(!controls.options().allLogprobs);
    QVERIFY(!box->toolTip().isEmpty());
    QTest::mouseClick(box, Qt::LeftButton, Qt::NoModifier, QPoint(8, box->height() / 2));
    QVERIFY(controls.options().allLogprobs);
    controls.setState(ServeControls::State::Serving, false);
    QVERIFY(!box->isEnabled());
}

void ServeControlsTest::whatCannotChangeRests()
{
    ServeControls controls;
    pickNetwork(controls);
    controls.setState(ServeControls::State::Serving, true);
    QVERIFY(!controls.accessSwitch()->isEnabled());
    QVERIFY(!controls.portBox()->isEnabled());
    QVERIFY(!controls.newKeyButton()->isEnabled());
    QVERIFY(controls.keyField()->isReadOnly()); // it can still be copied
    QVERIFY(controls.keyField()->isEnabled());
    QVERIFY(controls.startButton()->isHidden());
    QVERIFY(controls.stopButton()->isEnabled());
    QVERIFY(controls.clearButton()->isEnabled());
    controls.setState(ServeControls::State::Stopping, false);
    QVERIFY(!controls.stopButton()->isEnabled());
    QVERIFY(controls.startButton()->isHidden());
    controls.setState(ServeControls::State::Idle, false);
    QVERIFY(controls.portBox()->isEnabled());
    QVERIFY(!controls.startButton()->isHidden());
    QVERIFY(controls.stopButton()->isHidden());
    QVERIFY(!controls.clearButton()->isEnabled());
}

LOGITSCOPE_TEST(ServeControlsTest)
#include "tst_serve_controls.moc"
