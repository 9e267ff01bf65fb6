#include "tests/test_program.h"
#include "widgets/control/window_keys.h"

#include <QAction>
#include <QDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using namespace logitscope;

class TestWindowKeys : public QObject
{
    Q_OBJECT

private slots:

    void init() { qApp->installEventFilter(&key_); }

    void cleanup() { qApp->removeEventFilter(&key_); }

    void pressesTheButton();
    void leavesOtherKeysAlone();
    void isTheDefaultButtonsInADialog();
    void theButtonMayGo();
    void aFieldLeavesTheWindowItsKey();

private:
    WindowKeys key_;
};

void TestWindowKeys::pressesTheButton()
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

void TestWindowKeys::leavesOtherKeysAlone()
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

void TestWindowKeys::isTheDefaultButtonsInADialog()
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

void TestWindowKeys::theButtonMayGo()
{
    QWidget window;
    auto* button = new QPushButton(&window);
    connect(button, &QPushButton::pressed, button, [button] { delete button; });
    window.show();
    QTest::keyClick(button, Qt::Key_Return);
    QVERIFY(window.findChildren<QPushButton*>().isEmpty());
}

void TestWindowKeys::aFieldLeavesTheWindowItsKey()
{
    QWidget window;
    QLineEdit line("text", &window);
    QAction action(&window);
    action.setShortcut(QKeySequence("Ctrl+E"));
    window.addAction(&action);
    window.show();
    line.setFocus();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QSignalSpy triggered(&action, &QAction::triggered);
    QTest::keyClick(&line, Qt::Key_E, Qt::ControlModifier);
    QCOMPARE(triggered.size(), 1);
    line.setCursorPosition(2);
    QTest::keyClick(&line, Qt::Key_Backspace); // other keys are the field's
    QCOMPARE(line.text(), QString("txt"));
}

LOGITSCOPE_TEST(TestWindowKeys)
#include "tst_window_keys.moc"
