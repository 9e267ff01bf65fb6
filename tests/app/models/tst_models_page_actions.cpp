// What a person does on the page, to models that are really there and a hub that does what it is
// told.
#include "app/models/model_details.h"
#include "app/models/model_row.h"
#include "app/models/model_rows.h"
#include "app/models/models_page.h"
#include "models_page_fixture.h"
#include "tests/fixtures/checkpoint.h"
#include "tests/test_program.h"
#include "widgets/control/message_bar.h"

#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace logitscope;
using namespace logitscope::fixtures;

class ModelsPageActionsTest : public QObject, ModelsPageFixture
{
    Q_OBJECT

private slots:

    void init() { QVERIFY(open()); }

    void cleanup() { close(); }

    void opens();
    void theOpenOneStays();
    void removesWhatWasDownloaded();
    void aRemovalThatFails();
    void forgetsAFolder();
    void downloads();
    void anArrivalTakesNobodyAway();
    void theKeyboardFollowsADownload();
    void pausesResumesAndCancels();
    void aFailureCanBeRetried();
};

void ModelsPageActionsTest::opens()
{
    QSignalSpy opened(page_.get(), &ModelsPage::openRequested);
    pick(key(*cached_));
    page_->details()->openButton()->setFocus();
    click(page_->details()->openButton());
    QCOMPARE(page_->focusWidget(), row(key(*cached_))); // the button goes when it is open
    QTest::mouseDClick(row(key(*folder_)), Qt::LeftButton);
    QTest::mouseDClick(row("hub:gpt2-xl"), Qt::LeftButton); // it isn't here
    QCOMPARE(opened.count(), 2);
    QCOMPARE(opened[0][0].toString(), key(*cached_));
    QCOMPARE(opened[1][0].toString(), key(*folder_));
}

void ModelsPageActionsTest::theOpenOneStays()
{
    const auto model = openModelFolder(downloaded_->path());
    QVERIFY(model);
    page_->takeModel(*model);
    QVERIFY(!page_->details()->removeButton()->isEnabled());
    QTest::keyClick(row(key(*downloaded_)), Qt::Key_Delete);
    QVERIFY(!page_->findChild<QMessageBox*>());
    QCOMPARE(page_->message()->sentence(), QString("GPT-2 is open. Open another model first."));
    QVERIFY(hub_->log().empty());
}

void ModelsPageActionsTest::removesWhatWasDownloaded()
{
    const auto question = [this] { return page_->findChild<QMessageBox*>(); };
    pick(key(*downloaded_));
    click(page_->details()->removeButton());
    QVERIFY(question());
    QVERIFY2(question()->text().startsWith("Remove GPT-2 from this computer, which frees "),
             qPrintable(question()->text()));
    click(question()->button(QMessageBox::Cancel));
    QTRY_VERIFY(!question());
    QVERIFY(hub_->log().empty());

    QTest::keyClick(row(key(*downloaded_)), Qt::Key_Delete);
    QVERIFY(question());
    for (auto* button : question()->buttons())
        if (button->text() == "Remove")
            click(button);
    QTRY_VERIFY(hub_->has("remove gpt2"));
    QTRY_VERIFY(!row(key(*downloaded_)));
    QVERIFY(row("hub:gpt2")); // it can be downloaded again

    // Nothing removes what another program has put there.
    QTest::keyClick(row(key(*cached_)), Qt::Key_Delete);
    QTest::keyClick(row(LOGITSCOPE_STARTER_MODEL), Qt::Key_Delete);
    QTRY_VERIFY(!question());
    QCOMPARE(hub_->log().size(), std::size_t{1});
}

void ModelsPageActionsTest::aRemovalThatFails()
{
    hub_->refuse("the disk can't be written");
    pick(key(*downloaded_));
    click(page_->details()->removeButton());
    for (auto* button : page_->findChild<QMessageBox*>()->buttons())
        if (button->text() == "Remove")
            click(button);
    QTRY_COMPARE(page_->message()->sentence(), QString("The disk can't be written"));
    QVERIFY(row(key(*downloaded_)));
}

void ModelsPageActionsTest::forgetsAFolder()
{
    QSignalSpy forgotten(page_.get(), &ModelsPage::forgetRequested);
    pick(key(*folder_));
    click(page_->details()->forgetButton());
    QCOMPARE(forgotten.count(), 1);
    QCOMPARE(forgotten[0][0].toString(), key(*folder_));
    page_->setRecent({});
    QTRY_VERIFY(!row(key(*folder_)));
    QVERIFY(std::filesystem::exists(folder_->file("config.json")));
    QVERIFY(hub_->log().empty());
}

