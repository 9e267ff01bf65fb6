// What the window remembers, and how it takes models that can't be opened and moments that don't
// suit.
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/window/run_files.h"
#include "tests/test_program.h"
#include "widgets/control/length_box.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/seed_box.h"
#include "window_fixture.h"

#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QUndoStack>

using namespace logitscope;

class MainWindowTest : public QObject
{
    Q_OBJECT

private slots:
    void theTitleNamesTheModel();
    void aBrokenFolderLeavesTheModelOpen();
    void atTheStartABrokenFolderGivesTheBundledModel();
    void closesDuringGeneration();
    void opensAModelDuringGeneration();
    void whatIsDroppedOpens();
    void everythingPersists();
    void recentModelsAreListed();
    void zoomScalesTheFont();
    void whatTheRunMenuCannotDoIsGrey();
};

namespace
{

// A copy of the bundled model with its checkpoint cut short.
QString brokenModel(const QTemporaryDir& folder)
{
    for (const auto* name : {"config.json", "vocab.json", "merges.txt", "model.safetensors"})
        QFile::copy(QDir(LOGITSCOPE_STARTER_MODEL).filePath(name), folder.filePath(name));
    QFile::setPermissions(folder.filePath("model.safetensors"),
                          QFile::ReadOwner | QFile::WriteOwner);
    QFile::resize(folder.filePath("model.safetensors"), 1'000'000);
    return folder.path();
}

} // namespace

void MainWindowTest::theTitleNamesTheModel()
{
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    const auto title = fixture.window().windowTitle();
    QVERIFY2(title.contains("starter"), qPrintable(title));
    QVERIFY2(title.contains("parameters"), qPrintable(title));
    QVERIFY2(title.contains("CPU"), qPrintable(title));
}

