#include "app/window/engine_check_dialog.h"
#include "core/model/open_torch.h"
#include "tests/test_program.h"
#include "window_fixture.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace logitscope;

class EngineCheckDialogTest : public QObject
{
    Q_OBJECT

private slots:
    void saysWhetherTheEnginesAgree();
    void saysWhyTheyCantBeCompared();
    void copies();
    void closesDuringTheCheck();
    void theMenuChecksTheModelThatIsOpen();
};

namespace
{

// Of the dialog's labels, what one sees of them.
QString shownIn(const EngineCheckDialog& dialog)
{
    QStringList shown;
    for (const auto* label : dialog.findChildren<QLabel*>())
        shown.append(label->text());
    return shown.join('\n');
}

} // namespace

void EngineCheckDialogTest::saysWhetherTheEnginesAgree()
{
    EngineCheckDialog dialog(bundledModel());
    QSignalSpy ended(&dialog, &EngineCheckDialog::ended);
    dialog.open();
    QVERIFY(dialog.findChild<QProgressBar*>()->isVisible());
    QVERIFY(!dialog.copyButton()->isEnabled());
    QVERIFY(ended.wait(120'000));
    QVERIFY(!dialog.findChild<QProgressBar*>()->isVisible());
    if (!openTorch()) {
        QVERIFY2(shownIn(dialog).contains("Engine is libtorch, but "), qPrintable(dialog.text()));
        return;
    }
    QVERIFY2(dialog.text().startsWith("The engines agree.\n"), qPrintable(dialog.text()));
    QVERIFY2(dialog.text().contains("\nModel: starter, F32: native on CPU and libtorch on CPU\n"),
             qPrintable(dialog.text()));
    const auto shown = shownIn(dialog);
    for (const auto* name : {"Largest difference of logits", "KL divergence, mean",
                             "KL divergence, largest", "Most likely token"})
        QVERIFY2(shown.contains(name) && dialog.text().contains(QString(name) + ": "), name);
    for (const auto* label : dialog.findChildren<QLabel*>()) // none is cut off
        QTRY_VERIFY2(label->heightForWidth(label->width()) <= label->height(),
                     qPrintable(label->text()));
}

void EngineCheckDialogTest::saysWhyTheyCantBeCompared()
{
    const auto model = openModelFolder(LOGITSCOPE_STARTER_MODEL,
                                       {.device = Device::Cpu, .precision = Precision::INT8})
                           .value();
    EngineCheckDialog dialog(model);
    QSignalSpy ended(&dialog, &EngineCheckDialog::ended);
    QVERIFY(ended.wait(30'000));
    QVERIFY2(dialog.text().contains("\nPrecision is int8, which only the native engine has; "),
             qPrintable(dialog.text()));
    QVERIFY(shownIn(dialog).contains("The engines can't be compared."));
}

void EngineCheckDialogTest::copies()
{
    EngineCheckDialog dialog(bundledModel());
    QSignalSpy ended(&dialog, &EngineCheckDialog::ended);
    QVERIFY(ended.wait(120'000));
    QTest::mouseClick(dialog.copyButton(), Qt::LeftButton);
    QVERIFY(!dialog.text().isEmpty());
    QCOMPARE(QApplication::clipboard()->text(), dialog.text());
}

void EngineCheckDialogTest::closesDuringTheCheck()
{
    EngineCheckDialog dialog(bundledModel());
    dialog.open();
    dialog.reject();
    QVERIFY(!dialog.isVisible());
    QCOMPARE(dialog.text(), QString()); // its end joins the thread
}

void EngineCheckDialogTest::theMenuChecksTheModelThatIsOpen()
{
    WindowFixture fixture;
    QAction* check = nullptr;
    for (auto* menu : fixture.window().findChildren<QMenu*>()) {
        for (auto* action : menu->actions()) {
            if (action->text().remove('&') == "Check the engine…")
                check = action;
        }
    }
    QVERIFY(check);
    QVERIFY(!check->isEnabled()); // there is no model yet
    QVERIFY(fixture.openBundledModel());
    QVERIFY(check->isEnabled());
    check->trigger();
    auto* dialog = fixture.window().findChild<EngineCheckDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(!dialog->text().isEmpty(), 120'000);
    dialog->reject();
    QTRY_VERIFY(!fixture.window().findChild<EngineCheckDialog*>()); // with what it held
}

LOGITSCOPE_TEST(EngineCheckDialogTest)
#include "tst_engine_check_dialog.moc"
