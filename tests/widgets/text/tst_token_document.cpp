// A prompt's tokens in the shaded text: which part each owns, where it is hit, and how it is
// shaded.
#include "tests/test_program.h"
#include "tests/widgets/contrast.h"
#include "tests/widgets/text/token_nodes.h"
#include "widgets/text/token_text.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QSignalSpy>
#include <QToolTip>
#include <QtTest>

#include <cmath>
#include <memory>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

TokenScore scoreWith(double probability)
{
    return {.token = 3, .probability = probability, .rank = 1234, .entropy = 2.5};
}

// "Once upon 😀 a" of five tokens, whose third and fourth share the face; then two steps.
std::unique_ptr<TokenText> faceText()
{
    auto view = std::make_unique<TokenText>();
    view->resize(500, 300);
    view->show();
    view->setPrompt(QString::fromUtf8("Once upon \xF0\x9F\x98\x80 a"),
                    makePrompt({"Once", " upon", " \xF0\x9F", "\x98\x80", " a"}));
    view->appendTokens(makeNodes({" time", " there"}));
    return view;
}

} // namespace

class TestTokenDocument : public QObject
{
    Q_OBJECT

private slots:

    void init() { QApplication::setPalette(paletteOf(lightTheme())); }

    void spansLieEndToEnd()
    {
        const auto view = faceText();
        const auto& tokens = view->tokens();
        QCOMPARE(tokens.firstIndex(), -5);
        QCOMPARE(view->span(-5), (TextSpan{0, 4}));
        QCOMPARE(view->span(-4), (TextSpan{4, 9}));
        QCOMPARE(view->span(-3), (TextSpan{9, 10})); // the space; its face is the next one's
        QCOMPARE(view->span(-2), (TextSpan{10, 12}));
        QCOMPARE(view->span(-1), (TextSpan{12, 14}));
        QCOMPARE(view->span(0), (TextSpan{14, 19}));
        QCOMPARE(view->span(1), (TextSpan{19, 25}));
        QCOMPARE(view->plainText(), QString::fromUtf8("Once upon \xF0\x9F\x98\x80 a time there"));
        QCOMPARE(tokens.promptToken(-4).bytes, std::string(" upon"));
    }

    // An unfinished character is the last token's.
    void aPromptMayEndInsideACharacter()
    {
        TokenView view;
        view.setPrompt(QString::fromUtf8("a\uFFFD"), makePrompt({"a", "\xF0\x9F"}));
        QCOMPARE(view.tokens().promptCount(), 2);
        QCOMPARE(view.span(-1), (TextSpan{1, 2}));
    }

    void tokensOfAnotherTextAreNone()
    {
        TokenView view;
        view.setPrompt("Once upon", makePrompt({"Once", " up"}));
        QCOMPARE(view.tokens().promptCount(), 0);
        QCOMPARE(view.plainText(), QString("Once upon"));
        view.setSelected(-1);
        QVERIFY(!view.selected());
        view.setPrompt("Once upon");
        QCOMPARE(view.tokens().firstIndex(), 0);
    }

