// Sessions: in a file, and from one start to the next.
#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/compare/strategy_cell.h"
#include "app/compare/strategy_grid.h"
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/window/run_files.h"
#include "app/window/session_files.h"
#include "app/window/session_keeper.h"
#include "tests/core/run/branches.h"
#include "tests/test_program.h"
#include "widgets/chart/distribution_chart.h"
#include "widgets/control/length_box.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/text/token_text.h"
#include "window_fixture.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace logitscope;

namespace
{

constexpr auto folderVariable = "LOGITSCOPE_TEST_SESSION_FOLDER";

std::vector<TokenId> tokensOf(const ExplorePage& page)
{
    std::vector<TokenId> tokens;
    for (int step = 0; step < page.document().size(); ++step)
        tokens.push_back(page.document().step(step).token);
    return tokens;
}

// Whichever nodes it is made of.
bool isSame(const ComparisonState& one, ComparisonState other)
{
    const bool sameRun = isSame(one.run, other.run);
    other.run = one.run;
    return sameRun && one == other;
}

} // namespace

class TestSessionFiles : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { fixture_.reset(); }

    void aFileBringsAllBack();
    void openingCanBeUndone();
    void anotherModelsSessionIsShownAsItWas();
    void modelsAreKnownByTheirFiles();
    void aFileThatCannotBeWrittenIsASentence();
    void recentSessionsAreInTheMenu();
    void aRestartShowsWhatWasThere();
    void aRestartKeepsTheControls();
    void whatIsAskedForAtTheStartComesOnTop();
    void aFileOpensAboveWhatWasThere();
    void clearedItStaysAway();
    void aDamagedFileIsOneSentence();
    void aCloseBeforeTheModelIsOpenLosesNothing();
    void aSecondWindowLeavesTheFirstAlone();
    void changesAreKeptWithoutAClose();
    void afterAKillAtMostASecondIsMissing();
    void anErrorAtTheStartIsStillSaid();
    void generateUntilKilled();

private:
    ExplorePage& page() { return fixture_->page(); }

    ComparePage& compare() { return *fixture_->window().comparePage(); }

    QString kept() const { return folder_->filePath("data/session.logitscope"); }

    int tokensKept() const; // of the text; -1: there is no session
    void start();           // again, with the model open
    void runComparison();
    bool killWhileItGenerates();

    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<WindowFixture> fixture_;
};

void TestSessionFiles::init()
{
    folder_ = std::make_unique<QTemporaryDir>();
    fixture_ = std::make_unique<WindowFixture>();
    fixture_->window().keepSessionIn(folder_->filePath("data"));
    QVERIFY(fixture_->openBundledModel());
}

void TestSessionFiles::start()
{
    fixture_->restart();
    fixture_->window().keepSessionIn(folder_->filePath("data"));
    QVERIFY(fixture_->openBundledModel());
}

