// A restart shows the run again that was on the screen.
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/window/last_run.h"
#include "tests/test_program.h"
#include "widgets/control/length_box.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/text/token_text.h"
#include "window_fixture.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace logitscope;

namespace
{

std::vector<TokenId> tokensOf(const ExplorePage& page)
{
    std::vector<TokenId> tokens;
    for (int step = 0; step < page.document().size(); ++step)
        tokens.push_back(page.document().step(step).token);
    return tokens;
}

} // namespace

class LastRunTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void comesBack();
    void keepsTheControls();
    void isNotShownForAnotherPrompt();
    void clearedItStaysAway();
    void aDamagedFileIsOneSentence();
    void aCloseBeforeTheModelIsOpenLosesNothing();
    void aVeryLongRunIsNotKept();

private:
    ExplorePage& page() { return fixture_->page(); }

    QString file() const { return folder_->filePath("data/last-run.json"); }

    bool start(); // again, with the model open

    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<WindowFixture> fixture_;
};

void LastRunTest::init()
{
    fixture_.reset();
    folder_ = std::make_unique<QTemporaryDir>();
    fixture_ = std::make_unique<WindowFixture>();
    fixture_->window().keepRunIn(folder_->filePath("data"));
    QVERIFY(fixture_->openBundledModel());
}

bool LastRunTest::start()
{
    fixture_->restart();
    fixture_->window().keepRunIn(folder_->filePath("data"));
    return fixture_->openBundledModel();
}

void LastRunTest::comesBack()
{
    fixture_->controls().prompt()->setPrompt("First line.\r\nSecond");
    fixture_->controls().tokens()->setValue(12);
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    page().generate();
    QVERIFY(finished.wait(20'000));
    const auto tokens = tokensOf(page());
    const auto text = page().text()->plainText();

    QVERIFY(start());
    QTRY_COMPARE(tokensOf(page()), tokens);
    QCOMPARE(page().text()->plainText(), text);
    QCOMPARE(page().message()->sentence(), QString());
    QTRY_VERIFY(!page().isRunning());

    // It goes on from there.
    QSignalSpy stepped(&page(), &ExplorePage::runFinished);
    page().step();
    QVERIFY(stepped.wait(20'000));
    QCOMPARE(page().document().size(), 13);
    QVERIFY(page().text()->plainText().startsWith(text));
}

// They may have moved since, and stay where they are; the run is made under its own.
void LastRunTest::keepsTheControls()
{
    QVERIFY(fixture_->generate("The", 10));
    const auto tokens = tokensOf(page());
    const SamplerSettings moved{.temperature = 1.9, .topK = 3};
    fixture_->controls().sampler()->setSettings(moved);
    emit fixture_->controls().sampler()->settingsChanged(moved);
    fixture_->controls().tokens()->setValue(77);

    QVERIFY(start());
    QTRY_COMPARE(tokensOf(page()), tokens);
    QCOMPARE(fixture_->controls().sampler()->settings(), moved);
    QCOMPARE(fixture_->controls().tokens()->value(), 77);
}

void LastRunTest::isNotShownForAnotherPrompt()
{
    QVERIFY(fixture_->generate("The", 5));
    fixture_->restart();
    fixture_->window().keepRunIn(folder_->filePath("data"));
    fixture_->controls().prompt()->setPrompt("A ship"); // as --text does
    QVERIFY(fixture_->openBundledModel());
    QVERIFY(!page().isRunning());
    QCOMPARE(page().document().size(), 0);
    QCOMPARE(fixture_->controls().promptText(), std::string("A ship"));
}

void LastRunTest::clearedItStaysAway()
{
    QVERIFY(fixture_->generate("The", 5));
    page().clear();
    QVERIFY(start());
    QVERIFY(!page().isRunning());
    QCOMPARE(page().document().size(), 0);
}

void LastRunTest::aDamagedFileIsOneSentence()
{
    QVERIFY(fixture_->generate("The", 5));
    fixture_->restart(); // which writes it
    QVERIFY(QFile::resize(file(), 100));
    fixture_->window().keepRunIn(folder_->filePath("data"));
    QVERIFY(fixture_->openBundledModel());
    QVERIFY2(page().message()->sentence().contains(file()),
             qPrintable(page().message()->sentence()));
    QVERIFY(fixture_->generate("The", 3)); // and that is all
}

void LastRunTest::aCloseBeforeTheModelIsOpenLosesNothing()
{
    QVERIFY(fixture_->generate("The", 5));
    const auto tokens = tokensOf(page());
    fixture_->restart();
    fixture_->window().keepRunIn(folder_->filePath("data"));
    QVERIFY(start());
    QTRY_COMPARE(tokensOf(page()), tokens);
}

void LastRunTest::aVeryLongRunIsNotKept()
{
    const LastRun last(folder_->filePath("data"));
    Comparison run{.model = "starter", .version = {}, .rows = {{}}};
    run.rows.front().transcript.steps.resize(10);
    QVERIFY(last.save(run));
    QCOMPARE(last.load().value().rows.size(), std::size_t(1));
    run.rows.front().transcript.steps.resize(100'000);
    QVERIFY(last.save(run));
    QVERIFY(!QFile::exists(file()));
    QVERIFY(last.load().value().rows.empty());
}

LOGITSCOPE_TEST(LastRunTest)
#include "tst_last_run.moc"
