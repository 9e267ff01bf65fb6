// The Compare page: one prompt, continued by several strategies at once, side by side.
#pragma once

#include "app/compare/compare_rows.h"
#include "app/document/undo_history.h"
#include "app/engine/generator.h"
#include "app/page/page.h"
#include "app/page/scene_lock.h"
#include "core/generation/compare.h"
#include "core/run/run_state.h"
#include "core/run/session.h"
#include "core/sampling/distribution.h"
#include "widgets/chart/step_under_all.h"

#include <memory>
#include <optional>
#include <vector>

namespace logitscope
{

class CompareControls;
class FlagLegend;
class LiveRegion;
class MessageBar;
class RunBar;
class SteadySplitter;
class StepComparison;
class StrategyCell;
class StrategyGrid;

class ComparePage : public Page
{
    Q_OBJECT

public:
    // The service outlives the page.
    explicit ComparePage(GenerationService& service, QWidget* parent = nullptr);
    ~ComparePage() override;

    std::vector<PagePart> parts() const override;

    void restore(const QSettings& settings) override;
    void save(QSettings& settings) const override;

    // The prompt and the grid are large.
    void setPresenting(bool presenting) override;
    void resetLayout() override;
    void setSceneParts(const SceneParts& parts) override;

    void takeModel(std::shared_ptr<const OpenModel> model) override;

    bool isRunning() const override { return generator_.isRunning(); }

    void stop() override { generator_.stop(); }

    void clear() override;

    QUndoStack* commands() override { return history_.stack(); }

    bool makesRuns() const override { return true; }

    void generate() override;

    // All texts that are not over, by as many tokens as the controls say.
    void continueFromHere() override { continueRows(nullptr); }

    bool canContinue() const override { return !rowsThatGoOn(nullptr).empty(); }

    Run shownRun() const override { return rows_.comparison(); } // what the cells show

    std::unique_ptr<Figure> figure(const Run& run, const FigureOptions& options) const override;
    QString stepInFigure() const override;

    // A strategy more, at the end of the grid.
    void addStrategy(const SamplerChain& settings);

    // The same with the prompt, seed and length that go with the settings elsewhere; says so where
    // they are others than here.
    void addRun(const RunRequest& run, const SamplerChain& settings);

    // Runs the strategies of the grid on another prompt.
    void compareFrom(const RunRequest& run);

    // Which row of it belongs to the cell that the others are compared with.
    std::size_t referenceRow() const;

    // Shows a recorded run, which may be another model's.
    void open(const Run& comparison);

    // All that the page shows, as a session keeps it.
    ComparisonState state() const;
    void open(const ComparisonState& state);

    // The same at the start; what has been asked for since stays.
    void bringBack(const ComparisonState& state);

    // The same as open(), and nothing that was before can be undone: a lesson's scene begins, or
    // the lesson is over.
    void begin(const ComparisonState& state);

    // What can be undone waits for the end of a lesson.
    void setHistoryAside() { history_.setAside(); }

    void takeHistoryBack() { history_.takeBack(); }

    CompareControls* controls() const { return controls_; }

    StrategyGrid* grid() const { return grid_; }

    const CompareRows& rows() const { return rows_; }

    StepComparison* stepComparison() const { return step_; }

    RunBar* runBar() const override { return runBar_; }

    FlagLegend* flagLegend() const { return flagLegend_; }

    MessageBar* message() const override { return message_; }

signals:
    void runFinished();
    void changed(); // what it shows
    void openInExplore(const logitscope::RunRequest& request,
                       const logitscope::SamplerChain& settings);

private:
    void connectControls();
    void connectGenerator();
    void startRows(std::vector<std::size_t> rows, int tokens, const QString& name);
    void updateControls() override;
    bool closePanel() override;
    void followStrategies(const QString& what); // that somebody changed
    void nameReference();                       // where the flag is explained

    std::vector<QWidget*> widgetsOf(LessonPart part) const;
    void forgetRun();
    void forgetCell(StrategyCell* cell);
    void showFrame() override;
    void fitSparklines();
    void remarkOnControls();
    void put(const ComparisonState& state);       // in the place of what is there
    void note(const QString& what, int kind = 0); // something was done
    void finishRun(const QString& why);

    std::vector<std::size_t> rowsThatGoOn(const StrategyCell* cell) const; // nullptr: of any
    void continueRows(const StrategyCell* cell);
    bool canRunAlone(const StrategyCell* cell) const;
    void runAlone(StrategyCell* cell);

    void select(StrategyCell* cell, int output, int step);
    void showLogits(const std::vector<TokenId>& tokens, const std::vector<float>& logits,
                    const Coverage& coverage);
    std::optional<StepUnderAll> selectedStep() const; // where its distribution is known
    void showColumns(); // of the selected step, as the strategies are now
    std::uint64_t streamOf(const StrategyCell* cell) const;
    QString stepTitle(const ShownRow& row) const;
    void closeStep();
    void openCell(const StrategyCell* cell);

    struct Selection
    {
        StrategyCell* cell;
        int output;
        int step;
        std::optional<Distribution> distribution; // once it is looked up
    };

    Generator generator_;
    CompareRows rows_;
    bool presenting_ = false;
    SceneParts sceneParts_; // what a lesson hides and locks
    SceneLock sceneLock_;

    UndoHistory<ComparisonState> history_;
    ComparisonState noted_;            // what was shown when something was done last
    bool isPutting_ = false;           // what changes is nobody's doing
    CompareRequest restored_;          // what was asked for at the start
    CompareRequest asked_;             // what the rows are, but for their strategies
    std::vector<std::size_t> running_; // the rows that run, or ran last
    int tokensBefore_ = 0;             // of all rows, when they began
    QString runName_;                  // as a command
    std::optional<Selection> selected_;

    CompareControls* controls_;
    MessageBar* message_;
    StrategyGrid* grid_;
    StepComparison* step_;
    SteadySplitter* columns_;
    RunBar* runBar_;
    LiveRegion* live_; // says that a run is over
    FlagLegend* flagLegend_;
};

} // namespace logitscope
