// One strategy of a comparison: its name and settings, its outputs as they stream, how uncertain it
// was, and its statistics. Before a run it says what the strategy does.
#pragma once

#include "core/run/repeats.h"
#include "core/run/stop_reason.h"
#include "core/sampling/strategy.h"
#include "widgets/control/card.h"

#include <QList>

#include <optional>
#include <span>
#include <vector>

class QAction;
class QBoxLayout;
class QLabel;
class QMenu;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace logitscope
{

class ElidedLabel;
class EntropySparkline;
class StatisticsLabel;
class TokenText;

class StrategyCell : public Card
{
    Q_OBJECT

public:
    explicit StrategyCell(QWidget* parent = nullptr);

    const Strategy& strategy() const { return strategy_; }

    void setStrategy(const Strategy& strategy);

    // Starts over, with so many outputs, all empty.
    void startOutputs(int count);

    // `endsText` where the last of the steps is one that ends a text.
    void append(int output, std::span<const Step> steps, bool endsText);
    void end(int output, StopReason reason);
    void resume(int output); // more steps follow after an end

    int outputCount() const { return static_cast<int>(outputs_.size()); }

    TokenText* text(int output) const;
    std::span<const Step> steps(int output) const;
    std::optional<StopReason> reason(int output) const; // nothing while it runs

    bool isEmpty() const; // nothing has run here

    // Whether the menu offers to go on.
    void setContinuable(bool continuable);

    // A button that runs this strategy alone, while the cell is empty and others are not.
    void offerRun(bool offered);

    QPushButton* runButton() const { return run_; }

    EntropySparkline* sparkline() const { return sparkline_; } // of the first output

    // The cell that the others are compared with says so.
    void setReference(bool isReference);

    // Where an output draws another token than the reference; nothing where it does not.
    void setDeparture(int output, std::optional<int> step);

    // Scrolls the outputs to where they depart.
    void showDepartures();

    // All have ended: those that were followed show their beginning, or their departure where that
    // is further down.
    void finish();

    void setSelected(int output, std::optional<int> step);

    // Presenter mode: fewer figures, which share a line with the curve, and smaller text.
    void setPresenting(bool presenting);

    QString figures() const; // the line below, all of it

    QToolButton* menuButton() const { return menu_; }

    QSize minimumSizeHint() const override;

signals:
    void tokenSelected(int output, int step);
    void runRequested();
    void continueRequested();
    void editRequested();
    void presetRequested(const logitscope::Strategy& preset);
    void duplicateRequested();
    void removeRequested();
    void openRequested(); // in Explore
    void referenceRequested();

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Output
    {
        TokenText* text;
        std::vector<Step> steps = {};
        RunStatistics statistics = {}; // of the steps
        std::optional<StopReason> reason = {};
    };

    void makeMenu();
    void addPresets(QMenu& menu);
    void addOutput();
    void follow(); // the font and the colours
    void showFigures();
    void showReference();
    void showDeparture(TokenText& text) const;
    static QString definitions();   // of the statistics
    QStringList statistics() const; // the most important first
    QString lengths(const RepeatStatistics& statistics) const;
    QString sameness() const;
    QString howTheyEnded() const;
    QFont textFont() const;
    int statisticsLines() const;

    Strategy strategy_;
    bool isReference_ = false;
    bool presenting_ = false;
    std::vector<Output> outputs_;

    ElidedLabel* name_;
    ElidedLabel* settings_;
    QLabel* reference_;
    QToolButton* menu_;
    QAction* continue_ = nullptr; // of the menu's
    QVBoxLayout* texts_;
    QPushButton* run_;
    EntropySparkline* sparkline_;
    StatisticsLabel* figures_;
    QBoxLayout* foot_;
};

} // namespace logitscope
