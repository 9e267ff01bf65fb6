// The cells of the Compare page: which strategies there are, in what order, and which one the
// others are compared with.
#pragma once

#include "core/sampling/strategy.h"
#include "widgets/control/cell_grid.h"

#include <vector>

class QSettings;

namespace logitscope
{

class StrategyCell;

class StrategyGrid : public CellGrid
{
    Q_OBJECT

public:
    explicit StrategyGrid(QWidget* parent = nullptr); // the nine

    const std::vector<StrategyCell*>& cells() const { return cells_; }

    std::vector<Strategy> strategies() const;

    // The first cell is the reference.
    void setStrategies(const std::vector<Strategy>& strategies);

    void add(const Strategy& strategy); // at the end, under a name of its own

    // nullptr when there is no cell.
    StrategyCell* reference() const { return reference_; }

    std::size_t referenceIndex() const; // of the cells

    void setReference(StrategyCell* cell);

    // Scrolls to a cell, once it has its place.
    void reveal(StrategyCell* cell);

    // Where the sliders of a strategy that is edited end.
    void setVocabularySize(int size) { vocabularySize_ = size; }

    // Presenter mode: cells that are mostly text, the nine of them in view.
    void setPresenting(bool presenting);

    // Lets a person make one.
    void askForStrategy();

    void restore(const QSettings& settings);
    void save(QSettings& settings) const;

signals:
    void changed(); // cells came or went, or another one is the reference
    void aboutToRemove(logitscope::StrategyCell* cell);
    void settingsChanged(logitscope::StrategyCell* cell);
    void renamed(logitscope::StrategyCell* cell);
    void runRequested(logitscope::StrategyCell* cell);
    void continueRequested(logitscope::StrategyCell* cell);
    void tokenSelected(logitscope::StrategyCell* cell, int output, int step);
    void openRequested(logitscope::StrategyCell* cell);

private:
    void insert(std::size_t index, const Strategy& strategy);
    void remove(StrategyCell* cell);
    void edit(StrategyCell* cell);
    void change(StrategyCell* cell, const Strategy& strategy);
    void duplicate(const StrategyCell* cell);

    std::vector<StrategyCell*> cells_;
    StrategyCell* reference_ = nullptr;
    int vocabularySize_ = 0; // unknown
    bool presenting_ = false;
};

} // namespace logitscope
