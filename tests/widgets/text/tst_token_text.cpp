#include "tests/test_program.h"
#include "tests/widgets/text/token_nodes.h"
#include "widgets/text/token_text.h"
#include "widgets/theme.h"

#include <QDrag>
#include <QScrollBar>
#include <QTimer>
#include <QToolTip>
#include <QtTest>

#include <cmath>
#include <memory>
#include <vector>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

std::unique_ptr<TokenText> makeText(QSize size = {500, 300})
{
    auto view = std::make_unique<TokenText>();
    view->resize(size);
    view->show();
    return view;
}

void click(TokenText& view, const QPoint& point)
{
    QTest::mouseClick(view.viewport(), Qt::LeftButton, Qt::NoModifier, point);
}

} // namespace

class TestTokenText : public QObject
{
    Q_OBJECT

private slots:

    void init() { QApplication::setPalette(paletteOf(lightTheme())); }

    void clickSelects()
    {
        const auto view = makeText();
        view->setPrompt("Once upon");
        view->appendTokens(words(60));
        view->verticalScrollBar()->setValue(0);
        QSignalSpy selected(view.get(), &TokenText::tokenSelected);
        for (const int step : {0, 7, 38, 39, 40}) {
            click(*view, view->tokenRectangles(step).last().center());
            QCOMPARE(selected.size(), 1);
            QCOMPARE(selected.takeFirst().first().toInt(), step);
            QCOMPARE(view->selected(), step);
        }
        click(*view, view->cursorRect(QTextCursor(view->document())).center() +
                         QPoint(3, 0)); // the prompt
        click(*view, {2, 2});           // the margin
        QCOMPARE(selected.size(), 0);
        QCOMPARE(view->selected(), 40);
    }

    void endMarkIsPickedToo()
    {
        const auto view = makeText();
        view->appendTokens(makeNodes({" end."}));
        view->appendEndMark(makeNode("<|endoftext|>", 0.1));
        QSignalSpy selected(view.get(), &TokenText::tokenSelected);
        click(*view, view->tokenRectangles(1).first().center());
        QCOMPARE(selected, QList<QVariantList>{{1}});
    }

    void clickIsNotADrag()
    {
        const auto view = makeText();
        view->appendTokens(words(20));
        QSignalSpy selected(view.get(), &TokenText::tokenSelected);
        const QPoint from = view->tokenRectangles(1).first().center();
        const QPoint to = view->tokenRectangles(4).first().center();
        QTest::mousePress(view->viewport(), Qt::LeftButton, Qt::NoModifier, from);
        QTest::mouseMove(view->viewport(), to);
        QTest::mouseRelease(view->viewport(), Qt::LeftButton, Qt::NoModifier, to);
        QCOMPARE(selected.size(), 0);
        QVERIFY(view->textCursor().hasSelection());
    }

