// The Compare page: one prompt, continued by several strategies at once, side by side.
#pragma once

#include "app/compare/compare_rows.h"
#include "app/compare/comparer.h"
#include "app/engine/run_request.h"
#include "core/generation/comparison.h"
#include "core/generation/model_folder.h"

#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>
#include <span>
#include <vector>

class QSettings;
class QSplitter;

namespace logitscope
{

class CompareControls;
class FlagLegend;
class MessageBar;
class RunBar;
class StepComparison;
class StrategyCell;
class StrategyGrid;

class ComparePage : public QWidget
{
    Q_OBJECT

public:
    explicit ComparePage(QWidget* parent = nullptr);
    ~ComparePage() override;

    void restore(const QSettings& settings);
    void save(QSettings& settings) const;

    void takeModel(std::shared_ptr<const OpenModel> model);

    // A model is being opened, long enough to be worth saying.
    void showOpening(const QString& name);
    void showOpeningProgress(int percent);
    void endOpening(); // without a new one

    // For a room: the prompt and the grid large; the rest folds away.
    void setPresenting(bool presenting);

    // A strategy more, at the end of the grid.
    void addStrategy(const SamplerSettings& settings);

    // What the cells show, as far as it has come. No rows before a run.
    Comparison comparison() const { return rows_.comparison(); }

    // Which row of it belongs to the cell that the others are compared with.
    std::size_t referenceRow() const;

    // Brings a run back, which may be another model's.
    void show(const Comparison& comparison);

    void showMessage(const QString& sentence);

    CompareControls* controls() const { return controls_; }

    StrategyGrid* grid() const { return grid_; }

    StepComparison* stepComparison() const { return step_; }

    RunBar* runBar() const { return runBar_; }

    FlagLegend* flagLegend() const { return flagLegend_; }

    MessageBar* message() const { return message_; }

    bool isRunning() const { return comparer_.isRunning(); }

public slots:
    void generate();
    void stop(); // or, when nothing runs, closes what is in the way
    void clear();

signals:
    void runFinished();
    void openInExplore(const logitscope::RunRequest& request,
                       const logitscope::SamplerSettings& settings);

private:
    void connectControls();
    void connectComparer();
    void updateButtons();
    void nameReference(); // where the flag is explained

    void forgetRun();
    void forgetCell(StrategyCell* cell);
    void takeEvents();
    void appendSteps(const ShownRow& row, std::span<const Step> steps);
    void fitSparklines();
    void remarkOnPrompt();
    void finishRun(const QString& why);

    void select(StrategyCell* cell, int output, int step);
    void showLogits(const std::vector<TokenId>& tokens, const std::vector<float>& logits);
    void closeStep();
    void openCell(const StrategyCell* cell);

    struct Selection
    {
        StrategyCell* cell;
        int output;
        int step;
    };

    Comparer comparer_;
    std::shared_ptr<const OpenModel> model_;
    CompareRows rows_;
    bool opening_ = false; // a model, and it shows
    bool presenting_ = false;
    int tokensAsked_ = 0; // of each row
    std::optional<Selection> selected_;
    QTimer frame_; // when it fires, what happened is shown

    CompareControls* controls_;
    MessageBar* message_;
    StrategyGrid* grid_;
    StepComparison* step_;
    QSplitter* splitter_;
    RunBar* runBar_;
    FlagLegend* flagLegend_;
};

} // namespace logitscope
