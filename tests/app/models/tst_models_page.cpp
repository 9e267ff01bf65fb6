// The page as a person uses it, on models that are really there and a hub that does what it is
// told.
#include "app/models/memory_bars.h"
#include "app/models/model_details.h"
#include "app/models/model_row.h"
#include "app/models/model_rows.h"
#include "app/models/models_page.h"
#include "app/page/copy_button.h"
#include "scripted_hub.h"
#include "tests/fixtures/checkpoint.h"
#include "tests/test_program.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/segmented_switch.h"
#include "window_fixture.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <filesystem>
#include <memory>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

QString text(const std::filesystem::path& path)
{
    return QString::fromStdString(path.string());
}

void click(QWidget* button)
{
    QTest::mouseClick(button, Qt::LeftButton);
}

} // namespace

class ModelsPageTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void sections();
    void theListEndsWithItsLastRow();
    void tabGoesThroughTheRows();
    void searchAndFilter();
    void arrowsPick();
    void detailsOfAModel();
    void memoryBesideWhatIsFree();
    void aBrokenModelCantBeOpened();
    void opens();
    void theOpenOneIsMarked();
    void theOpenOneStays();
    void removesWhatWasDownloaded();
    void aRemovalThatFails();
    void forgetsAFolder();
    void downloads();
    void pausesResumesAndCancels();
    void aFailureCanBeRetried();
    void anotherByItsName();
    void aWrongNameSaysWhy();
    void offlineNothingIsDownloaded();
    void isRemembered();
    void presenting();

private:
    bool look(); // and waits for what is found

    ModelRow* row(const QString& key) const { return page_->rows()->row(key); }

    QString key(const TestFolder& folder) const { return text(folder.path()); }

    QStringList shown() const; // keys

    void pick(const QString& key) { click(row(key)); }

    std::unique_ptr<TestFolder> downloaded_; // gpt2
    std::unique_ptr<TestFolder> cached_;     // owner/name
    std::unique_ptr<TestFolder> folder_;     // opened once
    std::unique_ptr<ScriptedHub> hub_;
    std::unique_ptr<ModelsPage> page_;
};

void ModelsPageTest::init()
{
    downloaded_ = std::make_unique<TestFolder>();
    cached_ = std::make_unique<TestFolder>();
    folder_ = std::make_unique<TestFolder>();
    for (const auto* each : {downloaded_.get(), cached_.get(), folder_.get()})
        randomCheckpoint({}, 1).writeTo(*each);
    cached_->write("README.md", "---\nlicense: apache-2.0\n---\n");
    hub_ = std::make_unique<ScriptedHub>();
    hub_->setCached({{"gpt2", "607a30d783dfa663", downloaded_->path(), true},
                     {"owner/name", "0123456789abcdef", cached_->path(), false}});
    page_ = std::make_unique<ModelsPage>(hub_->services());
    page_->setFolders({key(*folder_)});
    page_->resize(1200, 900);
    page_->show();
    QVERIFY(look());
}

void ModelsPageTest::cleanup()
{
    page_.reset();
    hub_.reset();
}

bool ModelsPageTest::look()
{
    QSignalSpy found(page_.get(), &ModelsPage::found);
    page_->look();
    return found.wait(10'000);
}

QStringList ModelsPageTest::shown() const
{
    QStringList keys;
    for (const auto* each : page_->rows()->rows())
        keys << each->key();
    return keys;
}

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

// There is nothing below it to scroll to, however long the sentences of the rows are.
void ModelsPageTest::theListEndsWithItsLastRow()
{
    auto* list = page_->rows();
    page_->resize(1200, 1000);
    QTRY_COMPARE(list->verticalScrollBar()->maximum(), 0);
    for (const char* name : {"someone/one", "someone/two"}) {
        page_->anotherField()->setText(name);
        QTest::keyClick(page_->anotherField(), Qt::Key_Return);
        hub_->fail(name + std::string(": ") + std::string(400, 'x') + " can't be reached");
        QTRY_VERIFY(row(QString("hub:") + name)->state().endsWith("can't be reached"));
    }
    page_->resize(900, 400);
    auto* bar = list->verticalScrollBar();
    QTRY_VERIFY(bar->maximum() > 0);
    bar->setValue(bar->maximum());
    const auto* last = list->rows().back();
    const int end = last->mapTo(list->viewport(), QPoint(0, last->height())).y();
    QVERIFY2(std::abs(list->viewport()->height() - end) < 20, qPrintable(QString::number(end)));
}

void ModelsPageTest::tabGoesThroughTheRows()
{
    page_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(page_.get()));
    page_->search()->setFocus();
    QStringList order;
    do {
        QTest::keyClick(page_->focusWidget(), Qt::Key_Tab);
        order << page_->focusWidget()->accessibleName();
    } while (page_->focusWidget() != page_->anotherField() && order.size() < 30);
    QVERIFY2(order[1].startsWith("starter, "), qPrintable(order.join("; ")));
    const auto first = order.indexOf("Download DistilGPT-2");
    QVERIFY(first > 1);
    QCOMPARE(order.mid(first + 1, 3),
             QStringList({"Download GPT-2 Medium", "Download GPT-2 Large", "Download GPT-2 XL"}));
    QCOMPARE(order.indexOf(page_->anotherField()->accessibleName()), first + 4);
}