void ModelsPageActionsTest::downloads()
{
    const TestFolder arrived;
    randomCheckpoint({}, 1).writeTo(arrived);
    const auto before = shown();
    auto* xl = row("hub:gpt2-xl");
    click(xl->startButton());
    QCOMPARE(shown(), before); // nothing moves under the pointer
    QCOMPARE(page_->rows()->selectedKey(), QString("hub:gpt2-xl"));
    QTRY_VERIFY(hub_->has("start gpt2-xl"));

    DownloadProgress progress;
    progress.doing = DownloadProgress::Doing::Downloading;
    progress.bytes = 1'608'000'000;
    progress.allBytes = 6'431'000'000;
    progress.bytesPerSecond = 11.2e6;
    progress.secondsLeft = 21.0;
    hub_->progress(progress);
    QTRY_COMPARE(xl->state(), QString("1.61 GB of 6.43 GB · 11.2 MB/s · 21 s left"));
    const auto* bar = xl->findChild<QProgressBar*>();
    QVERIFY(bar->isVisible());
    QCOMPARE(bar->value() * 4 / bar->maximum(), 1);
    QVERIFY(!xl->startButton()->isVisible());

    progress.doing = DownloadProgress::Doing::Waiting;
    progress.sentence = "The hub asks to wait for 30 s.";
    hub_->progress(progress);
    QTRY_COMPARE(xl->state(), QString("The hub asks to wait for 30 s."));

    hub_->setCached({{"gpt2-xl", "15ea56de", arrived.path(), true}});
    hub_->finish(arrived.path());
    QTRY_VERIFY(row(key(arrived)));
    QCOMPARE(page_->rows()->selectedKey(), key(arrived));
    QVERIFY(page_->details()->openButton()->isEnabled());
    QVERIFY(!row("hub:gpt2-xl"));
}

// From the model that they look at meanwhile, or from the field in which they type.
void ModelsPageActionsTest::anArrivalTakesNobodyAway()
{
    const TestFolder arrived;
    randomCheckpoint({}, 1).writeTo(arrived);
    click(row("hub:gpt2-xl")->startButton());
    pick(key(*folder_));
    row(key(*folder_))->setFocus();
    hub_->setCached({{"gpt2-xl", "15ea56de", arrived.path(), true}});
    hub_->finish(arrived.path());
    QTRY_VERIFY(row(key(arrived)));
    QCOMPARE(page_->rows()->selectedKey(), key(*folder_));
    QCOMPARE(page_->focusWidget(), row(key(*folder_)));
}

void ModelsPageActionsTest::theKeyboardFollowsADownload()
{
    page_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(page_.get()));
    const TestFolder arrived;
    randomCheckpoint({}, 1).writeTo(arrived);
    page_->resize(1200, 500);
    pick("hub:gpt2-xl");
    auto* xl = row("hub:gpt2-xl");
    page_->details()->downloadButton()->setFocus();
    QTest::keyClick(page_->details()->downloadButton(), Qt::Key_Space);
    QTRY_VERIFY(!page_->details()->downloadButton()->isVisible());
    QCOMPARE(page_->focusWidget(), xl);

    hub_->setCached({{"gpt2-xl", "15ea56de", arrived.path(), true}});
    hub_->finish(arrived.path());
    QTRY_VERIFY(row(key(arrived)));
    QCOMPARE(page_->focusWidget(), page_->details()->openButton());
    const auto* view = page_->rows()->viewport();
    QTRY_VERIFY(view->rect().contains(
        row(key(arrived))->geometry().translated(page_->rows()->widget()->pos())));
}

void ModelsPageActionsTest::pausesResumesAndCancels()
{
    QSignalSpy kept(page_.get(), &ModelsPage::downloadsChanged);
    auto* medium = row("hub:gpt2-medium");
    auto* xl = row("hub:gpt2-xl");
    click(medium->startButton());
    click(xl->startButton());
    QTRY_VERIFY(xl->state().startsWith("Waits"));
    hub_->arrive(760'000'000, 1'519'984'962);
    QTRY_VERIFY(medium->state().startsWith("760 MB of 1.52 GB"));
    QCOMPARE(kept.back()[0].toStringList().size(), 2);

    click(medium->pauseButton());
    QTRY_COMPARE(medium->state(), QString("Paused at 760 MB of 1.52 GB"));
    QCOMPARE(medium->startButton()->text(), QString("Resume"));
    QTRY_VERIFY(hub_->has("start gpt2-xl"));
    QCOMPARE(kept.back()[0].toStringList().front(), QString("gpt2-medium 760000000 1519984962"));

    click(xl->cancelButton());
    QTRY_VERIFY(hub_->has("discard gpt2-xl"));
    QTRY_COMPARE(xl->startButton()->text(), QString("Download"));
    QVERIFY(!xl->cancelButton()->isVisible());
    click(medium->startButton());
    QTRY_VERIFY(medium->pauseButton()->isVisible());
    QVERIFY(!hub_->has("discard gpt2-medium"));
}

void ModelsPageActionsTest::aFailureCanBeRetried()
{
    auto* xl = row("hub:gpt2-xl");
    click(xl->startButton());
    hub_->fail("gpt2-xl: the connection was lost; try again");
    QTRY_COMPARE(xl->startButton()->text(), QString("Retry"));
    QCOMPARE(xl->state(), QString("gpt2-xl: the connection was lost; try again"));
    QVERIFY(xl->cancelButton()->isVisible());
    QCOMPARE(xl->cancelButton()->text(), QString("Discard")); // nothing goes on
    click(xl->startButton());
    hub_->arrive(1, 2);
    QTRY_VERIFY(xl->pauseButton()->isVisible());
}

LOGITSCOPE_TEST(ModelsPageActionsTest)
#include "tst_models_page_actions.moc"
