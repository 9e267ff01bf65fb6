// The models on servers that were connected to lately, beside those on this computer.
#include "app/models/model_details.h"
#include "app/models/model_facts.h"
#include "app/models/model_row.h"
#include "app/models/model_rows.h"
#include "app/models/model_search.h"
#include "app/models/models_page.h"
#include "app/page/copy_button.h"
#include "models_page_fixture.h"
#include "tests/core/remote/played_server.h"
#include "tests/test_program.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/segmented_switch.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace logitscope;
using namespace logitscope::fixtures;

class ModelsPageServersTest : public QObject, ModelsPageFixture
{
    Q_OBJECT

private slots:

    void init()
    {
        QVERIFY(open());
        page_->setRecent({named_, key(*folder_), other_});
        QVERIFY(look());
    }

    void cleanup() { close(); }

    void rows();
    void details();
    void nothingIsDownloaded();
    void connects();
    void theOpenOne();
    void forgets();
    void searchAndFilter();

private:
    QStringList shownServers() const
    {
        QStringList servers;
        for (const auto* each : page_->rows()->rows())
            if (each->key().startsWith("http"))
                servers << each->key();
        return servers;
    }

    const QString named_ = "http://lab.example:8080#llama-7b";
    const QString other_ = "https://127.0.0.1:8000/llm";
};

// The latest first, after what is on this computer and before what can be downloaded.
void ModelsPageServersTest::rows()
{
    QCOMPARE(shownServers(), QStringList({named_, other_}));
    const auto keys = shown();
    QVERIFY(keys.indexOf(named_) > keys.indexOf(key(*folder_)));
    QVERIFY(keys.indexOf(other_) < keys.indexOf("hub:gpt2-xl"));
    QVERIFY2(row(named_)->accessibleName().startsWith("llama-7b, "),
             qPrintable(row(named_)->accessibleName()));
    QVERIFY(row(named_)->state().contains(named_));
    QVERIFY2(row(other_)->accessibleName().startsWith("127.0.0.1:8000, "),
             qPrintable(row(other_)->accessibleName()));
    QStringList headings;
    for (const auto* label : page_->rows()->findChildren<QLabel*>())
        headings << label->text();
    QCOMPARE(headings.count("Servers"), 1);

    page_->setRecent({key(*folder_)});
    QVERIFY(look());
    QCOMPARE(shownServers(), QStringList());
}

void ModelsPageServersTest::details()
{
    pick(named_);
    const auto* details = page_->details();
    for (const auto* fact : {"Parameters", "Context", "Vocabulary", "Layers", "Precision", "Size",
                             "Licence", "On the hub"})
        QCOMPARE(details->facts()->fact(fact), QString());
    click(details->copyButton());
    QCOMPARE(QGuiApplication::clipboard()->text(), named_);
    QCOMPARE(details->copyButton()->accessibleName(), QString("Copy the server's address"));
    QVERIFY(!details->showFolderButton()->isVisible());
    pick(key(*folder_));
    QCOMPARE(details->copyButton()->accessibleName(), QString("Copy the folder's path"));
    QCOMPARE(details->openButton()->text(), QString("Open"));
}

void ModelsPageServersTest::nothingIsDownloaded()
{
    for (const auto& server : {named_, other_}) {
        pick(server);
        QVERIFY(!page_->details()->downloadButton()->isVisible());
        QVERIFY(!page_->details()->removeButton()->isVisible());
        for (auto* button :
             {row(server)->startButton(), row(server)->pauseButton(), row(server)->cancelButton()})
            QVERIFY2(!button->isVisible(), qPrintable(button->accessibleName()));
        for (const auto* label : page_->details()->findChildren<QLabel*>())
            QVERIFY2(!label->isVisible() || !label->text().contains("ownload"),
                     qPrintable(label->text()));
    }
    QVERIFY(row("hub:gpt2-xl")->startButton()->isVisible());
    QVERIFY(hub_->log().empty());
}

void ModelsPageServersTest::connects()
{
    QSignalSpy opened(page_.get(), &ModelsPage::openRequested);
    pick(named_);
    QCOMPARE(page_->details()->openButton()->text(), QString("Connect"));
    click(page_->details()->openButton());
    QTest::mouseDClick(row(other_), Qt::LeftButton);
    QCOMPARE(opened.count(), 2);
    QCOMPARE(opened[0][0].toString(), named_);
    QCOMPARE(opened[1][0].toString(), other_);
}

void ModelsPageServersTest::theOpenOne()
{
    PlayedServer server(ServerKind::LlamaCpp);
    const auto model = openModel(server.address(), {}, {.key = ""});
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    const auto address = QString::fromStdString(server.address());
    page_->setRecent({address, named_});
    QVERIFY(look());
    page_->takeModel(*model);
    QCOMPARE(page_->rows()->selectedKey(), address);
    QVERIFY(!page_->details()->openButton()->isVisible());
    QVERIFY(!page_->details()->forgetButton()->isEnabled());
    QVERIFY2(row(address)->accessibleName().startsWith(address.mid(7) + ", open, "),
             qPrintable(row(address)->accessibleName()));
    QSignalSpy forgotten(page_.get(), &ModelsPage::forgetRequested);
    QTest::keyClick(row(address), Qt::Key_Delete);
    QCOMPARE(forgotten.count(), 0);
    QVERIFY2(page_->message()->sentence().endsWith("is open. Open another model first."),
             qPrintable(page_->message()->sentence()));

    const auto local = openModelFolder(folder_->path());
    page_->takeModel(*local);
    pick(address);
    QVERIFY(page_->details()->openButton()->isVisible());
    QVERIFY(page_->details()->forgetButton()->isEnabled());
}

void ModelsPageServersTest::forgets()
{
    QSignalSpy forgotten(page_.get(), &ModelsPage::forgetRequested);
    pick(named_);
    QVERIFY(page_->details()->forgetButton()->isVisible());
    click(page_->details()->forgetButton());
    QTest::keyClick(row(other_), Qt::Key_Delete);
    QCOMPARE(forgotten.count(), 2);
    QCOMPARE(forgotten[0][0].toString(), named_);
    QCOMPARE(forgotten[1][0].toString(), other_);
    page_->setRecent({other_});
    QTRY_COMPARE(shownServers(), QStringList(other_));
}

void ModelsPageServersTest::searchAndFilter()
{
    auto* field = page_->search()->field();
    for (const auto* search : {"LLAMA", "lab.example", "8080 7b"}) {
        field->setText(search);
        QCOMPARE(shown(), QStringList(named_));
    }
    field->setText("https");
    QCOMPARE(shown(), QStringList(other_));
    field->clear();
    for (const auto* filter : {"On this computer", "To download"}) {
        for (auto* button : page_->search()->filter()->findChildren<QAbstractButton*>())
            if (button->text() == filter)
                click(button);
        QCOMPARE(shownServers(), QStringList());
        QVERIFY(!shown().isEmpty());
    }
    for (auto* button : page_->search()->filter()->findChildren<QAbstractButton*>())
        if (button->text() == "All")
            click(button);
    QCOMPARE(shownServers().size(), 2);
}

LOGITSCOPE_TEST(ModelsPageServersTest)
#include "tst_models_page_servers.moc"
