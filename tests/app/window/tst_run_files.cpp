#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/explore/explore_page.h"
#include "app/export/figure_dialog.h"
#include "app/export/figure_preview.h"
#include "app/window/run_files.h"
#include "tests/test_program.h"
#include "widgets/control/length_box.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/segmented_switch.h"
#include "window_fixture.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QGuiApplication>
#include <QImage>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

using namespace logitscope;

class TestRunFiles : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void nothingToExportIsASentence();
    void savesWhatThePreviewShows();
    void theChoiceIsRemembered();
    void strategiesCanBeLeftOut();
    void copyingSaysHowLarge();
    void theSelectedStepIsAChoice();
    void aRunThatGoesOnIsNoHarm();
    void aFailureStaysInTheDialog();
    void aNameWithADotGetsItsEnding();
    void dataSaysHowMuch();

private:
    bool compareAll();
    void saveAs(FigureDialog& dialog, const QString& file);

    RunFiles& files() { return *fixture_->window().runFiles(); }

    MessageBar& bar() { return *fixture_->window().comparePage()->message(); }

    std::unique_ptr<WindowFixture> fixture_;
    QTemporaryDir folder_;
};

void TestRunFiles::init()
{
    fixture_ = std::make_unique<WindowFixture>();
    QVERIFY(fixture_->openBundledModel());
    fixture_->settings().setValue("exportFolder", folder_.path());
}

void TestRunFiles::cleanup()
{
    fixture_.reset();
}

