#include "widgets/compact_lines.h"
#include "widgets/document_text.h"
#include "widgets/theme.h"
#include "widgets/token_spans.h"
#include "widgets/token_text.h"

#include <QClipboard>
#include <QScrollBar>
#include <QShortcut>
#include <QTextBlock>
#include <QToolTip>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

using namespace logitscope;
using namespace std::string_literals;

namespace
{

Step makeStep(const std::string& bytes, double probability = 0.5)
{
    Step step;
    step.token = static_cast<TokenId>(bytes.size());
    step.bytes = bytes;
    step.rawProbability = probability;
    step.finalProbability = probability;
    return step;
}

std::vector<Step> makeSteps(const std::vector<std::string>& tokens)
{
    std::vector<Step> steps;
    for (const std::string& token : tokens)
        steps.push_back(makeStep(token));
    return steps;
}

std::vector<Step> words(int count)
{
    std::vector<Step> steps;
    for (int i = 0; i < count; ++i)
        steps.push_back(makeStep(i % 40 == 39 ? "\n" : " word" + std::to_string(i)));
    return steps;
}

std::unique_ptr<TokenText> makeView(QSize size = {500, 300})
{
    auto view = std::make_unique<TokenText>();
    view->resize(size);
    view->show();
    return view;
}

QString textOf(const TokenText& view, int step)
{
    const TextSpan span = view.span(step);
    return view.plainText().mid(span.begin, span.end - span.begin);
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

    // A small view

    void compactViewCutsNoLine_data()
    {
        QTest::addColumn<int>("height");
        for (int height = 50; height < 150; height += 7)
            QTest::addRow("%d", height) << height;
    }

    void compactViewCutsNoLine()
    {
        QFETCH(int, height);
        TokenText view;
        view.setFrameShape(QFrame::NoFrame);
        view.setCompact(true);
        view.resize(300, height);
        view.show();
        view.appendSteps(words(39)); // without a line break, which has no height of its own
        QCoreApplication::processEvents();
        for (const int value : {0, view.verticalScrollBar()->maximum()}) {
            view.verticalScrollBar()->setValue(value);
            for (int step = 0; step < view.stepCount(); ++step)
                for (const QRect& line : view.tokenRectangles(step))
                    QVERIFY(view.viewport()->rect().contains(line) ||
                            !view.viewport()->rect().intersects(line));
        }
    }

    void compactViewScrollsOnlyWhatIsNotInView()
    {
        for (const int lines : {1, 3, 5}) {
            TokenText view;
            view.setFrameShape(QFrame::NoFrame);
            view.setCompact(true);
            view.resize(300, compactHeight(view.font(), 3));
            view.show();
            view.setPrompt(QStringList(lines, "a line").join('\n'));
            QCoreApplication::processEvents();
            QCOMPARE(view.verticalScrollBar()->maximum() > 0, lines > 3);
        }
    }

    // Spans

    void spansLieEndToEnd()
    {
        TokenSpans spans(3);
        QCOMPARE(spans.append("ab"), "ab");
        QCOMPARE(spans.append(""), "");
        QCOMPARE(spans.append("\xF0\x9F"), "");
        QCOMPARE(spans.append("\x98\x80!"), QString::fromUtf8("😀!"));
        QCOMPARE(spans[0], (TextSpan{3, 5}));
        QCOMPARE(spans[1], (TextSpan{5, 5}));
        QCOMPARE(spans[2], (TextSpan{5, 5}));
        QCOMPARE(spans[3], (TextSpan{5, 8})); // two units of the emoji, and one
        QVERIFY(!spans.tokenAt(2));
        QCOMPARE(spans.tokenAt(3), 0);
        QCOMPARE(spans.tokenAt(4), 0);
        QCOMPARE(spans.tokenAt(5), 3);
        QCOMPARE(spans.tokenAt(7), 3);
        QVERIFY(!spans.tokenAt(8));
    }

    void unfinishedCharacterBelongsToLastToken()
    {
        TokenSpans spans;
        spans.append("a");
        spans.append("\xE2\x82");
        QCOMPARE(spans.finish(), QString(QChar(0xFFFD)));
        QCOMPARE(spans[1], (TextSpan{1, 2}));
        QCOMPARE(spans.finish(), QString());
    }

    void markEndsUnfinishedCharacter()
    {
        TokenSpans spans;
        spans.append("\xE2\x82");
        QCOMPARE(spans.appendMark(4), QString(QChar(0xFFFD)));
        QCOMPARE(spans[0], (TextSpan{0, 1}));
        QCOMPARE(spans[1], (TextSpan{1, 5}));
    }

    // Every unit that Qt could join, drop or take for structure keeps its position.
    void documentKeepsPositions()
    {
        QString text;
        for (int unit = 0; unit <= 0xFFFF; ++unit)
            if (!QChar::isSurrogate(static_cast<char32_t>(unit)))
                text += QChar(static_cast<char16_t>(unit));
        text += "\r\n\r\r\n\n";
        QTextDocument document;
        QTextCursor(&document).insertText(documentText(text));
        QCOMPARE(document.characterCount(), text.size() + 1);
        for (const qsizetype position : {text.indexOf('A'), text.indexOf(QChar(0x1000)),
                                         text.indexOf(QChar(0xFDCF)), text.indexOf(QChar(0xFFFD))})
            QCOMPARE(document.characterAt(static_cast<int>(position)), text.at(position));
        QCOMPARE(document.blockCount(), 1 + static_cast<int>(text.count('\n')));
    }

    void spansMatchTheText_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<QByteArrayList>("tokens");
        QTest::newRow("words") << "Once" << QByteArrayList{" upon", " a", " time"};
        QTest::newRow("no prompt") << "" << QByteArrayList{"Once", " upon"};
        QTest::newRow("emoji in pieces")
            << "😀 " << QByteArrayList{"\xF0", "\x9F", "\x98", "\x80", " ok"};
        QTest::newRow("CJK in pieces") << "" << QByteArrayList{"\xE6\x97", "\xA5\xE6\x9C", "\xAC"};
        QTest::newRow("right to left")
            << "שלום " << QByteArrayList{"ש", "לו", "ם", " abc ", "مرحبا"};
        QTest::newRow("line breaks")
            << "a\r\nb" << QByteArrayList{"\n", "\n\n", "\r", "\n", "\r\n", "c"};
        QTest::newRow("controls") << "\t"
                                  << QByteArrayList{QByteArray("\0", 1), "\x1B[0m", "\x7F", "\f\v"};
        QTest::newRow("separators")
            << "" << QByteArrayList{"\xE2\x80\xA8", "\xE2\x80\xA9", "\xEF\xB7\x90", "\xEF\xBF\xBC"};
        QTest::newRow("bytes that are no text")
            << "" << QByteArrayList{"\xFF", "\xC3", "(", "\x80\x80"};
    }