void ModelsPageTest::searchAndFilter()
{
    QTest::keyClicks(page_->search(), "APACHE");
    QCOMPARE(shown(), QStringList(key(*cached_)));
    QCOMPARE(page_->rows()->selectedKey(), key(*cached_)); // there is nothing else to look at
    page_->search()->setText("medium gpt");
    QCOMPARE(shown(), QStringList("hub:gpt2-medium"));
    page_->search()->setText("xyzzy");
    QCOMPARE(shown(), QStringList());
    QVERIFY(!page_->details()->isVisible());
    page_->clear();
    QCOMPARE(shown().size(), 8);

    for (auto* button : page_->filter()->findChildren<QAbstractButton*>())
        if (button->text() == "On this computer")
            click(button);
    QCOMPARE(shown().size(), 4);
    QVERIFY(shown().filter("hub:").isEmpty());
    for (auto* button : page_->filter()->findChildren<QAbstractButton*>())
        if (button->text() == "To download")
            click(button);
    QCOMPARE(shown().filter("hub:").size(), 4);
    QCOMPARE(shown().size(), 4);
}

void ModelsPageTest::arrowsPick()
{
    page_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(page_.get()));
    pick(key(*downloaded_));
    row(key(*downloaded_))->setFocus();
    QTest::keyClick(row(key(*downloaded_)), Qt::Key_Down);
    QCOMPARE(page_->rows()->selectedKey(), key(*cached_));
    QVERIFY(row(key(*cached_))->hasFocus());
    QCOMPARE(page_->details()->fact("Licence"), QString("apache-2.0"));
    QTest::keyClick(row(key(*cached_)), Qt::Key_Up);
    QCOMPARE(page_->rows()->selectedKey(), key(*downloaded_));
    QTest::keyClick(row(key(*downloaded_)), Qt::Key_End);
    QCOMPARE(page_->rows()->selectedKey(), QString("hub:gpt2-xl"));
    QTest::keyClick(row("hub:gpt2-xl"), Qt::Key_Down);
    QCOMPARE(page_->rows()->selectedKey(), QString("hub:gpt2-xl"));
    QTest::keyClick(row("hub:gpt2-xl"), Qt::Key_Home);
    QCOMPARE(page_->rows()->selectedKey(), QString(LOGITSCOPE_STARTER_MODEL));
}

void ModelsPageTest::detailsOfAModel()
{
    pick(key(*cached_));
    const auto* details = page_->details();
    constexpr int layer = 2 * 16 + (8 * 24 + 24) + (8 * 8 + 8) + (8 * 32 + 32) + (32 * 8 + 8);
    QCOMPARE(details->fact("Parameters"),
             QLocale(QLocale::English).toString(2 * layer + vocabularySize * 8 + 16 * 8 + 16));
    QVERIFY(details->fact("Context").startsWith("16 "));
    QVERIFY(details->fact("Vocabulary").startsWith("259 "));
    QCOMPARE(details->fact("Layers"), QString("2, each with 2 heads, width 8"));
    QCOMPARE(details->fact("Precision"), QString("F32"));
    QCOMPARE(details->fact("On the hub"), QString("owner/name@01234567"));
    click(details->copyButton());
    QCOMPARE(QApplication::clipboard()->text(), key(*cached_));
    QSignalSpy folder(page_.get(), &ModelsPage::showFolderRequested);
    click(details->showFolderButton());
    QCOMPARE(folder.front()[0].toString(), text(cached_->path() / "config.json"));
    QVERIFY(!details->removeButton()->isVisible()); // it is another program's
    QVERIFY(!details->forgetButton()->isVisible());
    pick(key(*downloaded_));
    QVERIFY(details->fact("Licence").startsWith("unknown"));
}

void ModelsPageTest::memoryBesideWhatIsFree()
{
    hub_->freeBytes = 3'000'000'000;
    page_.reset();
    page_ = std::make_unique<ModelsPage>(hub_->services());
    page_->resize(1200, 900);
    page_->show();
    QVERIFY(look());
    pick("hub:gpt2-large"); // 774,030,080 parameters
    QCOMPARE(page_->details()->memoryBars()->text(),
             QString("F32 3.10 GB, BF16 1.55 GB, INT8 774 MB; 3.00 GB free"));
    bool isSaid = false;
    for (const auto* label : page_->details()->findChildren<QLabel*>())
        isSaid = isSaid || label->text().contains("Choose a smaller format");
    QVERIFY(isSaid);
}