bool TestRunFiles::compareAll()
{
    auto& page = *fixture_->window().comparePage();
    fixture_->window().showPage(MainWindow::Compare);
    page.controls()->tokens()->setValue(12);
    QSignalSpy finished(&page, &ComparePage::runFinished);
    page.generate();
    return finished.wait(60'000);
}

void TestRunFiles::saveAs(FigureDialog& dialog, const QString& file)
{
    dialog.saveButton()->click();
    auto* files = dialog.findChild<QFileDialog*>();
    QVERIFY(files);
    files->findChild<QLineEdit*>()->setText(file);
    QMetaObject::invokeMethod(files, "accept");
}

void TestRunFiles::nothingToExportIsASentence()
{
    fixture_->window().showPage(MainWindow::Compare);
    QVERIFY(!files().askForFigure());
    QVERIFY(bar().sentence().startsWith("There is nothing to export yet"));
    files().copyFigure();
    QVERIFY(bar().sentence().startsWith("There is nothing to export yet"));
}

void TestRunFiles::savesWhatThePreviewShows()
{
    QVERIFY(compareAll());
    QPointer<FigureDialog> dialog = files().askForFigure();
    QVERIFY(dialog);
    const QSize size = dialog->preview()->figure()->size();
    QCOMPARE(size.width(), 960);
    const auto file = folder_.filePath("grid.png");
    saveAs(*dialog, file);
    QTRY_VERIFY(!dialog);
    QCOMPARE(QImage(file).size(), size * 2);
    QCOMPARE(bar().sentence(),
             QString("Saved grid.png (%1 × %2)").arg(size.width() * 2).arg(size.height() * 2));
    QCOMPARE(bar().offers().size(), std::size_t(2));
    QCOMPARE(bar().offers()[0]->text(), QString("Open"));
    QCOMPARE(bar().offers()[1]->text(), QString("Show in folder"));
    QVERIFY(files().open(file)); // the run is in it
}

void TestRunFiles::theChoiceIsRemembered()
{
    QVERIFY(compareAll());
    QPointer<FigureDialog> dialog = files().askForFigure();
    dialog->widthBox()->setValue(300);
    dialog->typeBox()->setValue(120);
    dialog->themeSwitch()->setValue(1);
    dialog->formats()->setCurrentIndex(static_cast<int>(FigureFormat::Svg));
    saveAs(*dialog, folder_.filePath("grid.svg"));
    QTRY_VERIFY(!dialog);
    QVERIFY(bar().sentence().startsWith("Saved grid.svg (300 × "));
    QVERIFY(bar().sentence().endsWith(" pt)"));

    fixture_->restart();
    QVERIFY(fixture_->openBundledModel());
    QVERIFY(compareAll());
    dialog = files().askForFigure();
    QCOMPARE(dialog->widthBox()->value(), 300);
    QCOMPARE(dialog->typeBox()->value(), 120);
    QCOMPARE(dialog->themeSwitch()->value(), 1);
    QCOMPARE(dialog->formats()->currentIndex(), static_cast<int>(FigureFormat::Svg));
    QCOMPARE(dialog->preview()->figure()->size().width(), 300);
    dialog->sizes()->setCurrentIndex(2);
    emit dialog->sizes()->activated(2);
    QTRY_COMPARE(dialog->preview()->figure()->size(), QSize(1920, 1080));
    QVERIFY(dialog->choice().shape.slide);
}

void TestRunFiles::strategiesCanBeLeftOut()
{
    QVERIFY(compareAll());
    QPointer<FigureDialog> dialog = files().askForFigure();
    auto* list = dialog->strategies();
    QCOMPARE(list->count(), 9);
    const int nine = dialog->preview()->figure()->size().height();
    for (int row = 3; row < 9; ++row)
        list->item(row)->setCheckState(Qt::Unchecked);
    QTRY_VERIFY(dialog->preview()->figure()->size().height() < nine * 2 / 3);
    for (int row = 0; row < 3; ++row)
        list->item(row)->setCheckState(Qt::Unchecked);
    QTRY_VERIFY(!dialog->saveButton()->isEnabled());
    QVERIFY(!dialog->preview()->figure());
    list->item(4)->setCheckState(Qt::Checked);
    QTRY_VERIFY(dialog->saveButton()->isEnabled());
    saveAs(*dialog, folder_.filePath("one.png"));
    QTRY_VERIFY(!dialog);
    QCOMPARE(files().choice().leftOut.size(), std::size_t(8));

    dialog = files().askForFigure(); // the same strategies: the same of them
    QCOMPARE(dialog->strategies()->item(3)->checkState(), Qt::Unchecked);
    QCOMPARE(dialog->strategies()->item(4)->checkState(), Qt::Checked);
    dialog->reject();
    fixture_->window().showPage(MainWindow::Explore); // others: all of them
    QVERIFY(fixture_->generate("The sea", 3));
    QVERIFY(files().exportTo(folder_.filePath("explore.png")));
}

void TestRunFiles::copyingSaysHowLarge()
{
    QVERIFY(compareAll());
    files().copyFigure();
    QImage copied;
    copied.loadFromData(QGuiApplication::clipboard()->mimeData()->data("image/png"));
    QCOMPARE(copied.width(), 1920);
    QCOMPARE(bar().sentence(), QString("Copied the picture (1920 × %1)").arg(copied.height()));
    QVERIFY(bar().offers().empty());
}

void TestRunFiles::theSelectedStepIsAChoice()
{
    fixture_->window().showPage(MainWindow::Explore);
    QVERIFY(fixture_->generate("The sea", 5));
    QPointer<FigureDialog> dialog = files().askForFigure();
    QVERIFY(dialog->stepBox()->isVisibleTo(dialog));
    QVERIFY(!dialog->strategies()->isVisibleTo(dialog)); // there is one text
    QVERIFY(dialog->stepBox()->isChecked());
    const int with = dialog->preview()->figure()->size().height();
    dialog->stepBox()->setChecked(false);
    QTRY_VERIFY(dialog->preview()->figure()->size().height() < with);
}

void TestRunFiles::aRunThatGoesOnIsNoHarm()
{
    auto& page = *fixture_->window().comparePage();
    fixture_->window().showPage(MainWindow::Compare);
    QSignalSpy finished(&page, &ComparePage::runFinished);
    page.generate();
    QTRY_VERIFY(!page.shownRun().branches.empty());
    QPointer<FigureDialog> dialog = files().askForFigure();
    QVERIFY(finished.wait(60'000));
    saveAs(*dialog, folder_.filePath("whole.json.png"));
    QTRY_VERIFY(!dialog);
    QVERIFY(files().open(folder_.filePath("whole.json.png")));

    dialog = files().askForFigure();
    page.clear(); // what it showed is gone
    dialog->themeSwitch()->setValue(1);
    emit dialog->themeSwitch()->picked(1);
    QTRY_VERIFY(!dialog->saveButton()->isEnabled());
}

void TestRunFiles::aFailureStaysInTheDialog()
{
    QVERIFY(compareAll());
    QPointer<FigureDialog> dialog = files().askForFigure();
    const auto file = folder_.filePath("missing/figure.png");
    saveAs(*dialog, file);
    QTRY_VERIFY(!dialog->message()->sentence().isEmpty());
    QVERIFY(dialog->message()->sentence().startsWith(file));
    QVERIFY(!QFile::exists(file));
    QVERIFY(dialog->isVisible());
}

// What comes after a dot needn't be an ending. What nobody was asked about isn't overwritten.
void TestRunFiles::aNameWithADotGetsItsEnding()
{
    QVERIFY(compareAll());
    const auto file = folder_.filePath("nucleus_p0.9");
    QPointer<FigureDialog> dialog = files().askForFigure();
    saveAs(*dialog, file);
    QTRY_VERIFY(QFile::exists(file + ".png"));
    QVERIFY(!QFile::exists(file));

    QFile made(file + ".png");
    QVERIFY(made.open(QIODevice::ReadOnly));
    const auto before = made.readAll();
    dialog = files().askForFigure();
    saveAs(*dialog, file);
    QTRY_VERIFY(dialog && dialog->message()->sentence().startsWith(file + ".png: is there"));
    made.seek(0);
    QCOMPARE(made.readAll(), before);
}

void TestRunFiles::dataSaysHowMuch()
{
    QVERIFY(compareAll());
    int tokens = 0;
    for (const auto& row : fixture_->window().comparePage()->shownRun().branches)
        tokens += row.length();
    QAction* exportData = nullptr;
    for (auto* action : fixture_->window().actions())
        if (action->shortcut() == QKeySequence("Ctrl+Shift+E"))
            exportData = action;
    QVERIFY(exportData);
    exportData->trigger();
    auto* dialog = fixture_->window().findChild<QFileDialog*>();
    QVERIFY(dialog);
    dialog->findChild<QLineEdit*>()->setText(folder_.filePath("runs"));
    QMetaObject::invokeMethod(dialog, "accept");
    QTRY_COMPARE(bar().sentence(),
                 QString("Saved runs.csv (%1 tokens)").arg(QLocale().toString(tokens)));
    QVERIFY(QFile::exists(folder_.filePath("runs.csv")));
}

LOGITSCOPE_TEST(TestRunFiles)
#include "tst_run_files.moc"
