// Tab goes through a page as its layouts have it, not as its widgets were made.
#include "tests/test_program.h"
#include "widgets/control/tab_order.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSpinBox>
#include <QSplitter>
#include <QTest>
#include <QVBoxLayout>

using namespace logitscope;

class TabOrderTest : public QObject
{
    Q_OBJECT

private slots:

    void init() { page_ = std::make_unique<QWidget>(); }

    void followsLayouts();
    void goesThroughGridsLineByLine();
    void goesThroughColumns();

private:
    QLineEdit* field(const QString& name)
    {
        auto* field = new QLineEdit(page_.get());
        field->setObjectName(name);
        return field;
    }

    // What Tab reaches after the first.
    QString order(QWidget* first)
    {
        orderTabs(*page_);
        page_->resize(400, 300);
        page_->show();
        page_->activateWindow();
        if (!QTest::qWaitForWindowActive(page_.get()))
            return "inactive";
        first->setFocus();
        QString order;
        do {
            order += page_->focusWidget()->objectName();
            QTest::keyClick(page_->focusWidget(), Qt::Key_Tab);
        } while (page_->focusWidget() != first && order.size() < 20);
        return order;
    }

    std::unique_ptr<QWidget> page_;
};

void TabOrderTest::followsLayouts()
{
    auto *d = field("d"), *c = field("c"), *b = field("b"), *a = field("a");
    auto* number = new QSpinBox(page_.get()); // has a field of its own inside
    number->setObjectName("n");
    auto* column = new QVBoxLayout(page_.get());
    auto* line = new QHBoxLayout;
    column->addWidget(a);
    column->addLayout(line);
    column->addWidget(d);
    line->addWidget(b);
    line->addWidget(number);
    line->addWidget(c);
    QCOMPARE(order(a), "abncd");

    line->addWidget(b); // goes to the end of its line
    QCOMPARE(order(a), "ancbd");
}

void TabOrderTest::goesThroughGridsLineByLine()
{
    auto *a = field("a"), *b = field("b"), *c = field("c"), *d = field("d");
    auto* grid = new QGridLayout(page_.get());
    grid->addWidget(a, 0, 0);
    grid->addWidget(c, 1, 0);
    grid->addWidget(b, 0, 1);
    grid->addWidget(d, 1, 1);
    QCOMPARE(order(a), "abcd");
}

void TabOrderTest::goesThroughColumns()
{
    auto* splitter = new QSplitter(page_.get());
    auto *right = new QWidget, *left = new QWidget;
    splitter->addWidget(right);
    splitter->insertWidget(0, left);
    auto *onRight = new QVBoxLayout(right), *onLeft = new QVBoxLayout(left);
    auto *c = field("c"), *a = field("a"), *d = field("d"), *b = field("b");
    onLeft->addWidget(a);
    onLeft->addWidget(b);
    onRight->addWidget(c);
    onRight->addWidget(d);
    auto* layout = new QVBoxLayout(page_.get());
    layout->addWidget(splitter);
    page_->resize(400, 300);
    page_->show(); // gives the columns their places
    QCOMPARE(order(a), "abcd");
}

LOGITSCOPE_TEST(TabOrderTest)
#include "tst_tab_order.moc"
