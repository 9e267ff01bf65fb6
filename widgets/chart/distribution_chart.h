// The chart of the candidates for one step: a row a token, most likely on top. Behind, as a ghost,
// the model probability; in front the sampling probability. Tokens that top-k or top-p removed keep
// their row, in a colour and a pattern of their own.
//
// The bars share an axis in percent: one that fits them, one from 0 to 100%, or a logarithmic one.
#pragma once

#include "core/sampling/distribution.h"
#include "widgets/chart/chart_axis.h"
#include "widgets/chart/chart_rows.h"
#include "widgets/chart/random_number_mark.h"

#include <QWidget>

#include <optional>
#include <vector>

class QLabel;
class QStackedWidget;

namespace logitscope
{

class Card;
class ElidedLabel;
class ChartLegend;
class DistributionPlot;
class SegmentedSwitch;

// What was sampled when the step was generated, whatever the settings have become since.
struct Sampled
{
    TokenId token;
    std::optional<double> u; // in [0, 1); nothing where every token has a number of its own
    bool given = false;      // a prompt's: nobody sampled it, and no other can be picked

    friend bool operator==(const Sampled&, const Sampled&) = default;
};

class DistributionChart : public QWidget
{
    Q_OBJECT

public:
    explicit DistributionChart(QWidget* parent = nullptr);

    // Without `drawn`, the candidates of a step that has not been taken. A chosen token that is not
    // among the most likely ones is shown below them, set apart.
    void setStep(const Distribution& distribution, const Shaped& shaped,
                 std::optional<Sampled> drawn, const BytesOf& bytesOf);
    void clear(const QString& why = {}); // there is nothing to show

    // While a slider is held the axis of the step stands still; a bar that leaves it is broken off
    // at its end. Then it grows, if it has to.
    void holdAxis(bool isHeld);

    static constexpr int usualRowCount = 20;

    int rowCount() const { return rowCount_; }

    ChartAxis axis() const { return axis_; }

    // For a room: without the line above the bars, and with no more rows than there is place for,
    // so that nothing scrolls; 10 at most.
    void setPresenting(bool presenting);

    // Where something else explains the bars, or needs the room.
    void setLegendShown(bool isShown);

    std::vector<ChartRow> rows() const; // those drawn

    // Nothing when the token that it picks is not in the list.
    std::optional<RandomNumberMark> randomNumberMark() const;

    // Where another u lies than the one that was drawn, until the next setStep().
    void setMark(std::optional<RandomNumberMark> mark);

    // What this stage has removed stands out.
    void setMarked(std::optional<StageKind> stage);

    double axisLimit() const; // the probability at the right end of the axis

signals:
    void candidatePicked(logitscope::TokenId token); // by a click, or Enter on its row

public slots:
    // 10, 20 or 40; anything else is the nearest of them.
    void setRowCount(int count);

    void setAxis(int axis); // a ChartAxis; any other number is none and changes nothing
    void showNextAxis();

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    int rowsShown() const;
    void makeLayout();
    void showRows(bool sameStep = false);
    void describe();
    void showSubtitle();

    std::vector<ChartRow> candidates_; // as many as the longest list needs
    std::optional<Sampled> drawn_;
    std::optional<RandomNumberMark> mark_;
    int listed_ = 0;
    int vocabularySize_ = 0;
    int rowCount_ = usualRowCount;
    bool presenting_ = false;
    ChartAxis axis_ = ChartAxis::Fitting;

    QLabel* title_;
    ElidedLabel* subtitle_;
    SegmentedSwitch* axisSwitch_;
    SegmentedSwitch* switch_;
    Card* card_;
    QStackedWidget* pages_;
    QLabel* empty_;
    DistributionPlot* plot_;
    ChartLegend* legend_;
};

} // namespace logitscope
