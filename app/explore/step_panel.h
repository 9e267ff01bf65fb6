// The right column: how the selected step's token was chosen, under the present settings.
#pragma once

#include "core/run/step.h"
#include "core/sampling/distribution.h"
#include "widgets/chart/chart_rows.h"

#include <QWidget>

class QLabel;

namespace logitscope
{

class RandomNumberStrip;
class DistributionChart;
class ElidedLabel;
class EntropyChart;
class StatisticsPanel;

class StepPanel : public QWidget
{
    Q_OBJECT

public:
    explicit StepPanel(QWidget* parent = nullptr);

    // Where the chart's labels come from.
    void setTokenBytes(BytesOf bytesOf);

    // Leaves the chart, the random number and the two entropies.
    void setPresenting(bool presenting);

    void clear(const QString& why = {}); // the chart is empty

    // Shows a step as it is under `settings`, which need not be those it was drawn with.
    void showStep(int index, const Step& step, const Distribution& distribution,
                  const SamplerSettings& settings);

    // Shows what the step with this index will be sampled from.
    void showNext(int index, const Distribution& distribution, const SamplerSettings& settings);

    DistributionChart* distributionChart() const { return distributionChart_; }

    EntropyChart* entropyChart() const { return entropyChart_; }

    QLabel* entropies() const { return entropies_; }

signals:
    void stepSelected(int index); // by a click on the entropies

private:
    std::function<QString(int)> labelsOf(const Distribution& distribution) const; // by rank
    void showInfo(const SamplingInfo& info, int vocabularySize);

    BytesOf bytesOf_;
    ElidedLabel* caption_;
    QLabel* entropies_; // in presenter mode, instead of the statistics
    DistributionChart* distributionChart_;
    RandomNumberStrip* strip_;
    StatisticsPanel* statistics_;
    EntropyChart* entropyChart_;
};

} // namespace logitscope
