// The Models page in the window: what the first start offers, and what the other pages say of a
// download.
#include "app/explore/explore_page.h"
#include "app/explore/text_panel.h"
#include "app/models/model_rows.h"
#include "app/models/models_page.h"
#include "app/window/model_opener.h"
#include "tests/app/models/scripted_hub.h"
#include "tests/fixtures/checkpoint.h"
#include "tests/test_program.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/segmented_switch.h"
#include "window_fixture.h"

#include <QAbstractButton>
#include <QAction>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace logitscope;
using namespace logitscope::fixtures;

class ModelOfferTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void isMadeUntilItIsAnswered();
    void isNotMadeToWhoeverHasOpenedAnother();
    void isNotMadeOffline();
    void opensWhatIsHere();
    void downloadsAndOpens();
    void leavesATextAlone();
    void aDownloadThatStops();
    void roomsDontSeeIt();
    void thePageSwitchShowsADownload();
    void aFailureElsewhereIsSaid();
    void closingPausesADownload();
    void thePageOpensAndForgets();

private:
    bool start(); // a window on the same settings, and waits until it has made its offer or not
    MessageBar* offer() const;
    void press(const QString& button) const;

    QString openFolder() const
    {
        const auto model = fixture_->window().findChild<ModelOpener*>()->model();
        return QString::fromStdString(model->folder.string());
    }

    std::unique_ptr<TestFolder> gpt2_;
    std::unique_ptr<ScriptedHub> hub_;
    std::unique_ptr<WindowFixture> fixture_;
};

void ModelOfferTest::init()
{
    gpt2_ = std::make_unique<TestFolder>();
    randomCheckpoint({}, 1).writeTo(*gpt2_);
    hub_ = std::make_unique<ScriptedHub>();
    fixture_ = std::make_unique<WindowFixture>(hub_->services());
}

void ModelOfferTest::cleanup()
{
    fixture_.reset();
    hub_.reset();
}