    void eachIsHitWhereItIsDrawn()
    {
        const auto view = faceText();
        QSignalSpy selected(view.get(), &TokenText::tokenSelected);
        for (const int index : {-5, -4, -3, -2, -1, 0, 1}) {
            const auto point = view->tokenRectangles(index).first().center();
            QCOMPARE(view->tokenAt(point), std::optional(index));
            QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, point);
            QCOMPARE(selected.takeFirst().first().toInt(), index);
            QCOMPARE(view->selected(), std::optional(index));
        }
    }

    void keysGoThroughAll()
    {
        const auto view = faceText();
        QSignalSpy passed(view.get(), &TokenText::endRequested);
        const auto press = [&](Qt::Key key) {
            QTest::keyClick(view.get(), key);
            return view->selected().value_or(99);
        };
        view->setSelected(0);
        for (const int index : {-1, -2, -3, -4, -5, -5})
            QCOMPARE(press(Qt::Key_Left), index);
        QCOMPARE(press(Qt::Key_Right), -4);
        QCOMPARE(press(Qt::Key_End), 1);
        QCOMPARE(press(Qt::Key_Home), 0);  // the continuation's first,
        QCOMPARE(press(Qt::Key_Home), -5); // then the prompt's
        QCOMPARE(press(Qt::Key_Home), -5);
        view->setPrompt("a b", makePrompt({"a", " b"})); // nothing follows yet
        QCOMPARE(press(Qt::Key_Left), -1);
        QCOMPARE(press(Qt::Key_Right), -1);
        QCOMPARE(passed.size(), 1);
        view->setEndSelected(true);
        QCOMPARE(press(Qt::Key_Left), -1);
    }

    // Up from the continuation's first line, and down again.
    void keysGoFromLineToLine()
    {
        auto view = std::make_unique<TokenText>();
        view->resize(500, 300);
        view->show();
        view->setPrompt("one two\n", makePrompt({"one", " two", "\n"}));
        view->appendTokens(makeNodes({"three", " four"}));
        view->setSelected(0);
        QTest::keyClick(view.get(), Qt::Key_Up);
        QCOMPARE(view->selected(), std::optional(-3));
        QTest::keyClick(view.get(), Qt::Key_Down);
        QCOMPARE(view->selected(), std::optional(0));
    }

    void selectedTextHasTheTokensItTouches()
    {
        const auto view = faceText();
        const auto& tokens = view->tokens();
        QCOMPARE(tokens.tokensIn(0, 25), (std::pair{-5, 2}));
        QCOMPARE(tokens.tokensIn(3, 5), (std::pair{-5, -3}));
        QCOMPARE(tokens.tokensIn(10, 12), (std::pair{-2, -1}));
        QCOMPARE(tokens.tokensIn(13, 15), (std::pair{-1, 1}));
        QCOMPARE(tokens.tokensIn(7, 7), (std::pair{0, 0}));
        view->setPrompt(QString::fromUtf8("\xF0\x9F\x98\x80"),
                        makePrompt({"\xF0\x9F", "\x98", "\x80"}));
        QCOMPARE(view->tokens().tokensIn(0, 2), (std::pair{-3, 0})); // all of them make it
        view->setPrompt("Only text");
        view->appendTokens(makeNodes({" one", " two"}));
        QCOMPARE(view->tokens().tokensIn(0, 9), (std::pair{0, 0}));
        QCOMPARE(view->tokens().tokensIn(0, 11), (std::pair{0, 1}));
    }

    void scoresAreThoseOfTheLaterTokens()
    {
        const auto view = faceText();
        const auto& tokens = view->tokens();
        QVERIFY(!tokens.score(-4));
        view->setPromptScores(std::vector{scoreWith(0.25), scoreWith(0.5)});
        QVERIFY(!tokens.score(-5));
        QCOMPARE(tokens.score(-4)->probability, 0.25);
        QCOMPARE(tokens.score(-3)->probability, 0.5);
        QVERIFY(!tokens.score(-2));
        QCOMPARE(tokens.score(1)->probability, 0.5); // the step's own
        view->setPrompt("a b", makePrompt({"a", " b"}));
        QVERIFY(!tokens.score(-1));
    }

    // As strong as the continuation's, and clear of the letters, whose colour is a muted one.
    void shadesLieBelowTheLetters()
    {
        for (const auto* theme :
             {&lightTheme(), &darkTheme(), &highContrastLightTheme(), &highContrastDarkTheme()}) {
            QApplication::setPalette(paletteOf(*theme));
            TokenView view;
            view.resize(400, 200);
            view.setPrompt("oooo", makePrompt({"oo", "oo"}));
            view.setPromptScores(std::vector{scoreWith(1e-4)});
            view.show();
            const auto shade = theme->shade(1e-4);
            const auto picture = view.viewport()->grab().toImage();
            const auto box = view.tokenRectangles(-1).first();
            const int x = box.center().x();
            int shaded = 0;
            for (int y = box.top() - 4; y < box.bottom() + 6; ++y) {
                const bool isShade = picture.pixelColor(x, y) == shade;
                shaded += isShade ? 1 : 0;
                QVERIFY(!isShade || y > box.bottom() - box.height() / 6);
            }
            QVERIFY(shaded >= 2);
            const auto first = view.tokenRectangles(-2).first(); // has none
            QVERIFY(picture.pixelColor(first.center().x(), first.bottom() + 2) == theme->surface);
            QVERIFY(contrast(theme->mutedText, theme->surface) >= 4.5);
        }
    }

    void theTipSaysTheScore()
    {
        const auto view = faceText();
        const auto tipOf = [&](int index) {
            const auto point = view->tokenRectangles(index).first().center();
            QHelpEvent help(QEvent::ToolTip, point, view->viewport()->mapToGlobal(point));
            QCoreApplication::sendEvent(view->viewport(), &help);
            return QToolTip::text();
        };
        view->setPromptScores(std::vector{scoreWith(0.125)});
        QVERIFY(tipOf(-4).contains("3.00 bits"));
        QVERIFY(tipOf(-4).contains("1,235"));
        QVERIFY(tipOf(-4).contains("Prompt token"));
        QVERIFY(!tipOf(-4).contains("Sampling"));
        QVERIFY(tipOf(-5).contains("none: it is the first"));
        QVERIFY(tipOf(-1).contains("not known yet"));
        QVERIFY(tipOf(0).contains("Sampling probability"));
    }
};

LOGITSCOPE_TEST(TestTokenDocument)
#include "tst_token_document.moc"
