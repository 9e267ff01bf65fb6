// The list under a hand at the keyboard and the mouse.
#include "app/models/another_model.h"
#include "app/models/model_details.h"
#include "app/models/model_facts.h"
#include "app/models/model_row.h"
#include "app/models/model_rows.h"
#include "app/models/model_search.h"
#include "app/models/models_page.h"
#include "models_page_fixture.h"
#include "tests/test_program.h"

#include <QLineEdit>
#include <QProgressBar>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace logitscope;
using namespace logitscope::fixtures;

class ModelRowsTest : public QObject, ModelsPageFixture
{
    Q_OBJECT

private slots:

    void init() { QVERIFY(open()); }

    void cleanup() { close(); }

    void theListEndsWithItsLastRow();
    void tabGoesThroughTheRows();
    void arrowsPick();
    void returnOpens();
    void theKeyboardStaysAtTheDownload();
    void theKeyboardOutlivesARow();
    void aNameIsReadOnce();
    void largeTypeKeepsTheWords();
    void theSelectedRowStaysInView();
};

// There is nothing below it to scroll to, however long the sentences of the rows are.
void ModelRowsTest::theListEndsWithItsLastRow()
{
    auto* list = page_->rows();
    page_->resize(1200, 1000);
    QTRY_COMPARE(list->verticalScrollBar()->maximum(), 0);
    for (const char* name : {"someone/one", "someone/two"}) {
        page_->another()->field()->setText(name);
        QTest::keyClick(page_->another()->field(), Qt::Key_Return);
        hub_->fail(name + std::string(": ") + std::string(400, 'x') + " can't be reached");
        QTRY_VERIFY(row(QString("hub:") + name)->state().endsWith("can't be reached"));
    }
    page_->resize(900, 400);
    auto* bar = list->verticalScrollBar();
    QTRY_VERIFY(bar->maximum() > 0);
    bar->setValue(bar->maximum());
    const auto* last = list->rows().back();
    const int end = last->mapTo(list->viewport(), QPoint(0, last->height())).y();
    QVERIFY2(std::abs(list->viewport()->height() - end) < 20, qPrintable(QString::number(end)));
}

void ModelRowsTest::tabGoesThroughTheRows()
{
    page_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(page_.get()));
    page_->search()->field()->setFocus();
    QStringList order;
    do {
        QTest::keyClick(page_->focusWidget(), Qt::Key_Tab);
        order << page_->focusWidget()->accessibleName();
    } while (page_->focusWidget() != page_->another()->field() && order.size() < 30);
    QVERIFY2(order[1].startsWith("starter, "), qPrintable(order.join("; ")));
    const auto first = order.indexOf("Download DistilGPT-2");
    QVERIFY(first > 1);
    QCOMPARE(order.mid(first + 1, 3),
             QStringList({"Download GPT-2 Medium", "Download GPT-2 Large", "Download GPT-2 XL"}));
    QCOMPARE(order.indexOf(page_->another()->field()->accessibleName()), first + 4);
}

void ModelRowsTest::arrowsPick()
{
    page_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(page_.get()));
    pick(key(*downloaded_));
    row(key(*downloaded_))->setFocus();
    QTest::keyClick(row(key(*downloaded_)), Qt::Key_Down);
    QCOMPARE(page_->rows()->selectedKey(), key(*cached_));
    QVERIFY(row(key(*cached_))->hasFocus());
    QCOMPARE(page_->details()->facts()->fact("Licence"), QString("apache-2.0"));
    QTest::keyClick(row(key(*cached_)), Qt::Key_Up);
    QCOMPARE(page_->rows()->selectedKey(), key(*downloaded_));
    QTest::keyClick(row(key(*downloaded_)), Qt::Key_End);
    QCOMPARE(page_->rows()->selectedKey(), QString("hub:gpt2-xl"));
    QTest::keyClick(row("hub:gpt2-xl"), Qt::Key_Down);
    QCOMPARE(page_->rows()->selectedKey(), QString("hub:gpt2-xl"));
    QTest::keyClick(row("hub:gpt2-xl"), Qt::Key_Home);
    QCOMPARE(page_->rows()->selectedKey(), QString(LOGITSCOPE_STARTER_MODEL));
}

void ModelRowsTest::returnOpens()
{
    QSignalSpy opened(page_.get(), &ModelsPage::openRequested);
    QTest::keyClick(row("hub:gpt2-xl"), Qt::Key_Return); // it isn't here
    QCOMPARE(opened.count(), 0);
    page_->search()->field()->setFocus();
    QTest::keyClicks(page_->search()->field(), "owner");
    QTest::keyClick(page_->search()->field(), Qt::Key_Return);
    QCOMPARE(page_->focusWidget(), row(key(*cached_)));
    QTest::keyClick(row(key(*cached_)), Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened[0][0].toString(), key(*cached_));
}