bool ModelOfferTest::start()
{
    fixture_->restart();
    fixture_->window().offerModel();
    if (!fixture_->openBundledModel())
        return false;
    QSignalSpy found(fixture_->window().modelsPage(), &ModelsPage::found);
    fixture_->window().modelsPage()->look(); // after the offer, where there is one
    return found.wait(10'000);
}

MessageBar* ModelOfferTest::offer() const
{
    for (auto* bar : fixture_->page().textPanel()->findChildren<MessageBar*>())
        if (bar != fixture_->page().message())
            return bar;
    return nullptr;
}

void ModelOfferTest::press(const QString& button) const
{
    for (auto* each : offer()->offers())
        if (each->text() == button)
            return QTest::mouseClick(each, Qt::LeftButton);
    QFAIL(qPrintable(button));
}

void ModelOfferTest::isMadeUntilItIsAnswered()
{
    QVERIFY(start());
    QVERIFY2(offer()->sentence().contains("GPT-2 (548 MB)"), qPrintable(offer()->sentence()));
    QVERIFY(fixture_->generate("The", 2)); // which takes it away no more than a restart does
    QVERIFY(offer()->isVisible());
    QVERIFY(start());
    QVERIFY(offer()->isVisible());
    press("Not now");
    QVERIFY(!offer()->isVisible());
    QVERIFY(start());
    QVERIFY(!offer()->isVisible());
    QVERIFY(hub_->log().empty());

    fixture_->settings().clear(); // its cross is an answer too
    QVERIFY(start());
    for (auto* button : offer()->findChildren<QToolButton*>())
        if (button->accessibleName() == "Close this message")
            QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(start());
    QVERIFY(!offer()->isVisible());
}

void ModelOfferTest::isNotMadeToWhoeverHasOpenedAnother()
{
    fixture_->settings().setValue("recentModels", QStringList{"/some/model"});
    QVERIFY(start());
    QVERIFY(!offer()->isVisible());
}

void ModelOfferTest::isNotMadeOffline()
{
    hub_->isOffline = true;
    QVERIFY(start());
    QVERIFY(!offer()->isVisible());
    fixture_.reset();
    hub_->isOffline = false;
    fixture_ = std::make_unique<WindowFixture>(hub_->services());
    QVERIFY(start());
    QVERIFY(offer()->isVisible());
}

void ModelOfferTest::opensWhatIsHere()
{
    hub_->isOffline = true; // the network isn't needed
    hub_->setCached({{"openai-community/gpt2", "607a30d7", gpt2_->path(), false}});
    QVERIFY(start());
    QVERIFY2(offer()->sentence().contains("GPT-2 is on this computer"),
             qPrintable(offer()->sentence()));
    press("Open GPT-2");
    QTRY_COMPARE(openFolder(), QString::fromStdString(gpt2_->path().string()));
    QVERIFY(!offer()->isVisible());
}

void ModelOfferTest::downloadsAndOpens()
{
    QVERIFY(start());
    press("Download and open");
    QTRY_VERIFY(hub_->has("start gpt2"));
    QCOMPARE(offer()->sentence(), QString("GPT-2 is being downloaded."));
    press("Show");
    QCOMPARE(fixture_->window().page(), MainWindow::Models);
    QCOMPARE(fixture_->window().modelsPage()->rows()->selectedKey(), QString("hub:gpt2"));
    fixture_->window().showPage(MainWindow::Explore);
    hub_->finish(gpt2_->path());
    QTRY_COMPARE(openFolder(), QString::fromStdString(gpt2_->path().string()));
    QVERIFY(!offer()->isVisible());
    QVERIFY(start());
    QVERIFY(!offer()->isVisible());
}

// Which another model would take away: then a button opens it.
void ModelOfferTest::leavesATextAlone()
{
    QVERIFY(start());
    press("Download and open");
    QVERIFY(fixture_->generate("The", 3));
    hub_->finish(gpt2_->path());
    auto* message = fixture_->page().message();
    QTRY_COMPARE(message->sentence(), QString("gpt2 is downloaded."));
    QVERIFY(!offer()->isVisible());
    QCOMPARE(openFolder(), QString(LOGITSCOPE_STARTER_MODEL));
    QCOMPARE(fixture_->page().document().size(), 3);
    QTest::mouseClick(message->offers().front(), Qt::LeftButton);
    QTRY_COMPARE(openFolder(), QString::fromStdString(gpt2_->path().string()));
}

void ModelOfferTest::aDownloadThatStops()
{
    QVERIFY(start());
    press("Download and open");
    hub_->fail("gpt2: the connection was lost; try again");
    QTRY_COMPARE(fixture_->page().message()->sentence(),
                 QString("gpt2: the connection was lost; try again"));
    QVERIFY(!offer()->isVisible());

    // Whoever cancels it wants it no longer.
    auto& downloads = fixture_->window().modelsPage()->downloads();
    downloads.cancel({.repository = "gpt2"});
    QTRY_VERIFY(hub_->has("discard gpt2"));
    downloads.start({.repository = "gpt2"});
    hub_->finish(gpt2_->path());
    QTRY_COMPARE(fixture_->page().message()->sentence(), QString("gpt2 is downloaded."));
    QCOMPARE(openFolder(), QString(LOGITSCOPE_STARTER_MODEL));
}

void ModelOfferTest::roomsDontSeeIt()
{
    QVERIFY(start());
    fixture_->window().setPresenting(true);
    QVERIFY(!offer()->isVisible());
    fixture_->window().setPresenting(false);
    QVERIFY(offer()->isVisible());
    press("Not now");
    fixture_->window().setPresenting(true);
    fixture_->window().setPresenting(false);
    QVERIFY(!offer()->isVisible());

    fixture_->settings().clear(); // nor one that is made meanwhile
    fixture_->restart();
    fixture_->window().offerModel();
    fixture_->window().setPresenting(true);
    QVERIFY(fixture_->openBundledModel());
    QTRY_VERIFY(!offer()->offers().empty());
    QVERIFY(!offer()->isVisible());
    fixture_->window().setPresenting(false);
    QVERIFY(offer()->isVisible());
}

void ModelOfferTest::thePageSwitchShowsADownload()
{
    QAbstractButton* models = nullptr;
    for (auto* each : fixture_->window().findChildren<SegmentedSwitch*>())
        for (auto* button : each->findChildren<QAbstractButton*>())
            if (button->text() == "Models")
                models = button;
    QVERIFY(models);
    auto& downloads = fixture_->window().modelsPage()->downloads();
    downloads.start({.repository = "owner/name"});
    QCOMPARE(models->accessibleDescription(), QString("A model is being downloaded."));
    downloads.pauseAll();
    QVERIFY(models->accessibleDescription().isEmpty());
}

void ModelOfferTest::aFailureElsewhereIsSaid()
{
    QVERIFY(fixture_->openBundledModel());
    fixture_->window().modelsPage()->downloads().start({.repository = "owner/name"});
    hub_->fail("owner/name: there is no such model");
    QTRY_COMPARE(fixture_->page().message()->sentence(),
                 QString("owner/name: there is no such model"));
}

void ModelOfferTest::closingPausesADownload()
{
    fixture_->window().modelsPage()->downloads().start({.repository = "owner/name"});
    hub_->arrive(300, 1000);
    const auto& downloads = fixture_->window().modelsPage()->downloads();
    QTRY_COMPARE(downloads.all().front().progress.bytes, std::int64_t{300});
    fixture_->restart();
    QVERIFY(hub_->has("end owner/name"));
    QVERIFY(!hub_->has("discard owner/name"));
    const auto& kept = fixture_->window().modelsPage()->downloads().all();
    QCOMPARE(kept.size(), std::size_t{1});
    QVERIFY(kept.front().state == ModelDownload::State::Paused);
    QCOMPARE(kept.front().progress.bytes, std::int64_t{300});
    fixture_->restart(); // and the next time, though nobody touched it
    QCOMPARE(fixture_->window().modelsPage()->downloads().all().size(), std::size_t{1});
}

void ModelOfferTest::thePageOpensAndForgets()
{
    QVERIFY(fixture_->openBundledModel());
    auto* page = fixture_->window().modelsPage();
    for (auto* action : fixture_->window().actions())
        if (action->shortcut() == QKeySequence("Ctrl+4"))
            action->trigger();
    QCOMPARE(fixture_->window().page(), MainWindow::Models);
    const auto folder = QString::fromStdString(gpt2_->path().string());
    emit page->openRequested(folder);
    QTRY_COMPARE(openFolder(), folder);
    emit page->forgetRequested(folder);
    QCOMPARE(fixture_->settings().value("recentModels").toStringList(),
             QStringList(LOGITSCOPE_STARTER_MODEL));
}

LOGITSCOPE_TEST(ModelOfferTest)
#include "tst_model_offer.moc"
