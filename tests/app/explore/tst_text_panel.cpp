#include "app/explore/text_panel.h"
#include "app/page/copy_button.h"
#include "tests/test_program.h"
#include "widgets/text/token_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QTest>
#include <QToolButton>

#include <algorithm>

using namespace logitscope;

class TestTextPanel : public QObject
{
    Q_OBJECT

private slots:
    void copiesTheTextAsItIs();
    void showsWhitespace();
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

LOGITSCOPE_TEST(TestTextPanel)
#include "tst_text_panel.moc"
