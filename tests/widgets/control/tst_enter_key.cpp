#include "tests/test_program.h"
#include "widgets/control/enter_key.h"

#include <QDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using namespace logitscope;

class TestEnterKey : public QObject
{
    Q_OBJECT

private slots:

    void init() { qApp->installEventFilter(&key_); }

    void cleanup() { qApp->removeEventFilter(&key_); }

    void pressesTheButton();
    void leavesOtherKeysAlone();
    void isTheDefaultButtonsInADialog();
    void theButtonMayGo();

private:
    EnterKey key_;
};

void TestEnterKey::pressesTheButton()
{
    QWidget window;
    QPushButton push(&window);
    QToolButton tool(&window);
    tool.setCheckable(true);
    window.show();
    QSignalSpy pushed(&push, &QPushButton::clicked);
    QTest::keyClick(&push, Qt::Key_Return);
    QTest::keyClick(&push, Qt::Key_Enter, Qt::KeypadModifier);
    QCOMPARE(pushed.size(), 2);
    QTest::keyClick(&tool, Qt::Key_Return);
    QVERIFY(tool.isChecked());
    push.setEnabled(false);
    QTest::keyClick(&push, Qt::Key_Return);
    QCOMPARE(pushed.size(), 2);
}

void TestEnterKey::leavesOtherKeysAlone()
{
    QWidget window;
    QPushButton push(&window);
    QLineEdit line(&window);
    window.show();
    QSignalSpy pushed(&push, &QPushButton::clicked);
    QTest::keyClick(&push, Qt::Key_Return, Qt::ControlModifier); // generates
    QTest::keyClick(&push, Qt::Key_A);
    QCOMPARE(pushed.size(), 0);
    QSignalSpy entered(&line, &QLineEdit::returnPressed);
    QTest::keyClick(&line, Qt::Key_Return);
    QCOMPARE(entered.size(), 1);
}

void TestEnterKey::isTheDefaultButtonsInADialog()
{
    QDialog dialog;
    auto* layout = new QVBoxLayout(&dialog);
    auto* first = new QPushButton(&dialog);
    auto* tool = new QToolButton(&dialog);
    layout->addWidget(first);
    layout->addWidget(tool);
    first->setDefault(true);
    dialog.show();
    QSignalSpy accepted(first, &QPushButton::clicked);
    QSignalSpy other(tool, &QToolButton::clicked);
    QTest::keyClick(tool, Qt::Key_Return);
    QCOMPARE(accepted.size(), 1);
    QCOMPARE(other.size(), 0);
}

void TestEnterKey::theButtonMayGo()
{
    QWidget window;
    auto* button = new QPushButton(&window);
    connect(button, &QPushButton::pressed, button, [button] { delete button; });
    window.show();
    QTest::keyClick(button, Qt::Key_Return);
    QVERIFY(window.findChildren<QPushButton*>().isEmpty());
}

LOGITSCOPE_TEST(TestEnterKey)
#include "tst_enter_key.moc"
