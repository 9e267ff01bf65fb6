// What is said of a model that is really there, and of one that is not.
#include "app/models/memory_bars.h"
#include "app/models/model_details.h"
#include "app/models/model_facts.h"
#include "app/models/model_row.h"
#include "app/models/models_page.h"
#include "app/page/copy_button.h"
#include "models_page_fixture.h"
#include "tests/test_program.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace logitscope;
using namespace logitscope::fixtures;

class ModelDetailsTest : public QObject, ModelsPageFixture
{
    Q_OBJECT

private slots:

    void init() { QVERIFY(open()); }

    void cleanup() { close(); }

    void detailsOfAModel();
    void memoryBesideWhatIsFree();
    void aBrokenModelCantBeOpened();
    void theOpenOneIsNeitherRemovedNorForgotten();
};

void ModelDetailsTest::detailsOfAModel()
{
    pick(key(*cached_));
    const auto* details = page_->details();
    constexpr int layer = 2 * 16 + (8 * 24 + 24) + (8 * 8 + 8) + (8 * 32 + 32) + (32 * 8 + 8);
    QCOMPARE(details->facts()->fact("Parameters"),
             QLocale(QLocale::English).toString(2 * layer + vocabularySize * 8 + 16 * 8 + 16));
    QVERIFY(details->facts()->fact("Context").startsWith("16 "));
    QVERIFY(details->facts()->fact("Vocabulary").startsWith("259 "));
    QCOMPARE(details->facts()->fact("Layers"), QString("2, each with 2 heads, width 8"));
    QCOMPARE(details->facts()->fact("Precision"), QString("F32"));
    QCOMPARE(details->facts()->fact("On the hub"), QString("owner/name@01234567"));
    click(details->copyButton());
    QCOMPARE(QGuiApplication::clipboard()->text(), key(*cached_));
    QSignalSpy folder(page_.get(), &ModelsPage::showFolderRequested);
    click(details->showFolderButton());
    QCOMPARE(folder.front()[0].toString(), text(cached_->path() / "config.json"));
    QVERIFY(!details->removeButton()->isVisible()); // it is another program's
    QVERIFY(!details->forgetButton()->isVisible());
    pick(key(*downloaded_));
    QVERIFY(details->facts()->fact("Licence").startsWith("unknown"));
}

void ModelDetailsTest::memoryBesideWhatIsFree()
{
    hub_->freeBytes = 3'000'000'000;
    QVERIFY(openPage());
    pick("hub:gpt2-large"); // 774,030,080 parameters
    QCOMPARE(page_->details()->memoryBars()->text(),
             QString("F32 3.10 GB, BF16 1.55 GB, INT8 774 MB; 3.00 GB free"));
    bool isSaid = false;
    for (const auto* label : page_->details()->findChildren<QLabel*>())
        isSaid = isSaid || label->text().contains("Choose a smaller format");
    QVERIFY(isSaid);
}

void ModelDetailsTest::aBrokenModelCantBeOpened()
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

void ModelDetailsTest::theOpenOneIsNeitherRemovedNorForgotten()
{
    const auto* details = page_->details();
    pick(key(*folder_));
    QVERIFY(details->forgetButton()->isEnabled());
    const auto model = openModelFolder(folder_->path());
    QVERIFY(model);
    page_->takeModel(*model);
    QVERIFY(details->forgetButton()->isVisible());
    QVERIFY(!details->forgetButton()->isEnabled());
    QVERIFY(details->forgetButton()->toolTip().contains("is open"));

    pick(key(*downloaded_));
    QVERIFY(details->removeButton()->isEnabled());
    page_->showOpening("GPT-2"); // it may be this one
    QVERIFY(!details->removeButton()->isEnabled());
    page_->endOpening();
    QVERIFY(details->removeButton()->isEnabled());
}

LOGITSCOPE_TEST(ModelDetailsTest)
#include "tst_model_details.moc"
