#include "tests/test_program.h"
#include "widgets/control/elided_label.h"

#include <QTest>

using namespace logitscope;

class TestElidedLabel : public QObject
{
    Q_OBJECT

private slots:
    void endsInDotsWhereNarrow();
    void isTheLongestTextThatHasRoom();
    void isLeftOutWhereItMayNotBeCut();
    void saysAllInTheTooltip();
    void asksForNoWidth();
};

void TestElidedLabel::endsInDotsWhereNarrow()
{
    ElidedLabel label;
    label.setText("60 of 60 tokens · 171 tokens/s · token limit reached");
    label.resize(label.sizeHint());
    QCOMPARE(label.shownText(), label.text());

    label.resize(label.sizeHint().width() / 2, label.height());
    QVERIFY(label.shownText().endsWith(u'…'));
    QVERIFY(label.text().startsWith(label.shownText().chopped(1)));
    QVERIFY(label.fontMetrics().horizontalAdvance(label.shownText()) <= label.width());
}

void TestElidedLabel::isTheLongestTextThatHasRoom()
{
    ElidedLabel label;
    const QStringList texts{"60 tokens · 171 tokens/s · stopped", "60 tokens · stopped",
                            "60 tokens"};
    label.setText(texts[0], texts.mid(1));
    for (const auto& text : texts) {
        label.resize(label.fontMetrics().horizontalAdvance(text), 20);
        QCOMPARE(label.shownText(), text);
    }
    QCOMPARE(label.text(), texts[0]);
    label.resize(label.width() - 1, 20);
    QVERIFY(label.shownText().endsWith(u'…'));
    QVERIFY(texts[2].startsWith(label.shownText().chopped(1)));
    label.show();
    QCOMPARE(label.toolTip(), texts[0]);
}

void TestElidedLabel::isLeftOutWhereItMayNotBeCut()
{
    ElidedLabel label;
    label.setWholeOrNot(true);
    label.setText("T 0.8 · p 0.95"); // "T 0.8 · p 0…" would be another
    label.resize(label.sizeHint());
    QCOMPARE(label.shownText(), label.text());
    label.resize(label.sizeHint().width() - 8, label.height());
    QCOMPARE(label.shownText(), QString());
    label.show();
    QCOMPARE(label.toolTip(), label.text());
}

void TestElidedLabel::saysAllInTheTooltip()
{
    ElidedLabel label;
    label.setText("1 < 2 and so on");
    label.show(); // a widget that was never shown hears of no size
    label.resize(label.sizeHint());
    QCOMPARE(label.toolTip(), QString());
    label.resize(30, 20);
    QCOMPARE(label.toolTip(), QString("1 < 2 and so on"));
    label.setText("\"<b>\" is a token's text");
    QCOMPARE(label.toolTip(), QString("<qt>&quot;&lt;b&gt;&quot; is a token's text</qt>"));
    label.setExplanation("Why");
    QCOMPARE(label.toolTip(), QString("Why"));
}

void TestElidedLabel::asksForNoWidth()
{
    ElidedLabel label;
    label.setText(QString(500, 'x'));
    QCOMPARE(label.minimumSizeHint().width(), 0);
    QVERIFY(label.sizeHint().height() >= label.fontMetrics().height());
}

LOGITSCOPE_TEST(TestElidedLabel)
#include "tst_elided_label.moc"