    // A drag would wait in an event loop of its own, in which the view may be deleted.
    void selectedTextIsNotDragged()
    {
        auto view = makeText();
        view->appendTokens(words(20));
        view->selectAll();
        const auto everything = view->textCursor().selectedText();
        QTest::mousePress(view->viewport(), Qt::RightButton, Qt::NoModifier,
                          view->tokenRectangles(1).first().center());
        QCOMPARE(view->textCursor().selectedText(), everything); // for the menu's Copy
        QTest::mouseRelease(view->viewport(), Qt::RightButton);
        const QPoint from = view->tokenRectangles(1).first().center();
        const QPoint to = view->tokenRectangles(4).first().center();
        bool waited = false;
        QTimer::singleShot(0, view.get(), [&] {
            waited = true;
            QDrag::cancel();
        });
        QTest::mousePress(view->viewport(), Qt::LeftButton, Qt::NoModifier, from);
        QMouseEvent move(QEvent::MouseMove, to, view->viewport()->mapToGlobal(to), Qt::NoButton,
                         Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(view->viewport(), &move);
        QVERIFY(!waited);
        QTest::mouseRelease(view->viewport(), Qt::LeftButton, Qt::NoModifier, to);
        const auto cursor = view->textCursor(); // a new selection, from where it was pressed
        QVERIFY(cursor.hasSelection());
        QVERIFY(cursor.selectedText().size() < view->toPlainText().size() / 2);
    }

    void setSelectedIsSilent()
    {
        const auto view = makeText();
        view->appendTokens(words(3));
        QSignalSpy selected(view.get(), &TokenText::tokenSelected);
        view->setSelected(2);
        QCOMPARE(view->selected(), 2);
        view->setSelected(3); // there is none
        QVERIFY(!view->selected());
        QCOMPARE(selected.size(), 0);
    }

    void arrowKeysMoveByToken()
    {
        const auto view = makeText();
        view->appendTokens(makeNodes({"one", " two", "\xF0\x9F", "\x98\x80", " five"}));
        QSignalSpy selected(view.get(), &TokenText::tokenSelected);
        QSignalSpy passed(view.get(), &TokenText::endRequested);
        QSignalSpy requested(view.get(), &TokenText::nextTokenRequested);
        const auto press = [&](Qt::Key key) {
            QTest::keyClick(view.get(), key);
            return view->selected().value_or(-1);
        };
        QCOMPARE(press(Qt::Key_Right), 0); // nothing was selected
        QCOMPARE(press(Qt::Key_Right), 1);
        QCOMPARE(press(Qt::Key_Right), 2); // a token without a character of its own is a token
        QCOMPARE(press(Qt::Key_Right), 3);
        QCOMPARE(press(Qt::Key_Left), 2);
        QCOMPARE(press(Qt::Key_End), 4);
        QCOMPARE(passed.size(), 0);
        QCOMPARE(press(Qt::Key_Right), 4);
        QCOMPARE(passed.size(), 1);
        view->setEndSelected(true);
        QVERIFY(!view->selected());
        QCOMPARE(requested.size(), 0);
        QCOMPARE(press(Qt::Key_Right), -1);
        QCOMPARE(requested.size(), 1);
        QCOMPARE(press(Qt::Key_Left), 4);
        QVERIFY(!view->isEndSelected());
        QCOMPARE(press(Qt::Key_Home), 0);
        QCOMPARE(press(Qt::Key_Left), 0);
        QCOMPARE(selected.last().first().toInt(), 0);
    }

    void arrowKeysMoveByLine()
    {
        const auto view = makeText({400, 1000});
        view->setPrompt("Prompt\n");
        view->appendTokens(words(90));
        const auto lineOf = [&](int step) { return view->tokenRectangles(step).first().center(); };
        view->setSelected(2);
        const QPoint start = lineOf(2);
        QTest::keyClick(view.get(), Qt::Key_Up); // the prompt's line has no token
        QCOMPARE(view->selected(), 2);
        QPoint last = start;
        for (int i = 0; i < 3; ++i) {
            QTest::keyClick(view.get(), Qt::Key_Down);
            const QPoint now = lineOf(*view->selected());
            QVERIFY(now.y() > last.y());
            QVERIFY(std::abs(now.x() - start.x()) < 60);
            last = now;
        }
        for (int i = 0; i < 3; ++i)
            QTest::keyClick(view.get(), Qt::Key_Up);
        QCOMPARE(view->selected(), 2); // the aim is kept
    }

    // A token marked from elsewhere is where the next moves start.
    void aimIsForgottenWhenAnotherTokenIsMarked()
    {
        const auto view = makeText({400, 1000});
        view->appendTokens(makeNodes({"wwwwwwwwww", "w", "\n", "ww", "\n", "wwwww", "wwwwwwwww"}));
        const auto down = [&] {
            QTest::keyClick(view.get(), Qt::Key_Down);
            return view->selected().value_or(-1);
        };
        view->setSelected(1);
        QCOMPARE(down(), 4); // the end of the short line is nearest
        QCOMPARE(down(), 6);
        view->setSelected(1);
        QCOMPARE(down(), 4);
        view->setSelected(0);
        view->setSelected(4);
        QCOMPARE(down(), 5); // right below the short line's end
    }

    void arrowKeysStopAtTheLastLine()
    {
        const auto view = makeText();
        view->appendTokens(makeNodes({"one", "\n", "two", "\n"}));
        view->setSelected(0);
        QTest::keyClick(view.get(), Qt::Key_Down);
        QCOMPARE(view->selected(), 2);
        QTest::keyClick(view.get(), Qt::Key_Down); // below is an empty line, nobody's
        QCOMPARE(view->selected(), 2);
        QTest::keyClick(view.get(), Qt::Key_Up);
        QTest::keyClick(view.get(), Qt::Key_Up);
        QCOMPARE(view->selected(), 0);
    }

    void spaceAsksForTheNextToken()
    {
        const auto view = makeText();
        QSignalSpy requested(view.get(), &TokenText::nextTokenRequested);
        QTest::keyClick(view.get(), Qt::Key_Space); // before the first one too
        view->appendTokens(words(3));
        view->setSelected(0);
        QTest::keyClick(view.get(), Qt::Key_Space);
        QCOMPARE(requested.size(), 2);
        QCOMPARE(view->selected(), 0);
    }

    void pickingAnOlderTokenStopsFollowing()
    {
        const auto view = makeText();
        view->appendTokens(words(400));
        QVERIFY(view->isFollowing());
        QTest::keyClick(view.get(), Qt::Key_End);
        QVERIFY(view->isFollowing());
        QTest::keyClick(view.get(), Qt::Key_Left); // in view, nothing scrolls
        QVERIFY(!view->isFollowing());
        const int reading = view->verticalScrollBar()->value();
        view->appendTokens(words(100));
        QCOMPARE(view->verticalScrollBar()->value(), reading);
        QTest::keyClick(view.get(), Qt::Key_End);
        QVERIFY(view->isFollowing());
    }

    void keysWithoutTokensDoNothing()
    {
        const auto view = makeText();
        QSignalSpy selected(view.get(), &TokenText::tokenSelected);
        for (const Qt::Key key :
             {Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down, Qt::Key_Home, Qt::Key_End})
            QTest::keyClick(view.get(), key);
        view->setPrompt("Only a prompt");
        for (const Qt::Key key :
             {Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down, Qt::Key_Home, Qt::Key_End})
            QTest::keyClick(view.get(), key);
        QCOMPARE(selected.size(), 0);
    }

    void tipNamesTheNumbers()
    {
        const auto view = makeText();
        Step step = makeStep(" <b>", 0.25);
        step.token = 4242;
        step.rank = 2;
        step.samplingProbability = 0.5;
        view->appendTokens(nodesOf({step}));
        const QPoint at = view->tokenRectangles(0).first().center();
        QHelpEvent help(QEvent::ToolTip, at, view->viewport()->mapToGlobal(at));
        QApplication::sendEvent(view->viewport(), &help);
        const QString tip = QToolTip::text();
        for (const char* part : {"␣&lt;b&gt;", "4242", ">3<", "25.0%", "50.0%", "2.00 bits"})
            QVERIFY2(tip.contains(QString::fromUtf8(part)), qPrintable(tip));
    }
};

LOGITSCOPE_TEST(TestTokenText)
#include "tst_token_text.moc"