    void spansMatchTheText()
    {
        QFETCH(QString, prompt);
        QFETCH(QByteArrayList, tokens);
        const auto view = makeView();
        view->setPrompt(prompt);
        std::vector<Step> steps;
        for (const QByteArray& token : tokens)
            steps.push_back(makeStep(token.toStdString()));
        for (const Step& step : steps)
            view->appendSteps({&step, 1});
        view->finish();

        const QString whole = prompt + QString::fromUtf8(tokens.join());
        QCOMPARE(view->plainText(), whole);
        QCOMPARE(view->document()->characterCount(), whole.size() + 1);
        QString joined;
        int end = static_cast<int>(prompt.size());
        for (int step = 0; step < view->stepCount(); ++step) {
            QCOMPARE(view->span(step).begin, end);
            end = view->span(step).end;
            joined += textOf(*view, step);
        }
        QCOMPARE(joined, QString::fromUtf8(tokens.join()));
    }

    void unfinishedCharacterShowsNothing()
    {
        const auto view = makeView();
        view->appendSteps(makeSteps({"a", "\xE2\x82"}));
        QCOMPARE(view->plainText(), "a");
        QVERIFY(view->span(1).isEmpty());
        view->appendSteps(makeSteps({"\xAC"}));
        QCOMPARE(view->plainText(), QString::fromUtf8("a€"));
        QCOMPARE(textOf(*view, 2), QString::fromUtf8("€"));
    }

