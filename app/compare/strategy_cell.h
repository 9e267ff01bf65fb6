// One strategy of a comparison: its name and settings, its outputs as they stream, how uncertain it
// was, and its statistics. Before a run it says what the strategy does.
#pragma once

#include "core/run/repeats.h"
#include "core/sampling/strategy.h"
#include "widgets/control/card.h"

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

    // `endsText` where the last of the tokens is one that ends a text.
    void append(int output, std::span<const NodePtr> nodes, bool endsText);

    // Of all outputs, and of those that have ended.
    void showStatistics(const Repeats& rows, const Repeats& ended);

    int outputCount() const { return static_cast<int>(texts_.size()); }

    TokenText* text(int output) const;

    // Whether the menu offers to go on.
    void setContinuable(bool continuable);

    // A button that runs this strategy alone, while the cell is empty and others are not.
    void offerRun(bool offered);

    QPushButton* runButton() const { return run_; }

    EntropySparkline* sparkline() const { return sparkline_; } // of the first output

    // The cell that the others are compared with says so.
    void setReference(bool isReference);

    // Scrolls the outputs to where they depart from the reference.
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
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void makeMenu();
    void addPresets(QMenu& menu);
    void addOutput();
    void follow(); // the font and the colours
    void showReference();
    void showDeparture(TokenText& text) const;
    static QString definitions(); // of the statistics
    QFont textFont() const;
    int statisticsLines() const;

    Strategy strategy_;
    bool isReference_ = false;
    bool presenting_ = false;
    std::vector<TokenText*> texts_; // of the outputs

    ElidedLabel* name_;
    ElidedLabel* settings_;
    QLabel* reference_;
    QToolButton* menu_;
    QAction* continue_ = nullptr; // of the menu's
    QVBoxLayout* textsColumn_;
    QPushButton* run_;
    EntropySparkline* sparkline_;
    StatisticsLabel* figures_;
    QBoxLayout* foot_;
};

} // namespace logitscope
