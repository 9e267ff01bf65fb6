// What a room reads: no text in presenter mode is smaller than a fortieth of the screen's height,
// on any page, in any of its states.
#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/compare/step_comparison.h"
#include "app/compare/strategy_cell.h"
#include "app/compare/strategy_grid.h"
#include "app/explore/explore_page.h"
#include "app/explore/prediction_panel.h"
#include "app/explore/step_panel.h"
#include "app/learn/learn_page.h"
#include "app/models/models_page.h"
#include "app/serve/serve_page.h"
#include "tests/recording_page.h"
#include "tests/test_program.h"
#include "widgets/chart/cutoff_chart.h"
#include "widgets/chart/draws_view.h"
#include "widgets/control/length_box.h"
#include "window_fixture.h"

#include <QAbstractScrollArea>
#include <QFontInfo>
#include <QMenuBar>
#include <QPainter>
#include <QScreen>
#include <QSignalSpy>
#include <QTest>
#include <QTextDocument>
#include <QTextEdit>

using namespace logitscope;

namespace
{

// The texts that are too small on a screen of this height, with their sizes.
QStringList tooSmall(MainWindow& window, int height)
{
    QStringList small;
    const auto check = [&](double size, const QString& text) {
        const auto line = QStringLiteral("%1 px: %2").arg(size).arg(text);
        if (size < height / 40.0 - 0.5 && !small.contains(line)) // fonts have whole pixels
            small << line;
    };
    RecordingPage page(window.size(), window.logicalDpiY());
    QPainter painter(&page);
    window.render(&painter);
    painter.end();
    const auto texts = page.take();
    if (texts.size() < 5)
        small << QStringLiteral("only %1 texts").arg(texts.size());
    for (const auto& text : texts)
        check(text.pixelSize, text.text);
    // What is painted from a picture that was made before.
    for (const auto* edit : window.findChildren<QTextEdit*>())
        if (edit->isVisible())
            check(QFontInfo(edit->document()->defaultFont()).pixelSize(), edit->accessibleName());
    const auto isViewport = [](const QWidget* widget) { // its owner's font is what it draws with
        const auto* owner = qobject_cast<const QAbstractScrollArea*>(widget->parentWidget());
        return owner && owner->viewport() == widget;
    };
    for (const auto* widget : window.centralWidget()->findChildren<QWidget*>())
        if (widget->isVisible() && !isViewport(widget) && !widget->inherits("QScrollBar"))
            check(QFontInfo(widget->font()).pixelSize(),
                  QStringLiteral("%1 %2").arg(widget->metaObject()->className(),
                                              widget->accessibleName()));
    return small;
}

} // namespace

class PresentedTypeTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void explore_data() { screens(); }

    void explore();

    void compare_data() { screens(); }

    void compare();

    void otherPages_data() { screens(); }

    void otherPages();

    void lessons_data() { screens(); }

    void lessons();

private:
    static void screens();

    std::unique_ptr<WindowFixture> fixture_;
};

void PresentedTypeTest::init()
{
    fixture_ = std::make_unique<WindowFixture>();
    QVERIFY(fixture_->openBundledModel());
}

void PresentedTypeTest::cleanup()
{
    fixture_.reset();
}

void PresentedTypeTest::screens()
{
    QTest::addColumn<QSize>("screen");
    QTest::newRow("XGA") << QSize(1024, 768);
    QTest::newRow("full HD") << QSize(1920, 1080);
}

// Once all has its place: what only now appears is laid out with the next events.
#define VERIFY_TYPE()                                                                              \
    do {                                                                                           \
        QCoreApplication::processEvents();                                                         \
        QStringList small;                                                                         \
        QTRY_VERIFY2((small = tooSmall(fixture_->window(), screen.height())).isEmpty(),            \
                     qPrintable(small.join("; ")));                                                \
    } while (false)

void PresentedTypeTest::explore()
{
    QFETCH(QSize, screen);
    QVERIFY(fixture_->present(screen));
    VERIFY_TYPE(); // nothing generated
    QVERIFY(fixture_->generate("The", 30));
    auto& page = fixture_->page();
    for (const auto view : {StepPanel::View::Ledger, StepPanel::View::TwoChains,
                            StepPanel::View::Draws, StepPanel::View::Numbers}) {
        page.stepPanel()->setView(view);
        VERIFY_TYPE();
    }
    page.continueDifferently();
    QTRY_VERIFY(!page.isRunning());
    VERIFY_TYPE();
    page.ask({}, 5);
    page.predictions()->takeChat("Ann: the 50%\nBob: a 20%");
    VERIFY_TYPE();
    page.reveal();
    VERIFY_TYPE();
    page.sample();
    VERIFY_TYPE();
    page.endRound();
    page.play();
    VERIFY_TYPE();
}

void PresentedTypeTest::compare()
{
    QFETCH(QSize, screen);
    auto& window = fixture_->window();
    window.showPage(MainWindow::Compare);
    QVERIFY(fixture_->present(screen));
    VERIFY_TYPE();
    auto& page = *window.comparePage();
    page.controls()->tokens()->setValue(20);
    QSignalSpy finished(&page, &ComparePage::runFinished);
    page.generate();
    QVERIFY(finished.wait(60'000));
    VERIFY_TYPE();
    emit page.grid()->cells().front()->tokenSelected(0, 3);
    QTRY_VERIFY(page.stepComparison()->findChild<CutoffChart*>()->matrix());
    VERIFY_TYPE();
}

void PresentedTypeTest::otherPages()
{
    QFETCH(QSize, screen);
    auto& window = fixture_->window();
    QVERIFY(fixture_->present(screen));
    window.showPage(MainWindow::Serve);
    VERIFY_TYPE();
    window.showPage(MainWindow::Models);
    QTRY_VERIFY(window.modelsPage()->isKnown());
    VERIFY_TYPE();
    window.showPage(MainWindow::Learn);
    VERIFY_TYPE();
}

void PresentedTypeTest::lessons()
{
    QFETCH(QSize, screen);
    auto& window = fixture_->window();
    QVERIFY(fixture_->present(screen));
    const auto file = QStringLiteral(LOGITSCOPE_LESSONS "/temperature.md");
    QVERIFY(window.openLesson(file, false));
    QTRY_VERIFY(window.isInLesson());
    VERIFY_TYPE();
}

LOGITSCOPE_TEST(PresentedTypeTest)
#include "tst_presented_type.moc"
