#include "app/compare/compare_page.h"
#include "app/explore/explore_page.h"
#include "app/serve/serve_page.h"
#include "app/window/parts_overlay.h"
#include "app/window/shortcut_sheet.h"
#include "tests/test_program.h"
#include "window_fixture.h"

#include <QAction>
#include <QLabel>
#include <QLayout>
#include <QMenuBar>
#include <QPointer>
#include <QRegularExpression>
#include <QScrollArea>
#include <QSet>
#include <QTest>

using namespace logitscope;

class TestHelp : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void everyKeyIsOnTheSheet();
    void everyPartIsOutlined_data();
    void everyPartIsOutlined();
    void theListHidesHardlyANumber();
    void theListIsWhole();
    void whereItHasNoRoomOnePartComesAfterTheOther();
    void aPressOnTheExplanationGoesOn();
    void goesByEscAndByClick();
    void goesWithThePage();

private:
    QAction* action(const QKeySequence& keys);
    PartsOverlay* overlay();

    std::unique_ptr<WindowFixture> fixture_;
};

void TestHelp::init()
{
    fixture_ = std::make_unique<WindowFixture>();
    fixture_->window().resize(1280, 800);
    QVERIFY(fixture_->openBundledModel());
}

void TestHelp::cleanup()
{
    fixture_.reset();
}

QAction* TestHelp::action(const QKeySequence& keys)
{
    for (auto* each : fixture_->window().actions())
        if (each->shortcut() == keys)
            return each;
    return nullptr;
}

PartsOverlay* TestHelp::overlay()
{
    return fixture_->window().findChild<PartsOverlay*>();
}

void TestHelp::everyKeyIsOnTheSheet()
{
    action(QKeySequence("F1"))->trigger();
    auto* sheet = fixture_->window().findChild<ShortcutSheet*>();
    QVERIFY(sheet);
    QStringList lines;
    for (const auto* label : sheet->findChildren<QLabel*>())
        lines << label->text();
    int keys = 0;
    for (const auto* each : fixture_->window().findChildren<QAction*>()) {
        for (const auto& sequence : each->shortcuts()) {
            const auto text = sequence.toString(QKeySequence::NativeText);
            QVERIFY2(lines.filter(text).size() > 0, qPrintable(text));
            ++keys;
        }
    }
    QVERIFY(keys > 15);
    QVERIFY(lines.contains("Generate"));
    QVERIFY(lines.contains("Space")); // of the menu, and of the text
    QVERIFY(lines.filter("&").isEmpty());
}

void TestHelp::everyPartIsOutlined_data()
{
    QTest::addColumn<int>("page");
    QTest::addColumn<QStringList>("names");
    QTest::newRow("Explore") << int(MainWindow::Explore)
                             << QStringList{"Prompt",     "Run",        "Sampler",
                                            "Text",       "Candidates", "Random number u",
                                            "Statistics", "Shades"};
    QTest::newRow("Compare") << int(MainWindow::Compare)
                             << QStringList{"Prompt", "Run", "Strategies", "Flag", "Shades"};
    QTest::newRow("Serve") << int(MainWindow::Serve) << QStringList{"Server", "Requests", "Status"};
    QTest::newRow("Models") << int(MainWindow::Models)
                            << QStringList{"Search", "Models", "Download another", "Status"};
    QTest::newRow("Learn") << int(MainWindow::Learn)
                           << QStringList{"Packs", "Lessons", "Lesson", "Start", "Handout"};
}

void TestHelp::everyPartIsOutlined()
{
    QFETCH(int, page);
    QFETCH(QStringList, names);
    fixture_->window().showPage(page);
    action(QKeySequence("Shift+F1"))->trigger();
    QVERIFY(overlay());
    QSet<QString> outlined;
    for (const auto& part : overlay()->shown()) {
        QVERIFY(overlay()->rect().contains(part.place));
        if (!part.place.isEmpty())
            outlined << part.name;
    }
    for (const auto& name : names)
        QVERIFY2(outlined.contains(name), qPrintable(name));
    QStringList lines;
    for (const auto* label : overlay()->findChildren<QLabel*>())
        lines << label->text();
    for (const auto& part : overlay()->shown())
        QCOMPARE(lines.filter("<b>" + part.name + ".</b>").size(), 1);
}

void TestHelp::theListHidesHardlyANumber()
{
    action(QKeySequence("Shift+F1"))->trigger();
    QVERIFY(overlay()->rect().contains(overlay()->listPlace()));
    int hidden = 0;
    for (const auto& part : overlay()->shown())
        if (!part.place.isEmpty() && overlay()->listPlace().contains(part.place.topLeft()))
            ++hidden;
    QVERIFY(hidden <= 1); // where the list is as wide as the text between the columns
}

