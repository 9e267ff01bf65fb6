// What of the log is in view.
#include "app/serve/request_log.h"
#include "app/serve/request_table.h"
#include "tests/app/serve/server_events.h"
#include "tests/test_program.h"

#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace logitscope;
using namespace logitscope::fixtures;

class RequestTableTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void followsTheNewest();
    void leavesAReaderInPeace();
    void whatIsReadStaysWhenTheOldestGoes();
    void arrowsPickARequest();
    void textsHaveThePlaceOfTheRestWhereItIsNarrow();
    void thePlaceholderGoesWithTheFirstRequest();

private:
    void add(int count)
    {
        for (int i = 0; i < count; ++i)
            log_->append({began(++id_, {std::to_string(id_)})});
        QCoreApplication::processEvents();
    }

    bool isAtEnd() const
    {
        return table_->verticalScrollBar()->value() == table_->verticalScrollBar()->maximum();
    }

    QString topPrompt() const
    {
        const auto top = log_->index(table_->rowAt(0), RequestLog::Prompt);
        return log_->data(top, Qt::DisplayRole).toString();
    }

    std::uint64_t id_ = 0;
    std::unique_ptr<RequestLog> log_;
    std::unique_ptr<QWidget> window_;
    RequestTable* table_ = nullptr;
};

void RequestTableTest::init()
{
    window_.reset();
    id_ = 0;
    log_ = std::make_unique<RequestLog>();
    window_ = std::make_unique<QWidget>();
    table_ = new RequestTable(*log_, window_.get());
    (new QVBoxLayout(window_.get()))->addWidget(table_);
    window_->resize(700, 300);
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
}

void RequestTableTest::followsTheNewest()
{
    add(100);
    QVERIFY(table_->verticalScrollBar()->maximum() > 0);
    QVERIFY(isAtEnd());
    window_->resize(700, 200);
    QCoreApplication::processEvents();
    QVERIFY(isAtEnd());
}

void RequestTableTest::leavesAReaderInPeace()
{
    add(100);
    table_->verticalScrollBar()->setValue(10);
    const auto before = topPrompt();
    add(20);
    QCOMPARE(topPrompt(), before);
    QVERIFY(!table_->isFollowing());
    table_->verticalScrollBar()->setValue(table_->verticalScrollBar()->maximum());
    add(5);
    QVERIFY(isAtEnd()); // and follows again
}

void RequestTableTest::whatIsReadStaysWhenTheOldestGoes()
{
    add(RequestLog::mostRequests);
    table_->verticalScrollBar()->setValue(200);
    const auto before = topPrompt();
    add(20);
    QCOMPARE(log_->rowCount(), RequestLog::mostRequests);
    QCOMPARE(topPrompt(), before);
}

void RequestTableTest::arrowsPickARequest()
{
    add(3);
    QSignalSpy changed(table_, &RequestTable::selectedRowChanged);
    QVERIFY(!table_->selectedRow());
    QTest::keyClick(table_, Qt::Key_Down);
    QTest::keyClick(table_, Qt::Key_Down);
    QCOMPARE(table_->selectedRow(), std::optional(1));
    QVERIFY(changed.count() >= 2);
}

void RequestTableTest::textsHaveThePlaceOfTheRestWhereItIsNarrow()
{
    QStringList hidden;
    for (const int width : {1400, 700, 500}) {
        window_->resize(width, 300);
        QCoreApplication::processEvents();
        hidden << QString("%1%2")
                      .arg(table_->isColumnHidden(RequestLog::Time))
                      .arg(table_->isColumnHidden(RequestLog::From));
        int all = 0;
        for (int column = 0; column < RequestLog::ColumnCount; ++column)
            all += table_->columnWidth(column);
        QCOMPARE(all, table_->viewport()->width());
    }
    QCOMPARE(hidden, QStringList({"00", "10", "11"}));
}

void RequestTableTest::thePlaceholderGoesWithTheFirstRequest()
{
    const auto empty = table_->viewport()->grab().toImage();
    table_->setPlaceholder("No requests yet.");
    QVERIFY(table_->viewport()->grab().toImage() != empty);
    add(1);
    log_->append({ended(1)});
    log_->clear();
    table_->setPlaceholder({});
    QVERIFY(table_->viewport()->grab().toImage() == empty);
}

LOGITSCOPE_TEST(RequestTableTest)
#include "tst_request_table.moc"