void TestSessionFiles::runComparison()
{
    compare().controls()->prompt()->setPrompt("caf\xE9 and");
    compare().controls()->tokens()->setValue(4);
    QSignalSpy finished(&compare(), &ComparePage::runFinished);
    compare().generate();
    QVERIFY(finished.wait(30'000));
}

void TestSessionFiles::aFileBringsAllBack()
{
    QVERIFY(fixture_->generate("The old house", 8));
    page().text()->setFocus();
    const auto& last = page().document().step(7); // whose place another token takes: a branch
    page().choose(page().document().distribution()->token(last.rank == 3 ? 2 : 3));
    QTRY_VERIFY(!page().isRunning());
    runComparison();
    auto* grid = compare().grid();
    grid->add({"my own", "A sentence.", basicChain({.temperature = 0.3})});
    grid->setReference(grid->cells()[4]);
    fixture_->appearance().setZoom(130);
    fixture_->window().showPage(MainWindow::Compare);
    const auto before = fixture_->window().session();
    QVERIFY(fixture_->window().sessionFiles()->saveAs(folder_->filePath("a lesson.logitscope")));
    QCOMPARE(compare().message()->sentence(), QString("Saved the session in a lesson.logitscope"));

    // Elsewhere, later.
    fixture_ = std::make_unique<WindowFixture>();
    QVERIFY(fixture_->openBundledModel());
    QVERIFY(fixture_->window().runFiles()->open(folder_->filePath("a lesson.logitscope")));
    const auto after = fixture_->window().session();
    QCOMPARE(after.page, before.page);
    QCOMPARE(fixture_->appearance().zoom(), 130);
    QCOMPARE(after.explore.run.branches.size(), std::size_t{2});
    QCOMPARE(textOf(after, ""), textOf(before, ""));
    QVERIFY(isSame(after.comparison, before.comparison));
    QCOMPARE(fixture_->window().sessionFiles()->file(), folder_->filePath("a lesson.logitscope"));

    // It goes on from there.
    fixture_->window().showPage(MainWindow::Explore);
    QTRY_VERIFY(page().document().distribution());
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    page().step();
    QVERIFY(finished.wait(20'000));
    QCOMPARE(page().document().size(), 9);
}

void TestSessionFiles::openingCanBeUndone()
{
    QVERIFY(fixture_->generate("The old house", 4));
    QVERIFY(fixture_->window().sessionFiles()->saveAs(folder_->filePath("one.logitscope")));
    QVERIFY(fixture_->generate("Another text", 5, 2));
    const auto tokens = tokensOf(page());
    QVERIFY(fixture_->window().runFiles()->open(folder_->filePath("one.logitscope")));
    QCOMPARE(page().document().size(), 4);
    page().commands()->undo();
    QCOMPARE(tokensOf(page()), tokens);
    QCOMPARE(fixture_->controls().settledRequest().prompt, std::string("Another text"));
}

void TestSessionFiles::anotherModelsSessionIsShownAsItWas()
{
    QVERIFY(fixture_->generate("The old house", 4));
    auto session = fixture_->window().session();
    session.explore.run.model = "gpt2-xl, F32";
    session.explore.run.identity = {}; // as in older files
    const auto text = page().text()->plainText();
    page().clear();
    session = sessionFromText(textOf(session, "0.1.0")).value(); // of which no logits are here
    fixture_->window().openSession(session);
    QCOMPARE(page().text()->plainText(), text);
    QVERIFY(!page().isRunning());
    QVERIFY2(page().message()->sentence().contains("gpt2-xl"),
             qPrintable(page().message()->sentence()));
    QVERIFY(!page().document().distribution()); // this model's would be another
    QVERIFY(fixture_->window().session().explore.run == session.explore.run);
}

// Names are given by people: whose files they are decides.
void TestSessionFiles::modelsAreKnownByTheirFiles()
{
    auto& window = fixture_->window();
    window.modelHasher().wait();
    QVERIFY(fixture_->generate("The old house", 4));
    const auto session = window.session();
    const auto digest = session.explore.run.identity.digest();
    QVERIFY(digest);

    auto renamed = session;
    renamed.explore.run.model = "another folder";
    window.openSession(sessionFromText(textOf(renamed, "0.1.0")).value());
    QVERIFY(page().message()->isHidden());
    QTRY_VERIFY(page().document().distribution());

    auto namesake = session;
    namesake.explore.run.identity = {"F32", "native", ModelDigest{"00", digest->tokenizer}};
    window.openSession(sessionFromText(textOf(namesake, "0.1.0")).value());
    QCOMPARE(page().message()->sentence(),
             QString("This run was made by another model that is called starter; open that one to "
                     "see how its tokens were chosen."));
    QVERIFY(!page().document().distribution());
}

void TestSessionFiles::aFileThatCannotBeWrittenIsASentence()
{
    QVERIFY(!fixture_->window().sessionFiles()->saveAs("/nowhere/x.logitscope"));
    QVERIFY2(page().message()->sentence().contains("/nowhere/x.logitscope"),
             qPrintable(page().message()->sentence()));
    QVERIFY(fixture_->window().sessionFiles()->file().isEmpty());
}

void TestSessionFiles::recentSessionsAreInTheMenu()
{
    const auto file = folder_->filePath("one.logitscope");
    QVERIFY(fixture_->generate("The old house", 4));
    QVERIFY(fixture_->window().sessionFiles()->saveAs(file));
    page().clear();
    QCOMPARE(fixture_->settings().value("recentSessions").toStringList(), QStringList{file});
    emit fixture_->window().sessionFiles()->openRequested(file);
    QCOMPARE(page().document().size(), 4);
}

void TestSessionFiles::aRestartShowsWhatWasThere()
{
    fixture_->controls().prompt()->setPrompt("First line.\r\nSecond");
    fixture_->controls().tokens()->setValue(12);
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    page().generate();
    QVERIFY(finished.wait(20'000));
    runComparison();
    const auto tokens = tokensOf(page());
    const auto text = page().text()->plainText();
    const auto comparison = compare().state();

    start();
    QCOMPARE(tokensOf(page()), tokens);
    QCOMPARE(page().text()->plainText(), text);
    QCOMPARE(page().message()->sentence(), QString());
    QVERIFY(!page().isRunning()); // nothing is made again
    QCOMPARE(textOf({.explore = {}, .comparison = compare().state()}, ""),
             textOf({.explore = {}, .comparison = comparison}, ""));
    QVERIFY(isSame(compare().state(), comparison));

    QSignalSpy stepped(&page(), &ExplorePage::runFinished);
    page().step();
    QVERIFY(stepped.wait(20'000));
    QCOMPARE(page().document().size(), 13);
    QVERIFY(page().text()->plainText().startsWith(text));
}

void TestSessionFiles::aRestartKeepsTheControls()
{
    QVERIFY(fixture_->generate("The", 10));
    const auto tokens = tokensOf(page());
    const SamplerChain moved = basicChain({.temperature = 1.9, .topK = 3});
    fixture_->controls().sampler()->setSettings(moved);
    emit fixture_->controls().sampler()->settingsChanged(moved);
    fixture_->controls().tokens()->setValue(77);

    start();
    QCOMPARE(tokensOf(page()), tokens);
    QCOMPARE(fixture_->controls().sampler()->settings(), moved);
    QCOMPARE(fixture_->controls().tokens()->value(), 77);
}

// As --text does.
void TestSessionFiles::whatIsAskedForAtTheStartComesOnTop()
{
    QVERIFY(fixture_->generate("The", 5));
    const auto tokens = tokensOf(page());
    fixture_->restart();
    fixture_->window().keepSessionIn(folder_->filePath("data"));
    fixture_->controls().prompt()->setPrompt("A ship");
    QVERIFY(fixture_->openBundledModel());
    QCOMPARE(page().document().size(), 0);
    QCOMPARE(fixture_->controls().settledRequest().prompt, std::string("A ship"));
    page().commands()->undo();
    QCOMPARE(tokensOf(page()), tokens);
}

// One that the command line names.
void TestSessionFiles::aFileOpensAboveWhatWasThere()
{
    const auto file = folder_->filePath("one.logitscope");
    QVERIFY(fixture_->generate("The old house", 4));
    QVERIFY(fixture_->window().sessionFiles()->saveAs(file));
    QVERIFY(fixture_->generate("The", 5));
    fixture_->restart();
    fixture_->window().keepSessionIn(folder_->filePath("data"));
    fixture_->window().openOnceModelIsOpen(file);
    QVERIFY(fixture_->openBundledModel());
    QTRY_COMPARE(page().document().size(), 4);
    page().commands()->undo();
    QCOMPARE(page().document().size(), 5);
    QCOMPARE(fixture_->controls().settledRequest().prompt, std::string("The"));
}

void TestSessionFiles::clearedItStaysAway()
{
    QVERIFY(fixture_->generate("The", 5));
    page().clear();
    start();
    QVERIFY(!page().isRunning());
    QCOMPARE(page().document().size(), 0);
}

void TestSessionFiles::aDamagedFileIsOneSentence()
{
    QVERIFY(fixture_->generate("The", 5));
    fixture_->restart(); // which writes it
    QVERIFY(QFile::resize(kept(), 100));
    fixture_->window().keepSessionIn(folder_->filePath("data"));
    QVERIFY(fixture_->openBundledModel());
    const auto aside = folder_->filePath("data/session.unread.logitscope");
    QVERIFY2(page().message()->sentence().contains(aside),
             qPrintable(page().message()->sentence()));
    QCOMPARE(QFileInfo(aside).size(), 100); // it is somebody's
    QVERIFY(fixture_->generate("The", 3));  // and that is all
}

void TestSessionFiles::aCloseBeforeTheModelIsOpenLosesNothing()
{
    QVERIFY(fixture_->generate("The", 5));
    const auto tokens = tokensOf(page());
    fixture_->restart();
    fixture_->window().keepSessionIn(folder_->filePath("data"));
    start();
    QCOMPARE(tokensOf(page()), tokens);
}

void TestSessionFiles::aSecondWindowLeavesTheFirstAlone()
{
    QVERIFY(fixture_->generate("The", 5));
    WindowFixture second;
    second.window().keepSessionIn(folder_->filePath("data"));
    QVERIFY(second.openBundledModel());
    QCOMPARE(second.page().document().size(), 0);
    QVERIFY(second.generate("Elsewhere", 3));
    second.restart();

    start();
    QCOMPARE(page().document().size(), 5);
}

void TestSessionFiles::changesAreKeptWithoutAClose()
{
    QVERIFY(fixture_->generate("The", 5));
    QTRY_COMPARE_WITH_TIMEOUT(tokensKept(), 5, 10'000);
    page().step();
    QTRY_COMPARE_WITH_TIMEOUT(tokensKept(), 6, 10'000);
}

int TestSessionFiles::tokensKept() const
{
    QFile file(kept());
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    const auto session = sessionFromText(file.readAll().toStdString());
    return session ? session->explore.run.branch().length() : -1;
}

// Another process of this program is the window that is killed.
// A window in another process.
bool TestSessionFiles::killWhileItGenerates()
{
    fixture_.reset();
    QProcess other;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(folderVariable, folder_->filePath("data"));
    other.setProcessEnvironment(environment);
    other.setStandardOutputFile(QProcess::nullDevice());
    other.start(QCoreApplication::applicationFilePath(),
                {"tst_session_files", "generateUntilKilled"});
    const bool generates = QTest::qWaitFor([&] { return tokensKept() > 20; }, 60'000);
    other.kill();
    return other.waitForFinished() && other.exitStatus() == QProcess::CrashExit && generates;
}

void TestSessionFiles::afterAKillAtMostASecondIsMissing()
{
    QVERIFY(killWhileItGenerates());
    const int kept = tokensKept();

    fixture_ = std::make_unique<WindowFixture>();
    fixture_->window().keepSessionIn(folder_->filePath("data"));
    QVERIFY(fixture_->openBundledModel());
    QVERIFY(page().document().size() >= kept);
    QCOMPARE(fixture_->controls().settledRequest().prompt, std::string("The old house"));
    QVERIFY2(page().message()->sentence().contains("unexpectedly"),
             qPrintable(page().message()->sentence()));

    fixture_->restart(); // which was none
    fixture_->window().keepSessionIn(folder_->filePath("data"));
    QVERIFY(fixture_->openBundledModel());
    QVERIFY(page().document().size() >= kept);
    QCOMPARE(page().message()->sentence(), QString());
}

void TestSessionFiles::anErrorAtTheStartIsStillSaid()
{
    const auto startWithoutItsModel = [this] {
        fixture_->restart();
        fixture_->window().keepSessionIn(folder_->filePath("data"));
        fixture_->window().openModelOnceShown(folder_->filePath("no model"), {});
        return QTest::qWaitFor([this] { return page().document().size() >= 4; }, 20'000) &&
               page().message()->sentence().contains("no model");
    };
    QVERIFY(fixture_->generate("The old house", 4));
    QVERIFY(startWithoutItsModel());
    QVERIFY(killWhileItGenerates());
    fixture_ = std::make_unique<WindowFixture>();
    QVERIFY(startWithoutItsModel());
}

// Not by itself.
void TestSessionFiles::generateUntilKilled()
{
    const auto folder = qEnvironmentVariable(folderVariable);
    if (folder.isEmpty())
        return;
    fixture_ = std::make_unique<WindowFixture>();
    fixture_->window().keepSessionIn(folder);
    QVERIFY(fixture_->openBundledModel());
    fixture_->controls().prompt()->setPrompt("The old house");
    fixture_->controls().tokens()->setValue(500);
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    page().generate();
    while (finished.wait(60'000))
        page().generate();
}

LOGITSCOPE_TEST(TestSessionFiles)
#include "tst_session_files.moc"
