// A model by its name on the hub, as a person asks the page for it.
#include "app/models/another_model.h"
#include "app/models/model_row.h"
#include "app/models/model_rows.h"
#include "app/models/model_search.h"
#include "app/models/models_page.h"
#include "models_page_fixture.h"
#include "tests/test_program.h"
#include "widgets/control/segmented_switch.h"

#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace logitscope;
using namespace logitscope::fixtures;

class AnotherModelTest : public QObject, ModelsPageFixture
{
    Q_OBJECT

private slots:

    void init() { QVERIFY(open()); }

    void cleanup() { close(); }

    void anotherByItsName();
    void aWrongNameSaysWhy();
    void offlineItsButtonSaysWhy();
};

void AnotherModelTest::anotherByItsName()
{
    page_->search()->filter()->setValue(ModelSearch::Here);
    page_->search()->field()->setText("starter");
    QTest::keyClicks(page_->another()->field(), " someone/small-gpt2@v1.0 ");
    QTest::keyClick(page_->another()->field(), Qt::Key_Return);
    QTRY_VERIFY(hub_->has("start someone/small-gpt2@v1.0"));
    QVERIFY(page_->another()->field()->text().isEmpty());
    const QString key = "hub:someone/small-gpt2@v1.0";
    QVERIFY(row(key)); // whatever was looked for before
    QCOMPARE(page_->rows()->selectedKey(), key);
    click(row(key)->cancelButton());
    QTRY_VERIFY(!row(key)); // there is no offer of it
}

void AnotherModelTest::aWrongNameSaysWhy()
{
    QVERIFY(!page_->another()->button()->isEnabled());
    QVERIFY(page_->another()->problem().isEmpty());
    QTest::keyClicks(page_->another()->field(), "no name/");
    QVERIFY(page_->another()->problem().contains("expected a name on the hub"));
    QVERIFY(!page_->another()->button()->isEnabled());
    QTest::keyClick(page_->another()->field(), Qt::Key_Return);
    QVERIFY(page_->downloads().all().empty());
    page_->another()->field()->setText("owner/name@");
    QVERIFY(page_->another()->problem().contains("after the @"));
    page_->another()->field()->setText("owner/name");
    QVERIFY(page_->another()->problem().isEmpty());
    QVERIFY(page_->another()->button()->isEnabled());
}

// Also where the name was typed before that was known.
void AnotherModelTest::offlineItsButtonSaysWhy()
{
    AnotherModel another;
    QSignalSpy requested(&another, &AnotherModel::requested);
    another.field()->setText("owner/name");
    QVERIFY(another.button()->isEnabled());
    another.setOffline(true);
    QVERIFY(!another.button()->isEnabled());
    QVERIFY(another.button()->toolTip().contains("HF_HUB_OFFLINE"));
    QTest::keyClick(another.field(), Qt::Key_Return);
    QCOMPARE(requested.count(), 0);
    QCOMPARE(another.field()->text(), QString("owner/name"));
    another.setOffline(false);
    QTest::keyClick(another.field(), Qt::Key_Return);
    QCOMPARE(requested.count(), 1);
}

LOGITSCOPE_TEST(AnotherModelTest)
#include "tst_another_model.moc"
