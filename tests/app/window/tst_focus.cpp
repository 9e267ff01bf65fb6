#include "app/compare/compare_page.h"
#include "app/explore/explore_page.h"
#include "app/models/models_page.h"
#include "app/serve/serve_controls.h"
#include "app/serve/serve_page.h"
#include "tests/test_program.h"
#include "widgets/text/token_text.h"
#include "window_fixture.h"

#include <QAbstractButton>
#include <QImage>
#include <QPushButton>
#include <QTest>

using namespace logitscope;

namespace
{

// The widget with what is around it.
QImage pictureOf(QWidget& window, const QWidget& widget)
{
    constexpr int around = 4;
    const QRect place(widget.mapTo(&window, QPoint()), widget.size());
    return window.grab(place.adjusted(-around, -around, around, around)).toImage();
}

} // namespace

class TestFocus : public QObject
{
    Q_OBJECT

private slots:
    void everyFocusCanBeSeen_data();
    void everyFocusCanBeSeen();
    void enterStartsTheServer();
};

void TestFocus::everyFocusCanBeSeen_data()
{
    QTest::addColumn<int>("page");
    QTest::newRow("Explore") << int(MainWindow::Explore);
    QTest::newRow("Compare") << int(MainWindow::Compare);
    QTest::newRow("Serve") << int(MainWindow::Serve);
    QTest::newRow("Models") << int(MainWindow::Models);
}

// Of whatever Tab reaches.
void TestFocus::everyFocusCanBeSeen()
{
    QFETCH(int, page);
    WindowFixture fixture;
    auto& window = fixture.window();
    window.resize(1280, 800);
    QVERIFY(fixture.openBundledModel());
    QVERIFY(fixture.generate("The sea", 5));
    window.showPage(page);
    if (page == MainWindow::Models)
        QTRY_VERIFY(window.modelsPage()->isKnown());
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QWidget nowhere(&window);
    nowhere.setFocusPolicy(Qt::StrongFocus);
    nowhere.resize(1, 1);
    nowhere.show();
    int seen = 0;
    QStringList unseen;
    for (auto* widget : window.centralWidget()->findChildren<QWidget*>()) {
        const bool reached = widget->isVisible() && widget->isEnabled() &&
                             (widget->focusPolicy() & Qt::TabFocus) && !widget->focusProxy();
        const auto* button = qobject_cast<QAbstractButton*>(widget);
        if (!reached || widget->visibleRegion().isEmpty() || (button && button->group()))
            continue; // what a group has, it marks as its choice
        nowhere.setFocus();
        const auto before = pictureOf(window, *widget);
        widget->setFocus(Qt::TabFocusReason);
        QVERIFY(widget->hasFocus());
        const auto name = QStringLiteral("%1 \"%2\"")
                              .arg(widget->metaObject()->className(), widget->accessibleName());
        if (pictureOf(window, *widget) == before)
            unseen << name;
        ++seen;
    }
    QVERIFY2(unseen.isEmpty(), qPrintable(unseen.join("; ")));
    QVERIFY(seen > 2);
}

void TestFocus::enterStartsTheServer()
{
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    fixture.window().showPage(MainWindow::Serve);
    auto& page = *fixture.window().servePage();
    auto* start = page.controls()->startButton();
    start->setFocus();
    QTest::keyClick(start, Qt::Key_Return);
    QTRY_VERIFY(page.isServing());
}

LOGITSCOPE_TEST(TestFocus)
#include "tst_focus.moc"
