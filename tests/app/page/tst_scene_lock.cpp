// Whatever a page does with a widget meanwhile, it stays as the scene says, and is then as the page
// wanted it.
#include "app/page/scene_lock.h"
#include "tests/test_program.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

using namespace logitscope;

class SceneLockTest : public QObject
{
    Q_OBJECT

private slots:
    void staysHidden();
    void staysLocked();
    void aTextCanBeRead();
    void saysWhyInEveryTooltip();
};

void SceneLockTest::staysHidden()
{
    QWidget page;
    auto* shown = new QPushButton("shown", &page);
    auto* hidden = new QPushButton("hidden", &page);
    hidden->hide();
    page.show();
    SceneLock lock;
    lock.hide(shown);
    lock.hide(hidden);
    QVERIFY(shown->isHidden());
    hidden->show();
    QVERIFY(hidden->isHidden());
    page.hide();
    hidden->setVisible(true); // its page isn't there either
    page.show();
    QVERIFY(hidden->isHidden());
    lock.release();
    QVERIFY(shown->isVisible());
    QVERIFY(hidden->isVisible());
    hidden->hide();
    QVERIFY(hidden->isHidden());
    hidden->show();
    QVERIFY(hidden->isVisible()); // nobody holds it any more
}

void SceneLockTest::staysLocked()
{
    QWidget page;
    auto* free = new QPushButton("free", &page);
    auto* off = new QPushButton("off", &page);
    off->setEnabled(false);
    SceneLock lock;
    lock.lock(free);
    lock.lock(off);
    QVERIFY(!free->isEnabled());
    free->setEnabled(true);
    QVERIFY(!free->isEnabled());
    off->setEnabled(true);
    QVERIFY(!off->isEnabled());
    page.setEnabled(false); // of the page's own doing
    page.setEnabled(true);
    QVERIFY(!free->isEnabled());
    lock.release();
    QVERIFY(free->isEnabled());
    QVERIFY(off->isEnabled());
}

void SceneLockTest::aTextCanBeRead()
{
    QPlainTextEdit field;
    field.setPlainText("text");
    SceneLock lock;
    lock.lock(&field);
    QVERIFY(field.isEnabled());
    QTest::keyClicks(&field, "more");
    QCOMPARE(field.toPlainText(), "text");
    lock.release();
    QTest::keyClicks(&field, "more");
    QVERIFY(field.toPlainText() != "text");
}

void SceneLockTest::saysWhyInEveryTooltip()
{
    QWidget box;
    box.setToolTip("A box.");
    auto* field = new QLineEdit(&box);
    field->setToolTip("A field.");
    auto* quiet = new QPushButton(&box);
    SceneLock lock;
    lock.lock(&box);
    QCOMPARE(box.toolTip(), "Locked by the lesson.");
    QCOMPARE(field->toolTip(), "Locked by the lesson.");
    QVERIFY(quiet->toolTip().isEmpty()); // the box's is shown there
    delete quiet;                        // what is gone needs nothing
    lock.release();
    QCOMPARE(box.toolTip(), "A box.");
    QCOMPARE(field->toolTip(), "A field.");
}

LOGITSCOPE_TEST(SceneLockTest)
#include "tst_scene_lock.moc"
