// A widget with painted rows, as assistive technology sees it.
#include "tests/test_program.h"
#include "widgets/accessible_items.h"
#include "widgets/accessible_value.h"

#include <QAccessibleInterface>
#include <QTest>
#include <QWidget>

#include <memory>
#include <vector>

namespace logitscope::fixtures
{

struct News
{
    QAccessible::Event type;
    QString name; // of whom it is about, as it was then

    friend bool operator==(const News&, const News&) = default;
};

// Qt passes events on while a screen reader runs, and none does here.
using AllNews = std::vector<News>;

News newsOf(QAccessibleEvent& event)
{
    return {event.type(), event.accessibleInterface()->text(QAccessible::Name)};
}

// Each row says a word; the keys are at one of them.
class WordRows : public QWidget, public AccessibleItems
{
public:
    WordRows() : AccessibleItems(this)
    {
        setFocusPolicy(Qt::StrongFocus);
        resize(100, 60);
        setAccessibleName("Words");
    }

    void setWords(const QStringList& words)
    {
        words_ = words;
        itemsChanged();
    }

    void setColumns(int columns) { columns_ = columns; }

    int itemCount() const override { return static_cast<int>(words_.size()); }

    QString itemName(int item) const override { return words_[item]; }

    QRect itemPlace(int item) const override { return {0, item * 20, 100, 20}; }

    int itemColumns() const override { return columns_; }

    std::optional<int> currentItem() const override { return current_; }

    void goToItem(int item) override
    {
        current_ = item;
        currentItemChanged();
    }

    bool isItemSelected(int item) const override { return words_[item].startsWith('*'); }

    bool canPressItem(int item) const override { return item > 0; }

    void pressItem(int item) override { pressed_ << words_[item]; }

    void tell(QAccessibleEvent& event) override { news_.push_back(newsOf(event)); }

    QStringList pressed_;
    AllNews news_;

private:
    QStringList words_{"one", "two", "*three", "four"};
    int columns_ = 0;
    int current_ = 0;
};

class Knob : public QWidget, public AccessibleValue
{
public:
    Knob() : AccessibleValue(this) { setFocusPolicy(Qt::StrongFocus); }

    std::optional<Number> number() const override { return Number{value_, 0.0, 2.0, 0.5}; }

    QString valueText() const override { return QStringLiteral("%1 turns").arg(value_); }

    void setNumber(double value) override
    {
        value_ = value;
        valueChanged();
    }

    void tell(QAccessibleEvent& event) override { news_.push_back(newsOf(event)); }

    AllNews news_;

private:
    double value_ = 1.0;
};

} // namespace logitscope::fixtures

using namespace logitscope;
using namespace logitscope::fixtures;

class AccessibleItemsTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void itemsAreChildren();
    void itemsAreSomewhere();
    void itemsAreOperated();
    void theCurrentOneHasTheFocus();
    void othersAreTold();
    void whatIsGoneIsInvalid();
    void columnsMakeATable();
    void aValueIsReadAndSet();
    void aValueIsToldToWhoIsThere();

private:
    QAccessibleInterface& list() { return *QAccessible::queryAccessibleInterface(rows_.get()); }

    QString nameOf(int item) { return list().child(item)->text(QAccessible::Name); }

    std::unique_ptr<WordRows> rows_;
};

void AccessibleItemsTest::init()
{
    rows_ = std::make_unique<WordRows>();
    rows_->show();
    rows_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(rows_.get()));
}

void AccessibleItemsTest::itemsAreChildren()
{
    QCOMPARE(list().role(), QAccessible::List);
    QCOMPARE(list().text(QAccessible::Name), "Words");
    QCOMPARE(list().childCount(), 4);
    QVERIFY(!list().child(4) && !list().child(-1));
    for (int item = 0; item < 4; ++item) {
        auto* child = list().child(item);
        QCOMPARE(list().child(item), child); // the same, asked again
        QCOMPARE(list().indexOfChild(child), item);
        QCOMPARE(child->parent(), &list());
        QCOMPARE(child->role(), QAccessible::ListItem);
    }
    QCOMPARE(nameOf(1), "two");
    QCOMPARE(list().indexOfChild(&list()), -1);
}

void AccessibleItemsTest::itemsAreSomewhere()
{
    const auto corner = rows_->mapToGlobal(QPoint());
    QCOMPARE(list().child(1)->rect(), QRect(corner + QPoint(0, 20), QSize(100, 20)));
    QCOMPARE(list().childAt(corner.x() + 5, corner.y() + 45), list().child(2));
    QVERIFY(!list().childAt(corner.x() + 200, corner.y()));
    QVERIFY(!list().child(2)->state().offscreen);
    QVERIFY(list().child(3)->state().offscreen);
    QVERIFY(list().child(2)->state().selected && !list().child(3)->state().selected);
    rows_->hide();
    QVERIFY(list().child(2)->state().invisible);
}