void TestHelp::theListIsWhole()
{
    for (const int page : {MainWindow::Explore, MainWindow::Compare, MainWindow::Serve,
                           MainWindow::Models, MainWindow::Learn}) {
        fixture_->window().showPage(page);
        action(QKeySequence("Shift+F1"))->trigger();
        QVERIFY(!overlay()->current());
        const auto* list = overlay()->findChild<QScrollArea*>();
        QTRY_VERIFY(list->widget()->height() <= list->viewport()->height());
        QVERIFY(list->widget()->layout()->heightForWidth(list->viewport()->width()) <=
                list->viewport()->height());
        action(QKeySequence("Esc"))->trigger();
        QTRY_VERIFY(!overlay());
    }
}

void TestHelp::whereItHasNoRoomOnePartComesAfterTheOther()
{
    QVERIFY(fixture_->present({1024, 768}));
    action(QKeySequence("Shift+F1"))->trigger();
    const auto count = static_cast<int>(overlay()->shown().size());
    QVERIFY(count > 8);
    for (int i = 0; i < count; ++i) {
        QCOMPARE(overlay()->current(), std::optional(static_cast<std::size_t>(i)));
        const auto& part = overlay()->shown()[static_cast<std::size_t>(i)];
        QStringList lines;
        for (const auto* label :
             overlay()->findChild<QScrollArea*>()->widget()->findChildren<QLabel*>())
            lines << label->text();
        QCOMPARE(lines.filter(QRegularExpression("^<b>.*\\.</b>")).size(), 1);
        QCOMPARE(lines.filter("<b>" + part.name + ".</b>").size(), 1);
        const auto hidden = part.place & overlay()->listPlace();
        QVERIFY2(hidden.width() * hidden.height() < part.place.width() * part.place.height() / 5,
                 qPrintable(part.name));
        if (i % 2 == 0)
            QTest::keyClick(overlay(), Qt::Key_Right);
        else
            QTest::mouseClick(overlay(), Qt::LeftButton, {}, QPoint(3, 3));
        if (i == 1) { // back, and on again
            QTest::keyClick(overlay(), Qt::Key_Left);
            QCOMPARE(overlay()->current(), std::optional(std::size_t(1)));
            QTest::keyClick(overlay(), Qt::Key_Right);
        }
    }
    QTRY_VERIFY(!overlay());
}

// With the right button, too: Qt sends what is under the mouse another event after the press.
void TestHelp::aPressOnTheExplanationGoesOn()
{
    auto& window = fixture_->window();
    QVERIFY(fixture_->present({1024, 768}));
    action(QKeySequence("Shift+F1"))->trigger();
    const QPointer<QWidget> explanation = overlay()->findChild<QScrollArea*>()->widget();
    const QPoint place = explanation->mapTo(&window, explanation->rect().center());
    bool wasThere = false;

    class AfterThePress : public QObject
    {
    public:
        AfterThePress(const QPointer<QWidget>& widget, bool& isThere)
            : widget_(widget)
            , isThere_(isThere)
        {
        }

        bool eventFilter(QObject* watched, QEvent* event) override
        {
            if (event->type() == QEvent::ContextMenu && watched->isWidgetType())
                isThere_ = isThere_ || !widget_.isNull();
            return false;
        }

    private:
        QPointer<QWidget> widget_;
        bool& isThere_;
    } after(explanation, wasThere);

    qApp->installEventFilter(&after);
    QTest::mouseClick(window.windowHandle(), Qt::RightButton, {}, place);
    QCOMPARE(overlay()->current(), std::optional(std::size_t(1)));
    QVERIFY(wasThere);
    QTRY_VERIFY(!explanation);
}

void TestHelp::goesByEscAndByClick()
{
    auto* show = action(QKeySequence("Shift+F1"));
    show->trigger();
    action(QKeySequence("Esc"))->trigger();
    QTRY_VERIFY(!overlay());
    show->trigger();
    QTest::mouseClick(overlay(), Qt::LeftButton, {}, QPoint(3, 3));
    QTRY_VERIFY(!overlay());
    show->trigger();
    show->trigger(); // the second time it goes
    QTRY_VERIFY(!overlay());
}

void TestHelp::goesWithThePage()
{
    action(QKeySequence("Shift+F1"))->trigger();
    QVERIFY(overlay());
    fixture_->window().showPage(MainWindow::Compare);
    QTRY_VERIFY(!overlay());
}

LOGITSCOPE_TEST(TestHelp)
#include "tst_help.moc"
