#include "tests/test_program.h"
#include "widgets/control/cell_grid.h"

#include <QApplication>
#include <QPointer>
#include <QScrollBar>
#include <QTest>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

using namespace logitscope;

namespace
{

class Cell : public QWidget
{
public:
    explicit Cell(int least) : least_(least) {}

    QSize minimumSizeHint() const override { return {10, least_}; }

    void setLeast(int least)
    {
        least_ = least;
        updateGeometry();
    }

private:
    int least_; // its height
};

} // namespace

class TestCellGrid : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void columnsFollowTheWidth();
    void noMoreColumnsThanAskedForOrCells();
    void cellsFillTheHeight();
    void cellsScrollWhereTheHeightIsTooLittle();
    void linesOfCellsInViewAreWhole();
    void followsWhatACellNeeds();
    void highestCellSaysHowHigh();
    void insertingAndRemovingKeepTheOrder();
    void largerFontTakesColumns();
    void canBeEmptied();

private:
    Cell* addCell(int least = 20);
    void addCells(int count, int least = 20);
    void resizeTo(double widthInLines, int height);
    std::vector<QWidget*> asSeen() const; // line by line, from left to right
    void verifyApartAndInside() const;

    std::unique_ptr<CellGrid> grid_;
    std::vector<QWidget*> cells_;
};

void TestCellGrid::init()
{
    cells_.clear();
    grid_ = std::make_unique<CellGrid>();
    grid_->resize(900, 600);
    grid_->show();
    QVERIFY(QTest::qWaitForWindowExposed(grid_.get()));
}

Cell* TestCellGrid::addCell(int least)
{
    auto* cell = new Cell(least); // the grid's
    grid_->addCell(cell);
    cells_.push_back(cell);
    return cell;
}

void TestCellGrid::addCells(int count, int least)
{
    for (int i = 0; i < count; ++i)
        addCell(least);
}

void TestCellGrid::resizeTo(double widthInLines, int height)
{
    grid_->resize(static_cast<int>(widthInLines * grid_->fontMetrics().height()), height);
    QCoreApplication::processEvents();
}

std::vector<QWidget*> TestCellGrid::asSeen() const
{
    auto cells = cells_;
    std::ranges::sort(cells, {},
                      [](const QWidget* cell) { return std::pair(cell->y(), cell->x()); });
    return cells;
}

void TestCellGrid::verifyApartAndInside() const
{
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        QVERIFY(cells_[i]->isVisible());
        QVERIFY(grid_->widget()->rect().contains(cells_[i]->geometry()));
        for (std::size_t j = 0; j < i; ++j)
            QVERIFY(!cells_[i]->geometry().intersects(cells_[j]->geometry()));
    }
    QVERIFY(grid_->widget()->width() <= grid_->viewport()->width()); // nor under the scroll bar
}

void TestCellGrid::columnsFollowTheWidth()
{
    addCells(9);
    for (const auto& [width, columns] :
         {std::pair(8, 1), {20, 1}, {32, 2}, {40, 2}, {46, 3}, {120, 3}, {32, 2}, {20, 1}}) {
        resizeTo(width, 600);
        QCOMPARE(grid_->columns(), columns);
        verifyApartAndInside();
        QCOMPARE(asSeen(), cells_);
        const int inTheFirstLine = static_cast<int>(std::ranges::count_if(
            cells_, [this](const QWidget* cell) { return cell->y() == cells_[0]->y(); }));
        QCOMPARE(inTheFirstLine, columns);
    }
}

void TestCellGrid::noMoreColumnsThanAskedForOrCells()
{
    addCells(2);
    resizeTo(120, 600);
    QCOMPARE(grid_->columns(), 2);
    addCells(5);
    QCOMPARE(grid_->columns(), 3);
    resizeTo(29, 600);
    QCOMPARE(grid_->columns(), 2);
    verifyApartAndInside();
    grid_->setNarrowest(9);
    QCOMPARE(grid_->columns(), 3);
    grid_->setNarrowest(30);
    QCOMPARE(grid_->columns(), 1);
}