void AccessibleItemsTest::itemsAreOperated()
{
    auto* actions = list().child(2)->actionInterface();
    const auto press = QAccessibleActionInterface::pressAction();
    QVERIFY(actions->actionNames().contains(press));
    actions->doAction(press);
    QCOMPARE(rows_->pressed_, QStringList{"*three"});
    QVERIFY(!list().child(0)->actionInterface()->actionNames().contains(press));
    list().child(0)->actionInterface()->doAction(press);
    QCOMPARE(rows_->pressed_.size(), 1);
    rows_->clearFocus();
    actions->doAction(QAccessibleActionInterface::setFocusAction());
    QVERIFY(rows_->hasFocus());
    QCOMPARE(rows_->currentItem(), 2);
}

void AccessibleItemsTest::theCurrentOneHasTheFocus()
{
    rows_->setFocus();
    list();
    rows_->goToItem(3);
    QTRY_COMPARE(rows_->news_, (AllNews{{QAccessible::Focus, "four"}}));
    QCOMPARE(list().focusChild(), list().child(3));
    QVERIFY(list().child(3)->state().focused && !list().child(0)->state().focused);
}

// Those that were read, and are others now.
void AccessibleItemsTest::othersAreTold()
{
    nameOf(0);
    nameOf(1);
    list().child(2); // nobody has read it
    rows_->setWords({"one", "zwei", "drei", "vier"});
    AllNews expected{{QAccessible::NameChanged, "zwei"}};
    QTRY_COMPARE(rows_->news_, expected);
    rows_->setWords({"one"});
    expected.push_back({QAccessible::ObjectReorder, "Words"});
    QTRY_COMPARE(rows_->news_, expected);
}

void AccessibleItemsTest::whatIsGoneIsInvalid()
{
    auto* third = list().child(2);
    const auto id = QAccessible::uniqueId(third);
    const auto own = QAccessible::uniqueId(&list());
    QVERIFY(third->isValid());
    rows_->setWords({"one"});
    QVERIFY(!third->isValid());
    QVERIFY(third->text(QAccessible::Name).isEmpty() && third->rect().isEmpty());
    QVERIFY(third->state().invalid && third->actionInterface()->actionNames().size() < 2);
    QTRY_VERIFY(!QAccessible::accessibleInterface(id));
    const auto first = QAccessible::uniqueId(list().child(0));
    rows_.reset();
    QVERIFY(!QAccessible::accessibleInterface(first) && !QAccessible::accessibleInterface(own));
}

void AccessibleItemsTest::columnsMakeATable()
{
    QVERIFY(!list().tableInterface() && !list().child(0)->tableCellInterface());
    rows_->setColumns(2);
    QCOMPARE(list().role(), QAccessible::Table);
    auto* table = list().tableInterface();
    QCOMPARE(table->rowCount(), 2);
    QCOMPARE(table->columnCount(), 2);
    auto* cell = table->cellAt(1, 0);
    QCOMPARE(cell, list().child(2));
    QCOMPARE(cell->role(), QAccessible::Cell);
    QCOMPARE(cell->tableCellInterface()->rowIndex(), 1);
    QCOMPARE(cell->tableCellInterface()->columnIndex(), 0);
    QCOMPARE(table->selectedCells(), QList<QAccessibleInterface*>{cell});
    QVERIFY(!table->cellAt(2, 0) && !table->cellAt(0, 2));

    auto* held = cell->tableCellInterface();
    rows_->setWords({});
    rows_->setColumns(0);
    QCOMPARE(list().role(), QAccessible::List);
    QVERIFY(!cell->isValid() && !held->isSelected());
    QCOMPARE(held->columnIndex(), 0);
}

void AccessibleItemsTest::aValueIsReadAndSet()
{
    Knob knob;
    auto* slider = QAccessible::queryAccessibleInterface(&knob);
    QCOMPARE(slider->role(), QAccessible::Slider);
    QCOMPARE(slider->text(QAccessible::Value), "1 turns");
    auto* value = slider->valueInterface();
    QCOMPARE(value->currentValue().toDouble(), 1.0);
    QCOMPARE(value->minimumValue().toDouble(), 0.0);
    QCOMPARE(value->maximumValue().toDouble(), 2.0);
    QCOMPARE(value->minimumStepSize().toDouble(), 0.5);
    value->setCurrentValue(1.5);
    QCOMPARE(knob.number()->value, 1.5);
    value->setCurrentValue(7);
    QCOMPARE(knob.number()->value, 2.0);
    value->setCurrentValue("much");
    QCOMPARE(knob.number()->value, 2.0);
}

// Somebody else's moving of it is no news to who reads another part.
void AccessibleItemsTest::aValueIsToldToWhoIsThere()
{
    Knob knob;
    knob.show();
    knob.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&knob));
    QAccessible::queryAccessibleInterface(&knob);
    knob.clearFocus();
    knob.setNumber(0.5);
    QVERIFY(knob.news_.empty());
    knob.setFocus();
    knob.setNumber(1.5);
    QCOMPARE(knob.news_.size(), 1u);
    QCOMPARE(knob.news_.front().type, QAccessible::ValueChanged);
}

LOGITSCOPE_TEST(AccessibleItemsTest)
#include "tst_accessible_items.moc"
