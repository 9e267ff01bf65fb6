// The bars of the distribution chart with their labels and numbers: a row a token, in two panes,
// the list and below it a chosen token that is further down. A list that is longer than there is
// room for scrolls.
#pragma once

#include "widgets/chart/chart_pane.h"
#include "widgets/chart/chart_rows.h"
#include "widgets/chart/random_number_mark.h"

#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

class QCPPainter;
class QCustomPlot;
class QScrollBar;

namespace logitscope
{

class DistributionPlot : public QWidget
{
    Q_OBJECT

public:
    explicit DistributionPlot(QWidget* parent = nullptr);
    ~DistributionPlot() override;

    // Of a step that is already shown, under other settings, the axis only grows.
    void showRows(std::vector<ChartRow> list, std::vector<ChartRow> apart,
                  std::optional<RandomNumberMark> mark, bool sameStep = false);

    void setAxis(ChartAxis axis);

    // Held, the axis of a step doesn't grow either: a bar that leaves it is broken off at its end.
    void holdAxis(bool isHeld);

    // How many rows the list has room for without scrolling, with another row apart from it or not.
    int rowsThatFit(bool hasApart) const;

    // When it is next laid out: to the top of the list, or as far down as it takes to see the
    // chosen row.
    void scrollToChosen() { toChosen_ = true; }

    // What is drawn, read back from the bars' and the labels' data.
    std::vector<ChartRow> rows() const;

    // Nothing when the token that u picks is not in the list.
    std::optional<RandomNumberMark> randomNumberMark() const;

    double axisLimit() const; // the probability at the right end of the axis

signals:
    void candidatePicked(logitscope::TokenId token);

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void follow(); // the theme and the font
    void arrange();
    void arrangeAxis(double width);
    int firstRowShowing(int visible) const;
    void paintCuts(QCPPainter& painter) const;
    void paintBreak(QCPPainter& painter, const ChartPane& pane, std::size_t row) const;
    void paintBehind(QCPPainter& painter) const;
    void paintInFront(QCPPainter& painter) const;
    void paintCurrent(QCPPainter& painter) const;
    bool handleKey(int key);
    void goToRow(int row);
    int chosenRow() const;
    std::optional<ChartRow> rowAt(QPointF position) const;
    QString toolTipAt(QPointF position) const;

    std::optional<RandomNumberMark> mark_;
    ChartAxis axis_ = ChartAxis::Fitting;
    std::optional<AxisRange> range_; // of the step that is shown
    bool isHeld_ = false;
    int current_ = 0;               // the row that the keys are at, of rows()
    bool toChosen_ = false;         // its row has not been brought into view yet
    double devicePixelRatio_ = 0.0; // for which the patterns were made

    QCustomPlot* plot_;
    QScrollBar* scrollBar_;
    std::unique_ptr<ChartPane> list_;
    std::unique_ptr<ChartPane> apart_; // the chosen token that is further down
};

} // namespace logitscope