    void endMarkIsNotText()
    {
        const auto view = makeView();
        view->setPrompt("P");
        view->appendSteps(makeSteps({" end."}));
        view->appendEndMark(makeStep("<|endoftext|>", 0.1));
        QCOMPARE(view->stepCount(), 2);
        QCOMPARE(view->plainText(), "P end.");
        QVERIFY(!view->span(1).isEmpty());
        QVERIFY(!view->toPlainText().contains("<|"));
        QVERIFY(view->toPlainText().contains("end of text")); // what a screen reader reads

        QSignalSpy selected(view.get(), &TokenText::tokenSelected);
        click(*view, view->tokenRectangles(1).first().center());
        QCOMPARE(selected, QList<QVariantList>{{1}});

        view->selectAll();
        view->copy();
        QCOMPARE(QApplication::clipboard()->text(), "P end.");
    }

    void newPromptStartsOver()
    {
        const auto view = makeView();
        view->setPrompt("One");
        view->appendSteps(makeSteps({" two", "\xE2"}));
        view->setSelected(0);
        view->setPrompt("Three");
        QCOMPARE(view->plainText(), "Three");
        QCOMPARE(view->stepCount(), 0);
        QVERIFY(!view->selected());
        view->appendSteps(makeSteps({" four"}));
        QCOMPARE(view->plainText(), "Three four");
        view->clear();
        QCOMPARE(view->plainText(), "");
    }

    // Colours

    void tokensAreShaded_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

    void tokensAreShaded()
    {
        QFETCH(bool, dark);
        const auto view = makeView();
        view->setPrompt("Prompt");
        const std::vector<double> probabilities{1.0, 0.3, 0.01, 0.001, 1e-5};
        for (const double probability : probabilities) {
            const Step step = makeStep("    ", probability);
            view->appendSteps({&step, 1});
        }
        const Theme& theme = dark ? darkTheme() : lightTheme();
        view->setPalette(paletteOf(theme)); // the text that is there follows
        const QImage image = view->viewport()->grab().toImage();
        for (int step = 0; step < view->stepCount(); ++step)
            QCOMPARE(image.pixelColor(view->tokenRectangles(step).first().center()),
                     theme.shade(probabilities[static_cast<std::size_t>(step)]));
        QCOMPARE(image.pixelColor(1, 1), theme.surface);
    }

    void promptIsMuted()
    {
        const auto view = makeView();
        view->setPrompt("Prompt");
        view->appendSteps(makeSteps({" continued"}));
        const auto colourAt = [&view](int position) {
            QTextCursor cursor(view->document());
            cursor.setPosition(position +
                               1); // a cursor's format is that of the character before it
            return cursor.charFormat().foreground();
        };
        QCOMPARE(colourAt(0).color(), lightTheme().mutedText);
        QCOMPARE(colourAt(5).color(), lightTheme().mutedText);
        QCOMPARE(colourAt(6).style(), Qt::NoBrush); // the palette's own text colour
        view->setPalette(paletteOf(darkTheme()));
        QCOMPARE(colourAt(0).color(), darkTheme().mutedText);
        QCOMPARE(colourAt(6).style(), Qt::NoBrush);
    }

    void selectionIsFramed()
    {
        const auto view = makeView();
        view->appendSteps(makeSteps({"mmmm", "mmmm"}));
        const QRect token = view->tokenRectangles(0).first();
        const QImage before = view->viewport()->grab().toImage();
        view->setSelected(0);
        const QImage after = view->viewport()->grab().toImage();
        const auto accents = [](const QImage& image) {
            int count = 0;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    count += image.pixelColor(x, y) == lightTheme().accent;
            return count;
        };
        QCOMPARE(accents(before), 0);
        QVERIFY(accents(after) > token.width()); // the foot alone is as long
    }

    // Selecting

