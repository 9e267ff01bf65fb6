#include "app/explore/text_panel.h"
#include "app/page/copy_button.h"
#include "tests/test_program.h"
#include "tests/widgets/text/token_nodes.h"
#include "widgets/chart/legend_widgets.h"
#include "widgets/chart/shade_bar.h"
#include "widgets/control/look_back_line.h"
#include "widgets/control/run_bar.h"
#include "widgets/text/token_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <algorithm>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestTextPanel : public QObject
{
    Q_OBJECT

private slots:
    void copiesTheTextAsItIs();
    void showsWhitespace();
    void looksBack();
    void whatIsRemovedNeedsALookBack();
    void legendFollowsTheChain();
    void toolsAndStatusAreWholeHoweverNarrow();
};

void TestTextPanel::copiesTheTextAsItIs()
{
    TextPanel panel;
    const auto buttons = panel.findChildren<QToolButton*>();
    const auto copy = std::ranges::find_if(buttons, [](const QToolButton* button) {
        return button->accessibleName().startsWith("Copy");
    });
    QVERIFY(copy != buttons.end());
    QGuiApplication::clipboard()->setText("before");
    (*copy)->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), QString("before")); // there is nothing yet

    const auto prompt = QStringLiteral("A\u00a0prompt\n");
    panel.text()->setPrompt(prompt);
    panel.copyButton()->setEnabled(true);
    (*copy)->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), prompt);
}

void TestTextPanel::showsWhitespace()
{
    TextPanel panel;
    panel.resize(400, 300);
    panel.text()->setPrompt("a b");
    panel.show();
    const auto picture = [&] { return panel.text()->viewport()->grab().toImage(); };
    const auto hidden = picture();
    panel.whitespaceButton()->click();
    QVERIFY(picture() != hidden);
    panel.whitespaceButton()->click();
    QCOMPARE(picture(), hidden);
}

void TestTextPanel::looksBack()
{
    TextPanel panel;
    panel.resize(440, 400);
    panel.text()->appendTokens(makeNodes({"One", " two"}));
    panel.show();
    QVERIFY(!panel.lookBack()->isVisible());
    const auto picture = [&] { return panel.text()->viewport()->grab().toImage(); };
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
    const auto plain = picture();

    QSignalSpy toggled(panel.lookBackButton(), &QToolButton::toggled);
    QTest::keyClick(panel.lookBackButton(), Qt::Key_Space);
    QCOMPARE(toggled.size(), 1);
    QVERIFY(panel.lookBack()->isVisible());
    panel.text()->setJudgements({Judgement{{Verdict::Fate::Removed, StageKind::TopK}, 7}});
    panel.lookBack()->setCounts({2, 2, 1, 0});
    QVERIFY(panel.lookBack()->text().contains("1 impossible, 0 replaced"));
    QVERIFY(panel.text()->judgement(0));

    QTest::keyClick(panel.lookBackButton(), Qt::Key_Space);
    QVERIFY(!panel.lookBack()->isVisible());
    QVERIFY(!panel.text()->judgement(0));
    QCOMPARE(panel.lookBack()->counts(), LookBackLine::Counts());
    QTRY_COMPARE(picture(), plain);
}

void TestTextPanel::whatIsRemovedNeedsALookBack()
{
    TextPanel panel;
    panel.shadeBar()->setShadeBy(ShadeBy::Entropy);
    QCOMPARE(panel.text()->shades().by, ShadeBy::Entropy);
    QVERIFY(!panel.lookBackButton()->isChecked());
    panel.shadeBar()->setShadeBy(ShadeBy::Removed);
    QVERIFY(panel.lookBackButton()->isChecked());
    QCOMPARE(panel.text()->shades().by, ShadeBy::Removed);
    panel.lookBackButton()->click();
    QCOMPARE(panel.text()->shades().by, ShadeBy::Entropy);
    QCOMPARE(panel.shadeBar()->scale().by, ShadeBy::Entropy);
}

// Penalties and temperature remove nothing, and a stage that is off doesn't either.
void TestTextPanel::legendFollowsTheChain()
{
    TextPanel panel;
    panel.resize(1600, 400);
    panel.show();
    panel.shadeBar()->setShadeBy(ShadeBy::Removed);
    SamplerChain chain;
    chain.stages = {{StageKind::PresencePenalty, {0.5}},
                    {StageKind::TopK, {0.0}},
                    {StageKind::MinP, {0.05}},
                    {StageKind::TopP, {0.9}, false},
                    {StageKind::TopA, {0.2}},
                    {StageKind::Temperature, {0.7}}};
    panel.setSettings(chain);
    QTRY_VERIFY(panel.shadeBar()->width() > 1000);
    const auto legend = panel.shadeBar()->legend()->legend();
    QStringList words;
    for (std::size_t entry = 0; entry < 5; ++entry)
        words << legend.words(entry).join(' ');
    QCOMPARE(words, QStringList({"kept", "removed by min-p", "removed by top-a", "now impossible",
                                 "now replaced"}));
}

void TestTextPanel::toolsAndStatusAreWholeHoweverNarrow()
{
    TextPanel panel;
    panel.runBar()->showSentence("60 tokens");
    panel.show();
    const int all = panel.predictButton()->sizeHint().width() +
                    panel.playButton()->sizeHint().width() +
                    panel.lookBackButton()->sizeHint().width();
    for (const int width : {3 * all, all + all / 4, 3 * all}) {
        panel.setMinimumWidth(0);
        panel.resize(width, 400);
        for (const QWidget* part : std::initializer_list<const QWidget*>{
                 panel.predictButton(), panel.playButton(), panel.lookBackButton(),
                 panel.whitespaceButton(), panel.copyButton()})
            QTRY_VERIFY(part->width() >= part->sizeHint().width() &&
                        panel.rect().contains(part->geometry()));
        QTRY_COMPARE(panel.runBar()->text(), "60 tokens");
        QCOMPARE(panel.predictButton()->text() == "Predict", width == 3 * all);
    }
}

LOGITSCOPE_TEST(TestTextPanel)
#include "tst_text_panel.moc"