void TestCellGrid::cellsFillTheHeight()
{
    addCells(7);
    for (const int height : {400, 1000}) {
        resizeTo(60, height);
        QCOMPARE(grid_->columns(), 3);
        verifyApartAndInside();
        QCOMPARE(grid_->verticalScrollBar()->maximum(), 0);
        QCOMPARE(cells_[0]->pos(), QPoint(0, 0));
        const int left = grid_->viewport()->height() - cells_[6]->geometry().bottom() - 1;
        QVERIFY(left >= 0 && left < 3); // what doesn't divide by three
        const int beside = grid_->viewport()->width() - cells_[2]->geometry().right() - 1;
        QVERIFY(beside >= 0 && beside < 3);
    }
}

void TestCellGrid::cellsScrollWhereTheHeightIsTooLittle()
{
    addCells(9, 150);
    resizeTo(60, 300);
    verifyApartAndInside();
    for (const auto* cell : cells_)
        QCOMPARE(cell->height(), 150);
    QVERIFY(grid_->verticalScrollBar()->isVisible());
    QVERIFY(grid_->verticalScrollBar()->maximum() >= 3 * 150 - 300);
    QCOMPARE(grid_->horizontalScrollBar()->maximum(), 0);

    resizeTo(60, 900); // and back
    QVERIFY(!grid_->verticalScrollBar()->isVisible());
    verifyApartAndInside();
    QVERIFY(cells_[0]->height() > 250);
    QVERIFY(grid_->viewport()->width() - cells_[2]->geometry().right() <= 3);
}

void TestCellGrid::linesOfCellsInViewAreWhole()
{
    addCells(9, 120);
    resizeTo(60, 330); // two lines of cells and a half
    verifyApartAndInside();
    QVERIFY(grid_->verticalScrollBar()->isVisible());
    const int left = grid_->viewport()->height() - cells_[5]->geometry().bottom() - 1;
    QVERIFY(left >= 0 && left < 2);
    QVERIFY(cells_[0]->height() >= 120);
}

void TestCellGrid::followsWhatACellNeeds()
{
    std::vector<Cell*> cells;
    for (int i = 0; i < 6; ++i)
        cells.push_back(addCell(100));
    resizeTo(60, 300);
    QVERIFY(!grid_->verticalScrollBar()->isVisible());
    cells[4]->setLeast(250);
    QCoreApplication::processEvents();
    verifyApartAndInside();
    QVERIFY(cells_[0]->height() >= 250);
}

void TestCellGrid::highestCellSaysHowHigh()
{
    addCells(3, 20);
    addCell(400);
    resizeTo(20, 500);
    for (const auto* cell : cells_)
        QCOMPARE(cell->height(), 400);
}

void TestCellGrid::insertingAndRemovingKeepTheOrder()
{
    addCells(4);
    resizeTo(60, 600);
    auto* second = new Cell(20);
    grid_->insertCell(1, second);
    cells_.insert(cells_.begin() + 1, second);
    auto* first = new Cell(20);
    grid_->insertCell(0, first);
    cells_.insert(cells_.begin(), first);
    QCOMPARE(asSeen(), cells_);
    verifyApartAndInside();

    const QPointer<QWidget> removed = cells_[3];
    cells_.erase(cells_.begin() + 3);
    grid_->removeCell(removed);
    QVERIFY(removed && !removed->isVisible()); // it may still be in the middle of something
    QCOMPARE(asSeen(), cells_);
    verifyApartAndInside();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QVERIFY(!removed);
    addCell();
    QCOMPARE(asSeen(), cells_);
}

void TestCellGrid::largerFontTakesColumns()
{
    addCells(6);
    resizeTo(60, 600);
    QCOMPARE(grid_->columns(), 3);
    QFont font = grid_->font();
    font.setPointSizeF(font.pointSizeF() * 2.5);
    grid_->setFont(font);
    QCOMPARE(grid_->columns(), 1);
    verifyApartAndInside();
}

void TestCellGrid::canBeEmptied()
{
    addCells(2, 500);
    resizeTo(20, 300);
    for (auto* cell : std::exchange(cells_, {}))
        grid_->removeCell(cell);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCoreApplication::processEvents();
    QCOMPARE(grid_->verticalScrollBar()->maximum(), 0); // nothing is there to scroll to
    addCell();
    QCOMPARE(cells_[0]->pos(), QPoint(0, 0));
    verifyApartAndInside();
}

LOGITSCOPE_TEST(TestCellGrid)
#include "tst_cell_grid.moc"