    void clickSelects()
    {
        const auto view = makeView();
        view->setPrompt("Once upon");
        view->appendSteps(words(60));
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

    void everyTokenIsFoundWhereItIsDrawn()
    {
        const auto view = makeView({300, 2000});
        view->setPrompt(QString::fromUtf8("שלום a\n"));
        view->appendSteps(
            makeSteps({"One", " two", "\n", "\n\n", "three", "    ", "\t", "😀", " ש", "ל", "\n",
                       "averyverylongwordthatdoesnotfitonasinglelineofthisview", "!", "\r"}));
        view->appendSteps(words(100));
        for (int step = 0; step < view->stepCount(); ++step)
            for (const QRect& rectangle : view->tokenRectangles(step))
                QCOMPARE(view->tokenAt(rectangle.center()), step);
    }

    void clickIsNotADrag()
    {
        const auto view = makeView();
        view->appendSteps(words(20));
        QSignalSpy selected(view.get(), &TokenText::tokenSelected);
        const QPoint from = view->tokenRectangles(1).first().center();
        const QPoint to = view->tokenRectangles(4).first().center();
        QTest::mousePress(view->viewport(), Qt::LeftButton, Qt::NoModifier, from);
        QTest::mouseMove(view->viewport(), to);
        QTest::mouseRelease(view->viewport(), Qt::LeftButton, Qt::NoModifier, to);
        QCOMPARE(selected.size(), 0);
        QVERIFY(view->textCursor().hasSelection());
    }

    void setSelectedIsSilent()
    {
        const auto view = makeView();
        view->appendSteps(words(3));
        QSignalSpy selected(view.get(), &TokenText::tokenSelected);
        view->setSelected(2);
        QCOMPARE(view->selected(), 2);
        view->setSelected(3); // there is none
        QVERIFY(!view->selected());
        QCOMPARE(selected.size(), 0);
    }

    void arrowKeysMoveByToken()
    {
        const auto view = makeView();
        view->appendSteps(makeSteps({"one", " two", "\xF0\x9F", "\x98\x80", " five"}));
        QSignalSpy selected(view.get(), &TokenText::tokenSelected);
        QSignalSpy passed(view.get(), &TokenText::nextTokenRequested);
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
        QCOMPARE(press(Qt::Key_Home), 0);
        QCOMPARE(press(Qt::Key_Left), 0);
        QCOMPARE(selected.last().first().toInt(), 0);
    }

    void arrowKeysMoveByLine()
    {
        const auto view = makeView({400, 1000});
        view->setPrompt("Prompt\n");
        view->appendSteps(words(90));
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

    void arrowKeysStopAtTheLastLine()
    {
        const auto view = makeView();
        view->appendSteps(makeSteps({"one", "\n", "two", "\n"}));
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
        const auto view = makeView();
        QSignalSpy requested(view.get(), &TokenText::nextTokenRequested);
        QTest::keyClick(view.get(), Qt::Key_Space); // before the first one too
        view->appendSteps(words(3));
        view->setSelected(0);
        QTest::keyClick(view.get(), Qt::Key_Space);
        QCOMPARE(requested.size(), 2);
        QCOMPARE(view->selected(), 0);
    }

    void pickingAnOlderTokenStopsFollowing()
    {
        const auto view = makeView();
        view->appendSteps(words(400));
        QVERIFY(view->isFollowing());
        QTest::keyClick(view.get(), Qt::Key_End);
        QVERIFY(view->isFollowing());
        QTest::keyClick(view.get(), Qt::Key_Left); // in view, nothing scrolls
        QVERIFY(!view->isFollowing());
        const int reading = view->verticalScrollBar()->value();
        view->appendSteps(words(100));
        QCOMPARE(view->verticalScrollBar()->value(), reading);
        QTest::keyClick(view.get(), Qt::Key_End);
        QVERIFY(view->isFollowing());
    }

    void keysWithoutTokensDoNothing()
    {
        const auto view = makeView();
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

    // Streaming

    void newestTextStaysInView()
    {
        const auto view = makeView({400, 200});
        const std::vector<Step> steps = words(300);
        for (const Step& step : steps)
            view->appendSteps({&step, 1});
        QVERIFY(view->isFollowing());
        QVERIFY(view->viewport()->rect().contains(view->tokenRectangles(299).last()));

        view->verticalScrollBar()->setValue(50); // as a reader does
        QVERIFY(!view->isFollowing());
        view->appendSteps(words(50));
        view->setSelected(349);
        QCOMPARE(view->verticalScrollBar()->value(), 50);

        view->verticalScrollBar()->setValue(view->verticalScrollBar()->maximum());
        QVERIFY(view->isFollowing());
        view->appendSteps(words(50));
        QVERIFY(view->viewport()->rect().contains(view->tokenRectangles(399).last()));

        view->resize(300, 150);
        QVERIFY(view->viewport()->rect().contains(view->tokenRectangles(399).last()));
    }

    // A cell of a comparison that is opened may have text before it is on the screen.
    void textThatWasNeverShownHasPlaces()
    {
        TokenText view;
        view.appendSteps(words(3));
        view.appendSteps(words(60));
        view.appendEndMark(makeStep("<|endoftext|>"));
        view.finish();
        view.setDeparture(2);
        view.setSelected(40);
        view.scrollToSelected();
        QCOMPARE(view.selected(), 40);
        view.resize(500, 2000);
        view.show();
        const QRect whole = view.viewport()->rect();
        for (int step = 0; step < view.stepCount(); ++step)
            QVERIFY(whole.contains(view.tokenRectangles(step).first()));
        QVERIFY(view.tokenRectangles(0).first().width() > 10);
    }

    void selectedIsBroughtIntoView()
    {
        const auto view = makeView({400, 200});
        view->appendSteps(words(300));
        for (const int step : {0, 150, 299, 20}) {
            view->setSelected(step);
            view->scrollToSelected();
            QVERIFY(view->viewport()->rect().contains(view->tokenRectangles(step).first()));
        }
        QVERIFY(!view->isFollowing());
    }

    void selectedTextDoesNotGrow()
    {
        const auto view = makeView();
        view->setPrompt("Once");
        view->appendSteps(makeSteps({" upon"}));
        view->selectAll();
        view->appendSteps(makeSteps({" a", " time"}));
        QCOMPARE(view->textCursor().selectedText(), "Once upon");
    }

    // White space

    void whitespaceIsOnlyPaint()
    {
        const auto view = makeView();
        view->setPrompt("A prompt\t");
        view->appendSteps(makeSteps({" a", "\n", "b  ", "\tc"}));
        const QString text = view->toPlainText();
        const QList<QRect> where = view->tokenRectangles(3);
        const QImage hidden = view->viewport()->grab().toImage();
        view->setWhitespaceVisible(true);
        QVERIFY(view->viewport()->grab().toImage() != hidden);
        QCOMPARE(view->toPlainText(), text);
        QCOMPARE(view->tokenRectangles(3), where);
        view->setWhitespaceVisible(false);
        QCOMPARE(view->viewport()->grab().toImage(), hidden);
    }

    // Copying

    void copyIsTheTextAsItWas()
    {
        const QString text = QString::fromUtf8("a\u00a0b\u2028c\r\n\td\u2029😀");
        const auto view = makeView();
        view->setPrompt(text);
        view->appendSteps(makeSteps({text.toStdString()}));
        view->setFocus();
        view->setWhitespaceVisible(true);
        view->selectAll();
        QTest::keySequence(view.get(), QKeySequence::Copy);
        QCOMPARE(QApplication::clipboard()->text(), text + text);
    }

    // Looks

    void tipNamesTheNumbers()
    {
        const auto view = makeView();
        Step step = makeStep(" <b>", 0.25);
        step.token = 4242;
        step.rank = 2;
        step.finalProbability = 0.5;
        view->appendSteps({&step, 1});
        const QPoint at = view->tokenRectangles(0).first().center();
        QHelpEvent help(QEvent::ToolTip, at, view->viewport()->mapToGlobal(at));
        QApplication::sendEvent(view->viewport(), &help);
        const QString tip = QToolTip::text();
        for (const char* part : {"␣&lt;b&gt;", "4242", ">3<", "25.0%", "50.0%", "2.00 bits"})
            QVERIFY2(tip.contains(QString::fromUtf8(part)), qPrintable(tip));
    }

    void readingSizeFollowsTheFont()
    {
        const auto view = makeView();
        view->appendSteps(words(3));
        const int before = view->tokenRectangles(1).first().height();
        QFont font = view->font();
        font.setPointSizeF(font.pointSizeF() * 2.0);
        view->setFont(font);
        QVERIFY(view->document()->defaultFont().pointSizeF() > font.pointSizeF());
        QVERIFY(view->tokenRectangles(1).first().height() > before * 3 / 2);
    }

    void controlWheelIsTheWindows()
    {
        const auto view = makeView();
        view->appendSteps(words(3));
        const QFont before = view->document()->defaultFont();
        QWheelEvent wheel(QPointF(50, 50), view->mapToGlobal(QPointF(50, 50)), {}, {0, 120},
                          Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(view->viewport(), &wheel);
        QVERIFY(!wheel.isAccepted());
        QCOMPARE(view->document()->defaultFont(), before);
    }
};

QTEST_MAIN(TestTokenText)
#include "tst_token_text.moc"
