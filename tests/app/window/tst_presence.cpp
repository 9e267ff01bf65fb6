// What a teacher has in front of a room: the spotlight and the black screen.
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/window/black_out.h"
#include "app/window/spotlight.h"
#include "tests/test_program.h"
#include "widgets/control/prompt_field.h"
#include "widgets/text/token_text.h"
#include "window_fixture.h"

#include <QAction>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>
#include <QWindow>

using namespace logitscope;

class PresenceTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void theSpotlightFollowsThePointer();
    void clicksGoThroughTheSpotlight();
    void escEndsTheSpotlightFirst();
    void theSpotlightCoversAWindowThatGrows();
    void theScreenGoesBlackWhilePresenting_data();
    void theScreenGoesBlackWhilePresenting();
    void aFieldTakesTheLetter();
    void aKeyBringsThePictureBackAndDoesNothingElse();
    void aHeldKeyDoesNot();
    void aClickBringsThePictureBack();

private:
    QAction* action(const QKeySequence& keys);

    BlackOut* blackOut() { return fixture_->window().findChild<BlackOut*>(); }

    void present(); // with the keyboard in the text

    std::unique_ptr<WindowFixture> fixture_;
};

void PresenceTest::init()
{
    fixture_ = std::make_unique<WindowFixture>();
    fixture_->window().resize(1280, 800);
    QVERIFY(fixture_->openBundledModel());
}

void PresenceTest::cleanup()
{
    fixture_.reset();
}

QAction* PresenceTest::action(const QKeySequence& keys)
{
    for (auto* each : fixture_->window().actions())
        if (each->shortcuts().contains(keys))
            return each;
    return nullptr;
}

void PresenceTest::present()
{
    auto& window = fixture_->window();
    window.setPresenting(true);
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    fixture_->page().text()->setFocus();
    QTRY_VERIFY(fixture_->page().text()->hasFocus());
}

// The same picture in the circle, a darker one around it.
void PresenceTest::theSpotlightFollowsThePointer()
{
    auto& window = fixture_->window();
    const auto* light = window.findChild<Spotlight*>();
    QTest::mouseMove(window.windowHandle(), {5, 5});
    const auto before = window.grab().toImage();
    action(QKeySequence("Ctrl+Shift+L"))->trigger();
    QVERIFY(light->isVisible());
    for (const QPoint pointer : {QPoint(300, 300), QPoint(500, 500)}) {
        QTest::mouseMove(window.windowHandle(), pointer);
        QCOMPARE(light->circle().center(), QPointF(pointer));
        QCOMPARE(light->circle().height(), 0.4 * window.height());
        const auto lit = window.grab().toImage();
        QCOMPARE(lit.pixel(pointer), before.pixel(pointer));
        const QPoint outside = pointer + QPoint(window.height() * 21 / 100, 0);
        QVERIFY(qGray(lit.pixel(outside)) < qGray(before.pixel(outside)) / 2);
    }
    action(QKeySequence("Ctrl+Shift+L"))->trigger();
    QVERIFY(!light->isVisible());
    const QPoint shaded(10, window.height() / 2);
    QCOMPARE(window.grab().toImage().pixel(shaded), before.pixel(shaded));
}

void PresenceTest::clicksGoThroughTheSpotlight()
{
    auto& window = fixture_->window();
    auto* button = fixture_->controls().stepButton();
    action(QKeySequence("Ctrl+Shift+L"))->trigger();
    const auto place = button->mapTo(&window, button->rect().center());
    QCOMPARE(window.childAt(place), static_cast<QWidget*>(button));
    QSignalSpy finished(&fixture_->page(), &ExplorePage::runFinished);
    QTest::mouseClick(window.windowHandle(), Qt::LeftButton, {}, place);
    QTRY_COMPARE(finished.size(), 1);
}