void ModelsPageTest::aBrokenModelCantBeOpened()
{
    std::filesystem::resize_file(folder_->file("model.safetensors"), 1000);
    QVERIFY(look());
    QSignalSpy opened(page_.get(), &ModelsPage::openRequested);
    pick(key(*folder_));
    QVERIFY(!page_->details()->openButton()->isEnabled());
    QVERIFY2(row(key(*folder_))->state().startsWith("model.safetensors: "),
             qPrintable(row(key(*folder_))->state()));

    std::filesystem::remove_all(cached_->path());
    QVERIFY(look());
    QVERIFY(row(key(*cached_))->state().endsWith("is no longer there"));
}

void ModelsPageTest::opens()
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

void ModelsPageTest::theOpenOneStays()
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

void ModelsPageTest::removesWhatWasDownloaded()
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

void ModelsPageTest::aRemovalThatFails()
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

void ModelsPageTest::forgetsAFolder()
{
    QSignalSpy forgotten(page_.get(), &ModelsPage::forgetRequested);
    pick(key(*folder_));
    click(page_->details()->forgetButton());
    QCOMPARE(forgotten.count(), 1);
    QCOMPARE(forgotten[0][0].toString(), key(*folder_));
    page_->setFolders({});
    QTRY_VERIFY(!row(key(*folder_)));
    QVERIFY(std::filesystem::exists(folder_->file("config.json")));
    QVERIFY(hub_->log().empty());
}

void ModelsPageTest::downloads()
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

void ModelsPageTest::pausesResumesAndCancels()
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

void ModelsPageTest::aFailureCanBeRetried()
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

void ModelsPageTest::anotherByItsName()
{
    page_->filter()->setValue(ModelsPage::Here);
    page_->search()->setText("starter");
    QTest::keyClicks(page_->anotherField(), " someone/small-gpt2@v1.0 ");
    QTest::keyClick(page_->anotherField(), Qt::Key_Return);
    QTRY_VERIFY(hub_->has("start someone/small-gpt2@v1.0"));
    QVERIFY(page_->anotherField()->text().isEmpty());
    const QString key = "hub:someone/small-gpt2@v1.0";
    QVERIFY(row(key)); // whatever was looked for before
    QCOMPARE(page_->rows()->selectedKey(), key);
    click(row(key)->cancelButton());
    QTRY_VERIFY(!row(key)); // there is no offer of it
}

void ModelsPageTest::aWrongNameSaysWhy()
{
    QVERIFY(!page_->anotherButton()->isEnabled());
    QVERIFY(page_->anotherProblem().isEmpty());
    QTest::keyClicks(page_->anotherField(), "no name/");
    QVERIFY(page_->anotherProblem().contains("expected a name on the hub"));
    QVERIFY(!page_->anotherButton()->isEnabled());
    QTest::keyClick(page_->anotherField(), Qt::Key_Return);
    QVERIFY(page_->downloads().all().empty());
    page_->anotherField()->setText("owner/name@");
    QVERIFY(page_->anotherProblem().contains("after the @"));
    page_->anotherField()->setText("owner/name");
    QVERIFY(page_->anotherProblem().isEmpty());
    QVERIFY(page_->anotherButton()->isEnabled());
}

void ModelsPageTest::offlineNothingIsDownloaded()
{
    page_.reset();
    hub_->isOffline = true;
    page_ = std::make_unique<ModelsPage>(hub_->services());
    page_->show();
    QVERIFY(look());
    QVERIFY(!row("hub:gpt2-xl")->startButton()->isEnabled());
    QVERIFY(row("hub:gpt2-xl")->startButton()->toolTip().contains("HF_HUB_OFFLINE"));
    pick("hub:gpt2-xl");
    QVERIFY(!page_->details()->downloadButton()->isEnabled());
    page_->anotherField()->setText("owner/name");
    QVERIFY(!page_->anotherButton()->isEnabled());
    QTest::keyClick(page_->anotherField(), Qt::Key_Return);
    QVERIFY(page_->downloads().all().empty());
    const auto status = page_->runBar()->text();
    QVERIFY2(status.endsWith("HF_HUB_OFFLINE is set: nothing is downloaded."), qPrintable(status));
}

void ModelsPageTest::isRemembered()
{
    const QTemporaryDir folder;
    QSettings settings(folder.filePath("settings.ini"), QSettings::IniFormat);
    page_->filter()->setValue(ModelsPage::ToDownload);
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
    QCOMPARE(next.filter()->value(), int(ModelsPage::ToDownload));
    QCOMPARE(next.rows()->row("hub:gpt2-xl")->state(), QString("Paused at 1.00 GB of 6.43 GB"));
    QVERIFY(!hub_->has("discard gpt2-xl"));
}

void ModelsPageTest::presenting()
{
    page_->setPresenting(true);
    QVERIFY(!page_->search()->isVisible());
    QVERIFY(!page_->anotherField()->isVisible());
    QVERIFY(page_->rows()->isVisible());
    page_->setPresenting(false);
    QVERIFY(page_->search()->isVisible());
    QVERIFY(page_->anotherField()->isVisible());
}

LOGITSCOPE_TEST(ModelsPageTest)
#include "tst_models_page.moc"
