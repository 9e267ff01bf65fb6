#include "tests/test_program.h"
#include "tests/widgets/text/token_nodes.h"
#include "widgets/text/compact_lines.h"
#include "widgets/text/token_view.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QScrollBar>
#include <QtTest>

#include <memory>
#include <string>
#include <vector>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

std::unique_ptr<TokenView> makeView(QSize size = {500, 300})
{
    auto view = std::make_unique<TokenView>();
    view->resize(size);
    view->show();
    return view;
}

QString textOf(const TokenView& view, int step)
{
    const TextSpan span = view.span(step);
    return view.plainText().mid(span.begin, span.end - span.begin);
}

} // namespace

class TestTokenView : public QObject
{
    Q_OBJECT

private slots:

    void init() { QApplication::setPalette(paletteOf(lightTheme())); }

    void compactViewCutsNoLine_data()
    {
        QTest::addColumn<int>("height");
        for (int height = 50; height < 150; height += 7)
            QTest::addRow("%d", height) << height;
    }

    void compactViewCutsNoLine()
    {
        QFETCH(int, height);
        TokenView view;
        view.setFrameShape(QFrame::NoFrame);
        view.setCompact(true);
        view.resize(300, height);
        view.show();
        view.appendTokens(words(39)); // without a line break, which has no height of its own
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
            TokenView view;
            view.setFrameShape(QFrame::NoFrame);
            view.setCompact(true);
            view.resize(300, compactHeight(view.font(), 3));
            view.show();
            view.setPrompt(QStringList(lines, "a line").join('\n'));
            QCoreApplication::processEvents();
            QCOMPARE(view.verticalScrollBar()->maximum() > 0, lines > 3);
        }
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
        for (const QByteArray& token : tokens)
            view->appendTokens(makeNodes({token.toStdString()}));
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
        view->appendTokens(makeNodes({"a", "\xE2\x82"}));
        QCOMPARE(view->plainText(), "a");
        QVERIFY(view->span(1).isEmpty());
        view->appendTokens(makeNodes({"\xAC"}));
        QCOMPARE(view->plainText(), QString::fromUtf8("a€"));
        QCOMPARE(textOf(*view, 2), QString::fromUtf8("€"));
    }

    void endMarkIsNotText()
    {
        const auto view = makeView();
        view->setPrompt("P");
        view->appendTokens(makeNodes({" end."}));
        view->appendEndMark(makeNode("<|endoftext|>", 0.1));
        QCOMPARE(view->stepCount(), 2);
        QCOMPARE(view->plainText(), "P end.");
        QVERIFY(!view->span(1).isEmpty());
        QVERIFY(!view->toPlainText().contains("<|"));
        QVERIFY(view->toPlainText().contains("end of text")); // what a screen reader reads

        view->selectAll();
        view->copy();
        QCOMPARE(QApplication::clipboard()->text(), "P end.");
    }

    void newPromptStartsOver()
    {
        const auto view = makeView();
        view->setPrompt("One");
        view->appendTokens(makeNodes({" two", "\xE2"}));
        view->setSelected(0);
        view->setPrompt("Three");
        QCOMPARE(view->plainText(), "Three");
        QCOMPARE(view->stepCount(), 0);
        QVERIFY(!view->selected());
        view->appendTokens(makeNodes({" four"}));
        QCOMPARE(view->plainText(), "Three four");
        view->clear();
        QCOMPARE(view->plainText(), "");
    }

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
        for (const double probability : probabilities)
            view->appendTokens(std::vector{makeNode("    ", probability)});
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
        view->appendTokens(makeNodes({" continued"}));
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
        view->appendTokens(makeNodes({"mmmm", "mmmm"}));
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

    void everyTokenIsFoundWhereItIsDrawn()
    {
        const auto view = makeView({300, 2000});
        view->setPrompt(QString::fromUtf8("שלום a\n"));
        view->appendTokens(
            makeNodes({"One", " two", "\n", "\n\n", "three", "    ", "\t", "😀", " ש", "ל", "\n",
                       "averyverylongwordthatdoesnotfitonasinglelineofthisview", "!", "\r"}));
        view->appendTokens(words(100));
        for (int step = 0; step < view->stepCount(); ++step)
            for (const QRect& rectangle : view->tokenRectangles(step))
                QCOMPARE(view->tokenAt(rectangle.center()), step);
    }

    void newestTextStaysInView()
    {
        const auto view = makeView({400, 200});
        for (const NodePtr& word : words(300))
            view->appendTokens({&word, 1});
        QVERIFY(view->isFollowing());
        QVERIFY(view->viewport()->rect().contains(view->tokenRectangles(299).last()));

        view->verticalScrollBar()->setValue(50); // as a reader does
        QVERIFY(!view->isFollowing());
        view->appendTokens(words(50));
        view->setSelected(349);
        QCOMPARE(view->verticalScrollBar()->value(), 50);

        view->verticalScrollBar()->setValue(view->verticalScrollBar()->maximum());
        QVERIFY(view->isFollowing());
        view->appendTokens(words(50));
        QVERIFY(view->viewport()->rect().contains(view->tokenRectangles(399).last()));

        view->resize(300, 150);
        QVERIFY(view->viewport()->rect().contains(view->tokenRectangles(399).last()));
    }

    void aTextThatIsOverShowsItsBeginning()
    {
        TokenView view; // also before it has its place
        view.appendTokens(words(300));
        view.showBeginning();
        view.resize(300, 150);
        view.show();
        QVERIFY(view.viewport()->rect().contains(view.tokenRectangles(0).first()));
        view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum());
        view.showBeginning();
        QVERIFY(view.viewport()->rect().contains(view.tokenRectangles(0).first()));
    }

    // A cell of a comparison that is opened may have text before it is on the screen.
    void textThatWasNeverShownHasPlaces()
    {
        TokenView view;
        view.appendTokens(words(3));
        view.appendTokens(words(60));
        view.appendEndMark(makeNode("<|endoftext|>"));
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
        view->appendTokens(words(300));
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
        view->appendTokens(makeNodes({" upon"}));
        view->selectAll();
        view->appendTokens(makeNodes({" a", " time"}));
        QCOMPARE(view->textCursor().selectedText(), "Once upon");
    }

    void whitespaceIsOnlyPaint()
    {
        const auto view = makeView();
        view->setPrompt("A prompt\t");
        view->appendTokens(makeNodes({" a", "\n", "b  ", "\tc"}));
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

    void copyIsTheTextAsItWas()
    {
        const QString text = QString::fromUtf8("a\u00a0b\u2028c\r\n\td\u2029😀");
        const auto view = makeView();
        view->setPrompt(text);
        view->appendTokens(makeNodes({text.toStdString()}));
        view->setFocus();
        view->setWhitespaceVisible(true);
        view->selectAll();
        QTest::keySequence(view.get(), QKeySequence::Copy);
        QCOMPARE(QApplication::clipboard()->text(), text + text);
    }

    void readingSizeFollowsTheFont()
    {
        const auto view = makeView();
        view->appendTokens(words(3));
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
        view->appendTokens(words(3));
        const QFont before = view->document()->defaultFont();
        QWheelEvent wheel(QPointF(50, 50), view->mapToGlobal(QPointF(50, 50)), {}, {0, 120},
                          Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(view->viewport(), &wheel);
        QVERIFY(!wheel.isAccepted());
        QCOMPARE(view->document()->defaultFont(), before);
    }
};

LOGITSCOPE_TEST(TestTokenView)
#include "tst_token_view.moc"