void MainWindowTest::aBrokenFolderLeavesTheModelOpen()
{
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    const auto title = fixture.window().windowTitle();

    const QTemporaryDir folder;
    QSignalSpy failed(&fixture.window().modelLoader(), &ModelLoader::failed);
    fixture.window().openModel(brokenModel(folder));
    QVERIFY(failed.wait(30'000));
    const auto sentence = fixture.page().message()->sentence();
    QVERIFY2(sentence.contains(folder.filePath("model.safetensors")), qPrintable(sentence));
    QCOMPARE(fixture.window().windowTitle(), title);
    QVERIFY(fixture.generate("The", 3));
    QCOMPARE(fixture.page().document().size(), 3);
}

void MainWindowTest::atTheStartABrokenFolderGivesTheBundledModel()
{
    WindowFixture fixture;
    QSignalSpy opened(&fixture.window().modelLoader(), &ModelLoader::opened);
    fixture.window().openModel("/nowhere/at/all");
    QVERIFY(opened.wait(30'000));
    QVERIFY(fixture.page().message()->sentence().contains("/nowhere/at/all"));
    QVERIFY(fixture.generate("The", 2));
}

void MainWindowTest::closesDuringGeneration()
{
    auto fixture = std::make_unique<WindowFixture>();
    QVERIFY(fixture->openBundledModel());
    fixture->controls().tokens()->setValue(500);
    QSignalSpy arrived(&fixture->page().generator(), &Generator::eventsArrived);
    fixture->page().generate();
    QVERIFY(arrived.wait());
    QVERIFY(fixture->window().close());
    fixture.reset(); // joins the worker; a hang or a crash here fails the test
}

void MainWindowTest::opensAModelDuringGeneration()
{
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    fixture.controls().tokens()->setValue(500);
    QSignalSpy arrived(&fixture.page().generator(), &Generator::eventsArrived);
    fixture.page().generate();
    QVERIFY(arrived.wait());
    QVERIFY(fixture.openBundledModel());
    QCOMPARE(fixture.page().document().size(), 0);
    QVERIFY(fixture.generate("The", 3));
    QCOMPARE(fixture.page().document().size(), 3);
}

// On the prompt, which takes texts alone.
void MainWindowTest::whatIsDroppedOpens()
{
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    const auto drop = [&fixture](const QStringList& files) {
        QMimeData data;
        QList<QUrl> urls;
        for (const auto& file : files)
            urls << QUrl::fromLocalFile(file);
        data.setUrls(urls);
        data.setText(files.join('\n'));
        auto* prompt = fixture.controls().prompt()->viewport();
        QDragEnterEvent enter({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(prompt, &enter);
        QDropEvent dropped({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        if (enter.isAccepted())
            QApplication::sendEvent(prompt, &dropped);
        return enter.isAccepted();
    };
    QSignalSpy opened(&fixture.window().modelLoader(), &ModelLoader::opened);
    const QString folder = LOGITSCOPE_STARTER_MODEL;
    for (const auto& file : {folder, QDir(folder).filePath("model.safetensors")}) {
        QVERIFY(drop({file}));
        QVERIFY(opened.wait(30'000));
    }

    QVERIFY(fixture.generate("The", 5));
    const QTemporaryDir runs;
    const auto run = runs.filePath("run.json");
    QVERIFY(fixture.window().runFiles()->exportTo(run));
    fixture.page().clear();
    QVERIFY(drop({run}));
    QCOMPARE(fixture.page().document().size(), 5);

    QVERIFY(drop({QDir(folder).filePath("merges.txt")})); // neither
    QVERIFY(fixture.page().message()->sentence().contains("merges.txt"));
    QVERIFY(!drop({run, run}));
    QCOMPARE(fixture.controls().settledRequest().prompt, std::string("The"));
}

void MainWindowTest::everythingPersists()
{
    WindowFixture fixture;
    const SamplerChain settings = basicChain({.temperature = 1.25,
                                              .topK = 123,
                                              .topP = 0.87,
                                              .order = FilterOrder::TemperatureThenFilter});
    fixture.controls().prompt()->setPlainText("A prompt of\ntwo lines");
    fixture.controls().seed()->setSeed(18'446'744'073'709'551'615U);
    fixture.controls().tokens()->setValue(77);
    fixture.controls().sampler()->setSettings(settings);
    fixture.window().resize(1, 700); // as narrow as it gets: the off-screen screen is small
    const auto size = fixture.window().size();

    fixture.restart();
    QCOMPARE(fixture.controls().prompt()->toPlainText(), QString("A prompt of\ntwo lines"));
    QCOMPARE(fixture.controls().seed()->seed(), 18'446'744'073'709'551'615U);
    QCOMPARE(fixture.controls().tokens()->value(), 77);
    QCOMPARE(fixture.controls().sampler()->settings(), settings);
    QCOMPARE(fixture.window().size(), size);
    QCOMPARE(size.height(), 700);
}

void MainWindowTest::recentModelsAreListed()
{
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    fixture.restart();
    QStringList listed;
    for (auto* menu : fixture.window().findChildren<QMenu*>()) {
        if (!menu->title().contains("ecent models"))
            continue;
        emit menu->aboutToShow();
        for (const auto* action : menu->actions())
            listed.append(action->text());
    }
    QCOMPARE(listed, QStringList(LOGITSCOPE_STARTER_MODEL));
}

void MainWindowTest::zoomScalesTheFont()
{
    WindowFixture fixture;
    fixture.window().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&fixture.window()));
    const double before = fixture.window().font().pointSizeF();
    QTest::keyClick(&fixture.window(), Qt::Key_Plus, Qt::ControlModifier);
    QTRY_VERIFY(fixture.window().font().pointSizeF() > before);
    QTest::keyClick(&fixture.window(), Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(fixture.window().font().pointSizeF(), before);
}

namespace
{

QString undoOf(QMenu& menu)
{
    emit menu.aboutToShow();
    QString text;
    for (const auto* action : menu.actions())
        if (action->shortcut() == QKeySequence::Undo)
            text = action->text().remove('&');
    emit menu.aboutToHide();
    return text;
}

} // namespace

void MainWindowTest::whatTheRunMenuCannotDoIsGrey()
{
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    auto& window = fixture.window();
    QMenu* menu = nullptr;
    for (auto* each : window.menuBar()->findChildren<QMenu*>())
        if (each->title().remove('&') == "Run")
            menu = each;
    QVERIFY(menu);
    const auto greyOn = [&](int page) {
        window.showPage(page);
        emit menu->aboutToShow();
        QStringList grey;
        for (const auto* action : menu->actions())
            if (!action->isSeparator() && !action->isEnabled())
                grey << action->text().remove('&').section('\t', 0, 0);
        emit menu->aboutToHide();
        return grey;
    };
    QCOMPARE(
        greyOn(MainWindow::Explore),
        (QStringList{"Stop", "Undo", "Redo", "Continue from here", "Another continuation from here",
                     "Compare strategies from here", "Compare all branches", "Before and after"}));
    QVERIFY(greyOn(MainWindow::Compare).contains("Start over"));
    QVERIFY(greyOn(MainWindow::Compare).contains("Reveal"));
    QVERIFY(fixture.generate("The", 3));
    QCOMPARE(greyOn(MainWindow::Explore),
             (QStringList{"Stop", "Redo", "Compare all branches", "Before and after"}));
    QCOMPARE(undoOf(*menu), "Undo: Generate");
    fixture.page().clear();
    QCOMPARE(undoOf(*menu), "Undo: Clear");
    fixture.page().commands()->undo();
    QCOMPARE(greyOn(MainWindow::Explore),
             (QStringList{"Stop", "Compare all branches", "Before and after"}));
    for (const auto* action : menu->actions()) // the keys work while it is closed
        QVERIFY2(action->isEnabled() || action->shortcuts().isEmpty(), qPrintable(action->text()));
}

LOGITSCOPE_TEST(MainWindowTest)
#include "tst_main_window.moc"
