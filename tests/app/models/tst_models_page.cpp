// The page on models that are really there and a hub that does what it is told.
#include "app/models/another_model.h"
#include "app/models/model_details.h"
#include "app/models/model_row.h"
#include "app/models/model_rows.h"
#include "app/models/model_search.h"
#include "app/models/models_page.h"
#include "models_page_fixture.h"
#include "tests/test_program.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/segmented_switch.h"
#include "window_fixture.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace logitscope;
using namespace logitscope::fixtures;

class ModelsPageTest : public QObject, ModelsPageFixture
{
    Q_OBJECT

private slots:

    void init() { QVERIFY(open()); }

    void cleanup() { close(); }

    void sections();
    void aBrokenOneCanBeDownloadedAgain();
    void theOpenOneIsMarked();
    void offlineNothingIsDownloaded();
    void isRemembered();
    void presenting();
    void nobodySearchesUnseen();
};

void ModelsPageTest::sections()
{
    const QStringList expected{
        LOGITSCOPE_STARTER_MODEL, key(*downloaded_), key(*cached_),    key(*folder_),
        "hub:distilgpt2",         "hub:gpt2-medium", "hub:gpt2-large", "hub:gpt2-xl"};
    QCOMPARE(shown(), expected); // gpt2 is here
    QVERIFY(row(key(*downloaded_))->accessibleName().startsWith("GPT-2, "));
    QVERIFY(row("hub:gpt2-medium")->accessibleName().contains("355M parameters · 1.52 GB"));
    QVERIFY(page_->runBar()->text().startsWith("4 "));
    QCOMPARE(page_->folderOf({.repository = "openai-community/gpt2"}), key(*downloaded_));
    QCOMPARE(page_->folderOf({.repository = "gpt2-xl"}), QString());
}

void ModelsPageTest::aBrokenOneCanBeDownloadedAgain()
{
    QVERIFY(!row("hub:gpt2"));
    std::filesystem::remove(downloaded_->file("merges.txt"));
    QVERIFY(look());
    QVERIFY(row(key(*downloaded_)));
    QVERIFY(row("hub:gpt2")->startButton()->isVisible());
}

void ModelsPageTest::theOpenOneIsMarked()
{
    page_->takeModel(bundledModel());
    pick(LOGITSCOPE_STARTER_MODEL);
    QVERIFY(row(LOGITSCOPE_STARTER_MODEL)->accessibleName().startsWith("starter, open, "));
    QVERIFY(!page_->details()->openButton()->isVisible());
    QVERIFY(!row(key(*cached_))->accessibleName().contains("open"));

    pick(key(*folder_));
    page_->takeModel(bundledModel()); // by another way
    QCOMPARE(page_->rows()->selectedKey(), QString(LOGITSCOPE_STARTER_MODEL));

    pick(key(*cached_));
    QVERIFY(page_->details()->openButton()->isEnabled());
    page_->showOpening("another");
    QVERIFY(!page_->details()->openButton()->isEnabled());
    page_->endOpening();
    QVERIFY(page_->details()->openButton()->isEnabled());
}

void ModelsPageTest::offlineNothingIsDownloaded()
{
    page_.reset();
    hub_->isOffline = true;
    QVERIFY(openPage());
    QVERIFY(!row("hub:gpt2-xl")->startButton()->isEnabled());
    QVERIFY(row("hub:gpt2-xl")->startButton()->toolTip().contains("HF_HUB_OFFLINE"));
    pick("hub:gpt2-xl");
    QVERIFY(!page_->details()->downloadButton()->isEnabled());
    page_->another()->field()->setText("owner/name");
    QVERIFY(!page_->another()->button()->isEnabled());
    QTest::keyClick(page_->another()->field(), Qt::Key_Return);
    QVERIFY(page_->downloads().all().empty());
    const auto status = page_->runBar()->text();
    QVERIFY2(status.endsWith("HF_HUB_OFFLINE is set: nothing is downloaded."), qPrintable(status));
}

void ModelsPageTest::isRemembered()
{
    const QTemporaryDir folder;
    QSettings settings(folder.filePath("settings.ini"), QSettings::IniFormat);
    page_->search()->filter()->setValue(ModelSearch::ToDownload);
    click(row("hub:gpt2-xl")->startButton());
    hub_->arrive(1'000'000'000, 6'431'000'000);
    QTRY_VERIFY(row("hub:gpt2-xl")->state().startsWith("1.00 GB of 6.43 GB"));
    page_->stop(); // the window closes
    page_->save(settings);

    ModelsPage next(hub_->services());
    next.restore(settings);
    QSignalSpy found(&next, &ModelsPage::found);
    next.look();
    QVERIFY(found.wait(10'000));
    QCOMPARE(next.search()->filter()->value(), int(ModelSearch::ToDownload));
    QCOMPARE(next.rows()->row("hub:gpt2-xl")->state(), QString("Paused at 1.00 GB of 6.43 GB"));
    QVERIFY(!hub_->has("discard gpt2-xl"));
}

void ModelsPageTest::presenting()
{
    page_->setPresenting(true);
    QVERIFY(!page_->search()->field()->isVisible());
    QVERIFY(!page_->another()->field()->isVisible());
    QVERIFY(page_->rows()->isVisible());
    page_->setPresenting(false);
    QVERIFY(page_->search()->field()->isVisible());
    QVERIFY(page_->another()->field()->isVisible());
}

// The page is first shown while the window presents.
void ModelsPageTest::nobodySearchesUnseen()
{
    ModelsPage next(hub_->services());
    next.setPresenting(true);
    QSignalSpy found(&next, &ModelsPage::found);
    next.show();
    QVERIFY(found.wait(10'000));
    QVERIFY(next.focusWidget() != next.search()->field());
    next.hide();
    next.rows()->select("hub:gpt2-xl");
    next.show();
    QCOMPARE(next.focusWidget(), next.rows()->row("hub:gpt2-xl"));
    next.hide();
    next.setPresenting(false);
    ModelsPage another(hub_->services());
    another.show();
    QCOMPARE(another.focusWidget(), another.search()->field());
}

LOGITSCOPE_TEST(ModelsPageTest)
#include "tst_models_page.moc"
