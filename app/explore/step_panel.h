// The right column: how the selected step's token was chosen, under the present settings. Below the
// chart of candidates stands one of several views of the same step; only that one is filled.
#pragma once

#include "app/page/page.h"
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
class QSettings;
class QToolButton;

namespace logitscope
{

class RandomNumberStrip;
class DistributionChart;
class DrawsView;
class ElidedLabel;
class EntropyChart;
class LedgerView;
class SegmentedSwitch;
class StatisticsPanel;
class TwoChains;

class StepPanel : public QWidget
{
    Q_OBJECT

public:
    explicit StepPanel(QWidget* parent = nullptr);

    // Where the chart's labels come from.
    void setTokenBytes(BytesOf bytesOf);

    // For a room, the predictions stand below the chart, in the place of its legend and of the
    // random number. Null: they stand elsewhere.
    void setPredictions(QWidget* predictions);
    void followPredictions(); // they are shown now, or hidden

    // Without the chart's legend, where a room's screen is too low for it.
    void setLow(bool isLow);

    // Leaves the chart, the random number and the two entropies, or the two chains or the draws in
    // their place; a button with a menu chooses.
    void setPresenting(bool presenting);

    void clear(const QString& why = {}); // the chart is empty

    // Shows a step as it is under `settings`, which need not be those it was drawn with.
    void showStep(int index, const Step& step, const Distribution& distribution,
                  const SamplerChain& settings, const StepInput& input);

    // Shows what the step with this index will be sampled from.
    void showNext(int index, const Distribution& distribution, const SamplerChain& settings,
                  const StepInput& input);

    // Shows what the step will be sampled from, or was, but neither its token nor its random
    // number.
    void showRevealed(int index, const Distribution& distribution, const SamplerChain& settings,
                      const StepInput& input);

    // Nothing of the step: a question to the room in its place.
    void hideStep(int index, const QString& question);

    // Shows what would have come in the place of a token of the prompt, which is the one there at
    // this place, from 0.
    void showGiven(int place, TokenId token, const Distribution& distribution,
                   const SamplerChain& settings, const StepInput& input);

    // The prompt's first token comes out of no distribution.
    void showNothingBefore(TokenId token);

    // A step without its distribution, and why.
    void showRecorded(int index, const QString& why);

    // What each stage left of the step that is shown; none where none is.
    const std::vector<StageLeft>& left() const { return left_; }

    DistributionChart* distributionChart() const { return distributionChart_; }

    RandomNumberStrip* strip() const { return strip_; }

    EntropyChart* entropyChart() const { return entropyChart_; }

    QLabel* entropies() const { return entropies_; }

    LedgerView* ledger() const { return ledger_; }

    TwoChains* twoChains() const { return twoChains_; }

    DrawsView* draws() const { return draws_; }

    // What is missing where the settings can't be applied exactly; hidden where they can.
    ElidedLabel* shortage() const { return shortage_; }

    // The u that somebody asks about at the step that is shown.
    std::optional<double> askedU() const;

    enum class View
    {
        Numbers, // the statistics, and the entropies of all steps
        Ledger,
        TwoChains,
        Draws,
    };

    View view() const { return view_; }

    void setView(View view);

    SegmentedSwitch* viewSwitch() const { return viewSwitch_; }

    // In its place while somebody presents.
    QToolButton* viewButton() const { return viewButton_; }

    // What help says of the view that is shown.
    PagePart viewPart() const;

    // Which view is shown, and what is chosen in each.
    void restore(const QSettings& settings);
    void save(QSettings& settings) const;

    // The least: only where that has no room, the column scrolls.
    int heightForWidth(int width) const override;

signals:
    void stepSelected(int index); // by a click on the entropies
    void askedChanged();          // another u, or none any more

private:
    // What the views are filled with.
    struct Shown
    {
        SamplerChain settings;
        StepInput input;
        int index;
        std::optional<TokenId> chosen = {};
        std::optional<SamplerChain> sampledAt = {};
        std::shared_ptr<const ShapedStep> step = {};
    };

    std::shared_ptr<const ShapedStep> shape(const Distribution& distribution, Shown shown);
    void clearStep(const QString& caption, const QString& why); // all but the entropies
    void makeViewMenu();
    bool hasPredictions() const; // and they are shown
    void showLegend();
    void arrange();
    View shownView() const; // while somebody presents, none but the two that a room can read
    void fillView();
    std::function<QString(int)> labelsOf(std::shared_ptr<const ShapedStep> step) const; // by rank
    void showMark();
    void showInfo(const SamplingInfo& info, int vocabularySize);
    void showShortage(const std::optional<Shortage>& shortage);

    BytesOf bytesOf_;
    std::vector<StageLeft> left_;
    bool presenting_ = false;
    QWidget* predictions_ = nullptr;
    bool hadPredictions_ = false; // as they were last followed
    bool isLow_ = false;
    View view_ = View::Numbers;
    std::optional<Shown> shown_;
    ElidedLabel* caption_;
    QLabel* entropies_; // in presenter mode, instead of the statistics
    QToolButton* viewButton_;
    ElidedLabel* shortage_; // where a server told too few tokens for the settings
    DistributionChart* distributionChart_;
    RandomNumberStrip* strip_;
    SegmentedSwitch* viewSwitch_;
    StatisticsPanel* statistics_;
    EntropyChart* entropyChart_;
    LedgerView* ledger_;
    TwoChains* twoChains_;
    DrawsView* draws_;
};

} // namespace logitscope
