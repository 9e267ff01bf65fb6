// What is found, on models that are really there.
#include "app/models/model_details.h"
#include "app/models/model_rows.h"
#include "app/models/model_search.h"
#include "app/models/models_page.h"
#include "models_page_fixture.h"
#include "tests/test_program.h"
#include "widgets/control/segmented_switch.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

class ModelSearchTest : public QObject, ModelsPageFixture
{
    Q_OBJECT

private slots:

    void init() { QVERIFY(open()); }

    void cleanup() { close(); }

    void searchAndFilter();
    void largeTypeLeavesTheFieldItsRoom();
};

void ModelSearchTest::searchAndFilter()
{
    QTest::keyClicks(page_->search()->field(), "APACHE");
    QCOMPARE(shown(), QStringList(key(*cached_)));
    QCOMPARE(page_->rows()->selectedKey(), key(*cached_)); // there is nothing else to look at
    page_->search()->field()->setText("medium gpt");
    QCOMPARE(shown(), QStringList("hub:gpt2-medium"));
    page_->search()->field()->setText("xyzzy");
    QCOMPARE(shown(), QStringList());
    QVERIFY(!page_->details()->isVisible());
    page_->clear();
    QCOMPARE(shown().size(), 8);

    for (auto* button : page_->search()->filter()->findChildren<QAbstractButton*>())
        if (button->text() == "On this computer")
            click(button);
    QCOMPARE(shown().size(), 4);
    QVERIFY(shown().filter("hub:").isEmpty());
    for (auto* button : page_->search()->filter()->findChildren<QAbstractButton*>())
        if (button->text() == "To download")
            click(button);
    QCOMPARE(shown().filter("hub:").size(), 4);
    QCOMPARE(shown().size(), 4);
}

void ModelSearchTest::largeTypeLeavesTheFieldItsRoom()
{
    const auto* search = page_->search();
    QTRY_COMPARE(search->field()->y(), search->filter()->y());
    auto font = page_->font();
    font.setPointSizeF(2.5 * font.pointSizeF());
    page_->setFont(font);
    QTRY_VERIFY(search->filter()->y() > search->field()->y());
    QCOMPARE(search->field()->width(), search->width());
}

LOGITSCOPE_TEST(ModelSearchTest)
#include "tst_model_search.moc"
