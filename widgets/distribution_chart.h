// The chart of the candidates for one step: a row a token, most likely on top. Behind, as a ghost,
// the model's own probability; in front the final one, after the sampling settings. Tokens that
// top-k or top-p cut keep their row, in a colour and a pattern of their own.
//
// The bars share an axis in percent from 0 to a limit that is the smallest of 100, 50, 20, 10, 5,
// 2, 1 ... 0.1% that holds all of them, so that it stands still while a slider moves within these.
#pragma once

#include "core/sampling/distribution.h"
#include "widgets/chart_rows.h"

#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

class QCPPainter;
class QCustomPlot;
class QLabel;
class QScrollBar;
class QStackedLayout;

namespace logitscope
{

class Card;
struct ChartPane;
class SegmentedSwitch;

// What the die said when the step was generated, whatever the settings have become since.
struct Drawn
{
    TokenId token;
    double u; // in [0, 1)

    friend bool operator==(const Drawn&, const Drawn&) = default;
};

class DistributionChart : public QWidget
{
    Q_OBJECT

public:
    explicit DistributionChart(QWidget* parent = nullptr);
    ~DistributionChart() override;

    // Without `drawn`, the candidates of a step that has not been taken. A chosen token that is not
    // among the most likely ones is shown below them, set apart.
    void setStep(const Distribution& distribution, const Shaped& shaped, std::optional<Drawn> drawn,
                 const BytesOf& bytesOf);
    void clear();

    int rowCount() const { return rowCount_; }

    // What is drawn, read back from the bars' and the labels' data.
    std::vector<ChartRow> rows() const;

    // Where the die falls under the settings shown: on the final bar of `rank`, at this part of its
    // length. Nothing when that token is not in the list. With the settings of the time it is the
    // chosen token.
    struct DieMark
    {
        int rank;
        double fraction;
    };

    std::optional<DieMark> dieMark() const;

    double axisLimit() const; // the probability at the right end of the axis

public slots:
    // 10, 20 or 40; anything else is the nearest of them.
    void setRowCount(int count);

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makePlot();
    void makeLayout();
    void showRows();
    void describe();
    void follow(); // the theme and the font
    void arrange();
    int firstRowShowing(int visible) const;
    void paintBehind(QCPPainter& painter) const;
    void paintInFront(QCPPainter& painter) const;
    QString toolTipAt(QPointF position) const;

    std::vector<ChartRow> candidates_; // as many as the longest list needs
    std::optional<Drawn> drawn_;
    bool newlyDrawn_ = false; // its row has not been brought into view yet
    std::optional<DieMark> die_;
    int vocabularySize_ = 0;
    int rowCount_ = 20;
    double devicePixelRatio_ = 0.0; // for which the patterns were made

    QLabel* title_;
    QLabel* subtitle_;
    SegmentedSwitch* switch_;
    Card* card_;
    QStackedLayout* pages_;
    QLabel* empty_;
    QCustomPlot* plot_;
    QScrollBar* scrollBar_;
    std::unique_ptr<ChartPane> list_;
    std::unique_ptr<ChartPane> apart_; // the chosen token that is further down
};

} // namespace logitscope
