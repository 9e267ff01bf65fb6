#include "app/window/glossary_dialog.h"
#include "app/window/main_window.h"
#include "core/lesson/glossary.h"
#include "tests/test_program.h"
#include "widgets/control/tool_tip.h"
#include "window_fixture.h"

#include <QAction>
#include <QLineEdit>
#include <QListWidget>
#include <QTest>
#include <QTextBrowser>
#include <QTranslator>

using namespace logitscope;

namespace
{

class InCapitals : public QTranslator
{
public:
    bool isEmpty() const override { return false; }

    QString translate(const char* context, const char* text, const char*, int) const override
    {
        return QByteArray(context) == "logitscope::Term" ? QString::fromUtf8(text).toUpper()
                                                         : QString();
    }
};

} // namespace

class TestGlossaryDialog : public QObject
{
    Q_OBJECT

private slots:
    void hasEveryTerm();
    void showsATermWithItsFormula();
    void searches_data();
    void searches();
    void arrowsOfTheSearchField();
    void enterInTheSearchFieldKeepsItOpen();
    void speaksTheWindowsLanguage();
    void opensByItsKeyOnce();

private:
    static QStringList shown(const GlossaryDialog& dialog);
};

QStringList TestGlossaryDialog::shown(const GlossaryDialog& dialog)
{
    QStringList names;
    for (int row = 0; row < dialog.list()->count(); ++row)
        if (!dialog.list()->item(row)->isHidden())
            names << dialog.list()->item(row)->text();
    return names;
}

void TestGlossaryDialog::hasEveryTerm()
{
    const GlossaryDialog dialog;
    QCOMPARE(shown(dialog).size(), static_cast<int>(glossary().size()));
    QVERIFY(!dialog.text()->toPlainText().isEmpty());
}

void TestGlossaryDialog::showsATermWithItsFormula()
{
    GlossaryDialog dialog;
    for (const auto& term : glossary()) {
        dialog.showTerm(QString::fromStdString(term.key));
        const auto text = dialog.text()->toPlainText();
        QVERIFY(text.startsWith(QString::fromStdString(term.name)));
        for (const auto& part : {term.explanation, term.formula, term.source})
            QVERIFY2(text.contains(QString::fromStdString(part)), part.c_str());
        QCOMPARE(dialog.list()->currentItem()->text(), QString::fromStdString(term.name));
    }
    dialog.showTerm("top-p");
    dialog.showTerm("nothing");
    QVERIFY(dialog.text()->toPlainText().startsWith("top-p"));
}

void TestGlossaryDialog::searches_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("current"); // empty: nothing is found
    QTest::newRow("a name's beginning") << "perp"
                                        << "perplexity";
    QTest::newRow("in capitals") << "SEED"
                                 << "seed";
    QTest::newRow("a part of a name") << "cdf"
                                      << "inverse CDF";
    QTest::newRow("words of the explanation") << "twice pairs"
                                              << "distinct-2";
    QTest::newRow("spaces") << "  top-k "
                            << "top-k";
    QTest::newRow("nothing") << "elephant"
                             << "";
}

void TestGlossaryDialog::searches()
{
    QFETCH(QString, words);
    QFETCH(QString, current);
    GlossaryDialog dialog;
    dialog.search()->setText(words);
    if (current.isEmpty()) {
        QVERIFY(shown(dialog).isEmpty());
        QCOMPARE(dialog.text()->toPlainText(), "There is no such term.");
    } else {
        QVERIFY(shown(dialog).contains(current));
        QVERIFY(shown(dialog).size() < dialog.list()->count());
        QVERIFY(dialog.text()->toPlainText().startsWith(current));
    }
    dialog.search()->clear();
    QCOMPARE(shown(dialog).size(), dialog.list()->count());
    QVERIFY(dialog.text()->toPlainText() != "There is no such term.");
}

void TestGlossaryDialog::arrowsOfTheSearchField()
{
    GlossaryDialog dialog;
    dialog.show();
    QTest::keyClick(dialog.search(), Qt::Key_Down);
    QCOMPARE(dialog.list()->currentRow(), 1);
    QVERIFY(dialog.text()->toPlainText().startsWith(dialog.list()->currentItem()->text()));
    QTest::keyClick(dialog.search(), Qt::Key_Up);
    QCOMPARE(dialog.list()->currentRow(), 0);
}

void TestGlossaryDialog::enterInTheSearchFieldKeepsItOpen()
{
    GlossaryDialog dialog;
    dialog.show();
    dialog.search()->setText("perp");
    QTest::keyClick(dialog.search(), Qt::Key_Return);
    QVERIFY(dialog.isVisible());
}

void TestGlossaryDialog::speaksTheWindowsLanguage()
{
    InCapitals language;
    qApp->installTranslator(&language);
    GlossaryDialog dialog;
    dialog.showTerm("seed");
    QCOMPARE(dialog.list()->currentItem()->text(), "SEED");
    const auto explanation = QString::fromStdString(findTerm("seed")->explanation);
    QVERIFY(dialog.text()->toPlainText().contains(explanation.toUpper()));
    QVERIFY(termToolTip("seed").contains(explanation.toUpper()));
}

void TestGlossaryDialog::opensByItsKeyOnce()
{
    WindowFixture fixture;
    QAction* glossaryAction = nullptr;
    for (auto* action : fixture.window().findChildren<QAction*>())
        if (action->shortcut() == QKeySequence("Ctrl+F1"))
            glossaryAction = action;
    QVERIFY(glossaryAction);
    glossaryAction->trigger();
    glossaryAction->trigger();
    const auto dialogs = fixture.window().findChildren<GlossaryDialog*>();
    QCOMPARE(dialogs.size(), 1);
    QVERIFY(dialogs.front()->isVisible());
    QVERIFY(!dialogs.front()->isModal());
    dialogs.front()->close();
    QTRY_VERIFY(fixture.window().findChildren<GlossaryDialog*>().isEmpty());
}

LOGITSCOPE_TEST(TestGlossaryDialog)
#include "tst_glossary_dialog.moc"