// Whoever presses Space twice pauses and resumes, and cancels nothing.
void ModelRowsTest::theKeyboardStaysAtTheDownload()
{
    page_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(page_.get()));
    auto* xl = row("hub:gpt2-xl");
    xl->startButton()->setFocus();
    QTest::keyClick(xl->startButton(), Qt::Key_Space);
    QTRY_VERIFY(xl->pauseButton()->isVisible());
    QCOMPARE(page_->focusWidget(), xl->pauseButton());
    QTest::keyClick(xl->pauseButton(), Qt::Key_Space);
    QTRY_VERIFY(xl->startButton()->isVisible());
    QCOMPARE(page_->focusWidget(), xl->startButton());
    xl->cancelButton()->setFocus();
    QTest::keyClick(xl->cancelButton(), Qt::Key_Space);
    QTRY_VERIFY(!xl->cancelButton()->isVisible());
    QCOMPARE(page_->focusWidget(), xl);
}

void ModelRowsTest::theKeyboardOutlivesARow()
{
    page_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(page_.get()));
    page_->another()->field()->setText("someone/small");
    QTest::keyClick(page_->another()->field(), Qt::Key_Return);
    auto* small = row("hub:someone/small");
    QVERIFY(small);
    QTRY_VERIFY(small->cancelButton()->isVisible());
    small->cancelButton()->setFocus();
    QTest::keyClick(small->cancelButton(), Qt::Key_Space);
    QTRY_VERIFY(!row("hub:someone/small"));
    QCOMPARE(page_->focusWidget(), row(page_->rows()->selectedKey()));
}

// The bar says how far a download is; a name that changed with it would be read all the time.
void ModelRowsTest::aNameIsReadOnce()
{
    auto* xl = row("hub:gpt2-xl");
    auto* bar = xl->findChild<QProgressBar*>();
    click(xl->startButton());
    hub_->arrive(1'000'000'000, 6'431'000'000);
    QTRY_VERIFY(xl->state().startsWith("1.00 GB"));
    const auto name = xl->accessibleName();
    QCOMPARE(name, QString("GPT-2 XL, 1.56B parameters · 6.43 GB, is being downloaded"));
    QCOMPARE(bar->accessibleName(), QString("Download of GPT-2 XL"));
    hub_->arrive(2'000'000'000, 6'431'000'000);
    QTRY_VERIFY(xl->state().startsWith("2.00 GB"));
    QCOMPARE(xl->accessibleName(), name);

    hub_->fail("gpt2-xl: its checksum is wrong");
    QTRY_VERIFY(xl->accessibleName().endsWith("checksum is wrong"));
    QVERIFY(!bar->isVisible()); // what has arrived may be deleted
}

void ModelRowsTest::largeTypeKeepsTheWords()
{
    auto* xl = row("hub:gpt2-xl");
    click(xl->startButton());
    QTRY_VERIFY(xl->cancelButton()->isVisible());
    const auto* words = xl->findChild<QProgressBar*>(); // as wide as they are
    QTRY_VERIFY(words->geometry().right() < xl->pauseButton()->x());
    auto font = page_->font();
    font.setPointSizeF(3.0 * font.pointSizeF());
    page_->setFont(font);
    QTRY_VERIFY(words->geometry().bottom() < xl->pauseButton()->y());
    QVERIFY(words->width() > xl->width() * 3 / 4);
}

// In a room's larger type, and in a narrower window.
void ModelRowsTest::theSelectedRowStaysInView()
{
    const auto isInView = [this] {
        const auto* one = row("hub:gpt2-xl");
        const auto* view = page_->rows()->viewport();
        return view->rect().contains(QRect(one->mapTo(view, QPoint()), one->size()));
    };
    page_->resize(1200, 800);
    page_->rows()->select("hub:gpt2-xl");
    page_->rows()->scrollToSelected();
    QTRY_VERIFY(isInView());
    const auto* bar = page_->rows()->verticalScrollBar();
    const int before = bar->maximum();
    auto font = page_->font();
    font.setPointSizeF(1.6 * font.pointSizeF());
    page_->setFont(font);
    QTRY_VERIFY(bar->maximum() > before + 50);
    QTRY_VERIFY(isInView());
    page_->resize(1000, 500);
    QTRY_COMPARE(page_->width(), 1000);
    QTRY_VERIFY(isInView());
}

LOGITSCOPE_TEST(ModelRowsTest)
#include "tst_model_rows.moc"
