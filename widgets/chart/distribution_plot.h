// The bars of the distribution chart with their labels and numbers: a row a token, in two panes,
// the list and below it a chosen token that is further down. A list that is longer than there is
// room for scrolls.
#pragma once

#include "widgets/accessible_items.h"
#include "widgets/chart/chart_axis.h"
#include "widgets/chart/chart_rows.h"
#include "widgets/chart/random_number_mark.h"

#include <QRectF>
#include <QSharedPointer>
#include <QWidget>

#include <optional>
#include <vector>

class QCPAxis;
class QCPAxisRect;
class QCPAxisTickerText;
class QCustomPlot;
class QPainter;
class QScrollBar;

namespace logitscope
{

class DistributionPlot : public QWidget, public AccessibleItems
{
    Q_OBJECT

public:
    explicit DistributionPlot(QWidget* parent = nullptr);

    // Of a step that is already shown, under other settings, the axis only grows.
    void showRows(std::vector<ChartRow> list, std::vector<ChartRow> apart,
                  std::optional<RandomNumberMark> mark, bool sameStep = false);

    // The chosen token is a prompt's: nobody sampled it, and no other can be picked in its place.
    void setGiven(bool isGiven) { isGiven_ = isGiven; }

    void setAxis(ChartAxis axis);

    // Held, the axis of a step doesn't grow either: a bar that leaves it is broken off at its end.
    void holdAxis(bool isHeld);

    // How many rows the list has room for without scrolling, with another row apart from it or not.
    int rowsThatFit(bool hasApart) const;

    // When it is next laid out: to the top of the list, or as far down as it takes to see the
    // chosen row.
    void scrollToChosen() { toChosen_ = true; }

    std::vector<ChartRow> rows() const; // those drawn: the list, and what is apart from it

    // Nothing when the token that u picks is not in the list.
    std::optional<RandomNumberMark> randomNumberMark() const;

    // What this stage has removed stands out.
    void setMarked(std::optional<StageKind> stage);

    double axisLimit() const; // the probability at the right end of the axis

    // What is said of a row, of rows().
    int itemCount() const override;
    QString itemName(int row) const override;
    QRect itemPlace(int row) const override;
    std::optional<int> currentItem() const override;
    bool isItemSelected(int row) const override;
    bool canPressItem(int row) const override;

    void goToItem(int row) override { goToRow(row); }

    void pressItem(int row) override;

signals:
    void candidatePicked(logitscope::TokenId token);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    // Rows below each other that have a part of the plot for themselves.
    struct Pane
    {
        std::vector<ChartRow> rows = {};
        QRectF area = {};
        double rowHeight = 1.0;
        double scrolled = 0.0; // pixels

        QRectF rowRect(std::size_t row) const
        {
            return {area.left(), area.top() - scrolled + rowHeight * static_cast<double>(row),
                    area.width(), rowHeight};
        }
    };

    void follow(); // the theme and the font
    void arrange();
    void arrangeAxis();
    int firstRowShowing(int visible) const;
    void paintRowsAndCaptions(QPainter& painter) const;
    void paintCurrent(QPainter& painter) const;
    void goToRow(int row);
    int chosenRow() const;

    bool canBePicked(const ChartRow& row) const
    {
        return !isGiven_ && !row.verdict.isNoCandidate();
    }

    const ChartRow& row(int index) const; // of rows()
    QString textOf(const ChartRow& row) const;
    std::optional<ChartRow> rowAt(QPointF position) const;
    QString toolTipAt(QPointF position) const;

    Pane list_;
    Pane apart_; // the chosen token that is further down
    std::optional<RandomNumberMark> mark_;
    std::optional<StageKind> marked_;
    BarAxis axis_{ChartAxis::Fitting, {0.0, 1.0}, 0.0, 1.0}; // as last laid out
    bool hasRange_ = false;                                  // that of the step, or grown since
    bool isHeld_ = false;
    bool isGiven_ = false;
    int current_ = 0;       // the row that the keys are at, of rows()
    bool toChosen_ = false; // its row has not been brought into view yet

    QCustomPlot* plot_;
    QCPAxisRect* rect_;
    QCPAxis* values_;
    QSharedPointer<QCPAxisTickerText> ticks_;
    QScrollBar* scrollBar_;
};

} // namespace logitscope
