#include "tests/test_program.h"
#include "widgets/control/tool_tip.h"

#include <QApplication>
#include <QFontInfo>
#include <QHelpEvent>
#include <QListWidget>
#include <QTest>
#include <QTextDocument>
#include <QToolTip>

using namespace logitscope;

namespace
{

// Of the tooltip on the screen; 0 where there is none.
int shownWidth()
{
    for (const auto* widget : QApplication::topLevelWidgets())
        if (widget->inherits("QTipLabel") && widget->isVisible())
            return widget->width();
    return 0;
}

QString wordsOf(const QString& rich)
{
    QTextDocument document;
    document.setHtml(rich);
    return document.toPlainText().simplified();
}

const QString sentence = QStringLiteral("A sentence with p < 1 & more. ").repeated(12).trimmed();

} // namespace

class TestToolTip : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void longOnesWrap_data();
    void longOnesWrap();
    void shortOnesStay();
    void widgetsShowTheirsWrapped();
    void itemsShowTheirsWrapped();

private:
    ToolTipWrapper wrapper_;
};

void TestToolTip::init()
{
    qApp->installEventFilter(&wrapper_);
}

void TestToolTip::cleanup()
{
    qApp->removeEventFilter(&wrapper_);
    QToolTip::hideText();
}

void TestToolTip::longOnesWrap_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("plain") << sentence;
    QTest::newRow("rich") << "<b>p</b> " + sentence.toHtmlEscaped();
    QTest::newRow("lines") << sentence + "\n" + sentence;
}

void TestToolTip::longOnesWrap()
{
    QFETCH(QString, text);
    const auto wrapped = wrappedToolTip(text, QToolTip::font());
    QCOMPARE(wordsOf(wrapped), Qt::mightBeRichText(text) ? wordsOf(text) : text.simplified());
    QWidget widget;
    widget.show();
    QToolTip::showText(QPoint(10, 10), wrapped, &widget);
    const int em = QFontInfo(QToolTip::font()).pixelSize();
    QVERIFY2(shownWidth() > 15 * em && shownWidth() < 46 * em,
             qPrintable(QString::number(shownWidth() / em)));
}

void TestToolTip::shortOnesStay()
{
    for (const QString text : {"", "Copy the address.", "<b>greedy</b>: p = 1", "two\nlines"})
        QCOMPARE(wrappedToolTip(text, QToolTip::font()), text);
}

void TestToolTip::widgetsShowTheirsWrapped()
{
    QWidget widget;
    widget.setToolTip(sentence);
    widget.show();
    QHelpEvent event(QEvent::ToolTip, QPoint(1, 1), widget.mapToGlobal(QPoint(1, 1)));
    QCoreApplication::sendEvent(&widget, &event);
    QCOMPARE(QToolTip::text(), wrappedToolTip(sentence, QToolTip::font()));
}

void TestToolTip::itemsShowTheirsWrapped()
{
    QListWidget list;
    list.addItem("one");
    list.item(0)->setToolTip(sentence);
    list.show();
    const auto place = list.visualItemRect(list.item(0)).center();
    QHelpEvent event(QEvent::ToolTip, place, list.viewport()->mapToGlobal(place));
    QCoreApplication::sendEvent(list.viewport(), &event);
    QCOMPARE(QToolTip::text(), wrappedToolTip(sentence, QToolTip::font()));
}

LOGITSCOPE_TEST(TestToolTip)
#include "tst_tool_tip.moc"
