// The right column: how the selected step's token was chosen, under the present settings.
#pragma once

#include "core/run/step.h"
#include "core/run/step_input.h"
#include "core/sampling/shaped_step.h"
#include "widgets/chart/chart_rows.h"

#include <QWidget>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QLabel;
class QToolButton;

namespace logitscope
{

class RandomNumberStrip;
class DistributionChart;
class ElidedLabel;
class EntropyChart;
class LedgerView;
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
                  const SamplerChain& settings, const StepInput& input);

    // Shows what the step with this index will be sampled from.
    void showNext(int index, const Distribution& distribution, const SamplerChain& settings,
                  const StepInput& input);

    // Shows what would have come in the place of a token of the prompt, which is the one there at
    // this place, from 0.
    void showGiven(int place, TokenId token, const Distribution& distribution,
                   const SamplerChain& settings, const StepInput& input);

    // The prompt's first token comes out of no distribution.
    void showNothingBefore(TokenId token);

    // What each stage left of the step that is shown; none where none is.
    const std::vector<StageLeft>& left() const { return left_; }

    DistributionChart* distributionChart() const { return distributionChart_; }

    EntropyChart* entropyChart() const { return entropyChart_; }

    QLabel* entropies() const { return entropies_; }

    LedgerView* ledger() const { return ledger_; }

    // The u that somebody asks about at the step that is shown.
    std::optional<double> askedU() const;

    // The ledger in place of the numbers and the entropies.
    void setLedgerShown(bool isShown);
    bool isLedgerShown() const;

    QToolButton* ledgerButton() const { return ledgerButton_; }

signals:
    void stepSelected(int index); // by a click on the entropies
    void askedChanged();          // another u, or none any more

private:
    std::shared_ptr<const ShapedStep> shape(const Distribution& distribution,
                                            const SamplerChain& settings, const StepInput& input,
                                            std::optional<TokenId> chosen);
    void clearStep(const QString& caption, const QString& why); // all but the entropies
    void arrange();
    std::function<QString(int)> labelsOf(std::shared_ptr<const ShapedStep> step) const; // by rank
    void showMark();
    void showInfo(const SamplingInfo& info, int vocabularySize);

    BytesOf bytesOf_;
    std::vector<StageLeft> left_;
    std::optional<StepInput> input_; // of the step that is shown
    std::optional<TokenId> chosen_;  // at it
    bool presenting_ = false;
    std::function<void()> fillLedger_; // with the step that is shown
    ElidedLabel* caption_;
    QLabel* entropies_; // in presenter mode, instead of the statistics
    DistributionChart* distributionChart_;
    QToolButton* ledgerButton_;
    LedgerView* ledger_;
    RandomNumberStrip* strip_;
    StatisticsPanel* statistics_;
    EntropyChart* entropyChart_;
};

} // namespace logitscope