void PresenceTest::escEndsTheSpotlightFirst()
{
    auto& window = fixture_->window();
    window.setPresenting(true);
    action(QKeySequence("Ctrl+Shift+L"))->trigger();
    action(QKeySequence("Esc"))->trigger();
    QVERIFY(!window.findChild<Spotlight*>()->isVisible());
    QVERIFY(!action(QKeySequence("Ctrl+Shift+L"))->isChecked());
    QVERIFY(window.isFullScreen());
    action(QKeySequence("Esc"))->trigger();
    QVERIFY(!window.isFullScreen());
}

void PresenceTest::theSpotlightCoversAWindowThatGrows()
{
    auto& window = fixture_->window();
    const auto* light = window.findChild<Spotlight*>();
    action(QKeySequence("Ctrl+Shift+L"))->trigger();
    window.resize(1400, 900);
    QTRY_COMPARE(light->geometry(), window.rect());
}

void PresenceTest::theScreenGoesBlackWhilePresenting_data()
{
    QTest::addColumn<Qt::Key>("key");
    QTest::newRow("B") << Qt::Key_B;
    QTest::newRow("a remote control's") << Qt::Key_Period;
}

void PresenceTest::theScreenGoesBlackWhilePresenting()
{
    QFETCH(Qt::Key, key);
    auto& window = fixture_->window();
    fixture_->page().text()->setFocus();
    QTest::keyClick(&window, key);
    QVERIFY(!blackOut());
    present();
    QTest::keyClick(&window, key);
    QVERIFY(blackOut());
    QCOMPARE(blackOut()->geometry(), window.screen()->geometry());
    const auto black = blackOut()->grab().toImage();
    for (const QPoint place : {QPoint(0, 0), blackOut()->rect().center(), QPoint(50, 200)})
        QCOMPARE(black.pixelColor(place), QColor(Qt::black));
    QTest::keyClick(blackOut(), Qt::Key_Escape);
    QTRY_VERIFY(!blackOut());
    QVERIFY(window.isFullScreen());
    window.setPresenting(false);
    QTest::keyClick(&window, key);
    QVERIFY(!blackOut());
}

void PresenceTest::aFieldTakesTheLetter()
{
    present();
    auto* prompt = fixture_->controls().prompt();
    prompt->setPlainText("A");
    prompt->setFocus();
    prompt->moveCursor(QTextCursor::End);
    QTest::keyClick(prompt, Qt::Key_B);
    QTest::keyClick(prompt, Qt::Key_Period);
    QVERIFY(!blackOut());
    QCOMPARE(prompt->toPlainText(), "Ab.");
    QTest::keyClick(prompt, Qt::Key_B, Qt::ControlModifier);
    QVERIFY(blackOut());
}

// Space would take a step.
void PresenceTest::aKeyBringsThePictureBackAndDoesNothingElse()
{
    for (const auto key : {Qt::Key_Space, Qt::Key_F5, Qt::Key_Escape, Qt::Key_B}) {
        present();
        QTest::keyClick(&fixture_->window(), Qt::Key_B);
        QVERIFY(blackOut());
        QTest::keyClick(blackOut(), Qt::Key_Shift);
        QVERIFY(blackOut());
        QTest::keyClick(blackOut(), key);
        QTRY_VERIFY(!blackOut());
        QVERIFY(fixture_->window().isFullScreen());
        QVERIFY(!fixture_->page().isRunning());
        QCOMPARE(fixture_->page().text()->stepCount(), 0);
    }
}

void PresenceTest::aHeldKeyDoesNot()
{
    present();
    QTest::keyClick(&fixture_->window(), Qt::Key_B);
    QKeyEvent held(QEvent::KeyPress, Qt::Key_B, {}, "b", true);
    QCoreApplication::sendEvent(blackOut(), &held);
    QVERIFY(blackOut() && blackOut()->isVisible());
}

void PresenceTest::aClickBringsThePictureBack()
{
    present();
    QTest::keyClick(&fixture_->window(), Qt::Key_B);
    QTest::mouseClick(blackOut(), Qt::LeftButton, {}, QPoint(100, 100));
    QTRY_VERIFY(!blackOut());
    QTRY_VERIFY(fixture_->page().text()->hasFocus());
}

LOGITSCOPE_TEST(PresenceTest)
#include "tst_presence.moc"
