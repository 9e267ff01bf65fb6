// One run as a page: the text, and for the selected step what the token was sampled from.
#pragma once

#include "core/run/step_input.h"
#include "core/sampling/distribution.h"
#include "widgets/chart/chart_rows.h"
#include "widgets/chart/entropy_curves.h"
#include "widgets/chart/random_number_line.h"
#include "widgets/figure/candidate_chart.h"
#include "widgets/figure/figure_page.h"
#include "widgets/figure/head_block.h"
#include "widgets/figure/token_block.h"

#include <QRectF>

#include <optional>
#include <string>
#include <vector>

namespace logitscope
{

// The selected step, under the present settings.
struct SelectedStep
{
    int index;
    const Distribution* distribution;
    SamplerChain settings;
    BytesOf bytesOf;
    ChartAxis axis = ChartAxis::Fitting;
    int listed = 20; // tokens in the chart
};

class StepFigure : public FigurePage
{
public:
    // Lays out the run's current branch; what it is given may go afterwards.
    StepFigure(const Run& run, int vocabularySize, const std::optional<SelectedStep>& step,
               const FigureOptions& options);

    void paint(QPainter& painter) const override;

    const CandidateChart* chart() const { return detail_ ? &detail_->chart : nullptr; }

    // Where things are on the page.
    QRectF chartPlace() const;
    QRectF linePlace() const; // where u's [0, 1) is

    QRectF numbersPlace() const { return numbersPlace_; }

    QRectF entropyPlace() const { return entropyPlace_; }

private:
    struct Number
    {
        QString name, value;
    };

    // All that belongs to the step.
    struct Detail
    {
        CandidateChart chart;
        RandomNumberLine line;
        HeadBlock head;
        std::vector<Number> numbers;
    };

    Detail detailOf(const Step& step, int vocabularySize, const SelectedStep& looked,
                    const StepInput& input) const;
    std::vector<LegendEntry> detailEntries() const;
    void place();
    void paintHead(QPainter& painter, const QRectF& column, const QString& name) const;
    void paintDetail(QPainter& painter) const;
    void paintNumbers(QPainter& painter, const QRectF& column) const;
    void paintEntropies(QPainter& painter) const;

    bool stacked_;
    double chartWidth_;
    ShadeScale shades_;
    TokenBlock text_;
    std::optional<int> selected_;
    std::optional<Detail> detail_;
    EntropyRun entropies_;
    EntropyScale scale_;
    QRectF numbersPlace_; // its head included, as the next one's is
    QRectF entropyPlace_;
};

} // namespace logitscope
