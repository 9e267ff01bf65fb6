// The Compare page among the others: what comes from Explore and goes there, files, what is
// remembered, presenter mode.
#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/compare/step_comparison.h"
#include "app/compare/strategy_grid.h"
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/window/run_files.h"
#include "compare_fixture.h"
#include "tests/test_program.h"
#include "widgets/control/length_box.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/seed_box.h"
#include "widgets/text/token_text.h"
#include "window_fixture.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace logitscope;

class CompareWindowTest : public QObject, private CompareFixture
{
    Q_OBJECT

private slots:

    void init() { open(); }

    void cleanup() { close(); }

    void openInExploreGivesTheSameText();
    void addToCompareTakesTheSettings();
    void addToCompareTakesThePrompt();
    void addToCompareIsReachedWithTab();
    void aPictureBringsTheRunBack();
    void aFailedExportIsASentence();
    void everythingPersists();
    void presenterModeIsLargeAndComesBack();
    void presenterModeShowsFourLinesOfACell();
    void presenterModeHasAPlaceForOneButton();
};

void CompareWindowTest::openInExploreGivesTheSameText()
{
    page().controls()->sameRandomNumbers()->setChecked(false);
    QVERIFY(generate("In a world where", 20));
    const auto shown = tokensOf(cell(7));
    auto* explore = fixture_->window().explorePage();
    QSignalSpy finished(explore, &ExplorePage::runFinished);
    choose(cell(7), "Open in Explore");
    QCOMPARE(fixture_->window().page(), MainWindow::Explore);
    QVERIFY(finished.wait(20'000));
    std::vector<TokenId> tokens;
    for (int step = 0; step < explore->document().size(); ++step)
        tokens.push_back(explore->document().step(step).token);
    QCOMPARE(tokens, shown);
}

void CompareWindowTest::addToCompareTakesTheSettings()
{
    auto& explore = *fixture_->window().explorePage();
    fixture_->window().showPage(MainWindow::Explore);
    explore.controls()->sampler()->setSettings(basicChain({.temperature = 0.42}));
    QTest::mouseClick(explore.controls()->addToCompareButton(), Qt::LeftButton);
    QCOMPARE(fixture_->window().page(), MainWindow::Compare);
    QCOMPARE(cell(9).strategy().settings.value(StageKind::Temperature), 0.42);
    QCOMPARE(cell(9).strategy().name, std::string("custom"));
    // The card is in view.
    const auto isInView = [this] {
        const QRect place(cell(9).mapTo(page().grid()->viewport(), QPoint()), cell(9).size());
        return page().grid()->viewport()->rect().contains(place);
    };
    QTRY_VERIFY(isInView());
}

void CompareWindowTest::addToCompareTakesThePrompt()
{
    auto& explore = *fixture_->window().explorePage();
    auto& controls = *page().controls();
    QVERIFY(generate("The sea", 5));
    const auto add = [&] {
        fixture_->window().showPage(MainWindow::Explore);
        QTest::mouseClick(explore.controls()->addToCompareButton(), Qt::LeftButton);
    };
    explore.controls()->setRequest({.prompt = "A ship", .seed = 3, .tokens = 12});
    add();
    QCOMPARE(controls.settledRequest().prompt, std::string("A ship"));
    QCOMPARE(controls.seed()->seed(), std::uint64_t(3));
    QCOMPARE(controls.tokens()->value(), 12);
    QVERIFY(page().message()->sentence().contains("Generate replaces them"));
    QCOMPARE(tokensOf(cell(0)).size(), std::size_t(5)); // nothing is lost
    QVERIFY(page().runBar()->text().endsWith("for the prompt “The sea”"));
    page().message()->offers().front()->click();
    QCOMPARE(controls.settledRequest().prompt, std::string("The sea"));
    QCOMPARE(controls.seed()->seed(), std::uint64_t(7));
    QCOMPARE(controls.tokens()->value(), 5);

    explore.controls()->setRequest({.prompt = "The sea", .seed = 7, .tokens = 5});
    add();
    QCOMPARE(page().message()->sentence(), QString()); // there is nothing to say
    QCOMPARE(page().grid()->cells().size(), std::size_t(11));
}

// In its place, after the length.
void CompareWindowTest::addToCompareIsReachedWithTab()
{
    auto& window = fixture_->window();
    window.showPage(MainWindow::Explore);
    auto* controls = window.explorePage()->controls();
    controls->tokens()->setFocus();
    QTest::keyClick(controls->tokens(), Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), controls->addToCompareButton());
    QTest::keyClick(controls->addToCompareButton(), Qt::Key_Space);
    QCOMPARE(window.page(), MainWindow::Compare);
}

void CompareWindowTest::aPictureBringsTheRunBack()
{
    QVERIFY(generate("In a world where", 15));
    const QTemporaryDir folder;
    for (const char* name :
         {"grid.png", "grid.svg", "grid.pdf", "grid.csv", "grid.json", "grid.md"})
        QVERIFY(fixture_->window().runFiles()->exportTo(folder.filePath(name)));
    std::vector<std::vector<TokenId>> before;
    QString text;
    for (const auto* shown : page().grid()->cells())
        before.push_back(tokensOf(*shown));
    text = cell(8).text(0)->plainText();

    for (const char* name : {"grid.png", "grid.svg", "grid.pdf", "grid.json"}) {
        emit page().controls()->resetRequested();
        page().controls()->prompt()->clear();
        fixture_->window().showPage(MainWindow::Explore);
        QVERIFY(fixture_->window().runFiles()->open(folder.filePath(name)));
        QCOMPARE(fixture_->window().page(), MainWindow::Compare);
        QCOMPARE(page().controls()->settledRequest().prompt, std::string("In a world where"));
        QCOMPARE(page().controls()->seed()->seed(), std::uint64_t(7));
        for (std::size_t index = 0; index < 9; ++index)
            QCOMPARE(tokensOf(cell(index)), before[index]);
        QCOMPARE(cell(8).text(0)->plainText(), text);
    }
    QVERIFY(!fixture_->window().runFiles()->open(folder.filePath("grid.md")));
    QCOMPARE(tokensOf(cell(8)), before[8]); // what was there stays
}

void CompareWindowTest::aFailedExportIsASentence()
{
    const auto nothing = fixture_->window().runFiles()->exportTo("/tmp/nothing.png");
    QVERIFY(!nothing);
    QVERIFY(generate("The sea", 3));
    const QTemporaryDir folder;
    const auto file = folder.filePath("none/grid.png");
    const auto failed = fixture_->window().runFiles()->exportTo(file);
    QVERIFY(!failed);
    QVERIFY(QString::fromStdString(failed.error().message).startsWith(file));
}

void CompareWindowTest::everythingPersists()
{
    page().controls()->setRequest({.prompt = "A ship",
                                   .strategies = {},
                                   .seed = 99,
                                   .repeats = 5,
                                   .sameRandomNumbers = false,
                                   .tokens = 33});
    choose(cell(0), "Remove");
    page().addStrategy(basicChain({.temperature = 0.42, .topK = 3}));
    page().grid()->setReference(&cell(2));
    fixture_->restart();

    const auto request = page().controls()->request();
    QCOMPARE(request.prompt, std::string("A ship"));
    QCOMPARE(request.seed, std::uint64_t(99));
    QCOMPARE(request.repeats, 5);
    QCOMPARE(request.tokens, 33);
    QVERIFY(!request.sameRandomNumbers);
    QCOMPARE(page().grid()->cells().size(), std::size_t(9));
    QCOMPARE(cell(8).strategy().settings, (basicChain({.temperature = 0.42, .topK = 3})));
    QCOMPARE(page().grid()->reference(), &cell(2));
    QCOMPARE(fixture_->window().page(), MainWindow::Compare);
}

void CompareWindowTest::presenterModeIsLargeAndComesBack()
{
    auto& window = fixture_->window();
    const int before = window.fontInfo().pixelSize();
    window.setPresenting(true);
    QVERIFY(window.isFullScreen());
    QVERIFY(window.fontInfo().pixelSize() > before); // how large: tst_presented_type
    QVERIFY(!page().controls()->seed()->isVisible());
    QVERIFY(page().controls()->generateButton()->isVisible());

    window.setPresenting(false);
    QVERIFY(!window.isFullScreen());
    QCOMPARE(window.fontInfo().pixelSize(), before);
    QVERIFY(page().controls()->seed()->isVisible());
}

void CompareWindowTest::presenterModeShowsFourLinesOfACell()
{
    QVERIFY(generate("In a world where", 150));
    auto& window = fixture_->window();
    window.setPresenting(true);
    QCoreApplication::processEvents();
    const auto* text = cell(0).text(0);
    std::set<int> lines;
    for (int step = 0; step < text->stepCount(); ++step)
        for (const QRect& rectangle : text->tokenRectangles(step))
            if (text->viewport()->rect().contains(rectangle))
                lines.insert(rectangle.top());
    QVERIFY2(lines.size() >= 4, qPrintable(QString::number(lines.size())));
    // The whole cell is in view.
    QVERIFY(page().grid()->viewport()->rect().contains(cell(0).geometry()));

    // A step asks for no more room than there is.
    page().grid()->tokenSelected(&cell(0), 0, 3);
    QCoreApplication::processEvents();
    QVERIFY(page().stepComparison()->isVisible());
    QVERIFY(window.isFullScreen());
    QVERIFY(window.minimumSizeHint().height() <= window.screen()->size().height());
}

void CompareWindowTest::presenterModeHasAPlaceForOneButton()
{
    auto& controls = *page().controls();
    fixture_->window().setPresenting(true);
    QVERIFY(controls.generateButton()->isVisible());
    QVERIFY(!controls.stopButton()->isVisible());
    const int oneLine = controls.prompt()->height();
    controls.prompt()->setPlainText("One.\nTwo.\nThree.\nFour.\nFive.");
    QCoreApplication::processEvents();
    const int line = controls.prompt()->fontMetrics().lineSpacing();
    QVERIFY(controls.prompt()->height() > oneLine);
    QVERIFY(controls.prompt()->height() < oneLine + 4 * line); // the grid has the rest
    controls.tokens()->setValue(400);
    QSignalSpy finished(&page(), &ComparePage::runFinished);
    QTest::mouseClick(controls.generateButton(), Qt::LeftButton);
    QVERIFY(controls.stopButton()->isVisible());
    QVERIFY(!controls.generateButton()->isVisible());
    QTest::mouseClick(controls.stopButton(), Qt::LeftButton);
    QVERIFY(finished.wait(60'000));
    QVERIFY(controls.generateButton()->isVisible());
    fixture_->window().setPresenting(false);
    QVERIFY(controls.stopButton()->isVisible());
    QVERIFY(controls.generateButton()->isVisible());
}

LOGITSCOPE_TEST(CompareWindowTest)
#include "tst_compare_page_window.moc"
